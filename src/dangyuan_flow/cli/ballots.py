"""``dangyuan ballot``: one vote of a branch meeting on one person, put on record and shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from dangyuan_flow.cli import options, outcomes, screen
from dangyuan_flow.cli.help import command, family
from dangyuan_flow.cli.options import opened

if TYPE_CHECKING:
    from dangyuan_flow.domain.ballot import Ballot, Exclusion, WrittenOpinion

app = family(
    "支部大会票决：一人一票决，第 15 步（接收）和第 23 步（转正）用。未通过的也要登记。",
    "dangyuan ballot record 张三 --on 2025-10-20 --entitled 9 --present 8 --issued 8 --collected 8 --for 8 --against 0",
    "dangyuan ballot show 张三",
)


def _count(name: str, help: str) -> object:  # noqa: A002  Typer's own word for it
    return typer.Option(name, metavar="数", min=0, help=help)


@command(
    app,
    "record",
    "登记票决：应到、实到指有表决权的人数；因故未到会的书面意见另写姓名。两个“过半数”由程序计算。",
    "dangyuan ballot record 张三 --on 2025-10-20 --entitled 9 --present 8 --issued 8 --collected 8 --for 8 --against 0",
    "dangyuan ballot record 张三 --entitled 9 --present 7 --issued 7 --collected 7 --for 6 --against 1"
    " --written-for 李四",
    "dangyuan ballot record 张三 --entitled 8 --present 8 --issued 8 --collected 8 --for 8 --against 0"
    " --exclude 王五:长期患病:工委组〔2025〕3号",
)
def record(
    dossier: options.DossierName,
    entitled: Annotated[int, _count("--entitled", "应到有表决权人数")],
    present: Annotated[int, _count("--present", "实到有表决权人数")],
    issued: Annotated[int, _count("--issued", "发票数")],
    collected: Annotated[int, _count("--collected", "收票数")],
    votes_for: Annotated[int, _count("--for", "赞成票")],
    against: Annotated[int, _count("--against", "反对票")],
    abstained: Annotated[int, _count("--abstain", "弃权票")] = 0,
    invalid: Annotated[int, _count("--invalid", "无效票")] = 0,
    written_for: Annotated[
        str | None, typer.Option("--written-for", metavar="姓名,…", help="会前书面表示赞成的缺席党员")
    ] = None,
    written_against: Annotated[
        str | None, typer.Option("--written-against", metavar="姓名,…", help="会前书面表示反对的缺席党员")
    ] = None,
    written_late: Annotated[
        str | None, typer.Option("--written-late", metavar="姓名,…", help="书面意见在会后才交到的（上面已列名）")
    ] = None,
    attendance: Annotated[str | None, typer.Option("--attendance", metavar="姓名,…", help="到会党员")] = None,
    exclude: Annotated[
        list[str] | None,
        typer.Option("--exclude", metavar="姓名:理由:批准文号", help="不计入应到的党员；没有批准的不写文号"),
    ] = None,
    method: Annotated[str, typer.Option("--method", metavar="方式", help="无记名 或 举手；不写为无记名")] = "无记名",
    proxies: Annotated[int, _count("--proxies", "委托投票数（不允许，如实登记）")] = 0,
    together: Annotated[bool, typer.Option("--together", help="与他人合并表决（不允许，如实登记）")] = False,
    person_absent: Annotated[bool, typer.Option("--person-absent", help="本人没有到会")] = False,
    sponsors_absent: Annotated[
        str | None, typer.Option("--sponsors-absent", metavar="姓名,…", help="没有到会、也没有书面意见的介绍人")
    ] = None,
    on: options.On = None,
    by: options.By = None,
    dry_run: options.DryRun = False,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Record a ballot."""
    from dangyuan_flow.application.as_json import ballot_json, outcome_json
    from dangyuan_flow.application.balloting import record_ballot
    from dangyuan_flow.application.evidence import CHOICES
    from dangyuan_flow.application.seeking import dossier_id
    from dangyuan_flow.domain.ballot import Ballot
    from dangyuan_flow.domain.errors import BadInput

    if method not in CHOICES["admission_method"]:
        msg = f"--method 须是 {'、'.join(CHOICES['admission_method'])} 之一，收到“{method}”"
        raise BadInput(msg)
    with opened(db, user) as flow:
        ballot = Ballot(
            on=options.day_of(flow, on),
            entitled=entitled,
            present=present,
            issued=issued,
            collected=collected,
            votes_for=votes_for,
            against=against,
            abstained=abstained,
            invalid=invalid,
            written=_written(written_for, written_against, written_late),
            exclusions=tuple(_exclusion(text) for text in exclude or ()),
            attendance=options.split(attendance),
            method=method,
            proxies=proxies,
            together=together,
            person_present=not person_absent,
            sponsors_absent=options.split(sponsors_absent),
        )
        outcome = record_ballot(flow, dossier_id(flow, dossier), ballot, decided_by=by, dry_run=dry_run)
        if as_json:
            kept = outcome.record.ballot or ballot
            screen.put_json(outcome_json(flow, outcome) | {"ballot": ballot_json(kept)})
            return
        put(outcome.record.step or 0, outcome.record.ballot or ballot)
        outcomes.put(flow, outcome, as_json=False)


