"""What rules across dossiers read at the last registered sweep, and what they were answered.

Revision 0005, after 0004. The columns are listed here as they were when it was written, not taken from the program.
"""

from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_WORDS = 6
_FACTS = (  # (kind, names), in the order of the columns
    ("text", "name sex nation id_number branch field"),
    ("day", "transferred_in_on"),
    ("text", "former_organization"),
    ("day", "ended_on"),
    ("text", "ended_because"),
    ("day", "applied_on activist_on contacts_assigned_on sponsors_named_on prereviewed_on"),
    ("text", "form_number"),
    ("day", "form_issued_on admission_met_on"),
    ("number", "admission_entitled"),
    ("day", "admission_talked_on"),
    ("text", "admission_talked_by conversion_result"),
    ("day", "conversion_approved_on"),
    ("number", "branch_full_members"),
    ("flag", "is_open found_gang"),
    ("day", "candidate_listed_by probation_ends_on"),
    ("flag", "is_cancellation"),
    ("day", "latest_act_on admitted_on"),
    ("number", "admission_year admission_month admission_age education_rank"),
    ("flag", "is_leader_kin"),
    ("text", "sponsor_first sponsor_second sponsor_third contact_first contact_second"),
    ("number", "form_year"),
    ("text", "serial_area admitting_body firm"),
)
_INDEXED = ("id_number", "form_number", "firm", "admitted_on", "applied_on", "activist_on")


def upgrade() -> None:
    op.create_table(
        "narrow",
        sa.Column("id", _word(), primary_key=True),
        *(sa.Column(f"unknown_{i}", sa.BigInteger(), nullable=False) for i in range(_WORDS)),
        *_facts(),
    )
    op.create_index("narrow_branch", "narrow", ["branch", "admitted_on", "admitting_body"])
    op.create_index("narrow_body", "narrow", ["admitting_body", "admitted_on"])
    for name in _INDEXED:
        op.create_index(f"narrow_{name}", "narrow", [name])
    op.create_table(
        "grouped",
        sa.Column("rule", sa.Text(), primary_key=True),
        sa.Column("sweep", sa.BigInteger(), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("lacks", sa.BigInteger(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    for table in ("grouped", "narrow"):
        op.drop_table(table)


def _facts() -> Iterator[sa.Column[Any]]:
    types = {"text": _word, "day": _day, "number": sa.BigInteger, "flag": sa.Boolean}
    for kind, names in _FACTS:
        for name in names.split():
            yield sa.Column(name, types[kind]())


def _word() -> sa.types.TypeEngine[Any]:
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _day() -> sa.types.TypeEngine[Any]:
    return sa.Date().with_variant(sa.Text(), "sqlite")
