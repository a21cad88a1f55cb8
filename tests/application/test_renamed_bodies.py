"""A renamed branch is still itself: its offices act on its old files, and it is found under either name."""

from dataclasses import replace
from datetime import date

import pytest

from dangyuan_flow.application.balloting import by_roster
from dangyuan_flow.application.founding import register_members, register_organizations
from dangyuan_flow.application.seeking import listed
from dangyuan_flow.domain.ballot import Ballot
from dangyuan_flow.domain.people import BodyKind, Member, Organization
from dangyuan_flow.flow import Flow
from tests.application.lived import lived
from tests.journeys.regular import regular
from tests.journeys.scenario import Do
from tests.journeys.service import Service
from tests.journeys.zone import BODIES, BRANCH, GENERAL_BRANCH

RENAMED = "软件园党支部"
LIFE = regular("2026")


@pytest.fixture
def renamed(zone: Flow) -> tuple[Flow, str]:
    """The zone after its first branch got another name, and a file from before."""
    dossier = lived(zone, LIFE.until("talk"))
    body = Organization(
        name=RENAMED, kind=BodyKind.BRANCH, parent=GENERAL_BRANCH, has_committee=True, former_names=(BRANCH,)
    )
    old = next(known for known in BODIES if known.name == BRANCH)
    register_organizations(zone, [body, replace(old, dissolved_on=date(2026, 6, 1))])
    return zone, dossier


def test_the_secretary_of_a_renamed_branch_goes_on_with_its_files(renamed: tuple[Flow, str]) -> None:
    flow, dossier = renamed
    service = Service(flow)
    for act in LIFE.between("talk", "contacts").steps:
        assert service.do(act, dossier) is None
    refused = service.do(Do(7, date(2027, 7, 1).isoformat(), "elsewhere"), dossier)
    assert refused is not None
    assert refused.error == "not_allowed"


@pytest.mark.parametrize("name", [RENAMED, GENERAL_BRANCH])
def test_the_files_of_a_renamed_branch_are_found_under_its_new_name(renamed: tuple[Flow, str], name: str) -> None:
    flow, dossier = renamed
    lines, count = listed(flow, body=name)
    assert ([line.id for line in lines], count) == ([dossier], 1)


def test_the_roster_of_a_renamed_branch_counts_everybody_once(renamed: tuple[Flow, str]) -> None:
    flow, dossier = renamed
    day = date(2026, 7, 1)
    ballot = Ballot(on=day, entitled=3, present=3, issued=3, collected=3, votes_for=3, against=0)
    before = by_roster(flow, flow.store.get(dossier), ballot).roster_entitled
    assert before is not None
    known = flow.store.members(branch=BRANCH)[0]
    flow.user = "organiser"
    new = Member(name="新来的", branch=RENAMED, joined_on=date(2010, 1, 1), full_since=date(2011, 1, 1))
    register_members(flow, [new, replace(known, branch=RENAMED)])
    assert by_roster(flow, flow.store.get(dossier), ballot).roster_entitled == before + 1
