"""Definitions: ``workflows/`` read strictly into a :class:`Catalogue`, every problem at once, with file and line."""

from dangyuan_flow.definitions.catalogue import Catalogue, available_packs, load_catalogue
from dangyuan_flow.definitions.examples import dossier
from dangyuan_flow.definitions.layers import JOINT
from dangyuan_flow.definitions.packs import PackTitle
from dangyuan_flow.definitions.parameters import Parameter
from dangyuan_flow.definitions.silencing import origin

__all__ = ["JOINT", "Catalogue", "PackTitle", "Parameter", "available_packs", "dossier", "load_catalogue", "origin"]
