"""Who belongs to what a rule across dossiers found: its members, as a condition over the facts of each dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangyuan_flow.domain.deadlines import months_later
from dangyuan_flow.domain.expression import Expression, parse
from dangyuan_flow.domain.readings import show
from dangyuan_flow.domain.selects import RIPE_YEARS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from dangyuan_flow.domain.fact import Value
    from dangyuan_flow.domain.plan import Planned

_PLANNED = "(branch in {within} or admitting_body in {within})"
_MEMBERS: dict[str, str] = {
    "sponsor-load": "(sponsor_first == {member} or sponsor_second == {member} or sponsor_third == {member})"
    " and branch == {subject} and is_open and conversion_approved_on is None",
    "contact-load": "(contact_first == {member} or contact_second == {member})"
    " and branch == {subject} and is_open and admission_met_on is None",
    "talker-load": "admission_talked_by == {member} and admission_talked_on == {talked_on}"
    " and admitting_body == {subject}",
    "kin-share": "branch == {subject} and admitted_on > {years_ago} and admitted_on <= as_of and is_leader_kin",
    "burst": "admitting_body == {subject} and admission_month == {month}",
    "before-election": "branch == {subject} and admission_month - 88 * admission_year < {nth}"
    " and admission_month - 88 * admission_year >= {nth} - {months}",
    "over-plan": "admission_year == {year} and " + _PLANNED,
    "closed-door": "branch == {subject} and is_open and activist_on <= {ripe_since} and candidate_listed_by is None",
    "structure": "admission_year == {year} and " + _PLANNED,
    "reserve": "is_open and activist_on is not None and admission_met_on is None and " + _PLANNED,
    "gang-cluster": "firm == {firm} and branch is not None",
}


def members(
    select: str, subject: str, values: Mapping[str, Value], as_of: date, plan: Iterable[Planned] = ()
) -> Expression | None:
    """The condition that the members of a finding meet; ``None`` where the finding itself names them all.

    ``subject``: whom it is about; ``values``: the rule's numbers, and what the select yielded as of a day; ``plan``:
    the one that the select read.
    """
    text = _MEMBERS.get(select)
    if text is None:
        return None
    told: dict[str, Value] = {"subject": subject, "ripe_since": months_later(as_of, -12 * RIPE_YEARS), **values}
    if isinstance(years := values.get("years"), int):
        told["years_ago"] = months_later(as_of, -12 * years)
    if isinstance(month := values.get("month"), int):
        told["nth"] = month // 100 * 12 + month % 100  # months counted through, as 202601 follows 202512
    quoted = {name: str(value) if isinstance(value, int) else repr(show(value)) for name, value in told.items()}
    quoted["within"] = repr(_within(subject, values.get("year"), plan))
    try:
        return parse(text.format_map(quoted))
    except KeyError:
        return None


def _within(subject: str, year: Value, plan: Iterable[Planned]) -> tuple[str, ...]:
    """The names under which dossiers count for a body's plan of a year."""
    return next((line.within for line in plan if (line.body, line.year) == (subject, year)), (subject,))
