"""Who decided, where another types: an office held on that day, and that office in the journal."""

from datetime import date

import pytest

from dangyuan_flow.application.advancing import advance
from dangyuan_flow.application.founding import register_offices, register_organizations, register_users
from dangyuan_flow.application.leaving import end
from dangyuan_flow.application.opening import open_dossier
from dangyuan_flow.application.reviewing import decide
from dangyuan_flow.domain.errors import NotAllowed
from dangyuan_flow.domain.people import BodyKind, Duty, Office, Organization
from dangyuan_flow.domain.registry import User
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.flow import Flow
from tests.application.lived import lived
from tests.journeys.regular import regular
from tests.journeys.zone import COMMITTEE, NUMBER, PERSON, acting

OLD = regular("2014")


@pytest.mark.parametrize("decider", ["nobody", "coming", "liaison", "elsewhere"])
def test_an_act_is_not_ascribed_to_who_held_no_fitting_office_that_day(zone: Flow, decider: str) -> None:
    dossier = lived(zone, OLD.until("examined 1"))
    with pytest.raises(NotAllowed, match="2019-09-01"):
        advance(acting(zone, "branch"), dossier, 6, on=date(2019, 9, 1), decided_by=decider)
    with pytest.raises(NotAllowed, match="2019-09-01"):
        end(
            acting(zone, "branch"),
            dossier,
            Move.WITHDRAW,
            on=date(2019, 9, 1),
            reason="本人书面撤回",
            decided_by=decider,
        )


def test_the_journal_keeps_the_deciders_office_of_that_day_not_the_typists(zone: Flow) -> None:
    dossier = lived(zone, regular(date(2018, 1, 8)).until("talk"))
    advance(
        acting(zone, "coming"),
        dossier,
        2,
        on=date(2018, 1, 22),
        facts={"talked_by": "蒋前任"},
        decided_by="former",
    )
    record = zone.store.records(dossier)[-1].entry
    assert (record.decided_by, record.office, record.entered_by) == ("蒋前任", "第一党支部书记", "coming")


def test_an_auditor_of_the_committee_types_no_decision_of_its_secretary(zone: Flow) -> None:
    register_users(zone, [User(name="auditor", person="严排查")])
    register_offices(
        zone, [Office(holder="auditor", duty=Duty.AUDITOR, organization=COMMITTEE, since=date(2015, 1, 1))]
    )
    dossier = lived(zone, OLD.until("G1.approve"))
    with pytest.raises(NotAllowed, match="代为录入"):
        decide(
            acting(zone, "auditor"),
            dossier,
            Move.APPROVE,
            on=date(2019, 3, 14),
            opinion="同意",
            decided_by="committee",
        )


def test_people_may_apply_to_an_organisation_of_floating_members(zone: Flow) -> None:
    body = Organization(name="驻外流动党员党支部", kind=BodyKind.FLOATING, parent=COMMITTEE)
    register_organizations(zone, [body])
    told = {"name": PERSON, "id_number": NUMBER, "branch": body.name}
    assert open_dossier(acting(zone, "organiser"), told, on=date(2026, 6, 1)).dossier.facts.branch == body.name
