"""The sweep on Spark, with executors in processes of their own, finds what the other engines find."""

from __future__ import annotations

from contextlib import redirect_stderr, redirect_stdout
from dataclasses import replace
from io import StringIO
from typing import TYPE_CHECKING

import pytest

from dangyuan_flow.domain.errors import BadInput, FlowError
from dangyuan_flow.store.snapshot import engine, summary
from dangyuan_flow.store.snapshot.engine import Wanted
from dangyuan_flow.store.spark import engine as spark
from tests.rules.dossiers import AS_OF, national
from tests.rules.population import County
from tests.spark.populations import bent, broken
from tests.spark.swept import MASTER, checksum, exported, in_place, lines

if TYPE_CHECKING:
    from pathlib import Path

    from dangyuan_flow.domain.facts import Facts
    from dangyuan_flow.store.snapshot.reading import Snapshot
    from dangyuan_flow.store.snapshot.summary import Summary

WANTED = Wanted(rule_set=national(), as_of=AS_OF)
FEW = Wanted(rule_set=replace(national(), rules=national().rules[:3], across=()), as_of=AS_OF)


class Swept:
    """Some bodies' dossiers, their snapshots, and what two engines found in them."""

    def __init__(self, folder: Path, people: dict[str, list[tuple[str, Facts]]]) -> None:
        self.people = people
        self.snapshot: Snapshot = exported(folder / "快 照", people)
        self.here: Summary = engine.judge(self.snapshot, WANTED, folder / "本机")
        self.there: Summary = spark.judge(self.snapshot, WANTED, folder / "集群", master=MASTER)
        self.found_here, self.found_there = lines(folder / "本机"), lines(folder / "集群")
        self.folder = folder


@pytest.fixture(scope="module")
def faults(tmp_path_factory: pytest.TempPathFactory) -> Swept:
    """Every rule broken in one body, and lives bent at every boundary in another."""
    people = {"云岭县委组织部": [*broken()], "it's 鹿城县 [二]": [*bent(seed=7)]}
    return Swept(tmp_path_factory.mktemp("faults"), people)


@pytest.fixture(scope="module")
def stores(tmp_path_factory: pytest.TempPathFactory) -> Swept:
    """Fifty small stores whose numbers of people and forms overlap, as those of fifty bodies would."""
    people = {f"第{n:02}党委": County(seed=n % 7).people(12) for n in range(50)}
    return Swept(tmp_path_factory.mktemp("stores"), people)


def test_every_rule_of_one_dossier_fires(faults: Swept) -> None:
    assert {line[6] for line in faults.found_there} >= {rule.id for rule in national().rules}


def test_what_spark_finds_is_what_a_store_finds_in_place(faults: Swept) -> None:
    own = {line for line in faults.found_there if line[6] in national().by_id}
    assert checksum(own) == checksum(in_place(faults.people, national())), own ^ in_place(faults.people, national())


def test_what_spark_finds_is_what_duckdb_finds(faults: Swept) -> None:
    assert checksum(faults.found_there) == checksum(faults.found_here), faults.found_there ^ faults.found_here


def test_what_spark_sums_up_is_what_duckdb_sums_up(faults: Swept) -> None:
    assert faults.there == replace(faults.here, engine="spark", files=faults.there.files)
    assert summary.read(faults.folder / "集群") == faults.there


def test_fifty_stores_are_swept_together_and_rules_reach_across_them(stores: Swept) -> None:
    assert stores.there.dossiers == 600
    assert len(stores.there.bodies) == 50
    assert checksum(stores.found_there) == checksum(stores.found_here), stores.found_there ^ stores.found_here
    assert stores.there == replace(stores.here, engine="spark", files=stores.there.files)
    across = {rule.id for rule in national().across}
    assert {line[0] for line in stores.found_there if line[6] in across} >= {"第00党委", "第49党委"}


def test_nothing_is_left_beside_the_findings_but_what_spark_said(faults: Swept) -> None:
    left = {path.name for path in (faults.folder / "集群").iterdir()}
    assert left == {*faults.there.files, summary.NAME, "spark.log"}
    assert not list(faults.folder.glob(".集群*"))


def test_a_snapshot_without_anybody_needs_no_spark(tmp_path: Path) -> None:
    nobody = exported(tmp_path / "snapshot", {"空": []})
    assert spark.judge(nobody, WANTED, tmp_path / "out", master="spark://127.0.0.1:1").findings == 0


def test_spark_keeps_its_words_out_of_the_terminal(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    one = exported(tmp_path / "snapshot", {"甲": [*broken()][:2]})
    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        spark.judge(one, FEW, tmp_path / "out", master="local[2]")
    assert (out.getvalue(), err.getvalue(), *capfd.readouterr()) == ("", "", "", "")


def test_a_master_that_is_none_is_told_with_what_was_asked_for(tmp_path: Path) -> None:
    one = exported(tmp_path / "snapshot", {"甲": [*broken()][:2]})
    with pytest.raises(BadInput, match="--master 写的是“nowhere”。应写 spark://主机:端口"):
        spark.judge(one, WANTED, tmp_path / "out", master="nowhere")


def test_where_spark_does_not_start_it_says_where_to_look(tmp_path: Path) -> None:
    one = exported(tmp_path / "snapshot", {"甲": [*broken()][:2]})
    with pytest.raises(BadInput, match=r"没有启动起来（--master local\[none\]）：.*spark\.log"):
        spark.judge(one, WANTED, tmp_path / "out", master="local[none]")


def test_without_java_it_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = exported(tmp_path / "snapshot", {"甲": [*broken()][:2]})
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(FlowError, match="apt-get install openjdk-17-jre-headless"):
        spark.judge(one, WANTED, tmp_path / "out")


def test_with_an_old_java_it_says_which_it_needs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    one = exported(tmp_path / "snapshot", {"甲": [*broken()][:2]})
    java = tmp_path / "bin" / "java"
    java.parent.mkdir()
    java.write_text("#!/bin/sh\necho 'openjdk version \"11.0.2\" 2019-01-15' >&2\n")
    java.chmod(0o755)
    monkeypatch.setenv("JAVA_HOME", str(tmp_path))
    with pytest.raises(FlowError, match="版本是 11，Apache Spark 需要 Java 17"):
        spark.judge(one, WANTED, tmp_path / "out")
