"""Explain a rule: what it asks, and why it is kept, broken or not even asked of one dossier, value by value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from dangyuan_flow.application.codes import without_rule
from dangyuan_flow.domain.across import Across
from dangyuan_flow.domain.errors import NotFound
from dangyuan_flow.domain.expression import ALWAYS, AS_OF, did_you_mean
from dangyuan_flow.domain.facts import VOCABULARY, Facts, Value
from dangyuan_flow.domain.readings import compiled, wording
from dangyuan_flow.domain.rules import Certainty, Rule, judge
from dangyuan_flow.domain.why.bounds import wanted
from dangyuan_flow.domain.why.tracing import Trace, trace

if TYPE_CHECKING:
    from dangyuan_flow.definitions import Catalogue
    from dangyuan_flow.definitions.manual import ByEye
    from dangyuan_flow.domain.regulations import Regulations

KEPT, BROKEN, NOTED, UNCHECKED, UNASKED = "合规", "违反", "过渡说明", "未检查", "不适用"


@dataclass(frozen=True, kw_only=True, slots=True)
class Article:
    """An article that a rule cites: of which text, in force when (both days included), and what it asks."""

    citation: str
    title: str
    since: date
    until: date | None
    digest: str

    @property
    def days(self) -> str:
        """When it is in force."""
        return f"{self.since} 起施行" if self.until is None else f"{self.since} 至 {self.until} 施行"


@dataclass(frozen=True, kw_only=True, slots=True)
class Explanation:
    """A rule on one dossier: the verdict, why, what it asks with the dossier's values, and whence each value.

    ``articles``: those cited that were in force on the day that governs (all, where nothing is broken). ``traces``: the
    values that the rule reads, each down to what was recorded. ``wanted``: what would have to be different.
    """

    rule: Rule
    verdict: str
    because: str
    says: str
    requires: str
    cites: tuple[str, ...]
    facts: Mapping[str, Value]
    articles: tuple[Article, ...] = ()
    traces: tuple[Trace, ...] = ()
    wanted: tuple[str, ...] = field(default=())
    certainty: Certainty = Certainty.FACT


def rules_called(catalogue: Catalogue, code: str) -> tuple[Rule, ...]:
    """The rules about one dossier that a V-code or an id means; raises :class:`NotFound` with the nearest."""
    return tuple(rule for rule in all_called(catalogue, code) if isinstance(rule, Rule))


def all_called(catalogue: Catalogue, code: str) -> tuple[Rule | Across, ...]:
    """The rules, those across dossiers too, that a V-code or an id means; raises :class:`NotFound`."""
    text = code.strip()
    everything: tuple[Rule | Across, ...] = catalogue.rule_set.everything
    found = tuple(r for r in everything if text.upper() == r.code.upper() or text == r.id)
    if not found:
        known = tuple(dict.fromkeys(name for r in everything for name in (r.code, r.id)))
        near = did_you_mean(text, known) or "。"
        msg = f"没有代码或编号为 {code} 的规定{near}可用 dangyuan rules list 查看"
        raise NotFound(without_rule(text, catalogue.regulations) or msg)
    return found


def explain(rule: Rule, facts: Facts, as_of: date, regulations: Regulations) -> Explanation:
    """How ``rule`` reads on ``facts`` as of a day."""
    judged = judge((rule,), facts, as_of, regulations)
    told = next(iter((*judged.violations, *judged.notes)), None)
    verdict, because = _verdict(rule, facts, as_of)
    if told is not None:
        verdict, because = (NOTED, _mild(rule, facts, as_of)) if told in judged.notes else (BROKEN, "")
    cites = told.cites if told else _of_the_day(rule, facts, regulations)
    return Explanation(
        rule=rule,
        verdict=verdict,
        because=because,
        says=told.says if told else "",
        requires=wording(rule.requires, facts, as_of),
        cites=cites,
        facts={n: value for n in sorted(rule.needs & VOCABULARY.keys()) if (value := facts[n]) is not None},
        articles=articles(cites, regulations),
        traces=tuple(trace(name, facts) for name in in_order(rule.needs)),
        wanted=wanted(rule.requires, facts, as_of) if told is not None else (),
        certainty=told.certainty if told else rule.certainty,
    )


@lru_cache(maxsize=1024)
def in_order(needs: frozenset[str]) -> tuple[str, ...]:
    """Facts in the order of the procedure."""
    return tuple(name for name in VOCABULARY if name in needs)


def _of_the_day(rule: Rule, facts: Facts, regulations: Regulations) -> tuple[str, ...]:
    """The articles cited that are in force on the day that governs; all, where there is no such day."""
    act, every = facts[rule.act], cites_of(rule)
    if not isinstance(act, date):
        return every
    return tuple(c for c in every if regulations.editions[c.partition("#")[0]].covers(act)) or every


def _mild(rule: Rule, facts: Facts, as_of: date) -> str:
    """Why what is broken is only a note."""
    if rule.note_when is not None and compiled(rule.note_when)(facts, as_of):
        return f"只作说明，不算问题：{wording(rule.note_when, facts, as_of)}"
    return "新规定施行以前已开始，不算问题"


def _verdict(rule: Rule, facts: Facts, as_of: date) -> tuple[str, str]:
    """Of a rule that is not broken: kept, not checked, or not asked, and why."""
    unknown = sorted(rule.needs & facts.unknown)
    if unknown:
        return UNCHECKED, f"无从知道：{'、'.join(VOCABULARY[name].label for name in unknown)}"
    act, label = facts[rule.act], VOCABULARY[rule.act].label
    if not isinstance(act, date):
        return UNASKED, f"还没有{label}"
    if not any(first <= act <= (last or date.max) for first, last in rule.windows):
        return UNASKED, f"{label} {act} 不在所引版本施行期间"
    if rule.when is not ALWAYS and not compiled(rule.when)(facts, as_of):
        return UNASKED, f"前提不成立：{wording(rule.when, facts, as_of)}"
    return KEPT, ""


def cites_of(rule: Rule | Across | ByEye) -> tuple[str, ...]:
    """Every article that ``rule`` cites, in every edition."""
    return tuple(edition if article is None else f"{edition}#{article}" for edition, article in rule.cites.items())


def articles(cites: tuple[str, ...], regulations: Regulations) -> tuple[Article, ...]:
    """What is registered of each citation (``细则-2026#13``)."""
    found: list[Article] = []
    for citation in cites:
        name, _, number = citation.partition("#")
        edition = regulations.editions[name]
        found.append(
            Article(
                citation=citation,
                title=edition.title,
                since=edition.since,
                until=edition.until,
                digest=edition.articles.get(number, ""),
            )
        )
    return tuple(found)


def names_read(traces: tuple[Trace, ...]) -> tuple[str, ...]:
    """The recorded facts to which ``traces`` go back."""
    return tuple(dict.fromkeys(p.name for t in traces for p in t.walk() if p.is_recorded and p.name != AS_OF))
