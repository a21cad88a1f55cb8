"""The sweep of a snapshot on Apache Spark: all parts at once, on as many machines as there are.

Checking the parts, the folder of findings, the summary and the wording are those of the engine on one machine.
"""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dangyuan_flow.store import statements
from dangyuan_flow.store.snapshot import reading
from dangyuan_flow.store.snapshot.columns import TYPES
from dangyuan_flow.store.snapshot.duck import connected
from dangyuan_flow.store.snapshot.engine import Sweep, Wanted
from dangyuan_flow.store.snapshot.engine import judge as judge_with
from dangyuan_flow.store.spark import judging
from dangyuan_flow.store.spark.session import LOG, ask, session, told

if TYPE_CHECKING:
    from dangyuan_flow.store.database import Progress
    from dangyuan_flow.store.snapshot.reading import Snapshot
    from dangyuan_flow.store.snapshot.summary import Summary
    from dangyuan_flow.store.spark.session import Theirs

_TYPES = {kind: "STRING" if named == "VARCHAR" else named for kind, named in TYPES.items()}
"""As Spark casts to them; a ``VARCHAR`` has a length there."""


def judge(
    snapshot: Snapshot, wanted: Wanted, out: Path, progress: Progress | None = None, *, master: str | None = None
) -> Summary:
    """Judge every dossier of ``snapshot`` on the Spark of ``master`` (``None``: this machine, or who submitted us).

    Raises what the engine on one machine raises; :class:`FlowError` where Spark or Java is missing or gives up.
    """
    return judge_with(snapshot, wanted, out, progress, sweep=partial(SparkSweep, master=master))


class SparkSweep(Sweep):
    """One sweep on Spark under way; interrupted, it begins anew."""

    engine = "spark"

    def __init__(self, snapshot: Snapshot, wanted: Wanted, work: Path, *, master: str | None) -> None:
        super().__init__(snapshot, wanted, work)
        self.version = "spark"
        self.master = master

    def run(self, progress: Progress | None) -> Summary:
        """Judge all parts together."""
        for path in self.work.glob("findings-*.parquet"):
            path.unlink()
        shutil.rmtree(self._passes, ignore_errors=True)
        reading.verify(self.snapshot)
        if self.snapshot.dossiers:
            log = self.work / LOG
            with session(log, self.master) as running, told(log):
                found = self._swept(running)
            shutil.rmtree(self._passes)
        else:
            found = self.summed({}, {}, {}, self.across())
        if progress is not None:
            progress(self.snapshot.dossiers, self.snapshot.dossiers)
        return found

    @property
    def _passes(self) -> Path:
        return self.work / "passes"

    def _swept(self, running: Theirs) -> Summary:
        parts = [path for path, _, _ in self.snapshot.parts()]
        judging.read(running, parts, lambda relation: self.dossiers(relation, _TYPES))
        self._passes.mkdir()
        for number, path in enumerate(judging.judged(running, self.rules, self.wanted.as_of, self._passes)):
            path.replace(self.work / f"findings-{number:05}.parquet")
        counts, notes = judging.counted(running, sorted(self.work.glob("findings-*.parquet")))
        unknown = ask(running, statements.not_checked(judging.DOSSIERS)).collect()
        words = {tuple(map(int, bits)): int(count) for count, *bits in unknown}
        across = self.across()
        across.ask(_Asked(running), words)
        with connected() as here:
            across.write(here, self.work / "findings-across.parquet")
        return self.summed(counts, notes, words, across)


class _Asked:
    """Spark as a rule across dossiers asks it."""

    def __init__(self, running: Theirs) -> None:
        self._running = running

    def execute(self, text: str, /) -> _Told:
        return _Told(ask(self._running, text))

    @staticmethod
    def sharing(facts: tuple[str, ...]) -> str:  # noqa: ARG004  Spark groups by text as fast as by number
        return judging.DOSSIERS


class _Told:
    """An answer of Spark."""

    def __init__(self, rows: Theirs) -> None:
        self._rows = rows

    def fetchall(self) -> list[Any]:
        return [tuple(row) for row in self._rows.collect()]
