"""The doors' own tables: passwords, failed attempts, sessions, drafts, and the log of what was read, which only grows.

Revision 0004, after 0003.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_SQLITE = """
CREATE TRIGGER look_kept BEFORE UPDATE ON look
BEGIN SELECT raise(ABORT, '查阅记录只能追加，不能修改'); END;

CREATE TRIGGER look_not_removed BEFORE DELETE ON look
BEGIN SELECT raise(ABORT, '查阅记录只能追加，不能删除'); END;
"""

_POSTGRESQL = """
CREATE TRIGGER look_only_appended BEFORE UPDATE OR DELETE ON look
FOR EACH ROW EXECUTE FUNCTION only_appended();

CREATE TRIGGER look_not_emptied BEFORE TRUNCATE ON look
FOR EACH STATEMENT EXECUTE FUNCTION only_appended();
"""


def upgrade() -> None:
    op.create_table(
        "credential",
        _key("user"),
        sa.Column("password", sa.Text(), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        _number("changed_at"),
    )
    op.create_table("attempt", _key("source"), _number("failures"), _number("last_at"))
    op.create_table(
        "session",
        _key("digest"),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("user", "form_key")),
        *(_number(name) for name in ("begun_at", "seen_at")),
    )
    op.create_index("session_user", "session", ["user"])
    op.create_table(
        "draft",
        *(_key(name) for name in ("user", "place")),
        *(_number(name) for name in ("saved_at", "seq")),
        sa.Column("typed", sa.Text(), nullable=False),
    )
    op.create_table(
        "look",
        sa.Column("number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        _number("at"),
        sa.Column("user", sa.Text(), nullable=False),
        *(sa.Column(name, sa.Text()) for name in ("office", "dossier")),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text()),
    )
    op.create_index("look_dossier", "look", ["dossier"])
    op.create_index("look_user", "look", ["user"])
    sql = _SQLITE if op.get_bind().dialect.name == "sqlite" else _POSTGRESQL
    for statement in sql.strip().split("\n\n"):
        op.execute(statement)


def downgrade() -> None:
    for table in ("look", "draft", "session", "attempt", "credential"):
        op.drop_table(table)


def _key(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), primary_key=True)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=False)
