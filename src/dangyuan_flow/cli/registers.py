"""``dangyuan org``, ``office`` and ``user``: the bodies, who holds which office, who may be named with ``--as``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dangyuan_flow.cli import options, screen
from dangyuan_flow.cli.help import command, family
from dangyuan_flow.cli.options import opened
from dangyuan_flow.cli.plain import plain

if TYPE_CHECKING:
    from datetime import date

    from dangyuan_flow.domain.people import Duty

org = family(
    "党组织和党员名册。",
    "dangyuan org add 第一党支部 --kind 党支部 --parent 第一党总支 --has-committee",
    "dangyuan org list",
    "dangyuan org member 李明 --branch 第一党支部 --joined 2010-07-01 --full 2011-07-01",
)
office = family(
    "职务：谁在何时任何职。谁能办理、轮到谁审批，都由办理当日的职务决定。",
    "dangyuan office add zhang --duty 书记 --org 第一党支部 --since 2024-01-01",
    "dangyuan office list --org 第一党支部",
    "dangyuan office end zhang --org 第一党支部 --until 2026-06-30",
)
user = family(
    "用户：--as 所指的人。",
    "dangyuan user add zhang --person 张明 --id-number 999999198001010011",
    "dangyuan user list",
)
Flag = Annotated[bool | None, typer.Option("--has-committee/--no-committee", help="党支部是否设支委会")]
Power = Annotated[bool | None, typer.Option("--may-approve/--may-not-approve", help="党委有无审批预备党员的权限")]


def _day(text: str | None) -> date | None:
    return None if text is None else options.day(text)


@command(
    org,
    "add",
    "登记党组织，或更改已登记的（按名称）；没有写的项不变。",
    "dangyuan org add 高新区工委 --kind 工委 --may-approve",
    "dangyuan org add 第一党支部 --kind 党支部 --parent 第一党总支 --has-committee",
)
def add_org(
    name: Annotated[str, typer.Argument(metavar="名称", help="党组织全称")],
    kind: Annotated[
        str | None,
        typer.Option(
            "--kind", metavar="类型", help="党支部、党总支、党委、工委、组织部、党组、临时党组织、流动党员党组织"
        ),
    ] = None,
    parent: Annotated[str | None, typer.Option("--parent", metavar="上级", help="上级党组织的名称")] = None,
    has_committee: Flag = None,
    may_approve: Power = None,
    full_members: Annotated[
        int | None, typer.Option("--full-members", metavar="人数", min=0, help="正式党员数")
    ] = None,
    founded: Annotated[str | None, typer.Option("--founded", metavar="日期", help="成立日期")] = None,
    dissolved: Annotated[str | None, typer.Option("--dissolved", metavar="日期", help="撤销日期")] = None,
    former: Annotated[list[str] | None, typer.Option("--former", metavar="名称", help="曾用名")] = None,
    db: options.Db = None,
    acting: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Register a body."""
    from dataclasses import replace

    from dangyuan_flow.application.founding import register_organizations
    from dangyuan_flow.domain.errors import BadInput
    from dangyuan_flow.domain.people import BodyKind, Organization

    found = None if kind is None else BodyKind.from_chinese(kind)
    if kind is not None and found is None:
        msg = f"没有“{kind}”这种党组织；类型须是 {'、'.join(k.chinese for k in BodyKind)} 之一"
        raise BadInput(msg)
    told = {
        "kind": found,
        "parent": parent,
        "has_committee": has_committee,
        "may_approve": may_approve,
        "full_members": full_members,
        "founded_on": _day(founded),
        "dissolved_on": _day(dissolved),
        "former_names": tuple(former) if former else None,
    }
    with opened(db, acting) as flow:
        known = flow.organizations.get(name) or Organization(name=name, kind=None)
        body = replace(known, **{n: v for n, v in told.items() if v is not None})  # type: ignore[arg-type]  # by name
        register_organizations(flow, [body])
    _registered(f"党组织：{body.name}（{body.kind.chinese if body.kind else ''}）", plain(body), as_json=as_json)


