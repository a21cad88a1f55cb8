"""One person twice, and one person for many."""

from collections.abc import Sequence

from dangyuan_flow.store.across.asked import Asked

# ruff: noqa: S608  every text below is made of our own column names and of literals that are written here

_PARTNERS = 5
"""Beside how many others of its number a dossier is laid: a number shared by thousands would cost millions of pairs."""

# One person twice


def _partner(one: str, other: str) -> str:
    """The other dossier, with the body in whose store it lies where that is another one, and its branch."""
    there = f"""CASE WHEN {other}.source <> {one}.source THEN {other}.source || '/' ELSE '' END"""
    return f'{there} || {other}."id", {other}."branch"'


def identity_twice(a: Asked) -> str:
    """Each dossier under way beside another one of the same identity number."""
    d = a.dossiers(
        *("name", "branch", "id_number", "applied_on", "conversion_approved_on", "conversion_result"),
        needs=("id_number", "is_open", "conversion_result", "is_cancellation"),
        where='"id_number" IS NOT NULL AND "is_open" AND NOT coalesce("is_cancellation", false) '
        'AND ("conversion_approved_on" IS NULL OR "conversion_result" = \'延长预备期\') '
        'AND "transferred_in_on" IS NULL AND "former_organization" IS NULL',
    )
    return f"""WITH d AS ({d}),
g AS (SELECT "id_number" AS number, count(*) AS dossiers FROM d GROUP BY "id_number" HAVING count(*) > 1),
twice AS (SELECT d.*, g.dossiers, row_number() OVER (PARTITION BY number ORDER BY source, "id") AS place
 FROM g JOIN d ON d."id_number" = g.number)
SELECT x.source, x."id", x."name", x."branch",
 CASE WHEN y."applied_on" > x."applied_on" THEN y."applied_on" ELSE coalesce(x."applied_on", y."applied_on") END,
 x.dossiers, {_partner("x", "y")}
FROM twice x JOIN twice y ON y."id_number" = x."id_number" AND y.place <= {_PARTNERS}
WHERE x."id" <> y."id" OR x.source <> y.source"""


def admitted_twice(a: Asked) -> str:
    """Each admission made within the probation of an earlier one of the same identity number."""
    return _admitted_after(a, "<=")


def admitted_again(a: Asked) -> str:
    """Each admission made after an earlier one's probation: the person may have left the Party in between."""
    return _admitted_after(a, ">")


def _admitted_after(a: Asked, probation: str) -> str:
    d = a.dossiers(
        *("name", "branch", "id_number", "admitted_on", "probation_ends_on"),
        *("ended_on", "ended_because", "is_cancellation"),
        needs=("id_number", "admitted_on", "conversion_result", "is_cancellation", "ended_on"),
        where='"id_number" IS NOT NULL AND "admitted_on" IS NOT NULL',
    )
    return f"""WITH d AS ({d}),
g AS (SELECT "id_number" AS number FROM d GROUP BY "id_number" HAVING count(*) > 1),
twice AS (SELECT d.* FROM g JOIN d ON d."id_number" = g.number)
SELECT y.source, y."id", y."name", y."branch", y."admitted_on", x."admitted_on", y."admitted_on",
 {_partner("y", "x")}
FROM twice x JOIN twice y ON x."id_number" = y."id_number" AND x."admitted_on" < y."admitted_on"
WHERE NOT coalesce(x."is_cancellation", false) AND (x."ended_on" IS NULL OR x."ended_on" > y."admitted_on")
 AND x."ended_because" IS NULL AND y."admitted_on" {probation} x."probation_ends_on" """


