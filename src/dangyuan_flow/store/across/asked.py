"""What the text of a select is written for, and how it names dossiers, days and numbers."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from dangyuan_flow.domain.deadlines import months_later
from dangyuan_flow.domain.plan import Planned
from dangyuan_flow.store import rows
from dangyuan_flow.store.tables import UNKNOWN

# ruff: noqa: S608  every text below is made of our own column names and of literals that are written here


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a text is written for: the relation, whether it tells its source, the day, plan, elections, numbers."""

    relation: str
    sourced: bool
    as_of: date
    plan: tuple[Planned, ...]
    elections: tuple[tuple[str, date], ...]
    numbers: Mapping[str, int]

    def dossiers(self, *columns: str, needs: Iterable[str] = (), where: str = "", marked: bool = False) -> str:
        """The dossiers that can tell ``needs``; with ``marked``, all of them, with 1 under ``untold`` where not."""
        source = '"source"' if self.sourced else "''"
        named = ", ".join(f'"{column}"' for column in columns)
        known = known_of(needs)
        if marked:
            named += f", CASE WHEN {known} THEN 0 ELSE 1 END AS untold"
            known = "1 = 1"
        condition = f"{known} AND {where}" if where else known
        return f'SELECT {source} AS source, "id", {named} FROM {self.relation} WHERE {condition}'

    def years_ago(self, years: int) -> str:
        """The day so many years before the day of the sweep, as a literal."""
        return literal(months_later(self.as_of, -12 * years))

    @property
    def today(self) -> str:
        """The day of the sweep, as a literal."""
        return literal(self.as_of)


def known_of(needs: Iterable[str]) -> str:
    """SQL: none of ``needs`` is unknown."""
    words = zip(UNKNOWN, rows.words(frozenset(needs)), strict=True)
    return " AND ".join(f'("{word}" & {bits}) = 0' for word, bits in words if bits) or "1 = 1"


def literal(value: date | int | str) -> str:
    """A value as SQL has it."""
    if isinstance(value, int):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"
