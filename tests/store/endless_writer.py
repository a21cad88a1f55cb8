"""A process that writes until it is killed: ``python -m tests.store.endless_writer URL SIZE``, SIZE records a time.

Before each append it prints ``begun``, after it ``kept N`` with the number of lines that are on disk.
"""

import sys

from dangyuan_flow.store import Store
from tests.store.people_and_papers import followed, opened


def say(word: str) -> None:
    """Tell whoever is waiting to kill."""
    sys.stdout.write(f"{word}\n")
    sys.stdout.flush()


def main(url: str, size: int) -> None:
    """Append without end: one dossier a record at first, then one more record of each."""
    with Store.open(url) as store:
        while True:
            count = store.head()[0]
            if size == 1 and count:
                entries = [followed(store.get("D0"), talked_by=f"第{count}次")]
            else:
                entries = [opened(f"D{count + i}", name=f"测试{count + i}") for i in range(size)]
            say("begun")
            store.append(entries)
            say(f"kept {count + size}")


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
