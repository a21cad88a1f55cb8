"""A desk with a terminal: commands typed one after the other against one store, in this process."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dangyuan_flow.cli import run
from dangyuan_flow.domain import identity

if TYPE_CHECKING:
    import pytest


@dataclass(frozen=True, slots=True)
class Answer:
    """What a command answered."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:  # noqa: ANN401  whatever the command tells
        return json.loads(self.out)


@dataclass(frozen=True, slots=True)
class Desk:
    """Type a command; what it printed and its exit code come back."""

    capsys: pytest.CaptureFixture[str]

    def __call__(self, *arguments: str) -> Answer:
        self.capsys.readouterr()
        code = run(arguments)
        printed = self.capsys.readouterr()
        return Answer(code, printed.out, printed.err)

    def done(self, *arguments: str) -> Answer:
        """A command that must succeed."""
        answer = self(*arguments)
        assert answer.code == 0, (arguments, answer.out, answer.err)
        return answer


def number(serial: int, born: str = "19950505") -> str:
    """An identity number that belongs to nobody."""
    first = f"999999{born}{serial:03d}"
    return first + identity.check_digit(first)
