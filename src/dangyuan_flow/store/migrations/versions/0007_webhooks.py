"""Addresses that are told of acts, and what each was told.

Revision 0007, after 0006.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "webhook",
        sa.Column("id", sa.Text(), primary_key=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("user", "url", "secret", "events")),
        sa.Column("body", sa.Text()),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("made_at", "after")),
    )
    op.create_table(
        "delivery",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("webhook", sa.Text(), nullable=False),
        sa.Column("seq", sa.BigInteger(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("event", "payload")),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("made_at", "tries")),
        *(sa.Column(name, sa.BigInteger()) for name in ("due_at", "done_at")),
        sa.Column("says", sa.Text()),
    )
    op.create_index("delivery_due", "delivery", ["due_at"])
    op.create_index("delivery_webhook", "delivery", ["webhook", "seq"], unique=True)


def downgrade() -> None:
    for table in ("delivery", "webhook"):
        op.drop_table(table)
