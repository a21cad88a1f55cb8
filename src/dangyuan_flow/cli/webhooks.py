"""``dangyuan webhook``: addresses of other systems that are told of acts, and what each was told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dangyuan_flow.cli import options, screen
from dangyuan_flow.cli.help import command, family
from dangyuan_flow.cli.options import opened

if TYPE_CHECKING:
    from dangyuan_flow.application.webhooks import Delivery, Webhook

app = family(
    "通知：办理之后告诉别的系统，带签名，没有送到的再送。由 dangyuan serve 送出；只送档案编号和记录，不送个人信息。",
    "dangyuan webhook add http://localhost:9000/dangyuan --events dossier.approve --as wang",
    "dangyuan webhook list --as wang",
    "dangyuan webhook deliveries --as wang",
    "dangyuan webhook replay 12 --as wang",
)
_DAY = "%Y-%m-%d %H:%M"


@command(
    app,
    "add",
    "登记一个网址：从现在起的办理都通知它。签名的密钥只显示这一次。",
    "dangyuan webhook add http://localhost:9000/dangyuan --as wang",
    "dangyuan webhook add http://localhost:9000/x --events dossier.open,dossier.approve --org 第一党总支 --as wang",
)
def add(
    url: Annotated[str, typer.Argument(metavar="网址", help="http 或 https 的网址")],
    events: Annotated[str, typer.Option("--events", metavar="事件,…", help="如 dossier.approve；不写为全部")] = "*",
    body: Annotated[
        str | None, typer.Option("--org", metavar="党组织", help="只通知这个党组织及其下级的；不写为能看到的全部")
    ] = None,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Tell an address."""
    from dangyuan_flow.application import webhooks

    with opened(db, user) as flow:
        made = webhooks.add(flow, url, options.split(events), body=body)
    if as_json:
        screen.put_json(_json(made) | {"secret": made.secret})
        return
    screen.say(
        screen.styled(f"已登记通知地址 {made.id}：{made.url}", screen.GOOD),
        f"签名的密钥（只显示这一次）：{made.secret}",
    )


@command(app, "list", "列出通知地址。", "dangyuan webhook list --as wang")
def list_(db: options.Db = None, user: options.As = None, as_json: options.Json = False) -> None:
    """List the addresses."""
    from dangyuan_flow.application import webhooks

    with opened(db, user) as flow:
        found = webhooks.listed(flow)
    if as_json:
        screen.put_json([_json(webhook) for webhook in found])
        return
    if not found:
        screen.say("没有通知地址。用 dangyuan webhook add 登记。")
        return
    screen.put_rows(
        ("编号", "网址", "事件", "党组织", "登记人"),
        ((w.id, w.url, "、".join(w.events), w.body or "全部", w.user) for w in found),
        wide=("网址", "事件"),
    )


@command(app, "deliveries", "列出最近的通知：送到没有，试了几次，下次何时。", "dangyuan webhook deliveries --as wang")
def deliveries(
    webhook: Annotated[str | None, typer.Option("--to", metavar="编号", help="只看这个通知地址的")] = None,
    limit: Annotated[int, typer.Option("--limit", metavar="条数", min=1, help="最多列多少条；不写为 100")] = 100,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """List what was told."""
    from dangyuan_flow.application import webhooks

    with opened(db, user) as flow:
        found = webhooks.deliveries(flow, webhook=webhook, limit=limit)
    if as_json:
        screen.put_json([_delivery_json(delivery) for delivery in found])
        return
    if not found:
        screen.say("还没有通知。")
        return
    screen.put_rows(
        ("编号", "地址", "事件", "记录", "状态", "次数", "情况", "下次"),
        ((d.number, d.webhook, d.event, d.seq, _state(d), d.tries, d.says or "", _moment(d.due_at)) for d in found),
        wide=("情况",),
        right=("编号", "记录", "次数"),
    )


@command(app, "replay", "再送一次。", "dangyuan webhook replay 12 --as wang")
def replay(
    number: Annotated[int, typer.Argument(metavar="编号", help="通知的编号，见 webhook deliveries")],
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Tell something again."""
    from dangyuan_flow.application import webhooks

    with opened(db, user) as flow:
        webhooks.replay(flow, number)
    if as_json:
        screen.put_json({"delivery": number, "replayed": True})
    else:
        screen.say(screen.styled(f"通知 {number} 将再送一次（dangyuan serve 运行时）。", screen.GOOD))


@command(app, "remove", "不再通知一个地址；它的通知记录一并删除。", "dangyuan webhook remove 1f2e3d4c --as wang")
def remove(
    webhook: Annotated[str, typer.Argument(metavar="编号", help="通知地址的编号，见 webhook list")],
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Tell an address nothing more."""
    from dangyuan_flow.application import webhooks

    with opened(db, user) as flow:
        found = webhooks.remove(flow, webhook)
    if as_json:
        screen.put_json({"id": found.id, "removed": True})
    else:
        screen.say(screen.styled(f"不再通知 {found.url}。", screen.GOOD))


def _json(webhook: Webhook) -> dict[str, object]:
    return {
        "id": webhook.id,
        "url": webhook.url,
        "events": [*webhook.events],
        "body": webhook.body,
        "user": webhook.user,
        "after": webhook.after,
    }


def _delivery_json(delivery: Delivery) -> dict[str, object]:
    return {
        "delivery": delivery.number,
        "webhook": delivery.webhook,
        "event": delivery.event,
        "line": delivery.seq,
        "state": _state(delivery),
        "tries": delivery.tries,
        "says": delivery.says,
        "next": _moment(delivery.due_at) or None,
    }


def _state(delivery: Delivery) -> str:
    if delivery.done_at is not None:
        return "已送到"
    return "没有送到" if delivery.due_at is None else "待送"


def _moment(moment: int | None) -> str:
    from datetime import datetime

    from dangyuan_flow.domain.deadlines import SHANGHAI

    return "" if moment is None else datetime.fromtimestamp(moment, SHANGHAI).strftime(_DAY)
