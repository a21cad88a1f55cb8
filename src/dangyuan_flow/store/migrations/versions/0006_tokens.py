"""Programs' ways in: tokens of users, and the acts asked for under a key, each with its answer.

Revision 0006, after 0005.
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "token",
        _key("digest"),
        sa.Column("id", sa.Text(), nullable=False, unique=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("user", "name", "scopes")),
        *(sa.Column(name, sa.Text()) for name in ("body", "duty")),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in ("made_at", "expires_at")),
        *(sa.Column(name, sa.BigInteger()) for name in ("used_at", "revoked_at")),
    )
    op.create_index("token_user", "token", ["user"])
    op.create_table(
        "idempotency",
        *(_key(name) for name in ("token", "key")),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.BigInteger()),
        sa.Column("response", sa.Text()),
    )
    op.create_index("idempotency_at", "idempotency", ["at"])


def downgrade() -> None:
    for table in ("idempotency", "token"):
        op.drop_table(table)


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), primary_key=True)