@command(org, "list", "列出党组织，按隶属关系缩进。", "dangyuan org list", "dangyuan org list --json")
def list_orgs(db: options.Db = None, as_json: options.Json = False) -> None:
    """List the bodies."""
    with opened(db) as flow:
        bodies = flow.store.organizations()
    if as_json:
        screen.put_json([plain(body) for body in bodies])
        return
    if not bodies:
        screen.say("还没有登记党组织。用 dangyuan org add 登记，从上级登起。")
        return
    children: dict[str | None, list[str]] = {}
    by_name = {body.name: body for body in bodies}
    for body in bodies:
        children.setdefault(body.parent if body.parent in by_name else None, []).append(body.name)
    rows: list[tuple[object, ...]] = []

    def put(name: str, depth: int) -> None:
        body = by_name[name]
        notes = [f"{body.dissolved_on} 撤销" if body.dissolved_on else "", *(f"曾用名 {n}" for n in body.former_names)]
        kind = body.kind.chinese if body.kind else ""
        told = "；".join(note for note in notes if note)
        rows.append(("　" * depth + name, kind, _yes(body.has_committee), _yes(body.may_approve), told))
        for child in children.get(name, []):
            put(child, depth + 1)

    for name in children.get(None, []):
        put(name, 0)
    screen.put_rows(("党组织", "类型", "支委会", "审批权限", "备注"), rows, wide=("党组织", "备注"))


@command(
    org,
    "member",
    "登记党员名册，或更改（按身份证号，没有的按党支部和姓名）。票决时由名册算出应到人数。",
    "dangyuan org member 李明 --branch 第一党支部 --joined 2010-07-01 --full 2011-07-01",
    "dangyuan org member 李明 --branch 第一党支部 --left 2026-03-01",
)
def add_member(
    name: Annotated[str, typer.Argument(metavar="姓名", help="党员姓名")],
    branch: Annotated[str, typer.Option("--branch", metavar="党支部", help="所在党支部")],
    id_number: Annotated[str | None, typer.Option("--id-number", metavar="号码", help="身份证号")] = None,
    joined: Annotated[str | None, typer.Option("--joined", metavar="日期", help="入党日期")] = None,
    full: Annotated[str | None, typer.Option("--full", metavar="日期", help="转正日期")] = None,
    arrived: Annotated[str | None, typer.Option("--arrived", metavar="日期", help="转入日期")] = None,
    left: Annotated[str | None, typer.Option("--left", metavar="日期", help="转出日期")] = None,
    died: Annotated[str | None, typer.Option("--died", metavar="日期", help="去世日期")] = None,
    post: Annotated[str | None, typer.Option("--post", metavar="职务", help="党内职务")] = None,
    db: options.Db = None,
    acting: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Register a member."""
    from dataclasses import replace

    from dangyuan_flow.application.founding import member_key, register_members
    from dangyuan_flow.domain.errors import NotFound
    from dangyuan_flow.domain.people import Member

    told = {
        "joined_on": _day(joined),
        "full_since": _day(full),
        "arrived_on": _day(arrived),
        "left_on": _day(left),
        "died_on": _day(died),
        "post": post,
    }
    with opened(db, acting) as flow:
        if branch not in flow.organizations:
            msg = f"没有名为“{branch}”的党支部。可用 dangyuan org list 查看，dangyuan org add 登记"
            raise NotFound(msg)
        new = Member(name=name, branch=branch, id_number=id_number)
        known = next((m for m in flow.store.members(name=name) if member_key(m) == member_key(new)), new)
        member = replace(known, branch=branch, **{n: v for n, v in told.items() if v is not None})  # type: ignore[arg-type]  # by name
        register_members(flow, [member])
    _registered(f"党员：{member.name}（{member.branch}）", plain(member), as_json=as_json)


@command(org, "roster", "列出党员名册，标出今天有没有表决权。", "dangyuan org roster 第一党支部")
def roster(
    branch: Annotated[str, typer.Argument(metavar="党支部", help="党支部名称")],
    db: options.Db = None,
    as_json: options.Json = False,
) -> None:
    """List a branch's roster."""
    from dangyuan_flow.domain.ballot import has_vote
    from dangyuan_flow.domain.errors import NotFound

    with opened(db) as flow:
        if branch not in flow.organizations:
            msg = f"没有名为“{branch}”的党支部。可用 dangyuan org list 查看"
            raise NotFound(msg)
        today = flow.today()
        members = flow.store.members(branch=branch)
    if as_json:
        screen.put_json([plain(m) | {"has_vote": has_vote(m, today)} for m in members])
        return
    screen.put_rows(
        ("姓名", "入党", "转正", "转入", "离开", "党内职务", "表决权"),
        (
            (m.name, m.joined_on, m.full_since, m.arrived_on, m.left_on or m.died_on, m.post, _yes(has_vote(m, today)))
            for m in members
        ),
        wide=("姓名", "党内职务"),
    )
    screen.say(f"共 {len(members)} 人，{today} 有表决权 {sum(has_vote(m, today) for m in members)} 人")


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

    held = Office(holder=holder, duty=_duty(duty), organization=body, since=options.day(since), until=_day(until))
    with opened(db, acting) as flow:
        register_offices(flow, [held])
    _registered(f"任职：{holder} 任{body}{held.duty.chinese}，自 {held.since}", plain(held), as_json=as_json)


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

    from dangyuan_flow.application.founding import register_offices
    from dangyuan_flow.domain.errors import BadInput, NotFound

    wanted = None if duty is None else _duty(duty)
    with opened(db, acting) as flow:
        held = [
            o
            for o in flow.store.offices(holder=holder, organization=body)
            if o.until is None and wanted in (None, o.duty)
        ]
        if not held:
            msg = f"{holder} 现在没有在“{body}”任{wanted.chinese if wanted else '职'}。可用 dangyuan office list 查看"
            raise NotFound(msg)
        if len(held) > 1:
            msg = f"{holder} 在“{body}”任 {'、'.join(o.duty.chinese for o in held)}，请用 --duty 写明是哪个"
            raise BadInput(msg)
        ended = replace(held[0], until=options.day(until))
        register_offices(flow, [ended])
    _registered(f"离任：{holder} {body}{ended.duty.chinese}，至 {ended.until}", plain(ended), as_json=as_json)


@command(office, "list", "列出任职。", "dangyuan office list", "dangyuan office list --org 第一党支部 --on 2025-06-01")
def list_offices(
    body: Annotated[str | None, typer.Option("--org", metavar="党组织", help="只看这个党组织的")] = None,
    holder: Annotated[str | None, typer.Option("--user", metavar="用户", help="只看这个人的")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="日期", help="只看这一天在任的")] = None,
    db: options.Db = None,
    as_json: options.Json = False,
) -> None:
    """List the offices."""
    with opened(db) as flow:
        offices = flow.store.offices(_day(on), holder=holder, organization=body)
        people = {u.name: u.person for u in flow.store.users()}
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
    _registered(f"用户：{name}（{person}）", {"name": name, "person": person}, as_json=as_json)


