"""The shipped definition: the twenty-five steps as the procedure has them, and packs that take nothing away."""

from datetime import date

import pytest

from dangyuan_flow.definitions import Catalogue, available_packs, dossier, load_catalogue
from dangyuan_flow.domain.facts import RECORDED, Facts
from dangyuan_flow.domain.workflow import ARCHIVED, CANCELLED, Standing
from dangyuan_flow.settings import shipped

FOLDER = shipped("workflows") / "party-member-development"
FORMS = {path.stem for path in (shipped("templates") / "forms").glob("*.html")}
ZONE = "chuxiong-high-tech-zone"
MAIN_LINE = [1, 2, 3, 4, 7, 8, 12, 13, 14, 15, 17, 22, 23, 24, 25]
NEVER_TYPED_IN = {
    "listing_kept_apart",  # follows from the procedure that a store's dossier walks
    "admission_approver_kind",  # these come from the register of bodies
    "admission_approver_empowered",
    "conversion_approver_kind",
    "conversion_approver_empowered",
    "admission_roster_entitled",  # these are counted from the roster
    "conversion_roster_entitled",
}


@pytest.fixture(scope="module")
def national() -> Catalogue:
    return load_catalogue(FOLDER, forms=FORMS)


@pytest.fixture(scope="module")
def zone() -> Catalogue:
    return load_catalogue(FOLDER, packs=[ZONE], forms=FORMS)


def test_every_pack_of_the_folder_loads() -> None:
    found = available_packs(FOLDER)
    assert ZONE in {pack.id for pack in found}
    for pack in found:
        assert load_catalogue(FOLDER, packs=[pack.id], forms=FORMS).pack_titles == {pack.id: pack.title}


def test_the_main_line_and_the_acts_beside_it_are_the_procedures(national: Catalogue) -> None:
    workflow = national.workflow
    assert [step.id for step in workflow.main_line] == MAIN_LINE
    assert {step.id: step.span for step in workflow.steps if not step.is_main} == {
        5: (4, 13),
        6: (4, 13),
        9: (7, 15),
        10: (7, 17),
        11: (7, 15),
        16: (17, 17),
        18: (22, 25),
        19: (22, 25),
        20: (22, 25),
        21: (22, 24),
    }
    assert [step.id for step in workflow.steps if step.periodic] == [6, 21]


def test_the_five_gates_demand_and_refuse_as_the_procedure_says(national: Catalogue) -> None:
    gates = {step.gate.id: step.gate for step in national.workflow.steps if step.gate is not None}
    assert list(gates) == ["G1", "G2", "G3", "G4", "G5"]
    assert {name: gate.refused_to for name, gate in gates.items()} == {
        "G1": "3",
        "G2": "7",
        "G3": "12",
        "G4": "12",
        "G5": None,
    }
    assert {name: dict(gate.demands) for name, gate in gates.items()} == {
        "G1": {},
        "G2": {"submit": (5, 6)},
        "G3": {"submit": (9, 10, 11)},
        "G4": {"approve": (16,)},
        "G5": {"submit": (21,)},
    }
    assert [name for name, gate in gates.items() if gate.votes] == ["G4", "G5"]
    assert gates["G5"].outcomes == {"按期转正": "25", "延长预备期": "22", "取消预备党员资格": CANCELLED}


def test_a_person_walks_from_the_application_to_the_archive(national: Catalogue) -> None:
    workflow, position, standings = national.workflow, "1", []
    for step in workflow.main_line:
        standings.append(workflow.standing_at(position))
        if step.gate is None:
            position = workflow.destination(position, f"complete:{step.id}")
            continue
        position = workflow.destination(position, f"submit:{step.id}")
        result = ":按期转正" if step.gate.outcomes else ""
        position = workflow.destination(position, f"approve:{step.id}{result}")
        if step.listing:
            position = workflow.destination(position, f"complete:{step.id}")
    assert position == ARCHIVED
    assert [standings[MAIN_LINE.index(step)] for step in (3, 8, 12, 17, 22, 25)] == [
        Standing.APPLICANT,
        Standing.ACTIVIST,
        Standing.CANDIDATE,
        Standing.CANDIDATE,
        Standing.PROBATIONARY,
        Standing.MEMBER,
    ]


def test_every_fact_of_a_step_can_be_given_there(national: Catalogue) -> None:
    for name, fact in RECORDED.items():
        if fact.step is None or name in NEVER_TYPED_IN:
            continue
        step = national.workflow.by_id[fact.step]
        decided = tuple(step.gate.sets.values()) if step.gate is not None else ()
        assert name in (step.dated_by, *step.required, *step.evidence, *decided), f"{name} 属于第 {fact.step} 步"


def test_a_ledger_that_knows_only_the_meeting_is_past_the_meeting(national: Catalogue) -> None:
    met = Facts(applied_on=date(2024, 1, 5), admission_met_on=date(2026, 6, 1))
    assert national.workflow.furthest(met) == "17"


@pytest.mark.parametrize(
    ("word", "exit_"),
    [
        ("本人撤回申请", "withdrawn"),
        ("因病去世", "died"),
        ("取消预备党员资格", "cancelled"),
        ("取消入党积极分子资格", "disqualified"),
        ("不予承认预备党员身份", "not_recognised"),
        ("组织关系转出", "transferred"),
    ],
)
def test_a_reason_for_the_end_leads_to_its_exit(national: Catalogue, word: str, exit_: str) -> None:
    assert national.workflow.furthest(Facts(ended_on=date(2026, 6, 1), ended_because=word)) == exit_


def test_step_eight_is_called_what_the_edition_calls_it(national: Catalogue) -> None:
    step = national.workflow.by_id[8]
    assert (step.name_on("细则-2014"), step.name_on("细则-2026")) == ("报上级党委备案", "报上级党委同意")


def test_no_article_of_2014_after_37_is_registered(national: Catalogue) -> None:
    assert max(map(int, national.regulations.editions["细则-2014"].articles)) == 37


def test_what_is_new_in_2026_is_a_lead_until_it_was_published(national: Catalogue) -> None:
    new = [rule for rule in national.rule_set.rules if set(rule.cites) & {"细则-1990", "细则-2014"} == set()]
    assert new
    for rule in new:
        assert rule.lead_until == date(2026, 5, 18), rule.id
    assert all(rule.lead_until is None for rule in national.rule_set.rules if "细则-2014" in rule.cites)


def test_a_pack_takes_nothing_away(national: Catalogue, zone: Catalogue) -> None:
    for rule in national.rule_set.rules:
        for example in rule.breaks:
            facts, as_of = dossier(example)
            plainly = {v.code for v in national.rule_set.judge(facts, as_of).violations}
            locally = {v.code for v in zone.rule_set.judge(facts, as_of).violations}
            assert plainly <= locally, rule.id


def test_a_pack_judges_nothing_before_its_first_day(zone: Catalogue) -> None:
    own = [rule for rule in zone.rule_set.rules if rule.pack == ZONE]
    assert own
    assert all(since >= date(2025, 1, 1) for rule in own for since, _ in rule.windows)


def test_definitions_known_to_be_sound_may_be_read_without_trying_their_examples(national: Catalogue) -> None:
    assert load_catalogue(FOLDER, examples=False).rule_set.digest == national.rule_set.digest
