"""What a snapshot keeps of a dossier: whose it is, the facts that rules read or name. Nothing else leaves a store."""

import re
from collections.abc import Iterable, Mapping
from datetime import date

from dangyuan_flow.domain.facts import VOCABULARY, Kind
from dangyuan_flow.domain.plan import Planned, demands_of
from dangyuan_flow.domain.rules import RuleSet
from dangyuan_flow.store import across
from dangyuan_flow.store.statements import read
from dangyuan_flow.store.tables import UNKNOWN

IDENTITY = ("source", "id")
"""The body whose store a dossier lies in, and its id there."""

ALWAYS = ("name", "branch")
"""What a finding tells of whoever it is about, whatever the rule."""

TYPES: Mapping[Kind, str] = {
    Kind.DATE: "DATE",
    Kind.INTEGER: "BIGINT",
    Kind.FLAG: "BOOLEAN",
    Kind.TEXT: "VARCHAR",
    Kind.DATES: "VARCHAR",
    Kind.TEXTS: "VARCHAR",
}
"""Each kind of fact as DuckDB and Parquet keep it; lists stay the JSON that they are in a store."""

_DEMANDS = "35岁及以下10%,女10%,少数民族10%,大专及以上学历10%,一线工人10%"
"""A plan that asks for everything a plan may ask for, to see what is read for it."""

_WORD = re.compile(r"\w+")


def facts_of(rule_set: RuleSet, as_of: date) -> tuple[str, ...]:
    """The facts that a sweep by ``rule_set`` reads, in the order of the vocabulary."""
    wanted = {*ALWAYS, *read(rule_set.rules), *_read_across(rule_set, as_of)}
    return tuple(name for name in VOCABULARY if name in wanted)


def _read_across(rule_set: RuleSet, as_of: date) -> Iterable[str]:
    plan = Planned(year=as_of.year - 1, body="…", quota=1, within=("…",), demands=demands_of(_DEMANDS)[0])
    for rule in rule_set.across:
        if rule.select in across.SELECT_NAMES:
            yield from _WORD.findall(across.statement(rule, as_of, (plan,)))
            yield from rule.needs


def schema(facts: Iterable[str]) -> dict[str, str]:
    """The columns of a part, each with its type."""
    return {
        **dict.fromkeys(IDENTITY, "VARCHAR"),
        **{name: TYPES[VOCABULARY[name].kind] for name in facts},
        **dict.fromkeys(UNKNOWN, "BIGINT"),
    }


_STAGES = (
    *("archived_on", "conversion_approved_on", "conversion_met_on", "oath_on", "admission_approved_on"),
    *("admission_met_on", "prereviewed_on", "training_to", "sponsors_named_on", "candidate_listed_on"),
    *("notice_from", "activist_on", "talked_on", "is_open", "extension_months", "is_floating", "admission_written_for"),
)


def order(facts: Iterable[str]) -> str:
    """The order of dossiers within a part: by how far they came.

    Neighbours then lack the same facts, and an engine that reads a thousand rows at a time reads them twice as fast.
    """
    known = set(facts)
    terms = [
        f'CASE WHEN "{name}" IS NULL THEN 0 ELSE {1 << bit} END'
        for bit, name in enumerate(reversed(_STAGES))
        if name in known
    ]
    return f'{" + ".join(terms)}, "id"' if terms else '"id"'
