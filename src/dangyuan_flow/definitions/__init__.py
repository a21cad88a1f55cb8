"""Definitions: ``workflows/`` read strictly into a :class:`Catalogue`, every problem at once, with file and line."""

from dangyuan_flow.definitions.catalogue import Catalogue, available_packs, load_catalogue
from dangyuan_flow.definitions.examples import dossier
from dangyuan_flow.definitions.packs import PackTitle

__all__ = ["Catalogue", "PackTitle", "available_packs", "dossier", "load_catalogue"]
