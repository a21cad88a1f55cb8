"""The annual plan (年度指导性计划, 细则-2026 art. 38): how many a body may admit in a year, and of which make-up."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from dangyuan_flow.domain.people import Organization, superiors

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_EMERGING = ("新兴领域", "非公", "新经济组织", "社会组织", "新社会组织", "新就业群体", "两新")
_AGE = re.compile(r"(\d{2})周?岁(?:以下|及以下|以下含本数)")
_DEMAND = re.compile(r"(.+?)(?:占比|比例|占)?(≥|>=|不低于|不少于|达到)(\d{1,3})[%％]")
_SEPARATORS = re.compile(r"[，,;；。\n]+")
EDUCATION = (
    ("研究生", 5),
    ("博士", 5),
    ("硕士", 5),
    ("大专", 3),
    ("专科", 3),
    ("高职", 3),
    ("本科", 4),
    ("大学", 4),
    ("学士", 4),
    ("高中", 2),
    ("中专", 2),
    ("中技", 2),
    ("职高", 2),
    ("技校", 2),
    ("初中", 1),
    ("小学", 0),
)
"""Words of schooling and their rank; the first word that a text holds counts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Demand:
    """A share that a plan asks for: at least ``percent`` of those admitted are so.

    ``measure``: ``field`` (``word`` stands in 人员类别), ``sex``, ``minority``, ``age`` (up to ``bound`` years) or
    ``education`` (a rank of :data:`EDUCATION` from ``bound`` on). ``word`` is what the plan calls them.
    """

    word: str
    measure: str
    percent: int
    bound: int = 0

    @property
    def fields(self) -> tuple[str, ...]:
        """The words of 人员类别 that count for a ``field``: its own; 新兴领域 is also told by its parts."""
        return _EMERGING if self.word == _EMERGING[0] else (self.word,)


@dataclass(frozen=True, kw_only=True, slots=True)
class Quota:
    """A line of the plan; ``quota`` and ``structure`` (``新兴领域≥79%``) are ``None`` where the line has none."""

    year: int
    body: str
    quota: int | None = None
    structure: str | None = None

    @property
    def key(self) -> str:
        """What the register keeps it under."""
        return f"{self.year}/{self.body}"

    def __add__(self, other: Quota) -> Quota:
        """Two lines of one body and year are one: their numbers add up, and both ask for a make-up."""
        numbers = [line.quota for line in (self, other) if line.quota is not None]
        shares = [line.structure for line in (self, other) if line.structure is not None]
        return replace(self, quota=sum(numbers) if numbers else None, structure="，".join(shares) or None)

    def over(self, known: Quota) -> Quota:
        """This line in place of ``known``, which stays in what this one does not say."""
        quota = known.quota if self.quota is None else self.quota
        return replace(self, quota=quota, structure=self.structure or known.structure)


@dataclass(frozen=True, kw_only=True, slots=True)
class Planned:
    """What a body may admit in a year: ``within`` names the branches (else the committee) whose admissions count."""

    year: int
    body: str
    quota: int | None
    demands: tuple[Demand, ...] = ()
    within: tuple[str, ...] = field(default=())


def demands_of(structure: str) -> tuple[tuple[Demand, ...], tuple[str, ...]]:
    """The shares that a text asks for, and the parts of it that say something else."""
    text = "".join(unicodedata.normalize("NFKC", structure).split())
    found: list[Demand] = []
    others: list[str] = []
    for part in filter(None, _SEPARATORS.split(text.replace("、", ","))):
        match = _DEMAND.fullmatch(part)
        if match is None or int(match[3]) > 100:  # noqa: PLR2004  percent
            others.append(part)
        else:
            found.append(_demand(match[1], int(match[3])))
    return tuple(found), tuple(others)


def _demand(word: str, percent: int) -> Demand:
    if (age := _AGE.search(word)) is not None:
        return Demand(word=word, measure="age", percent=percent, bound=int(age[1]))
    rank = education_rank(word)
    if rank is not None and "以上" in word:
        return Demand(word=word, measure="education", percent=percent, bound=rank)
    if word.startswith("女"):
        return Demand(word=word, measure="sex", percent=percent)
    if word.startswith("少数民族"):
        return Demand(word=word, measure="minority", percent=percent)
    return Demand(word=word, measure="field", percent=percent)


def education_rank(text: str | None) -> int | None:
    """How high a schooling is (:data:`EDUCATION`); ``None`` where the text does not tell."""
    return None if text is None else next((rank for word, rank in EDUCATION if word in text), None)


def planned(quotas: Iterable[Quota], organizations: Mapping[str, Organization]) -> tuple[Planned, ...]:
    """The plan with the branches to which each line extends, by year and body.

    Several lines of one body and year are one plan, and its numbers add up. A branch counts for the nearest body above
    it that has a line of its own, so that nobody is counted twice and no plan is said to be exceeded by another's.
    """
    lines: dict[tuple[int, str], list[Quota]] = {}
    for quota in quotas:
        lines.setdefault((quota.year, quota.body), []).append(quota)
    found: list[Planned] = []
    for (year, body), several in sorted(lines.items()):
        numbers = [line.quota for line in several if line.quota is not None]
        demands = tuple(d for line in several if line.structure for d in demands_of(line.structure)[0])
        within = _below(body, {name for at, name in lines if at == year}, organizations)
        if not within:  # each of its branches has a plan of its own
            continue
        found.append(
            Planned(year=year, body=body, quota=sum(numbers) if numbers else None, demands=demands, within=within)
        )
    return tuple(found)


def _below(body: str, having_plans: set[str], organizations: Mapping[str, Organization]) -> tuple[str, ...]:
    if body not in organizations:
        return (body,)
    asked = organizations[body].name
    names = {organizations[name].name for name in having_plans if name in organizations}
    found: list[str] = []
    has_branches = False
    for name, branch in organizations.items():
        if not branch.keeps_dossiers:
            continue
        chain = (branch.name, *(above.name for above in superiors(branch.name, organizations)))
        has_branches = has_branches or asked in chain
        if next((above for above in chain if above in names), None) == asked:
            found.append(name)
    return tuple(sorted(found)) if has_branches else (body,)
