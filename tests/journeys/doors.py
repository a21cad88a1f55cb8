"""What the doors have in common, as the tests see them."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from dangyuan_flow.flow import Flow
from tests.journeys.scenario import Do, Refusal, Scenario


class Door(Protocol):
    """A way in: it does an act on a dossier, and ``flow`` shows what the store then holds."""

    name: str
    flow: Flow

    def do(self, act: Do, dossier: str) -> Refusal | None:
        """Do ``act``; says how it was refused, if it was."""


Opener = Callable[[Scenario], AbstractContextManager[Door]]
