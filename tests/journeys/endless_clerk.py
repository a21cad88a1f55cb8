"""A process that works until it is killed: ``python -m tests.journeys.endless_clerk URL [LEDGER]``.

Without a ledger it lets one person after another live a regular life, act by act; with one, it imports that. Before
each it prints ``begun``, after it ``kept N`` with the number of lines that the journal has.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from dangyuan_flow.application.importing import import_ledger
from dangyuan_flow.flow import Flow, open_flow
from dangyuan_flow.settings import Settings
from tests.journeys.population import somebody
from tests.journeys.regular import regular
from tests.journeys.service import Service, closing


@contextmanager
def telling(flow: Flow) -> Iterator[None]:
    """Say when something begins, and when it is on disk."""
    say("begun")
    yield
    say(f"kept {flow.store.head()[0]}")


def say(line: str) -> None:
    """Tell whoever started this process."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def live(flow: Flow) -> None:
    """One regular life after another."""
    for order in count(1):
        name, number = somebody(order)
        dossier = ""
        for act in regular("2014", name=name, number=number).steps:
            with telling(flow):
                refusal = Service(flow).do(act, dossier)
            assert refusal is None, refusal
            dossier = dossier or flow.store.list()[-1].id


def main(url: str, ledger: str | None = None) -> None:
    """Work until somebody ends it."""
    with closing(open_flow(Settings.load({}, db=url, user="organiser"))) as flow:
        if ledger is None:
            live(flow)
            return
        with telling(flow):
            import_ledger(flow, Path(ledger))


if __name__ == "__main__":
    main(*sys.argv[1:])
