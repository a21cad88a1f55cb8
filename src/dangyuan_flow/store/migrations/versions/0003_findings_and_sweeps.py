"""Registered sweeps, their findings, what they read of each dossier; and the journal's index of registers.

Revision 0003, after 0002.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    registers = sa.text("kind IS NOT NULL")
    op.create_index("journal_register", "journal", ["kind", "key"], sqlite_where=registers, postgresql_where=registers)
    op.create_table(
        "sweep",
        sa.Column("number", _number(), primary_key=True, autoincrement=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        sa.Column("as_of", _day(), nullable=False),
        sa.Column("scope", sa.Text(), nullable=False),
        sa.Column("body", sa.Text()),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("rules", "derivation")),
        sa.Column("head_seq", sa.BigInteger(), nullable=False),
        sa.Column("head_digest", sa.Text(), nullable=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("dossiers", "facts", "leads")),
        sa.Column("document", sa.Text(), nullable=False),
    )
    op.create_index("sweep_scope", "sweep", ["scope", "number"])
    op.create_table(
        "finding",
        sa.Column("number", _number(), primary_key=True, autoincrement=False),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("seq", "step")),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("subject", "about")),
        *(sa.Column(name, sa.Text()) for name in ("name", "branch")),
        *(sa.Column(n, sa.Text(), nullable=False) for n in ("code", "rule", "severity", "class", "certainty", "state")),
        sa.Column("present", sa.Boolean(), nullable=False),
        sa.Column("assigned_to", sa.Text()),
        sa.Column("due_on", _day()),
        sa.Column("found_on", _day(), nullable=False),
        sa.Column("sweep", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("digest", "document")),
    )
    op.create_index("finding_subject", "finding", ["subject", "rule"], unique=True)
    op.create_index("finding_state", "finding", ["state"])
    op.create_index("finding_branch", "finding", ["branch"])
    op.create_index("finding_assigned", "finding", ["assigned_to", "due_on"])
    op.create_table(
        "reading",
        sa.Column("scope", sa.Text(), primary_key=True),
        sa.Column("dossier", sa.Text(), primary_key=True),
        sa.Column("unknown", sa.Text(), nullable=False),
        sa.Column("moves_on", _day()),
        sa.Column("judged", sa.Text()),
    )
    op.create_index("reading_moves", "reading", ["scope", "moves_on"])
    judged = sa.text("judged IS NOT NULL")
    op.create_index("reading_judged", "reading", ["scope"], sqlite_where=judged, postgresql_where=judged)


def downgrade() -> None:
    for table in ("reading", "finding", "sweep"):
        op.drop_table(table)
    op.drop_index("journal_register", "journal")


def _day() -> sa.types.TypeEngine[Any]:
    return sa.Date().with_variant(sa.Text(), "sqlite")


def _number() -> sa.types.TypeEngine[Any]:
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
