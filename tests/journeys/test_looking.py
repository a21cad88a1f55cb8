"""Looking without touching: any day's state, what a return left readable, whose turn it is, what is due."""

from collections.abc import Iterator
from datetime import date

import pytest

from dangyuan_flow.application.looking import as_of, deadlines, violations, whats_next
from dangyuan_flow.application.reviewing import queue
from dangyuan_flow.application.vetting import matrix, remind
from dangyuan_flow.domain.errors import NotAllowed, NotFound
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.flow import Flow
from tests.journeys.conftest import Settle
from tests.journeys.gates import SENT_BACK
from tests.journeys.population import done
from tests.journeys.regular import regular
from tests.journeys.scenario import Do
from tests.journeys.service import Service, closing
from tests.journeys.zone import acting

OLD = regular("2014")
DEADLINE = date(2019, 2, 7)


def lived(flow: Flow, *acts: Do) -> str:
    """The dossier of somebody who has done ``acts``."""
    door, dossier = Service(flow), ""
    for act in acts:
        refusal = door.do(act, dossier)
        assert refusal is None, (act, refusal)
        dossier = dossier or flow.store.list()[-1].id
    return dossier


@pytest.fixture
def early(settle: Settle, sqlite_url: str) -> Iterator[Flow]:
    """The zone as it stood on the third of February 2019."""
    with closing(settle(sqlite_url, (), date(2019, 2, 3))) as flow:
        yield flow


def test_a_dossier_is_seen_as_it_was_on_any_day(zone: Flow) -> None:
    dossier = lived(zone, *OLD.steps)
    for act in OLD.steps:
        day = date.fromisoformat(act.on)
        was = as_of(zone, dossier, day)
        latest = [line.entry for line in zone.store.records(dossier) if line.entry.on <= day][-1]
        assert (was.seq, was.position) == (latest.dossier_seq, latest.position)
    on_probation = as_of(zone, dossier, date(2020, 12, 31))
    assert (on_probation.position, on_probation.facts.conversion_met_on) == ("22", None)
    assert as_of(zone, dossier, date(2030, 1, 1)) == zone.store.get(dossier)
    with pytest.raises(NotFound, match="2019-01-07"):
        as_of(zone, dossier, date(2019, 1, 6))
    with pytest.raises(NotFound, match="2019-00999"):
        as_of(zone, "2019-00999", date(2030, 1, 1))


def test_what_a_return_voids_stays_readable(zone: Flow) -> None:
    returned = next(s for s in SENT_BACK if s.name.startswith("returned to a step"))
    dossier = lived(zone, *done(returned))
    records = [line.entry for line in zone.store.records(dossier)]
    turned = next(r for r in records if r.move is Move.RETURN)
    assert turned.reason == "征求意见不充分"
    voided = {
        "candidate_discussed_on",
        "candidate_consented_on",
        "candidate_listed_on",
        "sponsors",
        "review_conclusion",
    }
    assert voided | {"training_to", "admission_examined_on", "prereview_requested_on"} <= set(turned.voids)
    assert not {"activist_on", "contacts", "examined_on", "talked_on"} & set(turned.voids)
    told = {name: value for r in records if r.dossier_seq < turned.dossier_seq for name, value in r.facts.items()}
    assert voided <= told.keys()
    stands = zone.store.get(dossier)
    assert (stands.facts.review_conclusion, stands.facts.sponsors) == (None, None)
    assert stands.facts.candidate_discussed_on == date(2020, 5, 6)
    assert [r.decision for r in stands.reviews].count(Move.RETURN) == 1
    assert {m.kind for m in stands.materials} == {"入党申请书"}
    assert "政治审查报告" in {m.kind for r in records for m in r.materials}