@command(
    app, "show", "查看一份档案的全部票决，含未通过的。", "dangyuan ballot show 张三", "dangyuan ballot show 张三 --json"
)
def show(dossier: options.DossierName, db: options.Db = None, as_json: options.Json = False) -> None:
    """Show the ballots on a person."""
    from dangyuan_flow.application import seeking
    from dangyuan_flow.application.as_json import ballot_json

    with opened(db) as flow:
        found = seeking.dossier(flow, dossier)
    if as_json:
        screen.put_json([{"step": step} | ballot_json(ballot) for step, ballot in found.ballots])
        return
    if not found.ballots:
        screen.say(f"{found.facts.name} {found.id} 还没有票决记录。")
        return
    for step, ballot in found.ballots:
        put(step, ballot)


def put(step: int, ballot: Ballot) -> None:
    """Print a ballot: its counts, and what they amount to."""
    result = screen.styled("通过", screen.GOOD) if ballot.passed else screen.styled("未通过", screen.BAD)
    counts = {
        "应到": ballot.entitled,
        "实到": ballot.present,
        "发票": ballot.issued,
        "收票": ballot.collected,
        "赞成": ballot.votes_for,
        "反对": ballot.against,
        "弃权": ballot.abstained,
        "无效": ballot.invalid,
    }
    if ballot.written:
        counts |= {"书面赞成": ballot.tally.written_for or 0, "书面反对": ballot.tally.written_against or 0}
    screen.say(screen.styled(f"第 {step} 步　{ballot.on}　{ballot.method}　", screen.STRONG) + result)
    screen.say(f"  {'　'.join(f'{name} {count}' for name, count in counts.items())}", f"  {majorities(ballot)}")
    excluded = "；".join(f"{e.member}（{e.reason}，{e.approval or '没有批准'}）" for e in ballot.exclusions)
    if excluded:
        screen.say(f"  不计入应到：{excluded}")
    if ballot.left_out:
        screen.say(screen.styled(f"  名册上有表决权的不少于 {ballot.roster_entitled} 人，应到少计", screen.CAREFUL))
    if ballot.without_vote:
        screen.say(screen.styled(f"  到会而没有表决权：{'、'.join(ballot.without_vote)}", screen.CAREFUL))


def majorities(ballot: Ballot) -> str:
    """Both majorities in words, with the numbers that they compare."""
    tally = ballot.tally
    quorum = f"实到 {tally.present} / 应到 {tally.entitled}，{_over(tally.has_quorum)}"
    written = f"（含书面 {tally.written_for}）" if tally.written_for else ""
    carried = f"赞成 {tally.approvals}{written} / 应到 {tally.entitled}，{_over(tally.has_majority)}"
    off = f"；票数不平，差 {tally.balance_off} 张" if tally.balance_off else ""
    return f"{quorum}；{carried}：{'通过' if ballot.passed else '未通过'}{off}"


def _over(reached: bool | None) -> str:
    return "过半" if reached else "未过半"


def _written(for_: str | None, against: str | None, late: str | None) -> tuple[WrittenOpinion, ...]:
    from dangyuan_flow.domain.ballot import WrittenOpinion
    from dangyuan_flow.domain.errors import BadInput

    names_late = options.split(late)
    found = [(name, True) for name in options.split(for_)] + [(name, False) for name in options.split(against)]
    strangers = set(names_late) - {name for name, _ in found}
    if strangers:
        msg = f"--written-late 里的 {'、'.join(sorted(strangers))} 没有写在 --written-for 或 --written-against 里"
        raise BadInput(msg)
    return tuple(WrittenOpinion(member=n, approves=approves, before=n not in names_late) for n, approves in found)


def _exclusion(text: str) -> Exclusion:
    from dangyuan_flow.domain.ballot import Exclusion
    from dangyuan_flow.domain.errors import BadInput

    member, reason, approval = ([part.strip() for part in text.replace("：", ":").split(":", 2)] + ["", ""])[:3]
    if not member or not reason:
        msg = f"--exclude 须写成 姓名:理由:批准文号（没有批准的不写文号），收到“{text}”"
        raise BadInput(msg)
    return Exclusion(member=member, reason=reason, approval=approval or None)
