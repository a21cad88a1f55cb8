"""A store is handed up whole at first, then only where something changed; what goes wrong leaves what was there."""

from pathlib import Path

import duckdb
import pytest

from dangyuan_flow.domain.errors import BadInput, Conflict, FlowError, NotFound
from dangyuan_flow.store import Store
from dangyuan_flow.store.snapshot import export as exporting
from dangyuan_flow.store.snapshot import manifest, reading
from dangyuan_flow.store.snapshot.locking import locked
from tests.store.people_and_papers import followed, opened
from tests.store.snapshot.handed import handed_up


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the snapshot goes."""
    return tmp_path / "快照"


@pytest.fixture(autouse=True)
def _small_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exporting, "IN_A_PART", 3)


def told(folder: Path) -> dict[str, str]:
    """Names by dossier, from the parts that the manifest names."""
    paths = [str(path) for path, _, _ in reading.opened(folder).parts()]
    with duckdb.connect() as engine:
        return dict(engine.execute("SELECT id, name FROM read_parquet(?)", [paths]).fetchall())


def fill(store: Store, count: int, start: int = 1, surname: str = "张") -> None:
    for number in range(start, start + count):
        store.append([opened(f"2026-{number:05}", name=f"{surname}{number}", branch="甲")])


def test_every_dossier_is_handed_up_in_parts_with_the_head_of_its_journal(store: Store, folder: Path) -> None:
    fill(store, 8)
    done = handed_up(store, folder)
    assert (done.manifest.dossiers, len(done.manifest.parts), done.written) == (8, 3, 3)
    assert done.manifest.head == store.head()
    assert told(folder) == {f"2026-{n:05}": f"张{n}" for n in range(1, 9)}
    reading.verify(reading.opened(folder))


def test_only_parts_in_which_something_was_recorded_are_written_anew(store: Store, folder: Path) -> None:
    fill(store, 8)
    before = handed_up(store, folder).manifest
    assert handed_up(store, folder).written == 0
    store.append([followed(store.get("2026-00005"), name="李新")])
    after = handed_up(store, folder)
    assert after.written == 1
    assert (after.manifest.parts[0], after.manifest.parts[2]) == (before.parts[0], before.parts[2])
    assert told(folder)["2026-00005"] == "李新"
    assert len([*folder.glob("part-*.parquet")]) == 3


def test_new_dossiers_fill_the_last_part_and_then_begin_others(store: Store, folder: Path) -> None:
    fill(store, 4)
    before = handed_up(store, folder).manifest
    fill(store, 5, start=5)
    after = handed_up(store, folder)
    assert [part.dossiers for part in after.manifest.parts] == [3, 3, 3]
    assert after.manifest.parts[0] == before.parts[0]
    assert len(told(folder)) == 9


def test_another_store_of_the_same_name_is_handed_up_whole(store: Store, folder: Path, tmp_path: Path) -> None:
    fill(store, 4)
    handed_up(store, folder)
    with Store.open(f"sqlite:///{tmp_path / 'other.db'}", create=True) as other:
        fill(other, 5, surname="李")
        assert handed_up(other, folder).written == 2
    assert len(told(folder)) == 5


def test_a_store_without_dossiers_is_a_snapshot_too(store: Store, folder: Path) -> None:
    assert handed_up(store, folder).manifest.dossiers == 0
    assert reading.opened(folder).dossiers == 0


def test_a_folder_with_other_things_in_it_is_left_alone(sqlite_store: Store, folder: Path) -> None:
    folder.mkdir()
    (folder / "照片.jpg").write_text("…")
    with pytest.raises(BadInput, match=r"照片\.jpg.*另选"):
        handed_up(sqlite_store, folder)
    assert [path.name for path in folder.iterdir()] == ["照片.jpg"]


def test_two_exports_into_one_folder_do_not_run_at_once(sqlite_store: Store, folder: Path) -> None:
    with locked(folder, "写快照"), pytest.raises(Conflict, match="另一个程序正在写快照"):
        handed_up(sqlite_store, folder)
    handed_up(sqlite_store, folder)
    assert not (folder / ".lock").exists()


def test_a_full_disk_is_noticed_before_anything_is_written(
    sqlite_store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(sqlite_store, 4)
    before = handed_up(sqlite_store, folder).manifest
    sqlite_store.append([followed(sqlite_store.get("2026-00001"), name="李新")])
    monkeypatch.setattr(exporting, "_SPARE", 1 << 60)
    with pytest.raises(FlowError, match=r"磁盘空间不足.*约需.*原有快照没有改动"):
        handed_up(sqlite_store, folder)
    assert manifest.read(folder) == before


def test_an_export_that_is_cut_off_leaves_the_former_snapshot_whole(
    sqlite_store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(sqlite_store, 7)
    handed_up(sqlite_store, folder)
    former = told(folder)
    sqlite_store.append([followed(sqlite_store.get("2026-00001"), name="李新")])

    def cut(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(manifest, "replaced", cut)
        with pytest.raises(FlowError, match=r"磁盘空间不足.*原有快照没有改动"):
            handed_up(sqlite_store, folder)
    assert told(folder) == former
    reading.verify(reading.opened(folder))
    assert handed_up(sqlite_store, folder).written == 1
    assert len([*folder.glob("part-*.parquet")]) == 3


def test_what_a_killed_export_left_behind_is_cleared_away(sqlite_store: Store, folder: Path) -> None:
    fill(sqlite_store, 4)
    handed_up(sqlite_store, folder)
    (folder / ".part-0123456789abcdef.spill").mkdir()
    for left in (".part-0123456789abcdef.new", ".part-0123456789abcdef.spill/0.tmp", "part-0123456789abcdef.parquet"):
        (folder / left).write_bytes(b"half")
    before = told(folder)
    handed_up(sqlite_store, folder)
    assert [path for path in folder.iterdir() if "0123456789abcdef" in path.name] == []
    assert told(folder) == before


def test_a_snapshot_of_another_derivation_says_what_to_do(sqlite_store: Store, folder: Path) -> None:
    fill(sqlite_store, 1)
    handed_up(sqlite_store, folder)
    _rewrite(folder, '"derivation": "', '"derivation": "0/')
    with pytest.raises(BadInput, match=r"推算版本.*升级到同一版本.*snapshot export"):
        reading.opened(folder)
    _rewrite(folder, '"format": 1', '"format": 9')
    with pytest.raises(BadInput, match="格式版本是 9，本程序读的是 1"):
        reading.opened(folder)


def test_a_part_that_is_cut_short_altered_missing_or_a_stranger_s_is_named(sqlite_store: Store, folder: Path) -> None:
    fill(sqlite_store, 1)
    handed_up(sqlite_store, folder)
    (part,) = folder.glob("part-*.parquet")
    whole = part.read_bytes()
    part.write_bytes(whole[:-10])
    with pytest.raises(BadInput, match=f"{part.name}.*没有传完"):
        reading.verify(reading.opened(folder))
    part.write_bytes(whole[:50] + bytes([whole[50] ^ 1]) + whole[51:])
    with pytest.raises(BadInput, match=f"{part.name} 的摘要与清单不符"):
        reading.verify(reading.opened(folder))
    part.unlink()
    with pytest.raises(BadInput, match=f"缺少分块 .*{part.name}"):
        reading.verify(reading.opened(folder))
    with duckdb.connect() as engine:
        engine.execute(f"COPY (SELECT 1 AS id, 'x' AS other) TO '{part}' (FORMAT parquet)")
    _rewrite(folder, f'"size": {len(whole)}', f'"size": {part.stat().st_size}')
    old = manifest.read(folder).parts[0].sha256
    _rewrite(folder, old, manifest.sha256_of(part))
    with pytest.raises(BadInput, match=r"列与快照清单不符（.*other"):
        reading.verify(reading.opened(folder))


def test_a_folder_that_is_no_snapshot_is_told_from_one(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="没有快照文件夹"):
        reading.opened(tmp_path / "没有")
    (tmp_path / "空").mkdir()
    with pytest.raises(BadInput, match=r"没有快照（缺少 manifest\.json）"):
        reading.opened(tmp_path / "空")
    (tmp_path / "空" / "manifest.json").write_text('{"name": "web app"}')
    with pytest.raises(BadInput, match="不是本程序写的快照清单"):
        reading.opened(tmp_path / "空")
    (tmp_path / "空" / "manifest.json").write_text('{"mark": ')
    with pytest.raises(BadInput, match="不完整或已损坏"):
        reading.opened(tmp_path / "空")
    (tmp_path / "文件").write_text("")
    with pytest.raises(BadInput, match="是一个文件"):
        reading.opened(tmp_path / "文件")


def test_two_snapshots_of_one_body_are_not_counted_twice(sqlite_store: Store, tmp_path: Path) -> None:
    handed_up(sqlite_store, tmp_path / "报送" / "一")
    handed_up(sqlite_store, tmp_path / "报送" / "二")
    with pytest.raises(BadInput, match="都是“某县”的"):
        reading.opened(tmp_path / "报送")


def test_a_store_in_memory_cannot_be_handed_up(folder: Path) -> None:
    with Store.open("sqlite://", create=True) as store, pytest.raises(BadInput, match="内存中的数据库"):
        handed_up(store, folder)


def _rewrite(folder: Path, old: str, new: str) -> None:
    path = folder / manifest.NAME
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")
