"""Record a ballot: one vote of the branch meeting on one person; failed ones are kept too."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import hand, office_deciding
from dangyuan_flow.application.proceeding import Act, Outcome, proceed
from dangyuan_flow.domain.ballot import has_vote, is_on_watch, is_probationer, surely_entitled, without_vote
from dangyuan_flow.domain.derived.kinship import names_in
from dangyuan_flow.domain.errors import BadInput, NoSuchMove
from dangyuan_flow.domain.workflow import Move

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from dangyuan_flow.domain.ballot import Ballot
    from dangyuan_flow.domain.facts import Value
    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.domain.people import Member
    from dangyuan_flow.domain.rules import Violation
    from dangyuan_flow.flow import Flow

ADMISSION, CONVERSION = 15, 23
ROUNDS = {ADMISSION: "admission", CONVERSION: "conversion"}


def record_ballot(  # noqa: PLR0913  a ballot, its papers, and whose it is
    flow: Flow,
    dossier_id: str,
    ballot: Ballot,
    *,
    particulars: Mapping[str, str] | None = None,
    decided_by: str | None = None,
    dry_run: bool = False,
    expected: int | None = None,
) -> Outcome:
    """Put ``ballot`` on record for the meeting that the dossier waits for (step 15 or 23), with what the roster says.

    Never judged: a ballot that failed is a result. Completing the step is what needs it to have passed.
    """
    by = hand(flow, decided_by)
    dossier = flow.store.get(dossier_id)
    office = office_deciding(flow, by, dossier.facts.branch, ballot.on)
    step = meeting_step(flow, dossier)
    if ballot.present > ballot.entitled:
        msg = f"实到有表决权 {ballot.present} 人多于应到 {ballot.entitled} 人，请核对会议记录"
        raise BadInput(msg)
    known = by_roster(flow, dossier, ballot)
    act = Act(
        move=Move.BALLOT,
        trigger=f"ballot:{step}",
        on=ballot.on,
        step=step,
        facts=known.facts(ROUNDS[step]) | _scrutineers(ROUNDS[step], particulars or {}),
        ballot=known,
        particulars=particulars or {},
        guarded=False,
    )
    return proceed(flow, dossier, act, by, office, dry_run=dry_run, expected=expected)


def _scrutineers(round_: str, particulars: Mapping[str, str]) -> dict[str, Value]:
    """Who oversaw the count, as the meeting's record names them."""
    names = names_in(particulars.get(f"{round_}_overseen_by"))
    return {f"{round_}_scrutineers": names} if names else {}


def meeting_step(flow: Flow, dossier: Dossier) -> int:
    """Which meeting the dossier waits for; raises :class:`NoSuchMove` where none."""
    step = {"15": ADMISSION, "22": CONVERSION, "23": CONVERSION}.get(dossier.position)
    if step is None:
        msg = f"当前{flow.workflow.describe(dossier.position)}，没有待开的支部大会"
        raise NoSuchMove(msg)
    return step


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """A member of the branch on the day of a meeting; ``has_vote`` with ``because`` where not, or not for certain."""

    name: str
    has_vote: bool
    because: str = ""


def seats(flow: Flow, dossier: Dossier, day: date) -> tuple[Seat, ...]:
    """Who belonged to the dossier's branch on ``day``, those with a vote first; empty where there is no roster."""
    branch = dossier.facts.branch
    if branch is None:
        return ()
    here = [member for member in _roster(flow, branch) if member.belongs_on(day)]
    sure = {member.name for member in surely_entitled(here, day)}
    found = [Seat(name=m.name, has_vote=has_vote(m, day), because=_why(m, day, is_sure=m.name in sure)) for m in here]
    return tuple(sorted(found, key=lambda seat: (not seat.has_vote, bool(seat.because))))


def _why(member: Member, day: date, *, is_sure: bool) -> str:
    """Why somebody has no vote, or may not have had one yet."""
    if has_vote(member, day):
        return "" if is_sure else f"{member.full_since} 预备期满，须已批准转正"
    if is_probationer(member, day):
        return "预备党员"
    return "留党察看" if is_on_watch(member.sanctions, day, day) else "名册没有载明转正日期"


def foreseen(flow: Flow, dossier_id: str, ballot: Ballot) -> tuple[Ballot, tuple[Violation, ...]]:
    """``ballot`` as it would be kept, and what the rules would newly find once it is; nothing is written."""
    before = flow.store.get(dossier_id)
    outcome = record_ballot(flow, dossier_id, ballot, dry_run=True)
    rules, today = flow.catalogue.rule_set, flow.today()
    step = meeting_step(flow, before)
    known = {v.rule.id for v in rules.judge(before.facts, today, step=step).violations}
    found = rules.judge(outcome.dossier.facts, today, step=step).violations
    return outcome.record.ballot or ballot, tuple(v for v in found if v.rule.id not in known)


def by_roster(flow: Flow, dossier: Dossier, ballot: Ballot) -> Ballot:
    """``ballot`` with the roster's count of the entitled, and the names of those present who have no vote."""
    branch = dossier.facts.branch
    if branch is None:
        return ballot
    roster = _roster(flow, branch)
    if not roster:
        return ballot
    names = {member.name for member in without_vote(roster, branch, ballot.on)}
    return replace(
        ballot,
        roster_entitled=len(surely_entitled(roster, ballot.on)),
        without_vote=tuple(sorted(names & set(ballot.attendance))),
    )


def _roster(flow: Flow, branch: str) -> tuple[Member, ...]:
    """The members of ``branch`` under any name that it had, each once; a renamed branch is still itself."""
    body = flow.organizations.get(flow.present_name(branch))
    names = (branch,) if body is None else (*body.former_names, body.name)
    found = [member for name in dict.fromkeys((branch, *names)) for member in flow.store.members(branch=name)]
    return tuple({m.id_number or m.name: replace(m, branch=branch) for m in found}.values())
