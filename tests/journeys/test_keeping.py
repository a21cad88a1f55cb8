"""A store kept safe: backup, restore, seal; and who may change its registers."""

from pathlib import Path

import pytest

from dangyuan_flow.application.founding import (
    register_members,
    register_offices,
    register_organizations,
    register_users,
)
from dangyuan_flow.application.keeping import backup, find, restore, seal, verify
from dangyuan_flow.domain.errors import BadInput, FlowError, NotAllowed, NotFound
from dangyuan_flow.domain.people import BodyKind, Duty, Member, Office, Organization
from dangyuan_flow.domain.registry import User
from dangyuan_flow.flow import Flow, open_flow
from dangyuan_flow.settings import Settings
from tests.journeys.regular import regular
from tests.journeys.service import closing
from tests.journeys.test_looking import lived
from tests.journeys.zone import BRANCH, COMMITTEE, EVER, GENERAL_BRANCH, acting

OLD = regular("2014")


def test_a_backup_restored_is_the_same_store_and_goes_on(zone: Flow, tmp_path: Path) -> None:
    dossier = lived(zone, *OLD.until("talk").steps)
    assert backup(zone, tmp_path / "备份.db").ok
    url = f"sqlite:///{tmp_path / '恢复.db'}"
    assert restore(tmp_path / "备份.db", url).ok
    with closing(open_flow(Settings.load({}, db=url, user="branch"))) as restored:
        assert restored.store.head() == zone.store.head()
        assert restored.store.get(dossier) == zone.store.get(dossier)
        assert restored.today() == zone.today()
        assert {o.name for o in restored.store.organizations()} == {o.name for o in zone.store.organizations()}
        lived_on = OLD["talk"]
        assert lived_on.by == "branch"
        assert verify(restored).ok


def test_a_backup_never_overwrites(zone_on_file: Flow, tmp_path: Path) -> None:
    (tmp_path / "备份.db").write_text("留着")
    with pytest.raises(FlowError):
        backup(zone_on_file, tmp_path / "备份.db")
    assert (tmp_path / "备份.db").read_text() == "留着"


def test_a_seal_kept_elsewhere_still_holds_later(zone: Flow) -> None:
    lived(zone, *OLD.until("talk").steps)
    kept = seal(zone)
    lived(zone, *regular("2014", name="周另", number="999999199505050134").until("talk").steps)
    assert verify(zone, seal=kept).ok
    count, _, digest = kept.partition(":")
    assert not verify(zone, seal=f"{count}:{'0' * 64}").ok
    assert not verify(zone, seal=f"{int(count) + 100}:{digest}").ok
    with pytest.raises(BadInput, match="封存"):
        verify(zone, seal="今天的封存")
    assert [line.digest for line in find(zone, digest[:12])] == [digest]


@pytest.mark.parametrize("account", ["branch", "general", "nobody", None])
def test_registers_are_changed_by_the_committee_only(zone_on_file: Flow, account: str | None) -> None:
    head = zone_on_file.store.head()
    flow = acting(zone_on_file, account)
    with pytest.raises(NotAllowed):
        register_organizations(flow, [Organization(name="新支部", kind=BodyKind.BRANCH, parent=COMMITTEE)])
    with pytest.raises(NotAllowed):
        register_offices(flow, [Office(holder="nobody", duty=Duty.SECRETARY, organization=COMMITTEE, since=EVER)])
    with pytest.raises(NotAllowed):
        register_users(flow, [User(name="new", person="新用户")])
    with pytest.raises(NotAllowed):
        register_members(flow, [Member(name="新党员", branch=BRANCH)])
    assert zone_on_file.store.head() == head


def test_registers_keep_out_what_cannot_be(zone_on_file: Flow) -> None:
    head = zone_on_file.store.head()
    impossible = (
        (Organization(name="新支部", kind=BodyKind.BRANCH, parent="没有的总支"), "没有登记"),
        (
            Organization(name=COMMITTEE, kind=BodyKind.WORKING_COMMITTEE, parent=GENERAL_BRANCH),
            "不能是它自己或它的下级",
        ),
        (Organization(name="新总支", kind=BodyKind.GENERAL_BRANCH, parent=BRANCH), "不能作上级"),
        (Organization(name=" ", kind=BodyKind.BRANCH), "须有名称"),
        (Organization(name="新组织", kind=None), "须有名称和类型"),
    )
    for body, says in impossible:
        with pytest.raises(BadInput, match=says):
            register_organizations(zone_on_file, [body])
    with pytest.raises(NotFound, match="stranger"):
        register_offices(zone_on_file, [Office(holder="stranger", duty=Duty.DEPUTY, organization=BRANCH, since=EVER)])
    with pytest.raises(NotFound, match="河东"):
        register_offices(zone_on_file, [Office(holder="nobody", duty=Duty.DEPUTY, organization="河东", since=EVER)])
    assert zone_on_file.store.head() == head
