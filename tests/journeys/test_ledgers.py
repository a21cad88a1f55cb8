"""The ledger in and out: what is exported changes nothing, what is imported is found, what is undone is gone."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from dangyuan_flow.application.advancing import advance
from dangyuan_flow.application.evidence import read_day
from dangyuan_flow.application.exporting import export_ledger
from dangyuan_flow.application.importing import ImportReport, import_ledger
from dangyuan_flow.application.looking import whats_next
from dangyuan_flow.application.sweeping import Found, SweepReport, sweep_ledger, sweep_store
from dangyuan_flow.application.undoing import undo_import
from dangyuan_flow.domain.errors import BadInput, Conflict, NotAllowed, NotFound
from dangyuan_flow.domain.journal import fold
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.flow import Flow, open_flow
from dangyuan_flow.settings import Settings
from tests.journeys.conftest import Settle
from tests.journeys.population import everybody, populate
from tests.journeys.regular import regular
from tests.journeys.service import closing
from tests.journeys.zone import BRANCH, COMMITTEE, GENERAL_BRANCH, PERSON, TODAY, acting, identity_number
from tests.ledger.sheets import csv_at

HEAD = ("姓名", "身份证号", "所在党支部", "申请入党日期", "谈话日期", "谈话人")
FIRST = identity_number(read_day("1990-02-03"), 11)
SECOND = identity_number(read_day("1991-02-03"), 12)
ROWS = (
    ("何试一", FIRST, BRANCH, "2019-01-07", "2019-01-20", "钱支书"),
    ("何试二", SECOND, BRANCH, "2019-02-11", "", ""),
)


def ledger_at(folder: Path, *rows: tuple[str, ...], name: str = "台账.csv") -> Path:
    return csv_at(folder / name, [HEAD, *rows])


def codes(found: tuple[Found, ...]) -> set[tuple[str, str, str]]:
    """Of whom a report says what: the same for a store and for a bare ledger."""
    return {(f.name, f.violation.code, f.violation.rule.id) for f in found}


def found_by(report: SweepReport) -> tuple[set[tuple[str, str, str]], set[tuple[str, str, str]]]:
    return codes(report.findings), codes(report.notes)


@pytest.fixture(scope="module")
def populated(settle: Settle, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which everybody of the scenario table lives; copied by who needs it."""
    path = tmp_path_factory.mktemp("everybody") / "x.db"
    with closing(settle(f"sqlite:///{path}", (), TODAY)) as flow:
        populate(flow, everybody())
    return path


@pytest.fixture
def people(populated: Path, tmp_path: Path) -> Iterator[Flow]:
    """A copy of that store, the committee's organiser acting."""
    shutil.copyfile(populated, tmp_path / "people.db")
    with closing(open_flow(Settings.load({}, db=f"sqlite:///{tmp_path / 'people.db'}", user="organiser"))) as flow:
        yield flow


def exported(flow: Flow, folder: Path) -> Path:
    path = folder / f"{flow.store.head()[0]}.xlsx"
    export_ledger(flow, path)
    return path


def changes(report: ImportReport) -> tuple[object, ...]:
    return report.new, report.changed, report.registered, report.cell_errors, report.batch


NOTHING: tuple[object, ...] = ((), (), 0, (), None)


def test_the_sweep_of_a_store_is_the_sweep_of_its_exported_ledger(people: Flow, tmp_path: Path) -> None:
    path = exported(people, tmp_path)
    newest = {d for (d,) in [(line.id,) for line in people.store.list()]}
    assert len(newest) > 80
    swept = sweep_store(people)
    told = sweep_ledger(path, people.catalogue.rule_set, as_of=people.today())
    left_out = ended_before_another(people)
    kept = tuple(f for f in swept.findings if f.dossier not in left_out)
    noted = tuple(f for f in swept.notes if f.dossier not in left_out)
    assert codes(told.findings) == codes(kept)
    assert codes(told.notes) == codes(noted)
    assert told.findings


def ended_before_another(flow: Flow) -> set[str]:
    """The ended dossiers of people who have a newer one: a ledger has one row a person."""
    lines = [line for line in flow.store.list() if line.id_number]
    latest = {line.id_number: line.id for line in sorted(lines, key=lambda line: (line.under_way, line.id))}
    return {line.id for line in lines if latest[line.id_number] != line.id}


