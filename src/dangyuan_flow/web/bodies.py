"""The bodies that a visitor may name: those seen, each under its present name; any other answers as one that is not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangyuan_flow.domain.errors import NotFound

if TYPE_CHECKING:
    from dangyuan_flow.flow import Flow


def bodies_seen(flow: Flow) -> list[str]:
    """The bodies that one may narrow by."""
    seen = flow.store.sight
    return [name for name, body in flow.organizations.items() if name == body.name and (seen is None or name in seen)]


def body_asked(flow: Flow, name: str) -> str | None:
    """The body called ``name`` (``None``: none was named); raises :class:`NotFound`, for one that is not seen too."""
    if not name:
        return None
    if name not in flow.organizations or flow.present_name(name) not in bodies_seen(flow):
        msg = f"没有名为“{name}”的党组织"
        raise NotFound(msg)
    return flow.present_name(name)
