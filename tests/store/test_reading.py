"""What the store tells of dossiers, registers, batches and settings."""

from dataclasses import replace
from datetime import date

import pytest

from dangyuan_flow.domain.errors import NotFound
from dangyuan_flow.domain.people import BodyKind, Duty, Member, Office, Organization, Sanction
from dangyuan_flow.domain.registry import RegistryEntry, User
from dangyuan_flow.domain.workflow import Move
from dangyuan_flow.store import ImportBatch, Selection, Store, value_of
from tests.store.people_and_papers import DAY, MOMENT, followed, identity, opened, registered


@pytest.fixture
def filled(store: Store) -> Store:
    """Five people of two branches, one of whom has withdrawn."""
    store.use_standings(lambda position, _before: "activist" if position > "3" else "applicant")
    store.append(
        [
            opened("D1", "2", name="李想", branch="第一支部", id_number=identity(1)),
            opened("D2", "4", name="王一", branch="第一支部", id_number=identity(2)),
            opened("D3", "2", name="李想", branch="第二支部", id_number=identity(3)),
            opened("D4", "5", name="百分%之", branch="第二支部"),
            opened("D5", "2", name="赵二"),
        ]
    )
    store.append([followed(store.get("D5"), move=Move.WITHDRAW, position="withdrawn")])
    return store


@pytest.mark.parametrize(
    ("selection", "ids"),
    [
        (Selection(), ["D1", "D2", "D3", "D4", "D5"]),
        (Selection(branches=["第一支部"]), ["D1", "D2"]),
        (Selection(branches=[]), []),
        (Selection(positions=["2", "5"]), ["D1", "D3", "D4"]),
        (Selection(standings=["activist"], under_way=True), ["D2", "D4"]),
        (Selection(name="李想"), ["D1", "D3"]),
        (Selection(contains="%"), ["D4"]),
        (Selection(contains=identity(2)), ["D2"]),
        (Selection(contains=identity(2)[-4:]), ["D2"]),
        (Selection(contains=identity(2)[-5:]), []),
        (Selection(contains=identity(2)[:-1]), []),
        (Selection(under_way=False), ["D5"]),
        (Selection(name="李想", branches=["第二支部"]), ["D3"]),
    ],
)
def test_a_list_is_narrowed(filled: Store, selection: Selection, ids: list[str]) -> None:
    assert [line.id for line in filled.list(selection)] == ids
    assert filled.count(selection) == len(ids)


def test_a_list_is_ordered_and_paged(filled: Store) -> None:
    assert [line.id for line in filled.list(order="position", limit=2, offset=1)] == ["D3", "D2"]
    line = filled.list(Selection(name="赵二"))[0]
    assert (line.position, line.before, line.under_way, line.seq) == ("withdrawn", "2", False, 2)


def test_registers_give_the_domain_s_values_back(store: Store) -> None:
    body = Organization(
        name="第一支部", kind=BodyKind.BRANCH, parent="高新区党工委", founded_on=DAY, former_names=("老支部",)
    )
    sanction = Sanction(kind="警告", on=DAY)
    member = Member(name="张明", branch="第一支部", full_since=DAY, sanctions=(sanction,))
    past = Office(
        holder="张明", duty=Duty.SECRETARY, organization="第一支部", since=date(2020, 1, 1), until=date(2024, 1, 1)
    )
    present = replace(past, since=date(2024, 1, 2), until=None)
    user = User(name="zhangming", person="张明", id_number=identity(9))
    lines = [
        registered("organization", "o1", **value_of(body)),
        registered("member", "m1", **value_of(member)),
        registered("user", "u1", **value_of(user)),
    ]
    lines += [registered("office", f"o{i}", **value_of(office)) for i, office in enumerate((past, present))]
    store.append(lines)
    assert store.organizations() == (body,)
    assert store.members() == store.members(branch="第一支部") == store.members(name="张明") == (member,)
    assert store.members(branch="第二支部") == ()
    assert store.offices(date(2023, 1, 1)) == (past,)
    assert store.offices(DAY, holder="张明") == store.offices(DAY, organization="第一支部") == (present,)
    assert store.offices() == (past, present)
    assert store.users() == (user,)


def test_a_register_s_line_stands_as_its_last_entry_says(store: Store) -> None:
    store.append([registered("organization", "a", name="甲"), registered("organization", "b", name="乙")])
    store.append([registered("organization", "a", name="甲", full_members=12), registered("organization", "b")])
    assert [(b.name, b.full_members) for b in store.organizations()] == [("甲", 12)]
    assert len(store.journal()) == 4


def test_a_user_is_found_by_name(store: Store) -> None:
    store.append([registered("user", "zhangming", name="zhangming", person="张明")])
    assert store.user("zhangming") == User(name="zhangming", person="张明")
    assert store.user("nobody") is None


def test_import_batches_are_told_with_whether_they_were_undone(store: Store) -> None:
    batch = ImportBatch(
        id="B1", file_name="台账.xlsx", digest="ab" * 32, entered_at=MOMENT, entered_by="admin", count=2
    )
    first, second = opened("D1", name="李想"), opened("D2", name="王一")
    imported = [(replace(record, batch="B1"), dossier) for record, dossier in (first, second)]
    store.append([*imported, registered("batch", "B1", **value_of(batch))])
    assert store.batch("B1") == batch
    assert [line.entry.dossier for line in store.batch_records("B1")] == ["D1", "D2"]
    undone = replace(batch, undone_at=MOMENT, undone_by="admin")
    store.append([registered("batch", "B1", **value_of(undone))])
    assert store.batches() == (undone,)
    with pytest.raises(NotFound, match="B2"):
        store.batch("B2")


def test_settings_are_journalled_like_everything_else(store: Store) -> None:
    store.append([registered("setting", "packs", value=["zone"]), registered("setting", "today", value="2026-11-01")])
    assert store.settings() == {"packs": ["zone"], "today": "2026-11-01"}
    assert all(isinstance(line.entry, RegistryEntry) for line in store.journal())


def test_the_journal_is_read_piece_by_piece(filled: Store) -> None:
    assert [line.seq for line in filled.journal(after=1, limit=3)] == [2, 3, 4]
    assert [line.seq for line in filled.latest(2)] == [5, 6]


def test_the_records_of_several_are_those_of_each(filled: Store) -> None:
    ids = [line.id for line in filled.list()]
    assert filled.records_of([*ids, "D9"]) == {dossier: filled.records(dossier) for dossier in ids}
