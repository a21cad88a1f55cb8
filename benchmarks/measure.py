"""How a promise is measured: as a ratio of two things done in one run, so that a slower machine slows both."""

import resource
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Figure:
    """One line of the report: what was measured, how it came out, and the goal (with the sign of a kept promise)."""

    what: str
    value: float
    unit: str
    goal: float | None = None
    at_most: bool = False
    detail: str = ""

    @property
    def is_kept(self) -> bool:
        """Whether the goal was reached."""
        return self.goal is None or (self.value <= self.goal if self.at_most else self.value >= self.goal)

    def __str__(self) -> str:
        goal = "" if self.goal is None else f"  goal {'≤' if self.at_most else '≥'} {self.goal:,g}"
        mark = "" if self.goal is None else ("  kept" if self.is_kept else "  MISSED")
        return f"{self.what:<66} {self.value:>12,.2f} {self.unit:<11}{goal}{mark}  {self.detail}".rstrip()


Benchmark = Callable[[], Iterator[Figure]]
BENCHMARKS: dict[str, Benchmark] = {}
ON_REQUEST: set[str] = set()
"""Benchmarks that run only when they are named: they need what the others do not, or hours."""


def benchmark(name: str, *, on_request: bool = False) -> Callable[[Benchmark], Benchmark]:
    """Enter a benchmark under ``name`` (``python -m benchmarks NAME`` runs it alone)."""

    def enter(function: Benchmark) -> Benchmark:
        BENCHMARKS[name] = function
        if on_request:
            ON_REQUEST.add(name)
        return function

    return enter


def seconds(work: Callable[[], object]) -> float:
    """How long ``work`` takes."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def in_turns(count: int, *works: Callable[[], object]) -> tuple[float, ...]:
    """The median seconds of each of ``works``, done ``count`` times in turns: what disturbs one disturbs all."""
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(count):
        for times, work in zip(taken, works, strict=True):
            times.append(seconds(work))
    return tuple(sorted(times)[count // 2] for times in taken)


def peak_megabytes() -> float:
    """The most memory that this process held; Linux's own figure, for ``getrusage`` counts the parent's in as well."""
    status = Path("/proc/self/status")
    if status.exists():
        lines = dict(line.split(":", 1) for line in status.read_text(encoding="utf-8").splitlines() if ":" in line)
        return int(lines["VmHWM"].split()[0]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1024)
