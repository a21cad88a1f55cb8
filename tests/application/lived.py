"""A person's life lived up to a point, through the service."""

from dangyuan_flow.flow import Flow
from tests.journeys.regular import Walk
from tests.journeys.service import Service


def lived(flow: Flow, walk: Walk) -> str:
    """The dossier of who went through ``walk``."""
    service, dossier = Service(flow), ""
    for act in walk.steps:
        assert service.do(act, dossier) is None
        dossier = dossier or flow.store.list()[0].id
    return dossier
