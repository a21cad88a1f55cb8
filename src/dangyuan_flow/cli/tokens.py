"""``dangyuan token``: a program's way in: made by the person whose program it is, shown once, taken back at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dangyuan_flow.cli import options, screen
from dangyuan_flow.cli.help import command, family
from dangyuan_flow.cli.options import opened

if TYPE_CHECKING:
    from dangyuan_flow.application.tokens import Token

app = family(
    "令牌：别的程序替您经 /api/v1 办理时用，由本人发、本人收回。令牌能做的，不超过本人当天的职务能做的。",
    "dangyuan token add 人事系统 --scope read,write --days 90 --as zhang",
    "dangyuan token list --as zhang",
    "dangyuan token revoke 1f2e3d4c --as zhang",
)


@command(
    app,
    "add",
    "发令牌：只显示这一次，请立即交给程序保管。权限：read 查看、write 办理、review 审批、audit 排查、admin 查看用户。",
    "dangyuan token add 人事系统 --as zhang",
    "dangyuan token add 人事系统 --scope read,write --days 30 --org 第一党支部 --as zhang",
)
def add(
    name: Annotated[str, typer.Argument(metavar="用途", help="给哪个程序用")],
    scope: Annotated[str, typer.Option("--scope", metavar="权限,…", help="不写为 read")] = "read",
    days: Annotated[int, typer.Option("--days", metavar="天数", min=1, help="多少天后到期；不写为 90")] = 90,
    body: Annotated[
        str | None, typer.Option("--org", metavar="党组织", help="只凭在这个党组织的职务；不写为本人的全部职务")
    ] = None,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Make a token."""
    from dangyuan_flow.application import tokens

    with opened(db, user) as flow:
        made = tokens.issue(flow, name, options.split(scope), days=days, office=body)
    if as_json:
        screen.put_json(_json(made.token) | {"secret": made.secret})
        return
    screen.say(
        screen.styled(f"令牌 {made.token.id}（{made.token.name}），{_day(made.token.expires_at)} 到期：", screen.GOOD),
        made.secret,
        "只显示这一次。请求时写在 Authorization: Bearer 之后；不用了就 dangyuan token revoke 收回。",
    )


@command(app, "list", "列出本人的令牌；管理用户的人加 --all 列出全部。", "dangyuan token list --as zhang")
def list_(
    every: Annotated[bool, typer.Option("--all", help="全部用户的")] = False,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """List tokens."""
    from dangyuan_flow.application import tokens

    with opened(db, user) as flow:
        found = tokens.everybodys(flow) if every else tokens.mine(flow)
    if as_json:
        screen.put_json([_json(token) for token in found])
        return
    if not found:
        screen.say("没有令牌。用 dangyuan token add 发。")
        return
    screen.put_rows(
        ("编号", "用户", "用途", "权限", "职务", "到期", "最近使用", "状态"),
        (
            (
                token.id,
                token.user,
                token.name,
                "、".join(token.scopes),
                _office(token),
                _day(token.expires_at),
                _day(token.used_at),
                _state(token),
            )
            for token in found
        ),
        wide=("用途", "权限", "职务"),
    )


@command(app, "revoke", "收回令牌，立即生效。管理用户的人可以收回别人的。", "dangyuan token revoke 1f2e3d4c --as zhang")
def revoke(
    token: Annotated[str, typer.Argument(metavar="编号", help="令牌的编号，见 token list")],
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Take a token back."""
    from dangyuan_flow.application import tokens

    with opened(db, user) as flow:
        found = tokens.revoke(flow, token)
    if as_json:
        screen.put_json({"id": found.id, "revoked": True})
    else:
        screen.say(screen.styled(f"已收回令牌 {found.id}（{found.name}）。", screen.GOOD))


def _json(token: Token) -> dict[str, object]:
    return {
        "id": token.id,
        "user": token.user,
        "name": token.name,
        "scopes": [*token.scopes],
        "body": token.body,
        "duty": token.duty,
        "expires_on": _day(token.expires_at),
        "used_on": _day(token.used_at) or None,
        "state": _state(token),
    }


def _office(token: Token) -> str:
    from dangyuan_flow.domain.people import Duty

    return "" if token.body is None or token.duty is None else f"{token.body}{Duty(token.duty).chinese}"


def _state(token: Token) -> str:
    from dangyuan_flow.application.tokens import is_good

    if token.revoked_at is not None:
        return "已收回"
    return "有效" if is_good(token) else "已到期"


def _day(moment: int | None) -> str:
    from datetime import datetime

    from dangyuan_flow.domain.deadlines import SHANGHAI

    return "" if moment is None else datetime.fromtimestamp(moment, SHANGHAI).date().isoformat()
