"""Run every benchmark, or those named, and print each figure beside its goal."""

import importlib
import pkgutil
import sys
from pathlib import Path

import benchmarks
from benchmarks.measure import BENCHMARKS


def main(names: list[str]) -> int:
    """Run the benchmarks called ``names`` (all, if none is); the exit code is 1 where a goal was missed."""
    for module in pkgutil.iter_modules([str(Path(benchmarks.__file__).parent)]):
        if not module.name.startswith("__"):
            importlib.import_module(f"benchmarks.{module.name}")
    unknown = sorted(set(names) - BENCHMARKS.keys())
    if unknown:
        print(f"no such benchmark: {', '.join(unknown)}; there are: {', '.join(sorted(BENCHMARKS))}")
        return 2
    missed = 0
    for name, run in sorted(BENCHMARKS.items()):
        if not names or name in names:
            for figure in run():
                print(figure, flush=True)
                missed += not figure.is_kept
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
