"""A process that registers sweeps until it is killed: ``python -m tests.store.endless_sweeper URL SIZE``.

Each sweep brings SIZE new findings and SIZE readings that bear its number. Before each it prints ``begun``, after it
``kept N`` with the number of sweeps that are on disk.
"""

import sys

from dangyuan_flow.store import Readings, Store
from dangyuan_flow.store.readings import Reading
from tests.store.endless_writer import say
from tests.store.kept import WHOLE, a_sweep, line, opened, registered


def main(url: str, size: int) -> None:
    """Register without end."""
    with Store.open(url) as store:
        while True:
            number = store.findings.last_sweep_number() + 1
            first = (number - 1) * size
            found = [opened(first + i, f"D{first + i}") for i in range(1, size + 1)]
            readings = Readings(
                scope=WHOLE.text, whole=True, lines=[Reading(f"D{i}", str(number), None, None) for i in range(size)]
            )
            say("begun")
            store.append([registered(a_sweep(number)), *map(line, found)], readings=readings)
            say(f"kept {number}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