def test_the_queue_shows_to_each_body_what_lies_with_it(zone: Flow) -> None:
    dossier = lived(zone, *OLD.until("G1.submit").steps)
    names = ("branch", "general", "committee", "elsewhere")

    def waiting() -> dict[str, list[str]]:
        return {name: [w.dossier for w in queue(acting(zone, name))] for name in names}

    nobody: dict[str, list[str]] = {name: [] for name in names}
    assert waiting() == {**nobody, "branch": [dossier]}
    for act, after in (("submit", "general"), ("deliberate", "committee"), ("approve", "nobody")):
        assert Service(zone).do(OLD[f"G1.{act}"], dossier) is None
        assert waiting() == {**nobody, **({after: [dossier]} if after in names else {})}


def test_what_is_next_names_step_lack_turn_and_deadline(early: Flow) -> None:
    dossier = lived(early, *OLD.until("applied").steps)
    assert "材料《入党申请书》" in whats_next(early, dossier).lacking
    Service(early).do(OLD["applied"], dossier)
    told = whats_next(early, dossier)
    assert (told.step and told.step.id, told.lacking, told.earliest) == (2, ("栏目“谈话人”",), None)
    assert [(due.on, due.state) for due in told.due if due.step == 2] == [(DEADLINE, "临近")]


def test_an_overdue_step_is_told_as_overdue_and_as_a_violation(settle: Settle, sqlite_url: str) -> None:
    with closing(settle(sqlite_url, (), date(2019, 2, 8))) as flow:
        dossier = flow.store.get(lived(flow, *OLD.until("talk").steps))
        assert [due.state for due in deadlines(flow, dossier) if due.step == 2] == ["逾期"]
        assert [v.code for v in violations(flow, dossier)] == ["V48"]


def test_what_is_next_says_the_earliest_day(settle: Settle, sqlite_url: str) -> None:
    with closing(settle(sqlite_url, (), date(2020, 3, 7))) as flow:
        early_on = (
            *OLD.until("discussed").steps[:-1],
            Do(7, "2020-02-20", "branch", set={"征求意见日期": "2020-02-20"}),
            Do("submit", "2020-02-21", "branch"),
            Do("deliberate", "2020-02-22", "general", opinion="同意"),
            Do("approve", "2020-02-23", "committee"),
        )
        told = whats_next(flow, lived(flow, *early_on))
        assert told.earliest == date(2020, 3, 8)
        assert [v.code for v in told.obstacles] == ["V49"]


def test_the_matrix_shows_who_was_asked_and_who_answered(settle: Settle, sqlite_url: str) -> None:
    with closing(settle(sqlite_url, (), date(2019, 5, 10))) as flow:
        dossier = lived(
            flow,
            *OLD.until("contacts").steps,
            Do("ask", "2019-04-01", "organiser", bodies=("公安机关", "法院")),
            Do("ask", "2019-05-01", "organiser", bodies=("检察院",)),
            Do("answer", "2019-04-10", "organiser", bodies=("公安机关",), opinion="无异常"),
        )
        states = {cell.body: cell.state for cell in matrix(flow, [flow.store.get(dossier)])}
        assert states == {"纪检监察机关": "未发函", "公安机关": "无异常", "检察院": "待回复", "法院": "逾期未复"}
        assert remind(acting(flow, "organiser"), dossier, on=date(2019, 5, 10)) == ("法院",)
        assert flow.store.records(dossier)[-1].entry.move is Move.REMIND
        head = flow.store.head()
        with pytest.raises(NotAllowed):
            remind(acting(flow, "elsewhere"), dossier, on=date(2019, 5, 10))
        assert flow.store.head() == head


def test_looking_writes_nothing(zone: Flow) -> None:
    dossier = lived(zone, *OLD.until("G1.submit").steps)
    head = zone.store.head()
    whats_next(zone, dossier)
    as_of(zone, dossier, date(2019, 1, 10))
    violations(zone, zone.store.get(dossier))
    queue(acting(zone, "branch"))
    matrix(zone, [zone.store.get(dossier)])
    assert zone.store.head() == head