def test_importing_its_own_export_changes_nothing_in_a_native_store(people: Flow, tmp_path: Path) -> None:
    head = people.store.head()
    report = import_ledger(people, exported(people, tmp_path))
    assert changes(report) == NOTHING
    assert report.unchanged == people.store.count() - len(ended_before_another(people))
    assert people.store.head() == head


def test_an_imported_store_stands_where_the_native_one_did(
    people: Flow, settle: Settle, sqlite_url: str, tmp_path: Path
) -> None:
    with closing(settle(sqlite_url, (), TODAY)) as other:
        report = import_ledger(other, exported(people, tmp_path))
        assert (len(report.new), report.cell_errors) == (report.unchanged + other.store.count(), ())
        assert other.store.verify().ok
        gone = ended_before_another(people)
        native = {line.id_number: line.position for line in people.store.list() if line.id not in gone}
        imported = {line.id_number: line.position for line in other.store.list()}
        differing = {
            n: (native[n], imported[n]) for n in native if native[n].partition(":")[0] != imported[n].partition(":")[0]
        }
        assert differing == {}
        findings, notes = found_by(sweep_store(other))
        swept = sweep_store(people)
        assert findings == codes(tuple(f for f in swept.findings if f.dossier not in gone))
        assert notes == codes(tuple(f for f in swept.notes if f.dossier not in gone))


def test_importing_its_own_export_changes_nothing_in_an_imported_store(
    people: Flow, settle: Settle, sqlite_url: str, tmp_path: Path
) -> None:
    with closing(settle(sqlite_url, (), TODAY)) as other:
        path = exported(people, tmp_path)
        assert import_ledger(other, path).batch is not None
        assert changes(import_ledger(other, path)) == NOTHING
        assert changes(import_ledger(other, exported(other, tmp_path))) == NOTHING
        assert other.store.verify().ok


def test_importing_its_own_export_changes_nothing_in_a_mixed_store(zone: Flow, tmp_path: Path) -> None:
    import_ledger(zone, ledger_at(tmp_path, *ROWS))
    populate(zone, everybody()[:2])
    (imported,) = zone.store.by_identity(FIRST)
    facts = {"recommended_by": "党员推荐", "activist_meeting": "支委会"}
    advance(acting(zone, "branch"), imported.id, 3, on=read_day("2019-03-11"), facts=facts)
    assert changes(import_ledger(zone, exported(zone, tmp_path))) == NOTHING
    assert zone.store.get(imported.id).position == "4"
    assert zone.store.verify().ok


def test_a_dry_run_shows_what_is_wrong_and_writes_nothing(zone: Flow, tmp_path: Path) -> None:
    head = zone.store.head()
    late = ("何试三", SECOND, BRANCH, "2019-01-07", "2019-05-20", "钱支书")
    report = import_ledger(zone, ledger_at(tmp_path, ROWS[0], late), dry_run=True)
    assert [row.name for row, _ in report.new] == ["何试一", "何试三"]
    assert {(f.name, f.violation.code) for f in report.findings} == {("何试三", "V48")}
    assert report.batch is None
    assert zone.store.head() == head
    assert zone.store.count() == 0


def test_an_import_is_one_batch_with_one_line_a_dossier(zone: Flow, tmp_path: Path) -> None:
    report = import_ledger(zone, ledger_at(tmp_path, *ROWS))
    assert report.batch is not None
    (batch,) = zone.store.batches()
    assert (batch.id, batch.count, batch.file_name, batch.entered_by) == (report.batch, 2, "台账.csv", "organiser")
    lines = [line.entry for line in zone.store.batch_records(batch.id)]
    assert [line.move for line in lines] == [Move.IMPORT, Move.IMPORT]
    assert [zone.store.get(line.dossier).position for line in lines] == ["3", "2"]
    assert zone.store.verify().ok


def test_an_imported_dossier_goes_on_from_where_it_stands(zone: Flow, tmp_path: Path) -> None:
    import_ledger(zone, ledger_at(tmp_path, *ROWS))
    (line,) = zone.store.by_identity(SECOND)
    assert whats_next(zone, line.id).where == "待办第 2 步 党组织派人谈话"
    advance(acting(zone, "branch"), line.id, 2, on=read_day("2019-03-01"), facts={"talked_by": "钱支书"})
    assert zone.store.get(line.id).position == "3"


