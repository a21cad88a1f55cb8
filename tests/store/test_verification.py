"""Whatever is touched behind the program's back, the verification says what and where."""

import hashlib
import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest

from dangyuan_flow.domain.journal import GENESIS, chained
from dangyuan_flow.store import Store, Verification, rows
from dangyuan_flow.store.lines import written
from dangyuan_flow.store.tables import COLUMNS
from tests.store.people_and_papers import DAY, followed, identity, opened, registered


@pytest.fixture
def filled(store: Store) -> Store:
    """Nine lines: three dossiers of two records each, two bodies, one file."""
    for i in range(1, 4):
        first = opened(f"D{i}", name=f"测试{i}", id_number=identity(i), applied_on=date(2025, 1, 31))
        store.append([first])
        store.append([followed(first[1], talked_on=date(2025, 2, 10 + i), position="3")])
    content = b"a paper"
    digest = hashlib.sha256(content).hexdigest()
    store.append([registered("organization", "a", name="甲支部")], documents={digest: ("申请书.pdf", content)})
    store.append([registered("organization", "b", name="乙支部"), registered("organization", "a", name="甲支部")])
    return store


def behind(store: Store, *statements: str) -> None:
    """Do what only somebody with the database's keys can do: switch the triggers off, then change what stands there."""
    with store.database.writing() as connection:
        if store.database.is_sqlite:
            names = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'trigger'").scalars().all()
            for name in names:
                connection.exec_driver_sql(f"DROP TRIGGER {name}")
        else:
            for table in ("journal", "document"):
                connection.exec_driver_sql(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
        for statement in statements:
            connection.exec_driver_sql(statement)


def says(outcome: Verification) -> str:
    assert outcome.first_bad is not None
    assert not outcome.ok
    return outcome.first_bad.says


def test_an_untouched_store_verifies(filled: Store) -> None:
    told: list[tuple[int, int]] = []
    outcome = filled.verify(progress=lambda done, total: told.append((done, total)))
    assert outcome.ok
    assert (outcome.records, outcome.digest) == filled.head()
    assert outcome.stale_derivations == 0
    assert told


def test_an_empty_store_verifies(store: Store) -> None:
    assert store.verify().ok


def test_a_changed_record_is_named(filled: Store) -> None:
    behind(filled, "UPDATE journal SET document = replace(document, '2025-02-12', '2025-02-22') WHERE seq = 4")
    outcome = filled.verify()
    assert outcome.first_bad is not None
    assert (outcome.first_bad.seq, outcome.first_bad.dossier) == (4, "D2")
    assert "第 4 条记录（档案 D2）与其摘要不符" in says(outcome)


def test_a_changed_digest_is_named(filled: Store) -> None:
    behind(filled, f"UPDATE journal SET digest = '{'0' * 64}' WHERE seq = 3")
    assert "第 3 条记录（档案 D2）与其摘要不符" in says(filled.verify())


def test_a_removed_record_is_named(filled: Store) -> None:
    behind(filled, "DELETE FROM journal WHERE seq = 5")
    assert "第 5 条记录不见了" in says(filled.verify())


def test_a_removed_record_is_named_also_where_the_rest_moved_up(filled: Store) -> None:
    behind(
        filled,
        "DELETE FROM journal WHERE seq = 5",
        *(f"UPDATE journal SET seq = {seq - 1} WHERE seq = {seq}" for seq in range(6, 10)),
    )
    outcome = filled.verify()
    assert outcome.first_bad is not None
    assert outcome.first_bad.seq == 5


def test_two_records_in_each_other_s_place_are_named(filled: Store) -> None:
    behind(
        filled,
        "UPDATE journal SET seq = -1 WHERE seq = 3",
        "UPDATE journal SET seq = 3 WHERE seq = 5",
        "UPDATE journal SET seq = 5 WHERE seq = -1",
    )
    assert "第 3 条记录" in says(filled.verify())


def test_a_column_that_no_longer_says_what_its_record_says_is_named(filled: Store) -> None:
    behind(filled, "UPDATE journal SET dossier = 'D9' WHERE seq = 2")
    assert "第 2 条记录（档案 D1）的索引列" in says(filled.verify())


def test_a_cut_tail_shows_against_a_seal(filled: Store) -> None:
    seal = filled.head()
    assert filled.verify(seal=seal).ok
    behind(filled, "DELETE FROM journal WHERE seq = 9", "UPDATE register SET seq = 7 WHERE key = 'a'")
    assert filled.verify().ok, "without a seal nobody can tell"
    assert "封存时有 9 条记录，现在只有 8 条" in says(filled.verify(seal=seal))


def test_a_chain_written_anew_shows_against_a_seal(filled: Store) -> None:
    seal = filled.head()
    digest, updates = GENESIS, []
    for line in filled.journal():  # whoever can change a line can also compute all digests after it
        text = written(line.entry).replace("甲支部", "丙支部")
        digest = chained(digest, text)
        updates.append(f"UPDATE journal SET document = '{text}', digest = '{digest}' WHERE seq = {line.seq}")
    behind(filled, *updates, "UPDATE register SET value = replace(value, '甲', '丙'), name = replace(name, '甲', '丙')")
    assert filled.verify().ok, "without a seal nobody can tell"
    assert "封存的摘要不同" in says(filled.verify(seal=seal))


def test_records_after_the_seal_do_not_disturb_it(filled: Store) -> None:
    seal = filled.head()
    filled.append([followed(filled.get("D1"), talked_on=DAY)])
    assert filled.verify(seal=seal).ok


def test_a_changed_fact_is_named_with_both_values(filled: Store) -> None:
    behind(filled, "UPDATE dossier SET talked_on = '2025-02-28' WHERE id = 'D3'")
    assert "档案 D3（测试3）的“谈话日期”被改动过：现为 2025-02-28，按记录应为 2025-02-13" in says(filled.verify())


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("UPDATE dossier SET position = '9' WHERE id = 'D1'", "“所处位置”"),
        ("UPDATE dossier SET seq = 7 WHERE id = 'D1'", "“记录数”"),
        ("UPDATE dossier SET unknown_1 = 1 WHERE id = 'D1'", "未载明"),
        ("UPDATE dossier SET under_way = false WHERE id = 'D1'", "“在办”"),
        ("UPDATE dossier SET examined_on = 'x' WHERE id = 'D1'", "无法解读"),
        ("DELETE FROM dossier WHERE id = 'D1'", "档案 D1 有记录而档案本身不见了"),
        ("UPDATE dossier SET id = 'D7' WHERE id = 'D1'", "档案 D1 有记录而档案本身不见了"),
        ("UPDATE register SET value = '{}' WHERE key = 'b'", "登记簿 organization 中的“b”与第 8 条记录不符"),
        ("UPDATE register SET name = 'x' WHERE key = 'b'", "登记簿 organization 中的“b”与第 8 条记录不符"),
        ("DELETE FROM register WHERE key = 'b'", "登记簿 organization 中的“b”与第 8 条记录不符"),
        ("INSERT INTO register (kind, key, seq, value) VALUES ('user', 'x', 1, '{}')", "没有任何记录"),
        ("UPDATE document SET content = substr(content, 2)", "申请书.pdf"),
    ],
)
def test_what_was_touched_beside_the_journal_is_named(filled: Store, change: str, named: str) -> None:
    behind(filled, change)
    assert named in says(filled.verify())


