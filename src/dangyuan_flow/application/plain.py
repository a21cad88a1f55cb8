"""Values as JSON gives them: ISO dates, lists, and nothing that identifies a person by number."""

from __future__ import annotations

import dataclasses
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from dangyuan_flow.domain.rules import Violation

HIDDEN = frozenset({"id_number"})


def plain(value: Any) -> Any:  # noqa: ANN401  whatever is to be shown
    """``value`` as JSON-ready data; empty fields of records are left out."""
    match value:
        case date() | datetime():
            return value.isoformat()
        case tuple() | list():
            return [plain(item) for item in value]
        case set() | frozenset():
            return sorted(plain(item) for item in value)
        case dict():
            return {str(key): plain(item) for key, item in value.items()}
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            return {
                spec.name: plain(item)
                for spec in dataclasses.fields(value)
                if spec.name not in HIDDEN and (item := getattr(value, spec.name)) not in (None, ())
            }
        case _:
            return value


def violation_json(violation: Violation) -> dict[str, object]:
    """A violation as refusals carry it."""
    return {
        "code": violation.code,
        "cites": [*violation.cites],
        "says": violation.says,
        "facts": {name: plain(value) for name, value in violation.facts.items() if name not in HIDDEN},
        "earliest": plain(violation.earliest),
    }
