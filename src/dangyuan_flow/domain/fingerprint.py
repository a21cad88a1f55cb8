"""A definition as one text (指纹), over which a digest is taken: what says the same has the same text."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping

from dangyuan_flow.domain.expression import Expression, write


def written(value: object) -> str:
    """``value`` (a rule, an edition, any of the domain's frozen values) as text, with every field that comparing reads.

    What comparing leaves out (examples, the place in a file) says nothing about a dossier and is left out here too.
    """
    match value:
        case _ if isinstance(value, Expression):
            return write(value)
        case Mapping():
            return "{" + ",".join(f"{written(key)}:{written(item)}" for key, item in value.items()) + "}"
        case tuple() | list():
            return "(" + ",".join(written(item) for item in value) + ")"
        case frozenset():
            return "{" + ",".join(sorted(written(item) for item in value)) + "}"
        case _ if dataclasses.is_dataclass(value) and not isinstance(value, type):
            fields = (f.name for f in dataclasses.fields(value) if f.compare)
            return type(value).__name__ + "|".join(f"{name}={written(getattr(value, name))}" for name in fields)
        case _:
            return str(value)
