"""Every engine finds the same: Python, SQLite, PostgreSQL, and DuckDB over a snapshot of either store."""

import hashlib
import json
from pathlib import Path

from dangyuan_flow.domain.journal import canonical
from dangyuan_flow.domain.rules import Judgement
from dangyuan_flow.store import FactTable, Store
from tests.rules.dossiers import AS_OF
from tests.store.snapshot.handed import alone, fill, found_by, found_in, handed_up, swept
from tests.store.snapshot.people import at_the_edges, faulty, lawful, named


def test_a_snapshot_finds_what_its_store_finds_by_every_rule(store: Store, tmp_path: Path) -> None:
    people = named((*faulty(), *lawful(), *at_the_edges(1500)))
    fill(store, people)
    handed_up(store, tmp_path / "快照")
    summary = swept(tmp_path / "快照", tmp_path / "结果")
    theirs = FactTable(store.database).sweep(alone(), AS_OF)
    ours = found_in(tmp_path / "结果")
    assert ours == found_by(theirs)
    assert {rule for _, rule in ours} == {rule.id for rule in alone().rules}
    assert (summary.dossiers, summary.not_checked) == (len(people), dict(theirs.not_checked))
    assert summary.unknown == theirs.unknown
    assert summary.findings == sum(not told[0] for told in ours.values())


def test_a_store_finds_what_python_finds(store: Store) -> None:
    people = named((*faulty(), *at_the_edges(300, seed=2)))
    fill(store, people)
    result = FactTable(store.database).sweep(alone(), AS_OF)
    judged = {name: alone().judge(facts, AS_OF) for name, facts in people}
    by_python = {name: Judgement(j.violations, j.notes) for name, j in judged.items() if j.violations or j.notes}
    assert {one.dossier: one.judgement for one in result.found} == by_python


def test_findings_have_one_checksum_over_dossier_code_and_values(store: Store, tmp_path: Path) -> None:
    fill(store, named(tuple(at_the_edges(400, seed=3))))
    handed_up(store, tmp_path / "快照")
    swept(tmp_path / "快照", tmp_path / "结果")
    theirs = found_by(FactTable(store.database).sweep(alone(), AS_OF))
    assert _checksum(found_in(tmp_path / "结果")) == _checksum(theirs)


def _checksum(found: dict[tuple[str, str], tuple[object, ...]]) -> str:
    lines = sorted(f"{dossier}|{rule}|{canonical(_plain(told[3]))}" for (dossier, rule), told in found.items())
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _plain(facts: object) -> dict[str, object]:
    return json.loads(json.dumps(facts, default=str))  # type: ignore[no-any-return]  # a mapping of facts


def test_the_same_snapshot_rules_and_day_give_the_same_findings_in_the_same_order(
    sqlite_store: Store, tmp_path: Path
) -> None:
    fill(sqlite_store, named(tuple(at_the_edges(300, seed=4))))
    handed_up(sqlite_store, tmp_path / "快照")
    first = swept(tmp_path / "快照", tmp_path / "一")
    again = swept(tmp_path / "快照", tmp_path / "二")
    assert first == again
    assert [*found_in(tmp_path / "一").items()] == [*found_in(tmp_path / "二").items()]
