"""What users and findings leave behind, and what a reply about one tells of a firm."""

from dangyuan_flow.domain.selects import About
from dangyuan_flow.store.across.asked import Asked

# ruff: noqa: S608  every text below is made of our own column names and of literals that are written here

ENTRIES = "entry"
"""The relation of entries, where there is a journal: dossier, entered_by, entered_at (ISO text); imports apart."""

FINDINGS = "finding_due"
"""The relation of registered findings: subject (a dossier or a body), about (which), code, due_on, body, settled."""


def entry_burst(a: Asked) -> str:
    """Users who entered many dossiers one after the other within a minute; one act for many is one moment."""
    d = a.dossiers("branch", "admitting_body", needs=("branch",))
    return f"""WITH d AS ({d}),
e AS (SELECT d.source, coalesce(d."admitting_body", d."branch") AS body, {ENTRIES}.entered_by, {ENTRIES}.entered_at,
 substr({ENTRIES}.entered_at, 1, 16) AS minute, d."id" FROM {ENTRIES} JOIN d ON d."id" = {ENTRIES}.dossier),
g AS (SELECT source, body, entered_by, minute, count(DISTINCT "id") AS dossiers FROM e
 WHERE body IS NOT NULL GROUP BY source, body, entered_by, minute
 HAVING count(DISTINCT "id") >= {a.numbers["least"]} AND count(DISTINCT entered_at) >= {a.numbers["least"]}),
ranked AS (SELECT g.*, count(*) OVER (PARTITION BY source, body) AS lines,
 row_number() OVER (PARTITION BY source, body ORDER BY dossiers DESC, minute, entered_by) AS place FROM g)
SELECT source, body, NULL, NULL, NULL, entered_by, minute, dossiers, lines - 1 FROM ranked WHERE place = 1"""


def finding_overdue(a: Asked) -> str:
    """Dossiers with a registered finding that nobody handled in time."""
    d = a.dossiers("name", "branch")
    return f"""WITH d AS ({d}), {_late(a, About.DOSSIER)}
SELECT d.source, late.subject, d."name", d."branch", late.due_on, late.code, late.body, late.due_on
FROM late JOIN d ON d."id" = late.subject WHERE late.place = 1"""


def body_finding_overdue(a: Asked) -> str:
    """Bodies with a registered finding about themselves that nobody handled in time."""
    return f"""WITH {_late(a, About.BODY)}
SELECT '', late.subject, NULL, NULL, late.due_on, late.code, late.body, late.due_on FROM late WHERE late.place = 1"""


def _late(a: Asked, about: About) -> str:
    return f"""late AS (SELECT {FINDINGS}.*, row_number() OVER (PARTITION BY subject ORDER BY due_on, code) AS place
 FROM {FINDINGS} WHERE about = '{about.value}' AND due_on < {a.today} AND NOT settled AND code <> 'V108')"""


def gang_cluster(a: Asked) -> str:
    """Firms of which one person is known for crime in gangs, with others of whom there are dossiers."""
    d = a.dossiers(
        *("branch", "firm", "found_gang", "latest_act_on"),
        needs=("firm", "found_gang", "branch"),
        where='"firm" IS NOT NULL AND "branch" IS NOT NULL',
    )
    return f"""WITH d AS ({d}),
known AS (SELECT DISTINCT source AS of_source, "firm" AS of_firm FROM d WHERE "found_gang"),
g AS (SELECT source, "firm", count(*) AS people, sum(CASE WHEN "found_gang" THEN 1 ELSE 0 END) AS known,
 max(CASE WHEN "found_gang" THEN "branch" END) AS body, max(CASE WHEN "found_gang" THEN "latest_act_on" END) AS act_on
 FROM known JOIN d ON d.source = of_source AND d."firm" = of_firm GROUP BY source, "firm")
SELECT source, body, NULL, body, act_on, "firm", people, known FROM g WHERE people >= {a.numbers["least"]}"""
