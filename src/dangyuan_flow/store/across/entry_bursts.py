"""Who entered what when, for the rule about bursts of entries: read from the journal, laid out once for a sweep.

A burst is something that stays: a registered sweep keeps the lines of the minutes in which somebody entered many
dossiers, and the next one reads those and what was entered since, not the year's journal again.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta

from sqlalchemy import Connection

from dangyuan_flow.domain.deadlines import SHANGHAI
from dangyuan_flow.store.across.traces import ENTRIES
from dangyuan_flow.store.database import Database, run
from dangyuan_flow.store.lines import read

Spans = tuple[tuple[int, int], ...]
"""Lines of the journal, from one number to another, both included."""

_DAYS_BACK = 366
"""How far back a sweep looks for bursts of entries; older ones were there to be found before."""
_MOST_SPANS = 500


def lay(
    database: Database, connection: Connection, as_of: date, *, least: int, known: tuple[int, Spans] | None = None
) -> Spans:
    """Lay the entries that may belong to a burst out as a table of the connection's own; returns where bursts lie.

    ``least``: how many dossiers make a burst. ``known``: up to which line an earlier sweep looked, and where it saw
    bursts. Entries of imports are no entries of a hand.
    """
    since = _first_line(database, connection, datetime.combine(as_of - timedelta(days=_DAYS_BACK), _MIDNIGHT, SHANGHAI))
    spans: Sequence[tuple[int, int]] = ()
    begin = since
    if known is not None and len(known[1]) <= _MOST_SPANS:
        begin = max(since, _start_of_minute(database, connection, known[0]))
        spans = [(max(first, since), last) for first, last in known[1] if last >= since]
    _create(database, connection, begin, spans)
    bursts = run(connection, _bursts(least)).fetchall()
    return tuple((int(first), int(last)) for first, last in bursts)


_MIDNIGHT = datetime.min.time()


def drop(connection: Connection) -> None:
    """Take the table away."""
    run(connection, f"DROP TABLE {ENTRIES}")


def _create(database: Database, connection: Connection, begin: int, spans: Iterable[tuple[int, int]]) -> None:
    by, at = (
        f"json_extract(document, '$.{name}')" if database.is_sqlite else f"(document::json ->> '{name}')"
        for name in ("entered_by", "entered_at")
    )
    by = database.sorted_by_characters(by)
    lines = " OR ".join((f"seq >= {begin}", *(f"seq BETWEEN {first} AND {last}" for first, last in spans)))
    run(
        connection,
        f"CREATE TEMPORARY TABLE {ENTRIES} AS SELECT seq, dossier, {by} AS entered_by, {at} AS entered_at "  # noqa: S608  numbers
        f"FROM journal WHERE ({lines}) AND dossier IS NOT NULL AND batch IS NULL",
    )


def _bursts(least: int) -> str:
    """The first and the last line of each minute in which one hand entered at least so many, whatever the body."""
    return (
        f"SELECT min(seq), max(seq) FROM {ENTRIES} GROUP BY entered_by, substr(entered_at, 1, 16) "  # noqa: S608  a number
        f"HAVING count(DISTINCT dossier) >= {least} AND count(DISTINCT entered_at) >= {least} ORDER BY 1"
    )


def _start_of_minute(database: Database, connection: Connection, line: int) -> int:
    """The first line of the minute to which ``line`` belongs: what went on then may have gone on since."""
    row = run(connection, database.text("SELECT document FROM journal WHERE seq = ?"), (line,)).fetchone()
    if row is None:
        return 0
    return _first_line(database, connection, read(row[0]).entered_at.replace(second=0, microsecond=0))


def _first_line(database: Database, connection: Connection, since: datetime) -> int:
    """The first line entered at ``since`` or later: lines stand in the order of their entry."""
    (last,) = run(connection, "SELECT max(seq) FROM journal").fetchone()
    low, high = 1, (last or 0) + 1
    query = database.text("SELECT document FROM journal WHERE seq = ?")
    while low < high:
        middle = (low + high) // 2
        row = run(connection, query, (middle,)).fetchone()
        if row is not None and read(row[0]).entered_at >= since:
            high = middle
        else:
            low = middle + 1
    return low
