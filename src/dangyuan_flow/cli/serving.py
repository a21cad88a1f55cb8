"""``dangyuan serve``: the web application on this machine."""

from __future__ import annotations

from typing import Annotated

import typer

from dangyuan_flow.cli import options, screen
from dangyuan_flow.cli.help import command, lone
from dangyuan_flow.cli.options import opened

serve = lone()


@command(
    serve,
    "serve",
    "网页：在本机开出网页，供浏览器办理。按 Ctrl+C 停止。第一次先用 dangyuan user password 给用户设密码。",
    "dangyuan serve",
    "dangyuan serve --host 0.0.0.0 --port 8080",
)
def serve_(
    host: Annotated[str, typer.Option("--host", metavar="地址", help="听哪个地址；只给本机用就不改")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", metavar="端口", min=0, max=65535, help="听哪个端口")] = 8000,
    https: Annotated[bool, typer.Option("--https", help="前面有 HTTPS 代理：登录只走 HTTPS")] = False,
    proxy: Annotated[
        list[str] | None, typer.Option("--proxy", metavar="地址", help="可信的代理；只听它转告的来源地址")
    ] = None,
    db: options.Db = None,
) -> None:
    """Serve the pages until stopped."""
    from dangyuan_flow.web.serving import run

    with opened(db) as flow:
        run(
            flow,
            host=host,
            port=port,
            is_secure=https,
            proxies=tuple(proxy or ()),
            told=lambda address: screen.say(f"网页已开：{address}　（Ctrl+C 停止）"),
        )
