"""The flow: the store, the catalogue and the clock of one run, opened once and handed to every journey."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from functools import cached_property, lru_cache
from pathlib import Path
from threading import Lock
from typing import TypeVar, cast

from dangyuan_flow.definitions import Catalogue, load_catalogue
from dangyuan_flow.domain.context import Surroundings
from dangyuan_flow.domain.deadlines import SHANGHAI, today_in_shanghai
from dangyuan_flow.domain.people import Office, Organization, body_by_name, present_name
from dangyuan_flow.domain.workflow import Workflow
from dangyuan_flow.settings import Settings, shipped
from dangyuan_flow.store import Store

WORKFLOW = "party-member-development"
Kept = TypeVar("Kept")


def wall_clock() -> datetime:
    """The moment it is now, in Shanghai."""
    return datetime.now(SHANGHAI)


def fixed_clock(day: date) -> Callable[[], datetime]:
    """A clock that stands at nine in the morning of ``day`` (a demo store's)."""
    moment = datetime.combine(day, time(9), SHANGHAI)
    return lambda: moment


class Memory:
    """What was worked out of a store as it stood at one line of its journal; forgotten once the journal moves on.

    For a process that answers many: nothing that journal and day decide is worked out twice. Safe among threads.
    """

    def __init__(self, most: int = 2_000) -> None:
        """Keep at most so many answers."""
        self._most = most
        self._head: tuple[int, str] | None = None
        self._kept: dict[Hashable, object] = {}
        self._lock = Lock()

    def recall(self, head: tuple[int, str], key: Hashable, make: Callable[[], Kept]) -> Kept:
        """What ``make`` gave for ``key`` at the line ``head``; asked again only where nobody has yet."""
        with self._lock:
            if self._head != head:
                self._head, self._kept = head, {}
            known = self._kept
            if key in known:
                return cast("Kept", known[key])
        made = make()
        with self._lock:
            if len(known) >= self._most:
                known.clear()
            known[key] = made  # in the dictionary of the line that was asked about: another one is not spoilt
        return made


@dataclass(kw_only=True)
class Flow:
    """What every journey needs. ``user`` is the account of who acts; ``clock`` gives the moment of entry (aware).

    ``under``: the acting user counts as holding this office alone (body, duty), for as long as it is held.
    """

    store: Store
    catalogue: Catalogue
    clock: Callable[[], datetime]
    user: str | None = None
    under: tuple[str, str] | None = None
    memory: Memory = field(default_factory=Memory)

    @property
    def workflow(self) -> Workflow:
        """The procedure."""
        return self.catalogue.workflow

    def now(self) -> datetime:
        """The moment of entry."""
        return self.clock()

    def today(self) -> date:
        """Today in Shanghai."""
        return today_in_shanghai(self.clock())

    @cached_property
    def organizations(self) -> dict[str, Organization]:
        """The bodies by name, former names included; call :meth:`registers_changed` after a change."""
        return self.recall("organizations", lambda: body_by_name(self.store.organizations()))

    def recall(self, key: Hashable, make: Callable[[], Kept]) -> Kept:
        """What ``make`` works out of the store, remembered for as long as its journal does not grow."""
        return self.memory.recall(self.store.head(), key, make)

    def present_name(self, body: str) -> str:
        """The name that ``body`` has now."""
        return present_name(body, self.organizations)

    def registers_changed(self) -> None:
        """Forget what was read of the registers."""
        self.__dict__.pop("organizations", None)

    def surroundings(self, names: Iterable[str] = (), officials: Iterable[str] = ()) -> Surroundings:
        """The bodies, of the roster the members called ``names``, and the offices that ``officials`` ever held."""
        members = [member for name in sorted(set(names)) for member in self.store.members(name=name)]
        asked = set(officials)
        offices: dict[str, tuple[Office, ...]] = {}
        for user in self.store.users() if asked else ():
            if user.person in asked:
                offices[user.person] = (*offices.get(user.person, ()), *self.store.offices(holder=user.name))
        return Surroundings.of(self.organizations.values(), members, offices)

    def laying(self, packs: Iterable[str]) -> Flow:
        """The same with ``packs`` laid too, beside those that the store prescribes; raises :class:`BadDefinition`."""
        own = {title.id: title.path for title in self.catalogue.packs}  # by path: not every pack is shipped
        there = {path.resolve() for path in own.values()}
        more = [pack for pack in packs if pack not in own and Path(pack).resolve() not in there]
        return replace(self, catalogue=catalogue((*map(str, own.values()), *more))) if more else self

    def close(self) -> None:
        """Close the store."""
        self.store.close()


def catalogue(packs: Iterable[str] = (), *, thorough: bool = False, forms: Collection[str] | None = None) -> Catalogue:
    """The shipped workflow with ``packs`` laid over it; read once a process.

    ``thorough``: judge the national rules' examples anew; ``forms``: the forms that must have a template.
    """
    laid = tuple(packs)
    return _loaded(laid, thorough, None if forms is None else tuple(forms), tuple(map(_written, laid)))


def _written(pack: str) -> tuple[str, int, int]:
    """Which file a pack's path means and when it was written: one that is being edited is read again."""
    path = Path(pack).absolute()
    if not path.is_file():
        return "", 0, 0
    about = path.stat()
    return str(path), about.st_mtime_ns, about.st_size


@lru_cache(maxsize=8)
def _loaded(
    packs: tuple[str, ...],
    thorough: bool,  # noqa: FBT001  a key
    forms: tuple[str, ...] | None,
    written: tuple[tuple[str, int, int], ...],  # noqa: ARG001  a key
) -> Catalogue:
    return load_catalogue(shipped("workflows") / WORKFLOW, packs=packs, examples=thorough, forms=forms)


def open_flow(settings: Settings, *, clock: Callable[[], datetime] | None = None) -> Flow:
    """Open the store that ``settings`` name, with the packs and the clock that the store itself prescribes.

    Raises :class:`dangyuan_flow.domain.errors.FlowError` where there is no store, or one of another age.
    """
    store = Store.open(settings.db)
    try:
        told = store.settings()
        found = catalogue(told.get("packs") or ())
    except BaseException:
        store.close()
        raise
    store.use_standings(lambda position, before: found.workflow.standing_at(position, before).value)
    fixed = told.get("today")
    ticking = clock or (fixed_clock(date.fromisoformat(fixed)) if fixed else wall_clock)
    return Flow(store=store, catalogue=found, clock=ticking, user=settings.user)
