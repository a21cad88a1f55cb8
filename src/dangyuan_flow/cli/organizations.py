"""``dangyuan org``: the bodies, and the roster of their members."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dangyuan_flow.application.plain import plain
from dangyuan_flow.cli import options, screen
from dangyuan_flow.cli.help import command, family
from dangyuan_flow.cli.options import opened

if TYPE_CHECKING:
    from datetime import date

org = family(
    "党组织和党员名册。",
    "dangyuan org add 第一党支部 --kind 党支部 --parent 第一党总支 --has-committee",
    "dangyuan org list",
    "dangyuan org member 李明 --branch 第一党支部 --joined 2010-07-01 --full 2011-07-01",
)
Flag = Annotated[bool | None, typer.Option("--has-committee/--no-committee", help="党支部是否设支委会")]
Power = Annotated[bool | None, typer.Option("--may-approve/--may-not-approve", help="党委有无审批预备党员的权限")]


def day_or_none(text: str | None) -> date | None:
    """The day that was typed, if one was."""
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
    elected: Annotated[list[str] | None, typer.Option("--elected", metavar="日期", help="换届日期（可写几次）")] = None,
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
        "founded_on": day_or_none(founded),
        "dissolved_on": day_or_none(dissolved),
        "former_names": tuple(former) if former else None,
        "elections": tuple(options.day(text) for text in elected) if elected else None,
    }
    with opened(db, acting) as flow:
        known = flow.organizations.get(name) or Organization(name=name, kind=None)
        body = replace(known, **{n: v for n, v in told.items() if v is not None})  # type: ignore[arg-type]  # by name
        register_organizations(flow, [body])
    registered(f"党组织：{body.name}（{body.kind.chinese if body.kind else ''}）", plain(body), as_json=as_json)


@command(org, "list", "列出党组织，按隶属关系缩进。", "dangyuan org list", "dangyuan org list --json")
def list_orgs(db: options.Db = None, as_json: options.Json = False) -> None:
    """List the bodies."""
    from dangyuan_flow.application import registers

    with opened(db) as flow:
        bodies = registers.organizations(flow)
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

    from dangyuan_flow.application import registers
    from dangyuan_flow.application.founding import member_key, register_members
    from dangyuan_flow.domain.errors import NotFound
    from dangyuan_flow.domain.people import Member

    told = {
        "joined_on": day_or_none(joined),
        "full_since": day_or_none(full),
        "arrived_on": day_or_none(arrived),
        "left_on": day_or_none(left),
        "died_on": day_or_none(died),
        "post": post,
    }
    with opened(db, acting) as flow:
        if branch not in flow.organizations:
            msg = f"没有名为“{branch}”的党支部。可用 dangyuan org list 查看，dangyuan org add 登记"
            raise NotFound(msg)
        new = Member(name=name, branch=branch, id_number=id_number)
        known = next((m for m in registers.members(flow, name=name) if member_key(m) == member_key(new)), new)
        member = replace(known, branch=branch, **{n: v for n, v in told.items() if v is not None})  # type: ignore[arg-type]  # by name
        register_members(flow, [member])
    registered(f"党员：{member.name}（{member.branch}）", plain(member), as_json=as_json)


@command(org, "roster", "列出党员名册，标出今天有没有表决权。", "dangyuan org roster 第一党支部")
def roster(
    branch: Annotated[str, typer.Argument(metavar="党支部", help="党支部名称")],
    db: options.Db = None,
    as_json: options.Json = False,
) -> None:
    """List a branch's roster."""
    from dangyuan_flow.application import registers
    from dangyuan_flow.domain.ballot import has_vote
    from dangyuan_flow.domain.errors import NotFound

    with opened(db) as flow:
        if branch not in flow.organizations:
            msg = f"没有名为“{branch}”的党支部。可用 dangyuan org list 查看"
            raise NotFound(msg)
        today = flow.today()
        members = registers.members(flow, branch=branch)
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


def registered(said: str, document: object, *, as_json: bool) -> None:
    """Say what was registered."""
    if as_json:
        screen.put_json(document)
    else:
        screen.say(screen.styled(f"已登记{said}", screen.GOOD))


def _yes(told: bool | None) -> str:
    return "" if told is None else ("是" if told else "否")
