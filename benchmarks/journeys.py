"""Journeys measured: judging one dossier, a bare ledger swept and imported, and the 25 steps of one life."""

import tempfile
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from SpiffWorkflow.bpmn.parser import BpmnParser
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow
from SpiffWorkflow.util.task import TaskState

from benchmarks.life import Life
from benchmarks.measure import Figure, benchmark, in_turns, seconds
from benchmarks.population import population
from dangyuan_flow.application.founding import found, register_offices, register_organizations, register_users
from dangyuan_flow.application.importing import import_ledger
from dangyuan_flow.application.sweeping import sweep_ledger
from dangyuan_flow.domain import identity
from dangyuan_flow.domain.derived.derivation import derive
from dangyuan_flow.domain.facts import RECORDED
from dangyuan_flow.domain.people import BodyKind, Duty, Office, Organization
from dangyuan_flow.domain.registry import User
from dangyuan_flow.flow import Flow, catalogue
from dangyuan_flow.ledger import read_ledger, write_ledger
from dangyuan_flow.settings import Settings

AS_OF = date(2026, 11, 1)
ROWS = 10_000
_LEDGER = tuple(name for name in RECORDED if name not in ("born_on", "sex"))  # the invented numbers tell others


@benchmark("judge")
def judge() -> Iterator[Figure]:
    """One dossier in memory: all its derived facts, and all rules."""
    rules = catalogue().rule_set
    facts = max((facts for _, facts in population(40)), key=lambda f: sum(f[n] is not None for n in RECORDED))
    count = 500
    deriving, judging = in_turns(
        5,
        lambda: [derive(facts) for _ in range(count)],
        lambda: [rules.judge(facts, AS_OF) for _ in range(count)],
    )
    yield Figure(what="judge one dossier by all rules, in memory", value=judging / count * 1e6, unit="µs")
    yield Figure(what="derive all facts of one dossier", value=deriving / count * 1e6, unit="µs")
    yield Figure(
        what="judging against deriving", value=judging / deriving, unit="×", detail=f"{len(rules.rules)} rules"
    )


@benchmark("ledger")
def ledger() -> Iterator[Figure]:
    """A ledger of 10,000 rows, swept bare and imported, against reading it alone."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ledger.xlsx"
        rows = [
            {n: v for n in _LEDGER if (v := facts[n]) is not None} | {"id_number": _number(i)}
            for i, (_, facts) in enumerate(population(ROWS))
        ]
        write_ledger(path, rows, known_per_row=[frozenset(RECORDED)] * len(rows))
        rules = catalogue().rule_set
        reading = seconds(lambda: read_ledger(path))
        sweeping = seconds(lambda: sweep_ledger(path, rules, as_of=AS_OF))
        flow = _zone(Path(folder))
        importing = seconds(lambda: import_ledger(flow, path))
        imported = flow.store.count()
        flow.close()
    yield Figure(what="bare sweep of a 10,000-row ledger", value=sweeping, unit="s", goal=6, at_most=True)
    yield Figure(what=f"import of a ledger of {imported:,} rows", value=importing, unit="s", goal=30, at_most=True)
    yield Figure(what="bare sweep against reading the file alone", value=sweeping / reading, unit="×")
    yield Figure(what="import against reading the file alone", value=importing / reading, unit="×")


@benchmark("life")
def life() -> Iterator[Figure]:
    """The 25 steps of one dossier, checked and written, against 25 tasks in SpiffWorkflow, serialised at each step."""
    with tempfile.TemporaryDirectory() as folder:
        process = Path(folder) / "steps.bpmn"
        process.write_text(_bpmn(), encoding="utf-8")
        lived = Life(Path(folder))
        ours, theirs = in_turns(3, lived.live, lambda: _spiff(process))
        acts = lived.acts
        lived.close()
    yield Figure(what="25 steps of one dossier, all acts", value=ours * 1000, unit="ms", detail=f"{acts} acts")
    yield Figure(what="25 tasks in SpiffWorkflow, serialised each step", value=theirs * 1000, unit="ms")
    yield Figure(what="SpiffWorkflow against ours", value=theirs / ours, unit="×")


def _number(person: int) -> str:
    """An invented identity number of its own for each person."""
    first = f"999999{date(1960, 1, 1) + timedelta(days=person // 99):%Y%m%d}{person % 99 + 101}"
    return first + identity.check_digit(first)


def _zone(folder: Path) -> Flow:
    flow = found(Settings.load({"DANGYUAN_HOME": str(folder)}), today=AS_OF)
    committee = Organization(name="高新区工委", kind=BodyKind.WORKING_COMMITTEE, may_approve=True)
    register_organizations(flow, [committee])
    register_users(flow, [User(name="wei", person="魏书记")])
    since = date(2020, 1, 1)
    register_offices(flow, [Office(holder="wei", duty=Duty.SECRETARY, organization=committee.name, since=since)])
    flow.user = "wei"
    return flow


def _bpmn() -> str:
    """A process of 25 manual tasks in a row (BPMN 2.0)."""
    names = ["start", *(f"step{n}" for n in range(1, 26)), "end"]
    flows = "".join(
        f'<sequenceFlow id="f{i}" sourceRef="{a}" targetRef="{b}"/>' for i, (a, b) in enumerate(pairwise(names))
    )
    tasks = "".join(f'<manualTask id="{name}" name="{name}"/>' for name in names[1:-1])
    return (
        '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" targetNamespace="steps" id="d">'
        f'<process id="steps" isExecutable="true"><startEvent id="start"/>{tasks}<endEvent id="end"/>{flows}'
        "</process></definitions>"
    )


def _spiff(process: Path) -> None:
    parser = BpmnParser()
    parser.add_bpmn_file(str(process))
    workflow = BpmnWorkflow(parser.get_spec("steps"))
    serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
    workflow.do_engine_steps()
    while not workflow.is_completed():
        task = next(iter(workflow.get_tasks(state=TaskState.READY, manual=True)))
        task.run()
        workflow.do_engine_steps()
        serializer.serialize_json(workflow)