@command(user, "list", "列出用户和他们现任的职务。", "dangyuan user list", "dangyuan user list --json")
def list_users(db: options.Db = None, as_json: options.Json = False) -> None:
    """List the users."""
    with opened(db) as flow:
        users = flow.store.users()
        posts: dict[str, list[str]] = {}
        for held in flow.store.offices(flow.today()):
            posts.setdefault(held.holder, []).append(f"{held.organization}{held.duty.chinese}")
    if as_json:
        screen.put_json([{"name": u.name, "person": u.person, "offices": posts.get(u.name, [])} for u in users])
        return
    screen.put_rows(
        ("用户", "姓名", "现任职务"),
        ((u.name, u.person, "、".join(posts.get(u.name, []))) for u in users),
        wide=("姓名", "现任职务"),
    )


def _duty(text: str) -> Duty:
    from dangyuan_flow.domain.errors import BadInput
    from dangyuan_flow.domain.people import Duty

    found = Duty.from_chinese(text)
    if found is None:
        msg = f"没有“{text}”这种职务；须是 {'、'.join(d.chinese for d in Duty)} 之一"
        raise BadInput(msg)
    return found


def _registered(said: str, document: object, *, as_json: bool) -> None:
    if as_json:
        screen.put_json(document)
    else:
        screen.say(screen.styled(f"已登记{said}", screen.GOOD))


def _yes(told: bool | None) -> str:
    return "" if told is None else ("是" if told else "否")
