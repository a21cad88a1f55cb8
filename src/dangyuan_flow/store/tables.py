"""The store's tables: the journal, the dossiers as they stand, the registers, and the files that were handed in.

The journal is the truth; the others are what it amounts to and can be made again from it. ``dossier`` is generated
from :class:`~dangyuan_flow.domain.facts.Facts`: one column a fact, so that a rule's SQL reads columns and nothing else.
Tables do not validate; values reach them through ``rows.py`` only.
"""

from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Date,
    Dialect,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)
from sqlalchemy.types import TypeDecorator, TypeEngine
from sqlmodel import Field, SQLModel

from dangyuan_flow.domain.facts import VOCABULARY, Kind

FACTS_IN_A_WORD = 62
"""How many facts one ``unknown_n`` column speaks for: one bit each, below the sign bit of a 64-bit number."""

WORDS = -(-len(VOCABULARY) // FACTS_IN_A_WORD)
UNKNOWN = tuple(f"unknown_{i}" for i in range(WORDS))
STANDING = ("id", "seq", "position", "before", "standing", "under_way", "derivation")
"""The columns of a dossier ahead of its facts; ``state`` comes last, so that a sweep never reads that far."""


class IsoDay(TypeDecorator[date]):
    """A day as ISO text: SQLite has no dates, and would try to read those of a DATE column as numbers."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:  # noqa: ARG002  SQLAlchemy's signature
        """To the column."""
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:  # noqa: ARG002  as above
        """From the column."""
        return None if value is None else date.fromisoformat(value)


def _day() -> TypeEngine[Any]:
    return Date().with_variant(IsoDay(), "sqlite")


def _number() -> TypeEngine[Any]:
    """A 64-bit number; a SQLite table is only kept in the order of its key where the key is an ``INTEGER``."""
    return BigInteger().with_variant(Integer(), "sqlite")


_TYPES: dict[Kind, Any] = {
    Kind.DATE: _day,
    Kind.INTEGER: BigInteger,
    Kind.FLAG: Boolean,
    Kind.TEXT: Text,
    Kind.DATES: Text,
    Kind.TEXTS: Text,
}


class Row(SQLModel):
    """A row of the store; the tables have a list of their own, apart from any other SQLModel in the program."""

    metadata = MetaData()


class JournalRow(Row, table=True):
    """One line of the journal: ``document`` is canonical JSON, ``digest`` chains it to the line before.

    Exactly one of ``dossier`` (with ``dossier_seq``) and ``kind`` (a register, with ``key``) is set; all four stand in
    the document too, and the verification compares them.
    """

    __tablename__ = "journal"
    __table_args__ = (
        Index("journal_dossier", "dossier", "dossier_seq", unique=True),
        Index(
            "journal_batch", "batch", sqlite_where=text("batch IS NOT NULL"), postgresql_where=text("batch IS NOT NULL")
        ),
        Index("journal_digest", "digest"),
        Index(
            "journal_register",
            "kind",
            "key",
            sqlite_where=text("kind IS NOT NULL"),
            postgresql_where=text("kind IS NOT NULL"),
        ),
    )

    seq: int = Field(sa_column=Column(_number(), primary_key=True, autoincrement=False))
    digest: str = Field(sa_column=Column(Text, nullable=False))
    dossier: str | None = Field(default=None, sa_column=Column(Text))
    dossier_seq: int | None = Field(default=None, sa_column=Column(BigInteger))
    kind: str | None = Field(default=None, sa_column=Column(Text))
    key: str | None = Field(default=None, sa_column=Column(Text))
    batch: str | None = Field(default=None, sa_column=Column(Text))
    document: str = Field(sa_column=Column(Text, nullable=False))


class RegisterRow(Row, table=True):
    """A register's line as its last entry in the journal (``seq``) left it.

    ``name`` is whom or what the line is about, ``body`` the organisation that it belongs to; both are copied out of
    ``value`` (canonical JSON) to be searched.
    """

    __tablename__ = "register"
    __table_args__ = (Index("register_name", "kind", "name"), Index("register_body", "kind", "body"))

    kind: str = Field(sa_column=Column(Text, primary_key=True))
    key: str = Field(sa_column=Column(Text, primary_key=True))
    seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    name: str | None = Field(default=None, sa_column=Column(Text))
    body: str | None = Field(default=None, sa_column=Column(Text))
    value: str = Field(sa_column=Column(Text, nullable=False))


class DocumentRow(Row, table=True):
    """A file that was handed in, under the SHA-256 (hex) of its content."""

    __tablename__ = "document"

    digest: str = Field(sa_column=Column(Text, primary_key=True))
    name: str = Field(sa_column=Column(Text, nullable=False))
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class SweepRow(Row, table=True):
    """A registered sweep; ``document`` (canonical JSON) is what its line of the journal says, the rest is copied of it.

    ``scope``: what it covered, as one text by which the last of its kind is found.
    """

    __tablename__ = "sweep"
    __table_args__ = (Index("sweep_scope", "scope", "number"),)

    number: int = Field(sa_column=Column(_number(), primary_key=True, autoincrement=False))
    seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    as_of: date = Field(sa_column=Column(_day(), nullable=False))
    scope: str = Field(sa_column=Column(Text, nullable=False))
    body: str | None = Field(default=None, sa_column=Column(Text))
    rules: str = Field(sa_column=Column(Text, nullable=False))
    derivation: str = Field(sa_column=Column(Text, nullable=False))
    head_seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    head_digest: str = Field(sa_column=Column(Text, nullable=False))
    dossiers: int = Field(sa_column=Column(BigInteger, nullable=False))
    facts: int = Field(sa_column=Column(BigInteger, nullable=False))
    leads: int = Field(sa_column=Column(BigInteger, nullable=False))
    document: str = Field(sa_column=Column(Text, nullable=False))


class FindingRow(Row, table=True):
    """A finding as its last line in the journal (``seq``) left it; ``document`` is that line's value (canonical JSON).

    ``step`` counts its acts: who works from an older state is refused. ``subject``: a dossier's id or, where ``about``
    says so, a body's name.
    """

    __tablename__ = "finding"
    __table_args__ = (
        Index("finding_subject", "subject", "rule", unique=True),
        Index("finding_state", "state"),
        Index("finding_branch", "branch"),
        Index("finding_assigned", "assigned_to", "due_on"),
    )

    number: int = Field(sa_column=Column(_number(), primary_key=True, autoincrement=False))
    seq: int = Field(sa_column=Column(BigInteger, nullable=False))
    step: int = Field(sa_column=Column(BigInteger, nullable=False))
    subject: str = Field(sa_column=Column(Text, nullable=False))
    about: str = Field(sa_column=Column(Text, nullable=False))
    name: str | None = Field(default=None, sa_column=Column(Text))
    branch: str | None = Field(default=None, sa_column=Column(Text))
    code: str = Field(sa_column=Column(Text, nullable=False))
    rule: str = Field(sa_column=Column(Text, nullable=False))
    severity: str = Field(sa_column=Column(Text, nullable=False))
    class_: str = Field(sa_column=Column("class", Text, nullable=False))
    certainty: str = Field(sa_column=Column(Text, nullable=False))
    state: str = Field(sa_column=Column(Text, nullable=False))
    present: bool = Field(sa_column=Column(Boolean, nullable=False))
    assigned_to: str | None = Field(default=None, sa_column=Column(Text))
    due_on: date | None = Field(default=None, sa_column=Column(_day()))
    found_on: date = Field(sa_column=Column(_day(), nullable=False))
    sweep: int = Field(sa_column=Column(BigInteger, nullable=False))
    digest: str = Field(sa_column=Column(Text, nullable=False))
    document: str = Field(sa_column=Column(Text, nullable=False))


class ReadingRow(Row, table=True):
    """What the last registered sweep of a scope read of one dossier, so that the next need not read it again.

    No truth of its own: any full sweep makes it anew. ``moves_on``: the first day from which the calendar alone could
    change what the rules say. ``judged``: what they said (canonical JSON), where they said anything.
    """

    __tablename__ = "reading"
    __table_args__ = (
        Index("reading_moves", "scope", "moves_on"),
        Index(
            "reading_judged",
            "scope",
            sqlite_where=text("judged IS NOT NULL"),
            postgresql_where=text("judged IS NOT NULL"),
        ),
    )

    scope: str = Field(sa_column=Column(Text, primary_key=True))
    dossier: str = Field(sa_column=Column(Text, primary_key=True))
    unknown: str = Field(sa_column=Column(Text, nullable=False))
    moves_on: date | None = Field(default=None, sa_column=Column(_day()))
    judged: str | None = Field(default=None, sa_column=Column(Text))


class GroupedRow(Row, table=True):
    """What a rule across dossiers was answered at the last registered sweep (``sweep``) by all rules.

    No truth of its own, as readings. ``asked``: a digest of the question; ``lacks``: in how many dossiers the rule
    could not be checked; ``told``: the rows of its select (canonical JSON).
    """

    __tablename__ = "grouped"

    rule: str = Field(sa_column=Column(Text, primary_key=True))
    sweep: int = Field(sa_column=Column(BigInteger, nullable=False))
    asked: str = Field(sa_column=Column(Text, nullable=False))
    lacks: int = Field(sa_column=Column(BigInteger, nullable=False))
    told: str = Field(sa_column=Column(Text, nullable=False))


def _dossier_columns() -> dict[str, Column[Any]]:
    return {
        "id": Column(Text, primary_key=True),
        "seq": Column(BigInteger, nullable=False),
        "position": Column(Text, nullable=False),
        "before": Column(Text, nullable=False),
        "standing": Column(Text),
        "under_way": Column(Boolean, nullable=False),
        "derivation": Column(Text, nullable=False),
        **{name: Column(BigInteger, nullable=False) for name in UNKNOWN},
        **{fact.name: Column(_TYPES[fact.kind]()) for fact in VOCABULARY.values()},
        "state": Column(Text, nullable=False),
    }


def _dossier_row() -> Any:  # noqa: ANN401  a class whose attributes are the vocabulary
    columns = _dossier_columns()
    body: dict[str, Any] = {name: Field(default=None, sa_column=column) for name, column in columns.items()}
    make: Any = type(SQLModel)  # the class statement cannot be written out: its attributes are the vocabulary's
    return make(
        "DossierRow",
        (Row,),
        body
        | {
            "__module__": __name__,
            "__doc__": "One dossier as it stands: where, since which record, and every fact (see the module).",
            "__annotations__": dict.fromkeys(columns, Any),
            "__tablename__": "dossier",
            "__table_args__": (
                Index(
                    "dossier_identity",
                    "id_number",
                    unique=True,
                    sqlite_where=text("under_way"),
                    postgresql_where=text("under_way"),
                ),
                Index("dossier_person", "id_number"),
                Index("dossier_branch", "branch"),
            ),
        },
        table=True,
    )


DossierRow: Any = _dossier_row()
"""The class of the generated table; its attributes are named like the facts, so that rules can read it like Facts."""

NARROW_FACTS: tuple[str, ...] = (
    "name",
    "sex",
    "nation",
    "id_number",
    "branch",
    "field",
    "transferred_in_on",
    "former_organization",
    "ended_on",
    "ended_because",
    "applied_on",
    "activist_on",
    "contacts_assigned_on",
    "sponsors_named_on",
    "prereviewed_on",
    "form_number",
    "form_issued_on",
    "admission_met_on",
    "admission_entitled",
    "admission_talked_on",
    "admission_talked_by",
    "conversion_result",
    "conversion_approved_on",
    "branch_full_members",
    "is_open",
    "found_gang",
    "candidate_listed_by",
    "probation_ends_on",
    "is_cancellation",
    "latest_act_on",
    "admitted_on",
    "admission_year",
    "admission_month",
    "admission_age",
    "education_rank",
    "is_leader_kin",
    "sponsor_first",
    "sponsor_second",
    "sponsor_third",
    "contact_first",
    "contact_second",
    "form_year",
    "serial_area",
    "admitting_body",
    "firm",
)
"""The facts that rules across dossiers read."""


def _word() -> TypeEngine[Any]:
    """A text sorted by its characters, whatever a server's own order is."""
    return Text().with_variant(Text(collation="C"), "postgresql")


NARROW = Table(
    "narrow",
    Row.metadata,
    Column("id", _word(), primary_key=True),
    *(Column(name, BigInteger, nullable=False) for name in UNKNOWN),
    *(
        Column(name, _word() if VOCABULARY[name].kind is Kind.TEXT else _TYPES[VOCABULARY[name].kind]())
        for name in NARROW_FACTS
    ),
    Index("narrow_branch", "branch", "admitted_on", "admitting_body"),
    Index("narrow_body", "admitting_body", "admitted_on"),
    *(Index(f"narrow_{name}", name) for name in ("id_number", "form_number", "firm")),
    *(Index(f"narrow_{name}", name) for name in ("admitted_on", "applied_on", "activist_on")),
)
"""The dossiers that stood at the sweep of ``grouped``, with what rules across dossiers read of them.

No truth of its own, as readings: groups in which nothing changed since are not read again, the others are read of here.
"""

JOURNAL = Row.metadata.tables["journal"]
DOSSIER = Row.metadata.tables["dossier"]
REGISTER = Row.metadata.tables["register"]
DOCUMENT = Row.metadata.tables["document"]
SWEEP = Row.metadata.tables["sweep"]
FINDING = Row.metadata.tables["finding"]
READING = Row.metadata.tables["reading"]
GROUPED = Row.metadata.tables["grouped"]
HEAD = "SELECT seq, digest FROM journal ORDER BY seq DESC LIMIT 1"
"""The journal's last line."""
COLUMNS: tuple[str, ...] = tuple(column.name for column in DOSSIER.columns)
