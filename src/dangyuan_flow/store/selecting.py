"""Which dossiers a list shows, in which order, and what it shows of each."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from dangyuan_flow.domain.workflow import UNDONE
from dangyuan_flow.store.tables import DOSSIER


@dataclass(frozen=True, kw_only=True, slots=True)
class Selection:
    """Which dossiers a list shows; what is ``None`` does not narrow it. Undone imports are never shown.

    ``branches``: those of these bodies. ``contains``: in the name or the id; or the identity number, whole or its last
    four.
    ``under_way``: only those open (or, if false, only those closed). ``ids``: only these, of which there are not many.
    """

    branches: Collection[str] | None = None
    positions: Collection[str] | None = None
    standings: Collection[str] | None = None
    name: str | None = None
    contains: str | None = None
    under_way: bool | None = None
    ids: Collection[str] | None = None

    def condition(self) -> ColumnElement[bool]:
        """The selection as a condition on the dossiers."""
        d = DOSSIER.c
        found: list[ColumnElement[bool]] = [d.position != UNDONE]
        lists = (
            (d.branch, self.branches),
            (d.position, self.positions),
            (d.standing, self.standings),
            (d.id, self.ids),
        )
        for column, wanted in lists:
            if wanted is not None:
                found.append(column.in_(tuple(wanted)))
        if self.name is not None:
            found.append(d.name == self.name)
        if self.contains is not None:
            found.append(self._containing(self.contains))
        if self.under_way is not None:
            found.append(d.under_way.is_(self.under_way))
        return and_(*found)

    @staticmethod
    def _containing(text: str) -> ColumnElement[bool]:
        """That name or id holds ``text``, or that it is the identity number, or its last four, which lists show.

        Not any other part of the number: from what lists show, the rest could be guessed digit by digit.
        """
        d = DOSSIER.c
        found = [column.contains(text, autoescape=True) for column in (d.name, d.id)]
        number = text.strip().upper()
        if len(number) == _LAST:
            found.append(d.id_number.endswith(number, autoescape=True))
        return or_(*found, d.id_number == number)


_LAST = 4
EVERY = Selection()


@dataclass(frozen=True, slots=True)
class DossierLine:
    """A dossier as lists show it."""

    id: str
    seq: int
    name: str | None
    branch: str | None
    position: str
    before: str
    standing: str | None
    under_way: bool
    id_number: str | None
    field: str | None


LINE = tuple(DOSSIER.c[name] for name in DossierLine.__slots__)
ORDERS: Mapping[str, tuple[ColumnElement[Any], ...]] = {
    "id": (DOSSIER.c.id,),
    "name": (DOSSIER.c.name, DOSSIER.c.id),
    "branch": (DOSSIER.c.branch, DOSSIER.c.name, DOSSIER.c.id),
    "position": (DOSSIER.c.position, DOSSIER.c.id),
}