def test_a_dossier_without_records_is_named(filled: Store) -> None:
    columns = ", ".join(f'"{c}"' for c in COLUMNS[1:])
    numbered = columns.replace('"id_number"', "NULL")
    behind(filled, f"INSERT INTO dossier (id, {columns}) SELECT 'D8', {numbered} FROM dossier WHERE id = 'D1'")
    assert "档案 D8 没有任何记录" in says(filled.verify())


def test_a_derived_fact_that_differs_wants_deriving_again_and_was_not_touched(filled: Store) -> None:
    behind(filled, "UPDATE dossier SET talk_due_from_application_on = '2000-01-01' WHERE id = 'D2'")
    outcome = filled.verify()
    assert outcome.ok
    assert outcome.stale_derivations == 1
    assert filled.rederive() == 0, "nobody derived it elsewhere: only deriving everything again mends it"
    assert filled.rederive(every=True) == 1
    assert filled.verify().stale_derivations == 0
    assert filled.get("D2").facts.talk_due_from_application_on == date(2025, 2, 28)


@pytest.mark.parametrize("derivation", ["0/0/" + rows.NUMBERING, "0/0/00000000"])
def test_what_an_older_program_derived_is_read_right_and_derived_again(filled: Store, derivation: str) -> None:
    as_it_was = filled.get("D1")
    behind(
        filled,
        f"UPDATE dossier SET derivation = '{derivation}', talk_due_from_application_on = NULL"
        + (", unknown_0 = 5" if derivation.endswith("/00000000") else ""),
    )
    assert filled.get("D1") == as_it_was
    assert filled.verify() == Verification(
        records=filled.head()[0], digest=filled.head()[1], first_bad=None, stale_derivations=3
    )
    assert filled.rederive() == 3
    assert filled.verify().stale_derivations == 0
    assert filled.get("D1") == as_it_was


