"""The shipped procedure and rules, read once for all unit tests."""

from pathlib import Path

import pytest

from dangyuan_flow.definitions import load_catalogue
from dangyuan_flow.definitions.catalogue import Catalogue
from dangyuan_flow.domain.workflow import Workflow

WORKFLOWS = Path(__file__).parents[2] / "workflows"


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    """All that the shipped YAML says."""
    return load_catalogue(WORKFLOWS / "party-member-development")


@pytest.fixture(scope="session")
def workflow(catalogue: Catalogue) -> Workflow:
    """The twenty-five steps."""
    return catalogue.workflow
