"""Who belongs to what a rule across dossiers found: its members, as a condition over the facts of each dossier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangyuan_flow.domain.expression import Expression, parse
from dangyuan_flow.domain.readings import show

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dangyuan_flow.domain.fact import Value

_OF_THE_BODY = "(branch == {subject} or admitting_body == {subject} or committee == {subject})"
_MEMBERS: dict[str, str] = {
    "sponsor-load": "(sponsor_first == {member} or sponsor_second == {member} or sponsor_third == {member})"
    " and is_open and conversion_approved_on is None",
    "contact-load": "(contact_first == {member} or contact_second == {member})"
    " and is_open and admission_met_on is None",
    "talker-load": "admission_talked_by == {member} and admission_talked_on == {talked_on}",
    "kin-share": "branch == {subject} and admitted_on is not None and is_leader_kin",
    "burst": "admitting_body == {subject} and admission_month == {month}",
    "before-election": "branch == {subject} and admission_month - 88 * admission_year < {nth}"
    " and admission_month - 88 * admission_year >= {nth} - {months}",
    "over-plan": "admission_year == {year} and " + _OF_THE_BODY,
    "closed-door": "branch == {subject} and is_open and activist_on is not None and candidate_listed_by is None",
    "structure": "admission_year == {year} and " + _OF_THE_BODY,
    "reserve": "is_open and activist_on is not None and candidate_listed_by is None and " + _OF_THE_BODY,
    "gang-cluster": "firm == {firm}",
}


def members(select: str, subject: str, values: Mapping[str, Value]) -> Expression | None:
    """The condition that the members of a finding meet; ``None`` where the finding itself names them all.

    ``subject``: whom it is about; ``values``: the rule's numbers, and what the select yielded.
    """
    text = _MEMBERS.get(select)
    if text is None:
        return None
    told: dict[str, Value] = {"subject": subject, **values}
    if isinstance(month := values.get("month"), int):
        told["nth"] = month // 100 * 12 + month % 100  # months counted through, as 202601 follows 202512
    quoted = {name: value if isinstance(value, int) else repr(show(value)) for name, value in told.items()}
    try:
        return parse(text.format_map(quoted))
    except KeyError:
        return None
