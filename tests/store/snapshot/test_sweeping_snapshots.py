"""A sweep's folder of findings is put in place whole, taken up where it broke off, and made by one sweep at a time."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from dangyuan_flow.domain.errors import BadInput, Conflict, FlowError
from dangyuan_flow.store import FactTable, Store
from dangyuan_flow.store.snapshot import engine, found, reading, summary
from dangyuan_flow.store.snapshot import export as exporting
from dangyuan_flow.store.snapshot.engine import Wanted
from dangyuan_flow.store.snapshot.locking import locked
from dangyuan_flow.store.snapshot.manifest import Manifest, Part
from dangyuan_flow.store.snapshot.reading import Snapshot
from tests.rules.dossiers import AS_OF, national
from tests.store.snapshot.handed import alone, fill, found_by, found_in, handed_up, swept
from tests.store.snapshot.people import at_the_edges, faulty, named


@pytest.fixture
def snapshot(sqlite_store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A snapshot of several parts, judged in several batches."""
    monkeypatch.setattr(exporting, "IN_A_PART", 60)
    monkeypatch.setattr(engine, "AT_ONCE", 100)
    fill(sqlite_store, named((*faulty()[:60], *at_the_edges(200, seed=5))))
    handed_up(sqlite_store, tmp_path / "快照")
    return tmp_path / "快照"


def test_batches_find_together_what_the_whole_finds(snapshot: Path, sqlite_store: Store, tmp_path: Path) -> None:
    done = swept(snapshot, tmp_path / "结果")
    assert len(done.files) > 3
    assert found_in(tmp_path / "结果") == found_by(FactTable(sqlite_store.database).sweep(alone(), AS_OF))
    assert sorted(path.name for path in tmp_path.glob(".*")) == []


class _Broken(Exception):
    """The sweep is stopped here."""