def test_the_same_ledger_again_changes_nothing(zone: Flow, tmp_path: Path) -> None:
    import_ledger(zone, ledger_at(tmp_path, *ROWS))
    head = zone.store.head()
    report = import_ledger(zone, ledger_at(tmp_path, *ROWS))
    assert (report.unchanged, report.batch) == (2, None)
    assert zone.store.head() == head


def test_a_changed_cell_becomes_a_correcting_record(zone: Flow, tmp_path: Path) -> None:
    import_ledger(zone, ledger_at(tmp_path, *ROWS))
    talked = (*ROWS[1][:4], "2019-02-20", "钱支书")
    report = import_ledger(zone, ledger_at(tmp_path, ROWS[0], talked))
    assert [(row.name, set(names)) for row, _, names in report.changed] == [("何试二", {"talked_on", "talked_by"})]
    assert (report.new, report.unchanged) == ((), 1)
    (line,) = zone.store.by_identity(SECOND)
    first, second = (r.entry for r in zone.store.records(line.id))
    assert (first.facts.get("talked_on"), second.facts["talked_on"]) == (None, read_day("2019-02-20"))
    assert (second.move, second.reason, second.batch) == (Move.CORRECT, "台账重新导入", report.batch)
    assert zone.store.get(line.id).position == "3"


def test_a_person_twice_is_named_with_both_rows(zone: Flow, tmp_path: Path) -> None:
    head = zone.store.head()
    with pytest.raises(BadInput, match="第 2 行 何试一 与第 4 行 何试一") as told:
        import_ledger(zone, ledger_at(tmp_path, *ROWS, ROWS[0]))
    assert "核对" in str(told.value)
    assert zone.store.head() == head


def test_without_the_column_of_identity_numbers_nothing_is_imported(zone: Flow, tmp_path: Path) -> None:
    path = csv_at(tmp_path / "台账.csv", [("姓名", "申请入党日期", "谈话日期"), ("何试一", "2019-01-07", "2019-01-20")])
    with pytest.raises(BadInput, match="没有“身份证号”列"):
        import_ledger(zone, path)


def test_a_row_without_an_identity_number_stops_the_import_with_its_place(zone: Flow, tmp_path: Path) -> None:
    head = zone.store.head()
    path = ledger_at(tmp_path, ROWS[0], ("何试四", "", *ROWS[1][2:]))
    report = import_ledger(zone, path)
    assert [(e.row, e.column) for e in report.cell_errors] == [(3, "身份证号")]
    assert "何试四" in report.cell_errors[0].says
    assert report.batch is None
    assert zone.store.head() == head
    assert import_ledger(zone, path, accept_errors=True).batch is not None
    assert [line.name for line in zone.store.list()] == ["何试一"]


def test_unreadable_cells_write_nothing_unless_accepted_as_unknown(zone: Flow, tmp_path: Path) -> None:
    head = zone.store.head()
    path = ledger_at(tmp_path, (*ROWS[0][:4], "2019-02-30", "钱支书"), ROWS[1])
    refused = import_ledger(zone, path)
    assert [(e.row, e.column, e.value) for e in refused.cell_errors] == [(2, "谈话日期", "2019-02-30")]
    assert (refused.batch, zone.store.head()) == (None, head)
    accepted = import_ledger(zone, path, accept_errors=True)
    assert accepted.batch is not None
    (line,) = zone.store.by_identity(FIRST)
    assert "talked_on" in zone.store.get(line.id).facts.unknown
    mended = import_ledger(zone, ledger_at(tmp_path, *ROWS))
    assert [names for _, _, names in mended.changed] == [("talked_on",)]
    assert "talked_on" not in zone.store.get(line.id).facts.unknown


