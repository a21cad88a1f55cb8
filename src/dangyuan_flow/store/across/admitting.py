"""How a body admits: whom, when, and whether at all."""

from dangyuan_flow.domain.selects import RIPE_YEARS
from dangyuan_flow.store.across.asked import Asked, literal

# ruff: noqa: S608  every text below is made of our own column names and of literals that are written here


def kin_share(a: Asked) -> str:
    """Branches whose admissions of some years are leaders' kin to more than a share."""
    since = a.years_ago(a.numbers["years"])
    d = a.dossiers(
        *("branch", "admitted_on", "is_leader_kin"),
        needs=("branch", "admitted_on", "is_leader_kin"),
        where=f'"branch" IS NOT NULL AND "admitted_on" > {since} AND "admitted_on" <= {a.today}',
    )
    return f"""WITH d AS ({d}),
g AS (SELECT source, "branch", max(CASE WHEN "is_leader_kin" THEN "admitted_on" END) AS act_on, count(*) AS admitted,
 sum(CASE WHEN "is_leader_kin" THEN 1 ELSE 0 END) AS kin FROM d GROUP BY source, "branch")
SELECT source, "branch", NULL, "branch", act_on, admitted, kin FROM g
WHERE kin > 0 AND kin * 100 > {a.numbers["share"]} * admitted"""


def burst(a: Asked) -> str:
    """Committees in which one month holds most of the admissions of twelve."""
    d = a.dossiers(
        *("admitting_body", "admitted_on", "admission_year", "admission_month"),
        needs=("admitting_body", "admitted_on"),
        where=f'"admitting_body" IS NOT NULL AND "admitted_on" <= {a.today}',
    )
    least, share = a.numbers["least"], a.numbers["share"]
    return f"""WITH d AS ({d}),
m AS (SELECT source, "admitting_body" AS body, "admission_month" AS mon,
 "admission_month" - 88 * "admission_year" AS nth, count(*) AS admitted, max("admitted_on") AS act_on
 FROM d GROUP BY source, "admitting_body", "admission_month", "admission_year"),
w AS (SELECT m.*, min(nth) OVER (PARTITION BY source, body) AS first_nth,
 sum(admitted) OVER (PARTITION BY source, body ORDER BY nth RANGE BETWEEN 11 PRECEDING AND CURRENT ROW) AS in_a_year
 FROM m),
hit AS (SELECT * FROM w WHERE admitted >= {least} AND admitted * 100 >= {share} * in_a_year AND first_nth <= nth - 12),
ranked AS (SELECT hit.*, count(*) OVER (PARTITION BY source, body) AS lines,
 row_number() OVER (PARTITION BY source, body ORDER BY nth DESC) AS place FROM hit)
SELECT source, body, NULL, NULL, act_on, mon, admitted, in_a_year, lines - 1 FROM ranked WHERE place = 1"""


def before_election(a: Asked) -> str:
    """Branches that admitted most of two years' people in the months before an election."""
    if not a.elections:
        return ""
    d = a.dossiers(
        *("branch", "admitted_on", "admission_year", "admission_month"),
        needs=("branch", "admitted_on"),
        where=f'"branch" IS NOT NULL AND "admitted_on" <= {a.today}',
    )
    lines = ", ".join(
        f"({literal(name)}, {day.year * 100 + day.month}, {day.year * 12 + day.month})"
        for name, day in sorted(a.elections)
    )
    least, share, months = a.numbers["least"], a.numbers["share"], a.numbers["months"]
    return f"""WITH election(within_name, mon, nth) AS (VALUES {lines}),
d AS (SELECT told.*, "admission_month" - 88 * "admission_year" AS nth FROM ({d}) AS told),
p AS (SELECT source AS of_source, "branch" AS of_branch, min(nth) AS first_nth FROM d GROUP BY source, "branch"),
g AS (SELECT d.source, d."branch", election.mon, election.nth, max(d."admitted_on") AS act_on, count(*) AS in_two_years,
 sum(CASE WHEN d.nth >= election.nth - {months} THEN 1 ELSE 0 END) AS admitted FROM election
 JOIN d ON d."branch" = election.within_name AND d.nth < election.nth AND d.nth >= election.nth - 24
 GROUP BY d.source, d."branch", election.mon, election.nth),
hit AS (SELECT g.* FROM g JOIN p ON of_source = g.source AND of_branch = g."branch"
 WHERE admitted >= {least} AND admitted * 100 >= {share} * in_two_years AND first_nth <= nth - 12),
ranked AS (SELECT hit.*, count(*) OVER (PARTITION BY source, "branch") AS lines,
 row_number() OVER (PARTITION BY source, "branch" ORDER BY nth DESC) AS place FROM hit)
SELECT source, "branch", NULL, "branch", act_on, mon, admitted, in_two_years, lines - 1 FROM ranked WHERE place = 1"""


def closed_door(a: Asked) -> str:
    """Branches with ripe activists that admitted none for years, or next to none for twice as long.

    Their committee must have admitted somebody before: else it is the record that begins late.
    """
    years, ripe = a.numbers["years"], a.numbers["ripe"]
    since, long_since, ripe_since = a.years_ago(years), a.years_ago(2 * years), a.years_ago(RIPE_YEARS)
    d = a.dossiers(
        *("branch", "admitting_body", "applied_on", "admitted_on", "activist_on", "candidate_listed_by", "is_open"),
        needs=("branch", "applied_on", "admitted_on", "is_open", "activist_on"),
        where='"branch" IS NOT NULL',
        marked=True,
    )
    return f"""WITH d AS ({d}),
b AS (SELECT source, "branch", coalesce(max("admitting_body"), '') AS body, sum(untold) AS untold,
 min("applied_on") AS "applied_on", max("admitted_on") AS last_on,
 sum(CASE WHEN "admitted_on" > {since} THEN 1 ELSE 0 END) AS lately,
 sum(CASE WHEN "admitted_on" > {long_since} THEN 1 ELSE 0 END) AS admitted,
 sum(CASE WHEN "is_open" AND "activist_on" <= {ripe_since} AND "candidate_listed_by" IS NULL THEN 1 ELSE 0 END) AS ripe
 FROM d GROUP BY source, "branch"),
c AS (SELECT source AS of_source, coalesce("admitting_body", '') AS of_body, min("admitted_on") AS "admitted_on" FROM d
 GROUP BY source, coalesce("admitting_body", ''))
SELECT source, "branch", NULL, "branch", NULL, ripe, admitted, last_on
FROM b JOIN c ON of_source = source AND of_body = body WHERE untold = 0 AND ripe >= {ripe} AND
 ((lately = 0 AND "applied_on" <= {since} AND "admitted_on" <= {since})
 OR (admitted <= 1 AND "applied_on" <= {long_since} AND "admitted_on" <= {long_since}))"""
