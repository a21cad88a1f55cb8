"""Admissions beside the annual plan: its number, its make-up, the reserve for it."""

from collections.abc import Callable, Iterable
from datetime import date

from dangyuan_flow.domain.plan import Demand, Planned
from dangyuan_flow.store.across.asked import Asked, literal

# ruff: noqa: S608  every text below is made of our own column names and of literals that are written here


def _lines(lines: Iterable[tuple[Planned, tuple[int | str, ...]]]) -> str:
    """The plan as a relation: year, body, one name within it, then ``more``."""
    written = [
        f"({', '.join(map(literal, (line.year, line.body, name, *more)))})"
        for line, more in lines
        for name in line.within
    ]
    return f"(VALUES {', '.join(written)})"


def _within(plan: str, columns: str) -> str:
    """The dossiers ``d`` that count for each line of ``plan`` (by branch, or by the committee above)."""
    return " UNION ALL ".join(
        f'SELECT {columns} FROM {plan} JOIN d ON d."{by}" = {plan}.within_name AND d.counted_year = {plan}.yr'
        for by in ("branch", "admitting_body")
    )


def _admitted(a: Asked, lines: Iterable[Planned], *facts: str) -> str:
    """Whoever was admitted by today, from the first of the years of ``lines`` on."""
    first = literal(date(min(line.year for line in lines), 1, 1))
    columns = ("branch", "admitting_body", "admitted_on", "admission_year", *facts)
    return a.dossiers(
        *columns, needs=("branch", "admitted_on"), where=f'"admitted_on" >= {first} AND "admitted_on" <= {a.today}'
    )


def over_plan(a: Asked) -> str:
    """Plans that the admissions of their year exceed."""
    lines = [(line, (line.quota,)) for line in a.plan if line.quota is not None]
    if not lines:
        return ""
    d = _admitted(a, (line for line, _ in lines))
    hit = _within("plan", 'plan.yr, plan.body, plan.quota, d.source, d."id", d."admitted_on"')
    return f"""WITH plan(yr, body, within_name, quota) AS {_lines(lines)},
d AS (SELECT told.*, told."admission_year" AS counted_year FROM ({d}) AS told),
hit AS ({hit}),
g AS (SELECT source, body, yr, quota, count(DISTINCT "id") AS admitted, max("admitted_on") AS act_on FROM hit
 GROUP BY source, body, yr, quota HAVING count(DISTINCT "id") > quota),
ranked AS (SELECT g.*, count(*) OVER (PARTITION BY source, body) AS lines,
 row_number() OVER (PARTITION BY source, body ORDER BY yr DESC) AS place FROM g)
SELECT source, body, NULL, NULL, act_on, yr, quota, admitted, lines - 1 FROM ranked WHERE place = 1"""


def _any_of(words: tuple[str, ...]) -> str:
    """That 人员类别 holds one of ``words``, to the letter (engines differ on ``LIKE``: case, and signs of its own)."""
    told = " OR ".join(f'replace("field", {literal(word)}, \'\') <> "field"' for word in words)
    return f"({told})"


MEASURES: dict[str, tuple[str, Callable[[Demand], str]]] = {
    "field": ("field", lambda d: _any_of(d.fields)),
    "sex": ("sex", lambda _: "\"sex\" = '女'"),
    "minority": ("nation", lambda _: "\"nation\" <> '汉' AND \"nation\" <> '汉族'"),
    "age": ("admission_age", lambda d: f'"admission_age" <= {d.bound}'),
    "education": ("education_rank", lambda d: f'"education_rank" >= {d.bound}'),
}
"""By what a share is measured: the fact, and the condition on it."""


def structure(a: Asked) -> str:
    """Shares asked by plans of past years that the admissions do not reach."""
    demanded = sorted({(d.word, d.measure, d.bound): d for line in a.plan for d in line.demands}.items())
    over = [line for line in a.plan if line.year < a.as_of.year]  # a plan is judged once its year is over
    plans: list[str] = []
    hits: list[str] = []
    for number, (_, demand) in enumerate(demanded):
        column, condition = MEASURES[demand.measure]
        lines = [
            (line, (own.word, own.percent))
            for line in over
            for own in line.demands
            if (own.word, own.measure, own.bound) == (demand.word, demand.measure, demand.bound)
        ]
        if not lines:
            continue
        plan = f"plan_{number}"
        plans.append(f"{plan}(yr, body, within_name, word, percent) AS {_lines(lines)}")
        such = f'CASE WHEN d."{column}" IS NULL OR {condition(demand)} THEN 1 ELSE 0 END AS such'
        told = f'{plan}.yr, {plan}.body, {plan}.word, {plan}.percent, d.source, d."id", d."admitted_on", {such}'
        hits.append(_within(plan, told))
    if not plans:
        return ""
    facts = tuple(dict.fromkeys(MEASURES[demand.measure][0] for _, demand in demanded))
    d = _admitted(a, over, *facts)
    return f"""WITH {", ".join(plans)},
d AS (SELECT told.*, told."admission_year" AS counted_year FROM ({d}) AS told),
hit AS ({" UNION ALL ".join(hits)}),
one AS (SELECT DISTINCT source, body, yr, word, percent, "id", "admitted_on", such FROM hit),
g AS (SELECT source, body, yr, word, percent, count(*) AS admitted, sum(such) AS such, max("admitted_on") AS act_on
 FROM one GROUP BY source, body, yr, word, percent
 HAVING count(*) >= {a.numbers["least"]} AND sum(such) * 100 < percent * count(*)),
ranked AS (SELECT g.*, count(*) OVER (PARTITION BY source, body) AS lines,
 row_number() OVER (PARTITION BY source, body ORDER BY yr DESC, word) AS place FROM g)
SELECT source, body, NULL, NULL, act_on, yr, percent, admitted, such, lines - 1, word FROM ranked WHERE place = 1"""


def reserve(a: Asked) -> str:
    """Bodies with fewer activists than a pack asks for this year's plan."""
    lines = [(line, (line.quota,)) for line in a.plan if line.quota and line.year == a.as_of.year]
    if not lines:
        return ""
    needs = ("branch", "is_open", "activist_on", "admission_met_on")
    d = a.dossiers(
        *("branch", "admitting_body", "is_open", "activist_on", "admission_met_on"), needs=needs, marked=True
    )
    reserve = 'CASE WHEN d."is_open" AND d."activist_on" IS NOT NULL AND d."admission_met_on" IS NULL THEN 1 ELSE 0 END'
    hit = _within("plan", f'plan.yr, plan.body, plan.quota, d.source, d."id", d.untold, {reserve} AS such')
    return f"""WITH plan(yr, body, within_name, quota) AS {_lines(lines)},
d AS (SELECT told.*, {a.as_of.year} AS counted_year FROM ({d}) AS told),
hit AS ({hit}),
one AS (SELECT DISTINCT source, body, yr, quota, "id", untold, such FROM hit)
SELECT source, body, NULL, NULL, NULL, yr, quota, sum(such) FROM one GROUP BY source, body, yr, quota
HAVING sum(untold) = 0 AND sum(such) * 100 < {a.numbers["percent"]} * quota"""