def test_an_interrupted_sweep_is_taken_up_where_it_broke_off(snapshot: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果"

    def stop(done: int, _: int) -> None:
        if done > 100:
            raise _Broken

    with pytest.raises(_Broken):
        engine.judge(reading.opened(snapshot), Wanted(rule_set=alone(), as_of=AS_OF), out, stop)
    assert not out.exists()
    kept = sorted((tmp_path / ".结果.partial").glob("findings-*.parquet"))
    written = {path.name: path.stat().st_mtime_ns for path in kept}
    assert len(written) >= 2
    swept(snapshot, out)
    assert {name: (out / name).stat().st_mtime_ns for name in written} == written
    swept(snapshot, tmp_path / "另一次")
    assert found_in(out) == found_in(tmp_path / "另一次")


def test_what_was_begun_by_other_rules_is_begun_anew(snapshot: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果"

    def stop(*_: int) -> None:
        raise _Broken

    few = replace(alone(), rules=alone().rules[:5])
    with pytest.raises(_Broken):
        engine.judge(reading.opened(snapshot), Wanted(rule_set=few, as_of=AS_OF), out, stop)
    swept(snapshot, out)
    swept(snapshot, tmp_path / "另一次")
    assert found_in(out) == found_in(tmp_path / "另一次")


def test_findings_are_never_half_replaced(snapshot: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果"
    swept(snapshot, out)
    former = summary.read(out)
    (part, *_) = snapshot.glob("part-*.parquet")
    part.write_bytes(part.read_bytes()[:-1])
    with pytest.raises(BadInput, match="没有传完"):
        swept(snapshot, out)
    assert summary.read(out) == former
    assert found_in(out)


def test_two_sweeps_into_one_folder_do_not_run_at_once(snapshot: Path, tmp_path: Path) -> None:
    with locked(tmp_path / ".结果.partial", "写排查结果"), pytest.raises(Conflict, match="另一个程序正在写排查结果"):
        swept(snapshot, tmp_path / "结果")


def test_a_folder_of_something_else_is_not_overwritten(snapshot: Path, tmp_path: Path) -> None:
    (tmp_path / "结果").mkdir()
    (tmp_path / "结果" / "论文.docx").write_text("…")
    with pytest.raises(BadInput, match="别的内容"):
        swept(snapshot, tmp_path / "结果")
    assert (tmp_path / "结果" / "论文.docx").exists()


def test_a_full_disk_is_noticed_before_the_sweep_begins(
    snapshot: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_SPARE", 1 << 60)
    with pytest.raises(FlowError, match="磁盘空间不足"):
        swept(snapshot, tmp_path / "结果")
    assert sorted(path.name for path in tmp_path.glob("*结果*")) == []


def test_rules_whose_facts_a_snapshot_lacks_are_told_as_not_checked(sqlite_store: Store, tmp_path: Path) -> None:
    fill(sqlite_store, named(faulty()[:20]))
    known = tuple(name for name in ("name", "branch", "applied_on", "adult_on"))
    exporting.export(sqlite_store.database, tmp_path / "快照", body="某县", facts=known, on=AS_OF)
    done = swept(tmp_path / "快照", tmp_path / "结果")
    checked = {rule.id for rule in alone().rules if rule.needs <= set(known)}
    assert set(done.not_checked) == {rule.id for rule in alone().rules} - checked
    assert set(done.not_checked.values()) == {20}
    assert {rule for _, rule in found_in(tmp_path / "结果")} == checked


def test_findings_are_read_by_the_rules_that_made_them(snapshot: Path, tmp_path: Path) -> None:
    swept(snapshot, tmp_path / "结果")
    with pytest.raises(BadInput, match="按另一套规定"):
        next(found.told(tmp_path / "结果", national()))


def test_a_folder_whose_name_is_a_pattern_is_read_and_no_other(snapshot: Path, tmp_path: Path) -> None:
    shutil.copytree(snapshot, tmp_path / "报送*")
    shutil.copytree(snapshot, tmp_path / "报送副本")
    swept(tmp_path / "报送*", tmp_path / "结果")
    swept(snapshot, tmp_path / "一次")
    assert summary.read(tmp_path / "结果").counts == summary.read(tmp_path / "一次").counts


def test_a_part_with_the_dossiers_of_another_body_is_refused(sqlite_store: Store, tmp_path: Path) -> None:
    fill(sqlite_store, named(faulty()[:20]))
    handed_up(sqlite_store, tmp_path / "快照", "乙县")
    path = tmp_path / "快照" / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace("乙县", "甲县"), encoding="utf-8")
    with pytest.raises(BadInput, match="里有“乙县”的档案，清单写的是“甲县”"):
        swept(tmp_path / "快照", tmp_path / "结果")


def test_a_body_called_by_more_than_one_line_is_refused(snapshot: Path, tmp_path: Path) -> None:
    path = snapshot / "manifest.json"
    path.write_text(path.read_text(encoding="utf-8").replace('"某县"', '"某\\n县"'), encoding="utf-8")
    with pytest.raises(BadInput, match="内容不对"):
        swept(snapshot, tmp_path / "结果")


def test_findings_laid_aside_by_a_sweep_that_was_killed_are_put_back(snapshot: Path, tmp_path: Path) -> None:
    out = tmp_path / "结果"
    swept(snapshot, out)
    former = summary.read(out)
    out.replace(tmp_path / ".结果.former")
    (part, *_) = snapshot.glob("part-*.parquet")
    part.write_bytes(part.read_bytes()[:-1])
    with pytest.raises(BadInput, match="没有传完"):
        swept(snapshot, out)
    assert summary.read(out) == former


@pytest.mark.parametrize(
    ("told", "instead"), [('"heads": {', '"heads": [], "was": {'), ('"findings-00000', '"../findings-00000')]
)
def test_a_summary_that_is_not_ours_is_refused(snapshot: Path, tmp_path: Path, told: str, instead: str) -> None:
    swept(snapshot, tmp_path / "结果")
    path = tmp_path / "结果" / "sweep.json"
    text = path.read_text(encoding="utf-8")
    assert told in text
    path.write_text(text.replace(told, instead, 1), encoding="utf-8")
    with pytest.raises(BadInput, match="不完整或已损坏"):
        summary.read(tmp_path / "结果")


@pytest.mark.parametrize(
    ("sizes", "batches"),
    [
        ((1, 100), [[1], [100]]),
        ((*[10] * 5, 1000), [[10] * 5, [1000]]),
        ((30, 240, 230), [[30, 240], [230]]),
        ((100, 100, 100, 100, 8), [[100, 100], [100, 100, 8]]),
        ((7,), [[7]]),
        ((0,), [[0]]),  # as a manifest that somebody wrote may say
        ((), []),
    ],
)
def test_parts_of_any_size_are_shared_out_evenly_and_none_is_left_out(
    sizes: tuple[int, ...], batches: list[list[int]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_CORES", 2)
    parts = tuple(
        Part(file=f"part-{n}.parquet", first=str(n), dossiers=size, size=1, sha256="") for n, size in enumerate(sizes)
    )
    body = Manifest(body="某县", derivation="", facts=("name",), head=(0, ""), on=AS_OF, parts=parts)
    sweep = engine.Sweep(
        Snapshot(folder=tmp_path, bodies=((tmp_path, body),)), Wanted(rule_set=alone(), as_of=AS_OF), tmp_path
    )
    assert [
        [part.dossiers for _, _, part in batch.parts] for batch in sweep._batches()
    ] == batches  # how work is shared shows nowhere else
