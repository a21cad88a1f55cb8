"""The rules as commands take and give them: which packs are laid, and a rule as JSON and as words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dangyuan_flow.definitions import Catalogue
    from dangyuan_flow.definitions.manual import ByEye
    from dangyuan_flow.domain.across import Across
    from dangyuan_flow.domain.rules import Rule

Code = Annotated[str, typer.Argument(metavar="代码", help="代码（V49）或规定编号（cultivated-for-a-year）")]
Packs = Annotated[list[str] | None, typer.Option("--pack", metavar="名称", help="加用地方规定，见 dangyuan packs list")]


def catalogue(laid: Iterable[str] | None, *, thorough: bool = False) -> Catalogue:
    """The national rules with ``laid`` over them; ``thorough``: each rule held to its examples."""
    from dangyuan_flow import flow

    return flow.catalogue(laid or (), thorough=thorough)


def cites(rule: Rule | Across | ByEye) -> str:
    """What a rule cites, in one line."""
    from dangyuan_flow.application.explaining import cites_of
    from dangyuan_flow.domain.regulations import cited

    return cited(cites_of(rule))


def rule_json(rule: Rule | Across) -> dict[str, object]:
    """A rule as lists give it."""
    from dangyuan_flow.application.explaining import cites_of

    return {
        "code": rule.code,
        "rule": rule.id,
        "title": rule.title,
        "cites": [*cites_of(rule)],
        "guards": [*rule.guards],
        "effect": rule.effect.value,
        "severity": rule.severity.value,
        "class": rule.class_.value,
        "certainty": rule.certainty.value,
        "pack": rule.pack,
    }
