"""Fifty small stores, each handing up its snapshot: swept together they are the sum, and what crosses them shows."""

from pathlib import Path

import pytest

from dangyuan_flow.application.snapshots import Findings
from dangyuan_flow.domain.facts import Facts
from dangyuan_flow.store import FactTable, Store
from dangyuan_flow.store.database import Database
from dangyuan_flow.store.snapshot import reading
from tests.rules.dossiers import AS_OF, MEMBER, PROBATIONER, facts_of, national
from tests.store.snapshot.handed import alone, fill, found_by, found_in, handed_up, swept
from tests.store.snapshot.people import faulty, lawful, named

BODIES = 50
TWICE = "999999199003050024"


@pytest.fixture(scope="module")
def nation(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, list[tuple[str, Facts]]]]:
    """A folder of fifty bodies' snapshots, and whose dossiers lie in which."""
    folder = tmp_path_factory.mktemp("全国")
    lived: dict[str, list[tuple[str, Facts]]] = {}
    made = folder / "empty.db"
    Store.open(f"sqlite:///{made}", create=True).close()
    for number in range(BODIES):
        body = f"第{number:02}县"
        people = named((*faulty()[number::BODIES], *lawful()[number::BODIES]), body=f"{number:02}")
        if number in (7, 41):
            one = PROBATIONER if number == 7 else MEMBER | {"conversion_approved_on": None, "archived_on": None}
            people.append(("2026-99999", facts_of({**one, "id_number": TWICE, "form_number": None})))
        url = folder / f"{number}.db"
        url.write_bytes(made.read_bytes())
        with Store.open(f"sqlite:///{url}") as store:
            fill(store, people)
            handed_up(store, folder / "报送" / body, body)
        lived[body] = people
    return folder, lived


def test_fifty_stores_swept_together_are_the_sum_of_each(
    nation: tuple[Path, dict[str, list[tuple[str, Facts]]]], tmp_path: Path
) -> None:
    folder, lived = nation
    done = swept(folder / "报送", tmp_path / "结果")
    assert done.bodies == {body: len(people) for body, people in lived.items()}
    for number, body in enumerate(lived):
        database = Database(f"sqlite:///{folder / f'{number}.db'}")
        theirs = FactTable(database).sweep(alone(), AS_OF)
        database.close()
        assert found_in(tmp_path / "结果", body=body) == found_by(theirs)


def test_one_person_in_two_bodies_shows_only_when_both_are_swept_together(
    nation: tuple[Path, dict[str, list[tuple[str, Facts]]]], tmp_path: Path
) -> None:
    folder, _ = nation
    swept(folder / "报送", tmp_path / "全部", national())
    twice = [key for key in found_in(tmp_path / "全部", national()) if key[0] == "2026-99999"]
    assert ("2026-99999", "one-dossier-under-way") in twice
    told = found_in(tmp_path / "全部", national(), body="第41县")["2026-99999", "one-dossier-under-way"]
    assert "的 第07县/2026-99999" in str(told)
    swept(folder / "报送" / "第07县", tmp_path / "一县", national())
    assert ("2026-99999", "one-dossier-under-way") not in found_in(tmp_path / "一县", national())


def test_the_heads_of_all_journals_are_kept_with_the_findings(
    nation: tuple[Path, dict[str, list[tuple[str, Facts]]]], tmp_path: Path
) -> None:
    folder, _ = nation
    done = swept(folder / "报送", tmp_path / "结果")
    assert done.heads == {each.body: each.head for _, each in reading.opened(folder / "报送").bodies}


def test_each_body_has_a_first_branch_of_its_own_in_a_report_on_many(
    nation: tuple[Path, dict[str, list[tuple[str, Facts]]]], tmp_path: Path
) -> None:
    folder, lived = nation
    swept(folder / "报送", tmp_path / "结果")
    report = Findings.opened(tmp_path / "结果", alone()).report()
    assert {found.dossier.partition("/")[0] for found in report.findings} <= lived.keys()
    branches = [found.branch for found in report.findings if found.branch is not None]
    assert branches
    assert {branch.partition("/")[0] for branch in branches} <= lived.keys()
    swept(folder / "报送" / "第07县", tmp_path / "一县")
    alone_found = Findings.opened(tmp_path / "一县", alone()).report().findings
    assert {"/" in (found.branch or "") for found in alone_found} == {False}
