"""Readings: what the last registered sweep of a scope read of each dossier, so that the next reads only what moved.

They are no truth of their own. They are written with the sweep, in its transaction; a digest over what was found stands
in the sweep's line of the journal, and readings that do not agree with it are not used.
"""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection

from dangyuan_flow.domain.errors import Tampered
from dangyuan_flow.domain.fact import in_json
from dangyuan_flow.domain.journal import canonical, fact_from_json
from dangyuan_flow.domain.rules import Certainty, Judgement, Rule, Violation
from dangyuan_flow.store.across import kept
from dangyuan_flow.store.database import Database, run, run_many
from dangyuan_flow.store.sweeping import Swept

_COLUMNS = "scope, dossier, unknown, moves_on, judged"
_KEPT = (
    f"INSERT INTO reading ({_COLUMNS}) VALUES (?, ?, ?, ?, ?) ON CONFLICT (scope, dossier) "  # noqa: S608  our own columns
    "DO UPDATE SET unknown = excluded.unknown, moves_on = excluded.moves_on, judged = excluded.judged"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """One dossier as read: its words of unknown facts, the day on which the calendar may change it, what rules said."""

    dossier: str
    unknown: str
    moves_on: date | str | None
    judged: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Readings:
    """What a sweep read anew: of everything (``whole``), or of some dossiers; ``removed`` are no longer covered.

    ``found``: the digest over all that stands after it, old readings included. ``across``: what rules across dossiers
    leave, of whatever scope the sweep is; ``None`` where only some were asked.
    """

    scope: str
    whole: bool
    lines: Sequence[Reading]
    removed: Collection[str] = ()
    found: str = ""
    across: kept.Kept | None = None

    @property
    def grouped(self) -> str:
        """The digest over what rules across dossiers leave."""
        return "" if self.across is None else self.across.digest


def write(connection: Connection, database: Database, readings: Readings) -> None:
    """Keep ``readings`` in place of those of the sweep before."""
    if readings.whole:
        run(connection, database.text("DELETE FROM reading WHERE scope = ?"), (readings.scope,))
    gone = [(readings.scope, dossier) for dossier in readings.removed]
    run_many(connection, database.text("DELETE FROM reading WHERE scope = ? AND dossier = ?"), gone)
    lines = [(readings.scope, line.dossier, line.unknown, line.moves_on, line.judged) for line in readings.lines]
    run_many(connection, database.text(_KEPT), lines)
    if readings.across is not None:
        kept.write(connection, database, readings.across)


def digest(judged: Mapping[str, str]) -> str:
    """SHA-256 (hex) over what the rules said of each dossier."""
    text = hashlib.sha256()
    for dossier, said in sorted(judged.items()):
        text.update(f"{dossier}\n{said}\n".encode())
    return text.hexdigest()


# What the rules said, as text and back


def written(swept: Swept) -> str:
    """What the rules said of a dossier, as canonical JSON."""
    judgement = swept.judgement
    return canonical(
        {
            "name": swept.name,
            "branch": swept.branch,
            "violations": [_written(v) for v in judgement.violations],
            "notes": [_written(v) for v in judgement.notes],
        }
    )


def _written(violation: Violation) -> list[Any]:
    return [
        violation.rule.id,
        violation.certainty.value,
        violation.says,
        list(violation.cites),
        {name: in_json(value) for name, value in violation.facts.items()},
        in_json(violation.earliest),
    ]


def swept(dossier: str, text: str, by_id: Mapping[str, Rule]) -> Swept:
    """What was written, read back."""
    said = json.loads(text)
    violations, notes = (tuple(_read(line, by_id) for line in said[part]) for part in ("violations", "notes"))
    return Swept(dossier, said["name"], said["branch"], Judgement(violations, notes))


def _read(line: Sequence[Any], by_id: Mapping[str, Rule]) -> Violation:
    rule, certainty, says, cites, values, earliest = line
    if rule not in by_id:
        raise Tampered(f"上次排查留下的读数提到没有的规定 {rule}")
    return Violation(
        rule=by_id[rule],
        says=says,
        facts={name: fact_from_json(name, value) for name, value in values.items()},
        cites=tuple(cites),
        certainty=Certainty(certainty),
        earliest=None if earliest is None else date.fromisoformat(earliest),
    )
