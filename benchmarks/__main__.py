"""Run every benchmark, or those named, and print each figure beside its goal."""

import importlib
import pkgutil
import sys
from pathlib import Path

import benchmarks
from benchmarks.measure import BENCHMARKS, ON_REQUEST


def main(names: list[str]) -> int:
    """Run the benchmarks called ``names`` (else all but those on request); exit code 1: a goal was missed."""
    for module in pkgutil.iter_modules([str(Path(benchmarks.__file__).parent)]):
        if not module.name.startswith("__"):
            importlib.import_module(f"benchmarks.{module.name}")
    unknown = sorted(set(names) - BENCHMARKS.keys())
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are: {', '.join(sorted(BENCHMARKS))}")
        return 2
    missed = 0
    for name, run in sorted(BENCHMARKS.items()):
        if name in names or (not names and name not in ON_REQUEST):
            for figure in run():
                print(figure, flush=True)
                missed += not figure.is_kept
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
