"""The procedure as a machine: every position is reached, every move legal or refused in words; where imports stand."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dangyuan_flow.domain.errors import NoSuchMove
from dangyuan_flow.domain.workflow import ARCHIVED, CLOSED, ENDS, ENTRY, FINAL, TRANSFERRED, Move, Standing, Workflow
from tests.unit.invented import UNDER_2014, Given, facts

MAIN_LINE = (1, 2, 3, 4, 7, 8, 12, 13, 14, 15, 17, 22, 23, 24, 25)
STRAIGHT = (
    *("complete:1", "complete:2", "complete:3", "submit:4", "deliberate:4", "approve:4", "complete:7"),
    *("submit:8", "deliberate:8", "approve:8", "complete:8", "complete:12", "submit:13", "approve:13"),
    *("complete:14", "complete:15", "submit:17", "deliberate:17", "approve:17", "complete:22", "complete:23"),
    *("submit:24", "approve:24:按期转正", "complete:25"),
)


def walked(workflow: Workflow, *triggers: str, start: str = ENTRY) -> str:
    position = start
    for trigger in triggers:
        position = workflow.destination(position, trigger)
    return position


def test_there_are_five_stages_and_twenty_five_steps(workflow: Workflow) -> None:
    assert [stage.id for stage in workflow.stages] == [1, 2, 3, 4, 5]
    assert [step.id for step in workflow.steps] == list(range(1, 26))
    assert tuple(step.id for step in workflow.main_line) == MAIN_LINE
    assert {step.gate.id: step.id for step in workflow.steps if step.gate} == {
        "G1": 4,
        "G2": 8,
        "G3": 13,
        "G4": 17,
        "G5": 24,
    }


def test_the_straight_line_leads_from_application_to_archive(workflow: Workflow) -> None:
    assert walked(workflow, *STRAIGHT) == ARCHIVED


def test_every_position_and_every_exit_is_reached(workflow: Workflow) -> None:
    moves: dict[str, set[str]] = {}
    for _, source, destination in workflow.transitions():
        moves.setdefault(source, set()).add(destination)
    reached, waiting = {ENTRY}, [ENTRY]
    while waiting:
        new = moves.get(waiting.pop(), set()) - reached
        reached |= new
        waiting += new
    assert reached == {*workflow.positions, *FINAL}


def test_each_move_of_the_table_is_made_by_the_machine(workflow: Workflow) -> None:
    for trigger, source, destination in workflow.transitions():
        assert workflow.destination(source, trigger) == destination, trigger


def test_no_move_leads_two_ways(workflow: Workflow) -> None:
    moves = [(trigger, source) for trigger, source, _ in workflow.transitions()]
    assert len(moves) == len(set(moves))


@given(st.data())
def test_whatever_the_table_does_not_name_is_refused_and_nothing_moves(workflow: Workflow, data: st.DataObject) -> None:
    table = {(source, trigger): to for trigger, source, to in workflow.transitions()}
    triggers = sorted({trigger for _, trigger in table})
    position = data.draw(st.sampled_from([*workflow.positions, *sorted(CLOSED)]))
    trigger = data.draw(st.sampled_from(triggers))
    if (position, trigger) in table:
        assert workflow.destination(position, trigger) == table[position, trigger]
    else:
        with pytest.raises(NoSuchMove):
            workflow.destination(position, trigger)


@pytest.mark.parametrize(
    ("position", "trigger", "says"),
    [
        ("1", "complete:3", "当前待办第 1 步 递交入党申请书，不能办理“第 3 步 推荐和确定入党积极分子·办结”"),
        ("4:review", "complete:7", "当前待办第 4 步 上级党委备案（联审中），不能办理“第 7 步 确定发展对象·办结”"),
        ("8:listing", "submit:8", "（已获同意，待公示和列为），不能办理"),
        ("17", "approve:17", "不能办理“第 17 步 上级党委审批·审批同意”"),
        ("archived", "withdraw", "当前已归档，不能办理“撤回申请”"),
        ("withdrawn", "complete:1", "当前已撤回申请，不能办理"),
        ("undone", "complete:1", "当前导入已撤销，不能办理"),
        ("7", "record:18", "不能办理“第 18 步 再上一级党委组织部门备案·登记”"),
        ("3", "defer", "不能办理“推迟讨论”"),
    ],
)
def test_a_refusal_says_where_the_dossier_stands_and_what_was_asked(
    workflow: Workflow, position: str, trigger: str, says: str
) -> None:
    with pytest.raises(NoSuchMove, match=says):
        workflow.destination(position, trigger)


def test_no_step_is_done_twice_or_out_of_turn(workflow: Workflow) -> None:
    for step in workflow.main_line:
        if step.gate is None:
            after = workflow.destination(str(step.id), f"complete:{step.id}")
            with pytest.raises(NoSuchMove):
                workflow.destination(after, f"complete:{step.id}")


def test_the_listing_follows_the_consent_and_completes_step_eight(workflow: Workflow) -> None:
    assert walked(workflow, "submit:8", "approve:8", start="8") == "8:listing"
    assert walked(workflow, "complete:8", start="8:listing") == "12"


@pytest.mark.parametrize(("gate", "falls_back"), [(4, "3"), (8, "7"), (13, "12"), (17, "12")])
def test_a_refused_gate_leads_back_to_the_standing_before_and_may_be_tried_again(
    workflow: Workflow, gate: int, falls_back: str
) -> None:
    assert walked(workflow, f"submit:{gate}", f"refuse:{gate}", start=str(gate)) == falls_back


def test_at_the_last_gate_there_is_no_refusal_but_three_outcomes(workflow: Workflow) -> None:
    with pytest.raises(NoSuchMove):
        workflow.destination("24:review", "refuse:24")
    assert walked(workflow, "approve:24:按期转正", start="24:review") == "25"
    assert walked(workflow, "approve:24:延长预备期", start="24:review") == "22"
    assert walked(workflow, "approve:24:取消预备党员资格", start="24:review") == "cancelled"
    with pytest.raises(NoSuchMove):
        workflow.destination("24:review", "approve:24")


def test_a_return_leads_to_the_gate_itself_or_to_any_earlier_step_never_to_a_later_one(workflow: Workflow) -> None:
    for step in workflow.main_line:
        if step.gate is None:
            continue
        review = f"{step.id}:review"
        assert workflow.destination(review, f"supplement:{step.id}") == str(step.id)
        for other in workflow.main_line:
            trigger = f"return:{step.id}:{other.id}"
            if other.id <= step.id:
                assert workflow.destination(review, trigger) == str(other.id)
            else:
                with pytest.raises(NoSuchMove):
                    workflow.destination(review, trigger)


def test_acts_beside_the_line_move_nothing_and_are_allowed_in_their_span_only(workflow: Workflow) -> None:
    spans = {step.id: step.span for step in workflow.steps if not step.is_main}
    assert set(spans) == {5, 6, 9, 10, 11, 16, 18, 19, 20, 21}
    for number, span in spans.items():
        assert span is not None
        for position in workflow.positions:
            if span[0] <= int(position.partition(":")[0]) <= span[1]:
                assert workflow.destination(position, f"record:{number}") == position
            else:
                with pytest.raises(NoSuchMove):
                    workflow.destination(position, f"record:{number}")


def test_a_ballot_leaves_the_dossier_where_it_stands(workflow: Workflow) -> None:
    assert workflow.destination("15", "ballot:15") == "15"
    assert workflow.destination("23", "ballot:23") == "23"


def test_a_meeting_held_too_long_ago_is_held_again(workflow: Workflow) -> None:
    assert workflow.destination("17", "reconsider") == "15"


def test_who_never_asks_to_be_converted_can_be_cancelled_all_the_same(workflow: Workflow) -> None:
    assert workflow.destination("22", "complete:23") == "24"


@pytest.mark.parametrize("move", list(ENDS))
def test_a_dossier_can_end_anywhere_on_the_line(workflow: Workflow, move: Move) -> None:
    assert {workflow.destination(position, move.value) for position in workflow.positions} == {ENDS[move]}


def test_nothing_follows_an_end_but_coming_back_and_not_being_recognised_after_all(workflow: Workflow) -> None:
    leaving = {(source, trigger.partition(":")[0]) for trigger, source, _ in workflow.transitions() if source in FINAL}
    assert leaving == {(TRANSFERRED, "transfer_in"), (ARCHIVED, "not_recognise")}


def test_who_is_transferred_comes_back_where_they_stood_and_a_review_starts_anew(workflow: Workflow) -> None:
    for position in workflow.positions:
        back = workflow.destination(TRANSFERRED, f"transfer_in:{position}")
        assert back == position.removesuffix(":review")


# Standing and words


@pytest.mark.parametrize(
    ("position", "standing"),
    [
        ("1", Standing.APPLICANT),
        ("3", Standing.APPLICANT),
        ("4", Standing.ACTIVIST),
        ("8:listing", Standing.ACTIVIST),
        ("12", Standing.CANDIDATE),
        ("17:review", Standing.CANDIDATE),
        ("22", Standing.PROBATIONARY),
        ("24:review", Standing.PROBATIONARY),
        ("25", Standing.MEMBER),
        ("archived", Standing.MEMBER),
    ],
)
def test_what_a_person_is_follows_from_where_the_dossier_stands(
    workflow: Workflow, position: str, standing: Standing
) -> None:
    assert workflow.standing_at(position) is standing


def test_at_an_exit_a_person_is_what_they_were_before(workflow: Workflow) -> None:
    assert workflow.standing_at("died", before="22") is Standing.PROBATIONARY
    assert workflow.standing_at("cancelled", before="24:review") is Standing.PROBATIONARY
    assert workflow.standing_at("withdrawn", before="7") is Standing.ACTIVIST
    assert workflow.standing_at("withdrawn") is Standing.APPLICANT
    assert workflow.standing_at("transferred", before="died") is Standing.APPLICANT


def test_every_position_is_described_in_chinese(workflow: Workflow) -> None:
    for position in (*workflow.positions, *CLOSED):
        assert not workflow.describe(position).isascii()
    assert workflow.describe("4:review") == "待办第 4 步 上级党委备案（联审中）"
    assert workflow.describe("died") == "已去世"


def test_every_move_has_its_name(workflow: Workflow) -> None:
    assert all(not move.chinese.isascii() for move in Move)
    assert workflow.explain("transfer_out") == "转出"
    assert workflow.explain("return:13:7") == "第 13 步 上级党委预审·退回重做"


def test_step_eight_is_called_as_the_edition_calls_it(workflow: Workflow) -> None:
    step = workflow.by_id[8]
    assert step.name_on("细则-2026") == "报上级党委同意"
    assert step.name_on("细则-2014") == "报上级党委备案"
    assert step.name_on(None) == step.name


def test_standings_are_called_as_the_law_calls_them() -> None:
    assert [standing.chinese for standing in Standing] == [
        *("入党申请人", "入党积极分子", "发展对象", "预备党员", "正式党员")
    ]


# Imports


def recorded_until(last: str, **changes: Given) -> dict[str, Any]:
    """The regular dossier as it was once ``last`` was on record, by the order in which its facts are listed."""
    names = list(UNDER_2014)
    return {name: UNDER_2014[name] for name in names[: names.index(last) + 1]} | changes


@pytest.mark.parametrize(
    ("last", "position"),
    [
        ("branch", "1"),
        ("applied_on", "2"),
        ("talked_on", "3"),
        ("activist_on", "4"),
        ("activist_filed_on", "7"),
        ("contacts_assigned_on", "7"),
        ("candidate_discussed_on", "8"),
        ("candidate_listed_on", "12"),
        ("review_reported_on", "12"),
        ("admission_examined_on", "13"),
        ("prereviewed_on", "14"),
        ("form_signed_on", "15"),
        ("admission_met_on", "17"),
        ("admission_approved_on", "22"),
        ("oath_on", "22"),
        ("conversion_applied_on", "23"),
        ("conversion_met_on", "23"),
        ("conversion_result", "24"),
        ("conversion_approved_on", "25"),
        ("archived_on", "archived"),
    ],
)
def test_an_imported_dossier_stands_after_its_furthest_dated_step(workflow: Workflow, last: str, position: str) -> None:
    assert workflow.furthest(facts(**recorded_until(last))) == position


def test_a_gap_in_the_middle_does_not_hold_an_imported_dossier_back(workflow: Workflow) -> None:
    assert workflow.furthest(facts(admission_approved_on="2020-07-01")) == "22"


def test_a_consent_without_a_listing_lists_before_2026_and_waits_for_the_listing_since(workflow: Workflow) -> None:
    assert workflow.furthest(facts(candidate_consented_on="2026-05-10")) == "12"
    assert workflow.furthest(facts(candidate_consented_on="2026-05-11")) == "8:listing"
    apart = facts(candidate_consented_on="2025-05-10", listing_kept_apart=True)
    assert workflow.furthest(apart) == "8:listing"


@pytest.mark.parametrize(
    ("result", "position"),
    [("按期转正", "25"), ("延长预备期", "22"), ("取消预备党员资格", "cancelled"), (None, "25")],
)
def test_an_approved_conversion_stands_where_its_outcome_leads(
    workflow: Workflow, result: str | None, position: str
) -> None:
    f = facts(conversion_met_on="2021-06-07", conversion_approved_on="2021-06-25", conversion_result=result)
    assert workflow.furthest(f) == position


def test_who_was_cancelled_is_no_member_though_the_papers_were_archived(workflow: Workflow) -> None:
    f = facts(conversion_approved_on="2021-06-25", conversion_result="取消预备党员资格", archived_on="2021-07-01")
    assert workflow.furthest(f) == "cancelled"


@pytest.mark.parametrize(
    ("because", "position"),
    [
        ("本人撤回申请", "withdrawn"),
        ("因病去世", "died"),
        ("病故", "died"),
        ("县委组织部不予承认", "not_recognised"),
        ("取消预备党员资格", "cancelled"),
        ("取消发展对象资格", "disqualified"),
        ("转出至外省", "transferred"),
        (None, "withdrawn"),
        ("其他", "withdrawn"),
    ],
)
def test_an_imported_end_is_known_by_its_reason(workflow: Workflow, because: str | None, position: str) -> None:
    f = facts(applied_on="2019-01-07", ended_on="2020-01-07", ended_because=because)
    assert workflow.furthest(f) == position


def test_who_moved_away_stands_as_transferred(workflow: Workflow) -> None:
    f = facts(**recorded_until("activist_on", transferred_out_on="2019-06-01"))
    assert workflow.furthest(f) == TRANSFERRED