def test_standings_told_later_are_filled_in_when_deriving_again(filled: Store) -> None:
    filled.use_standings(lambda position, _before: f"at {position}")
    assert filled.verify().stale_derivations == 3
    assert filled.rederive(every=True) == 3
    assert {line.standing for line in filled.list()} == {"at 3"}
    assert filled.verify().stale_derivations == 0


def edited(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Change the closed file on the disk; it keeps its length."""
    before = path.read_bytes()
    after = change(before)
    assert after != before
    assert len(after) == len(before)
    path.write_bytes(after)


def filled_file(path: Path) -> None:
    with Store.open(f"sqlite:///{path}", create=True) as store:
        for i in range(1, 4):
            store.append([opened(f"D{i}", name=f"Person-{i}", talked_by=f"Speaker-{i}", id_number=identity(i))])


def test_one_byte_changed_in_the_file_is_found_and_the_record_named(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    filled_file(path)
    with closing(sqlite3.connect(path)) as connection:
        text = connection.execute("SELECT document FROM journal WHERE seq = 2").fetchone()[0]
    changed = text.replace("Speaker-2", "Speaker-7")
    edited(path, lambda content: content.replace(text.encode(), changed.encode()))
    with Store.open(f"sqlite:///{path}") as store:
        assert "第 2 条记录（档案 D2）与其摘要不符" in says(store.verify())


def test_a_byte_changed_anywhere_in_the_file_s_texts_is_found(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    filled_file(path)
    untouched = path.read_bytes()
    places = [i for word in (b"Person-", b"Speaker-", b"D2", b'"move"') for i in _places(untouched, word)]
    assert len(places) > 12
    for place in places:
        path.write_bytes(untouched[:place] + bytes([untouched[place] ^ 0x01]) + untouched[place + 1 :])
        with Store.open(f"sqlite:///{path}") as store:
            assert not store.verify().ok, f"byte {place}: {untouched[place - 20 : place + 20]!r}"


def test_bytes_that_are_no_text_any_more_are_found(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    filled_file(path)
    edited(path, lambda content: content.replace(b"Speaker-3", b"Speaker\xff\xfe"))
    with Store.open(f"sqlite:///{path}") as store:
        assert "无法解读" in says(store.verify())


def _places(content: bytes, word: bytes) -> list[int]:
    found, start = [], content.find(word)
    while start >= 0:
        found.append(start)
        start = content.find(word, start + 1)
    return found


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET document = '{}' WHERE seq = 1",
        "UPDATE journal SET batch = 'x'",
        "DELETE FROM journal WHERE seq = 9",
        "DELETE FROM journal",
        "UPDATE document SET name = 'x'",
        "DELETE FROM document",
    ],
)
def test_the_database_itself_refuses_to_change_or_remove_what_was_written(filled: Store, statement: str) -> None:
    with pytest.raises(Exception, match=r"只能追加|不能修改|不能删除"), filled.database.writing() as connection:
        connection.exec_driver_sql(statement)
    assert filled.verify(seal=filled.head()).ok


def test_postgresql_refuses_to_empty_the_journal(postgres_url: str) -> None:
    with Store.open(postgres_url, create=True) as store:
        store.append([opened("D1", name="李想")])
        for table in ("journal", "document"):
            with pytest.raises(Exception, match="只能追加"), store.database.writing() as connection:
                connection.exec_driver_sql(f"TRUNCATE {table}")


@pytest.mark.parametrize("seq", [1, 2, 9])
def test_sqlite_refuses_to_replace_a_line_or_to_leave_a_gap(sqlite_store: Store, seq: int) -> None:
    sqlite_store.append([opened("D1", name="李想")])
    text = json.dumps({"dossier": "D1"})
    with pytest.raises(Exception, match="只能接在最后一条之后"), sqlite_store.database.writing() as connection:
        connection.exec_driver_sql(
            "INSERT OR REPLACE INTO journal (seq, digest, dossier, dossier_seq, document) "
            f"VALUES ({seq}, 'x', 'D1', 1, '{text}')"
        )
    assert sqlite_store.verify().ok
