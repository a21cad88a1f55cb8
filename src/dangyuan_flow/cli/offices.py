"""``dangyuan office`` and ``user``: who holds which office, and who may be named with ``--as``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dangyuan_flow.application.plain import plain
from dangyuan_flow.cli import options, screen
from dangyuan_flow.cli.help import command, family
from dangyuan_flow.cli.options import opened
from dangyuan_flow.cli.organizations import day_or_none, registered

if TYPE_CHECKING:
    from dangyuan_flow.domain.people import Duty

office = family(
    "职务：谁在何时任何职。谁能办理、轮到谁审批，都由办理当日的职务决定。",
    "dangyuan office add zhang --duty 书记 --org 第一党支部 --since 2024-01-01",
    "dangyuan office list --org 第一党支部",
    "dangyuan office end zhang --org 第一党支部 --until 2026-06-30",
)
user = family(
    "用户：--as 所指的人，也是网页上登录的人。",
    "dangyuan user add zhang --person 张明 --id-number 999999198001010011",
    "dangyuan user password zhang --as admin",
    "dangyuan user list",
)


@command(
    office,
    "add",
    "登记任职。",
    "dangyuan office add zhang --duty 书记 --org 第一党支部 --since 2024-01-01",
    "dangyuan office add admin --duty 管理员 --org 高新区工委 --since 2024-01-01",
)
def add_office(
    holder: Annotated[str, typer.Argument(metavar="用户", help="用户名")],
    duty: Annotated[
        str, typer.Option("--duty", metavar="职务", help="书记、副书记、组织委员、组织员、委员、联络员、排查员、管理员")
    ],
    body: Annotated[str, typer.Option("--org", metavar="党组织", help="在哪个党组织")],
    since: Annotated[str, typer.Option("--since", metavar="日期", help="从哪一天起")],
    until: Annotated[str | None, typer.Option("--until", metavar="日期", help="到哪一天止（含）")] = None,
    db: options.Db = None,
    acting: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Register an office."""
    from dangyuan_flow.application.founding import register_offices
    from dangyuan_flow.domain.people import Office

    held = Office(
        holder=holder, duty=_duty(duty), organization=body, since=options.day(since), until=day_or_none(until)
    )
    with opened(db, acting) as flow:
        register_offices(flow, [held])
    registered(f"任职：{holder} 任{body}{held.duty.chinese}，自 {held.since}", plain(held), as_json=as_json)


@command(office, "end", "登记离任：写明最后一天。", "dangyuan office end zhang --org 第一党支部 --until 2026-06-30")
def end_office(
    holder: Annotated[str, typer.Argument(metavar="用户", help="用户名")],
    body: Annotated[str, typer.Option("--org", metavar="党组织", help="在哪个党组织")],
    until: Annotated[str, typer.Option("--until", metavar="日期", help="到哪一天止（含）")],
    duty: Annotated[str | None, typer.Option("--duty", metavar="职务", help="任几个职务时，写明是哪个")] = None,
    db: options.Db = None,
    acting: options.As = None,
    as_json: options.Json = False,
) -> None:
    """End an office."""
    from dataclasses import replace

    from dangyuan_flow.application import registers
    from dangyuan_flow.application.founding import register_offices
    from dangyuan_flow.domain.errors import BadInput, NotFound

    wanted = None if duty is None else _duty(duty)
    with opened(db, acting) as flow:
        held = [
            o for o in registers.offices(flow, holder=holder, body=body) if o.until is None and wanted in (None, o.duty)
        ]
        if not held:
            msg = f"{holder} 现在没有在“{body}”任{wanted.chinese if wanted else '职'}。可用 dangyuan office list 查看"
            raise NotFound(msg)
        if len(held) > 1:
            msg = f"{holder} 在“{body}”任 {'、'.join(o.duty.chinese for o in held)}，请用 --duty 写明是哪个"
            raise BadInput(msg)
        ended = replace(held[0], until=options.day(until))
        register_offices(flow, [ended])
    registered(f"离任：{holder} {body}{ended.duty.chinese}，至 {ended.until}", plain(ended), as_json=as_json)