def test_an_undone_import_leaves_no_dossier_but_its_records(zone: Flow, tmp_path: Path) -> None:
    batch = import_ledger(zone, ledger_at(tmp_path, *ROWS)).batch
    assert batch is not None
    (line,) = zone.store.by_identity(FIRST)
    assert undo_import(zone, batch) == 2
    assert zone.store.count() == 0
    gone = zone.store.get(line.id)
    assert (gone.position, gone.is_open) == ("undone", False)
    records = [r.entry for r in zone.store.records(line.id)]
    assert [r.move for r in records] == [Move.IMPORT, Move.UNDO]
    assert fold(line.id, records) == gone
    assert sweep_store(zone).dossiers == 0
    assert zone.store.verify().ok
    with pytest.raises(Conflict, match="已于"):
        undo_import(zone, batch)
    assert len(import_ledger(zone, ledger_at(tmp_path, *ROWS)).new) == 2


def test_undoing_a_correction_gives_back_what_was_before(zone: Flow, tmp_path: Path) -> None:
    import_ledger(zone, ledger_at(tmp_path, *ROWS))
    before = {line.id: zone.store.get(line.id) for line in zone.store.list()}
    talked = (*ROWS[1][:4], "2019-02-20", "钱支书")
    second = import_ledger(zone, ledger_at(tmp_path, ROWS[0], talked)).batch
    assert second is not None
    assert undo_import(zone, second) == 1
    for dossier, was in before.items():
        stands = zone.store.get(dossier)
        assert (stands.facts, stands.position) == (was.facts, was.position)
    assert zone.store.verify().ok


def test_an_import_that_acts_followed_is_not_undone(zone: Flow, tmp_path: Path) -> None:
    batch = import_ledger(zone, ledger_at(tmp_path, *ROWS)).batch
    assert batch is not None
    (line,) = zone.store.by_identity(SECOND)
    advance(acting(zone, "branch"), line.id, 2, on=read_day("2019-03-01"), facts={"talked_by": "钱支书"})
    head = zone.store.head()
    with pytest.raises(Conflict, match=f"{line.id} 何试二") as told:
        undo_import(zone, batch)
    assert "何试一" not in str(told.value)
    assert zone.store.head() == head


def test_an_unknown_batch_is_not_found(zone_on_file: Flow) -> None:
    with pytest.raises(NotFound, match="B20300101-009"):
        undo_import(zone_on_file, "B20300101-009")


def test_nobody_imports_for_a_branch_beyond_their_reach(zone_on_file: Flow, tmp_path: Path) -> None:
    head = zone_on_file.store.head()
    for account in ("elsewhere", "nobody", None):
        with pytest.raises(NotAllowed):
            import_ledger(acting(zone_on_file, account), ledger_at(tmp_path, *ROWS))
    assert zone_on_file.store.head() == head
    assert len(import_ledger(acting(zone_on_file, "general"), ledger_at(tmp_path, *ROWS)).new) == 2


def test_a_batch_beyond_ones_reach_is_not_undone(zone_on_file: Flow, tmp_path: Path) -> None:
    batch = import_ledger(zone_on_file, ledger_at(tmp_path, *ROWS)).batch
    assert batch is not None
    with pytest.raises(NotAllowed):
        undo_import(acting(zone_on_file, "elsewhere"), batch)
    assert zone_on_file.store.batch(batch).undone_at is None


def test_an_export_of_one_body_has_its_people_only(people: Flow, tmp_path: Path) -> None:
    counts = {
        body: export_ledger(people, tmp_path / f"{body}.xlsx", body=body)
        for body in (COMMITTEE, GENERAL_BRANCH, BRANCH, "直属党支部")
    }
    assert counts[COMMITTEE] > counts[GENERAL_BRANCH] == counts[BRANCH] > counts["直属党支部"] == 1
    with pytest.raises(NotFound, match="河东"):
        export_ledger(people, tmp_path / "x.xlsx", body="河东")


def test_a_ledger_of_regular_lives_is_clean(zone_on_file: Flow, tmp_path: Path) -> None:
    populate(zone_on_file, [s for s in everybody() if s.name.startswith(("regular", "a branch"))])
    report = sweep_ledger(exported(zone_on_file, tmp_path), zone_on_file.catalogue.rule_set, as_of=TODAY)
    assert found_by(report) == (set(), set())
    assert report.is_clean
    assert report.dossiers == 5
    assert regular("2014")["open"].set["姓名"] == PERSON