def form_number_twice(a: Asked) -> str:
    """Each dossier whose form bears the number of somebody else's, within one area and year."""
    d = a.dossiers(
        *("name", "branch", "id_number", "form_number", "form_year", "serial_area", "form_issued_on", "prereviewed_on"),
        needs=("form_number", "form_year", "serial_area"),
        where='"form_number" IS NOT NULL AND "form_year" IS NOT NULL AND "serial_area" IS NOT NULL '
        'AND "name" IS NOT NULL',
    )
    columns = ("source", '"form_number"', '"form_year"', '"serial_area"')
    keys = ", ".join(columns)
    same = " AND ".join(f"x.{c} = y.{c}" for c in columns)
    of_g = " AND ".join(f"d.{c} = g.{c}" for c in columns)
    return f"""WITH d AS ({d}),
g AS (SELECT {keys} FROM d GROUP BY {keys} HAVING count(*) > 1),
twice AS (SELECT d.* FROM g JOIN d ON {of_g}),
named AS (SELECT twice.*, row_number() OVER (PARTITION BY {keys}, "name" ORDER BY "id") AS of_name FROM twice),
others AS (SELECT named.*, row_number() OVER (PARTITION BY {keys} ORDER BY "id") AS place FROM named WHERE of_name = 1)
SELECT x.source, x."id", x."name", x."branch", coalesce(x."form_issued_on", x."prereviewed_on"),
 x."form_number", x."serial_area", x."form_year", {_partner("x", "y")}
FROM twice x JOIN others y ON {same} AND y.place <= {_PARTNERS}
WHERE y."name" <> x."name" AND NOT coalesce(y."id_number" = x."id_number", false)"""


# One person for many


def _load(a: Asked, roles: Sequence[str], day: str, needs: Sequence[str], where: str) -> str:
    d = a.dossiers(
        *("branch", day, *roles),
        needs=("branch", "is_open", *needs),
        where=f'"branch" IS NOT NULL AND "is_open" AND {where}',
    )
    size = a.dossiers("branch", "branch_full_members", "admission_entitled", where='"branch" IS NOT NULL')
    each = " UNION ALL ".join(
        f'SELECT source, "id", "branch", "{day}" AS since, "{role}" AS member FROM d WHERE "{role}" IS NOT NULL'
        for role in roles
    )
    return f"""WITH d AS ({d}), each AS ({each}),
size AS (SELECT source, "branch", max(coalesce("branch_full_members", "admission_entitled")) AS members
 FROM ({size}) AS bodies GROUP BY source, "branch"),
load AS (SELECT source, "branch", member, max(since) AS since, count(DISTINCT "id") AS people FROM each
 GROUP BY source, "branch", member HAVING count(DISTINCT "id") > {a.numbers["most"]}),
ranked AS (SELECT load.source, load."branch", load.member, load.since, load.people, size.members,
 row_number() OVER (PARTITION BY load.source, load."branch" ORDER BY load.people DESC, load.member) AS place,
 count(*) OVER (PARTITION BY load.source, load."branch") AS lines
 FROM load JOIN size ON size.source = load.source AND size."branch" = load."branch"
 WHERE size.members > {a.numbers["small"]})
SELECT source, "branch", NULL, "branch", since, member, people, members, lines - 1 FROM ranked WHERE place = 1"""


def sponsor_load(a: Asked) -> str:
    """Who stands sponsor for more people at once than a pack allows."""
    return _load(
        a,
        ("sponsor_first", "sponsor_second", "sponsor_third"),
        "sponsors_named_on",
        ("sponsors", "conversion_approved_on"),
        '"conversion_approved_on" IS NULL',
    )


def contact_load(a: Asked) -> str:
    """Who is contact for more people at once than a pack allows."""
    return _load(
        a,
        ("contact_first", "contact_second"),
        "contacts_assigned_on",
        ("contacts", "admission_met_on"),
        '"admission_met_on" IS NULL',
    )


def talker_load(a: Asked) -> str:
    """Who talked with more people on one day than a pack allows."""
    d = a.dossiers(
        *("admitting_body", "admission_talked_by", "admission_talked_on"),
        needs=("admitting_body", "admission_talked_by", "admission_talked_on"),
        where='"admitting_body" IS NOT NULL AND "admission_talked_by" IS NOT NULL '
        'AND "admission_talked_on" IS NOT NULL',
    )
    return f"""WITH d AS ({d}),
load AS (SELECT source, "admitting_body" AS body, "admission_talked_by" AS member, "admission_talked_on" AS talked_on,
 count(DISTINCT "id") AS people FROM d GROUP BY source, "admitting_body", "admission_talked_by", "admission_talked_on"
 HAVING count(DISTINCT "id") > {a.numbers["most"]}),
ranked AS (SELECT load.*, count(*) OVER (PARTITION BY source, body) AS lines,
 row_number() OVER (PARTITION BY source, body ORDER BY people DESC, talked_on DESC, member) AS place FROM load)
SELECT source, body, NULL, NULL, talked_on, member, talked_on, people, lines - 1 FROM ranked WHERE place = 1"""