@command(office, "list", "列出任职。", "dangyuan office list", "dangyuan office list --org 第一党支部 --on 2025-06-01")
def list_offices(
    body: Annotated[str | None, typer.Option("--org", metavar="党组织", help="只看这个党组织的")] = None,
    holder: Annotated[str | None, typer.Option("--user", metavar="用户", help="只看这个人的")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="日期", help="只看这一天在任的")] = None,
    db: options.Db = None,
    as_json: options.Json = False,
) -> None:
    """List the offices."""
    from dangyuan_flow.application import registers

    with opened(db) as flow:
        offices = registers.offices(flow, day_or_none(on), holder=holder, body=body)
        people = {u.name: u.person for u in registers.users(flow)}
    if as_json:
        screen.put_json([plain(o) | {"person": people.get(o.holder)} for o in offices])
        return
    screen.put_rows(
        ("用户", "姓名", "党组织", "职务", "起", "止"),
        ((o.holder, people.get(o.holder), o.organization, o.duty.chinese, o.since, o.until) for o in offices),
        wide=("姓名", "党组织"),
    )


@command(
    user,
    "add",
    "登记用户，或更改（按用户名）。写明身份证号，才能排除本人办理本人事项。",
    "dangyuan user add zhang --person 张明 --id-number 999999198001010011",
)
def add_user(
    name: Annotated[str, typer.Argument(metavar="用户名", help="简短的名字，--as 用它")],
    person: Annotated[str, typer.Option("--person", metavar="姓名", help="这个用户是谁")],
    id_number: Annotated[str | None, typer.Option("--id-number", metavar="号码", help="身份证号")] = None,
    db: options.Db = None,
    acting: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Register a user."""
    from dangyuan_flow.application.founding import register_users
    from dangyuan_flow.domain import identity
    from dangyuan_flow.domain.errors import BadInput
    from dangyuan_flow.domain.registry import User

    number = None if id_number is None else id_number.strip().upper()
    if number is not None and not identity.check_holds(number):
        msg = f"身份证号 {identity.masked(number)} 不正确（须为十八位且校验码相符），请核对证件"
        raise BadInput(msg)
    with opened(db, acting) as flow:
        register_users(flow, [User(name=name, person=person, id_number=number)])
    registered(f"用户：{name}（{person}）", {"name": name, "person": person}, as_json=as_json)


@command(user, "list", "列出用户和他们现任的职务。", "dangyuan user list", "dangyuan user list --json")
def list_users(db: options.Db = None, as_json: options.Json = False) -> None:
    """List the users."""
    from dangyuan_flow.application import registers

    with opened(db) as flow:
        users = registers.users(flow)
        posts: dict[str, list[str]] = {}
        for held in registers.offices(flow, flow.today()):
            posts.setdefault(held.holder, []).append(f"{held.organization}{held.duty.chinese}")
    if as_json:
        screen.put_json([{"name": u.name, "person": u.person, "offices": posts.get(u.name, [])} for u in users])
        return
    screen.put_rows(
        ("用户", "姓名", "现任职务"),
        ((u.name, u.person, "、".join(posts.get(u.name, []))) for u in users),
        wide=("姓名", "现任职务"),
    )


@command(
    user,
    "password",
    "给用户设登录密码：生成一个，只显示这一次；本人首次登录时须换成自己的。该用户已有的登录都会退出。",
    "dangyuan user password zhang --as admin",
    "dangyuan user password zhang --typed --as admin",
)
def set_password(
    name: Annotated[str, typer.Argument(metavar="用户", help="用户名")],
    typed: Annotated[bool, typer.Option("--typed", help="不生成，由您输入（不显示）；从管道读一行也可以")] = False,
    db: options.Db = None,
    acting: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Set somebody's password."""
    from dangyuan_flow.application.entrance import set_password

    told = options.secret(f"给 {name} 的新密码") if typed else None
    with opened(db, acting) as flow:
        chosen = set_password(flow, name, told)
    if as_json:
        screen.put_json({"user": name, "password": None if typed else chosen, "must_change": True})
    elif typed:
        screen.say(f"已给 {name} 设了密码；首次登录时须换成自己的。")
    else:
        screen.say(f"{name} 的密码：{chosen}", "只显示这一次，请当面交给本人；首次登录时须换成自己的。")


def _duty(text: str) -> Duty:
    from dangyuan_flow.domain.errors import BadInput
    from dangyuan_flow.domain.people import Duty

    found = Duty.from_chinese(text)
    if found is None:
        msg = f"没有“{text}”这种职务；须是 {'、'.join(d.chinese for d in Duty)} 之一"
        raise BadInput(msg)
    return found
