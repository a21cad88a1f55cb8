"""Where a value comes from: derived facts as a chain of derivations, down to what somebody recorded."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from dangyuan_flow.domain import identity
from dangyuan_flow.domain.derived.derivation import DERIVATIONS
from dangyuan_flow.domain.derived.deriving import Earliest, MonthsBetween, MonthsLater
from dangyuan_flow.domain.derived.undated import UnlessTraced
from dangyuan_flow.domain.facts import RECORDED, VOCABULARY
from dangyuan_flow.domain.readings import show
from dangyuan_flow.domain.why.tellings import TELLINGS
from dangyuan_flow.domain.why.ways import Told, by_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from dangyuan_flow.domain.facts import Facts, Value

_LINES = {line.name: line for line in DERIVATIONS}


@dataclass(frozen=True, kw_only=True, slots=True)
class Trace:
    """A value with how it came about (empty for what was recorded) and the traces of what it came from."""

    name: str
    value: Value
    how: str = ""
    of: tuple[Trace, ...] = ()

    @property
    def label(self) -> str:
        """The fact as people call it."""
        return VOCABULARY[self.name].label

    @property
    def is_recorded(self) -> bool:
        """Whether somebody stated it."""
        return self.name in RECORDED

    def walk(self) -> Iterator[Trace]:
        """Itself and all below it, each fact once."""
        seen: set[str] = set()
        waiting = [self]
        while waiting:
            trace = waiting.pop(0)
            if trace.name not in seen:
                seen.add(trace.name)
                yield trace
                waiting.extend(trace.of)


def trace(name: str, facts: Facts) -> Trace:
    """How the value of ``name`` came about."""
    return _trace(name, facts, frozenset())


def _trace(name: str, facts: Facts, above: frozenset[str]) -> Trace:
    value = facts[name]
    if name in RECORDED:
        hidden = name == "id_number" and isinstance(value, str)
        return Trace(name=name, value=identity.masked(str(value)) if hidden else value)
    told = None if value is None else telling(name, facts)
    if told is None:
        told = Told(value, _generally(name, facts), tuple(n for n in sources(name) if facts[n] is not None))
    below = above | {name}
    return Trace(
        name=name, value=value, how=told.how, of=tuple(_trace(n, facts, below) for n in told.of if n not in below)
    )


def telling(name: str, facts: Facts) -> Told | None:
    """The derived fact ``name`` counted again in words; ``None`` where it has no particular way of being told."""
    if name in TELLINGS:
        return TELLINGS[name](facts)
    return by_line(_way(name), facts)


def is_told(name: str) -> bool:
    """Whether the derived fact ``name`` has its own telling."""
    return name in TELLINGS or isinstance(_way(name), MonthsLater | MonthsBetween | Earliest)


def _way(name: str) -> object:
    """How the line of a derived fact counts, where it counts at all."""
    compute = _LINES[name].compute
    return compute.compute if isinstance(compute, UnlessTraced) else compute


def _generally(name: str, facts: Facts) -> str:
    """What can be said of any derived fact: what it goes by."""
    if facts[name] is None:
        lacking = [n for n in sources(name) if facts[n] is None]
        if name in facts.unknown:
            return f"无从知道（{_labels(n for n in lacking if n in facts.unknown) or '所载内容断定不了'}）"
        return f"没有（{_labels(lacking)} 没有记载）" if lacking else "没有，不适用于所载的情形"
    known = [n for n in sources(name) if facts[n] is not None]
    return f"依据 {_labels(known)}" if known else "因为没有相应的记载"


def _labels(names: Iterable[str]) -> str:
    found = [VOCABULARY[name].label for name in names]
    shown = "、".join(found[:_FEW])
    return f"{shown}等 {len(found)} 项" if len(found) > _FEW else shown


_FEW = 6


@lru_cache(maxsize=512)
def sources(name: str) -> tuple[str, ...]:
    """The facts that a derived one declares to go by, in the order of the vocabulary."""
    line = _LINES[name]
    found = line.sources | set(line.compute.names if isinstance(line.compute, Earliest) else ())
    return tuple(n for n in VOCABULARY if n in found)


def shown(trace: Trace) -> str:
    """A trace as one line: what it is, its value, and how it came about."""
    how = f"：{trace.how}" if trace.how else ""
    return f"{trace.label} {show(trace.value)}{how}"
