"""A committee's meeting in pages: several people on one agenda, each decided alone; one bad one stops nobody."""

import pytest

from dangyuan_flow.application import supplying
from dangyuan_flow.application.gates import lying
from dangyuan_flow.application.reviewing import chain_of, decide
from dangyuan_flow.domain.journal import Dossier
from dangyuan_flow.domain.people import Duty
from dangyuan_flow.domain.review import ReviewLevel
from dangyuan_flow.domain.workflow import Move
from tests.web.site import Browser, Site


@pytest.fixture
def above(site: Site) -> Browser:
    """The committee's secretary."""
    return site.signed_in("gongwei.shuji")


STEP = 24


@pytest.fixture
def people(site: Site) -> list[Dossier]:
    """Two people who wait for the committee's decision on their conversion."""
    flow = site.flow
    flow.user = "gongwei.shuji"
    for line in lying(flow, step=STEP):
        for level, move in ((ReviewLevel.BRANCH, Move.SUBMIT), (ReviewLevel.GENERAL_BRANCH, Move.DELIBERATE)):
            found = flow.store.get(line.dossier)
            here, body = chain_of(flow, found).turn(found.round)
            if here is level:
                held = flow.store.offices(flow.today(), organization=body.name)
                flow.user = next(o.holder for o in held if o.duty is Duty.SECRETARY)
                decide(flow, line.dossier, move, on=flow.today(), opinion="同意", reason="按期办理")
    flow.user = "gongwei.shuji"
    lines = [line for line in lying(flow, step=STEP) if line.is_mine]
    flow.user = None
    assert len(lines) > 1
    return [flow.store.get(line.dossier) for line in lines][:2]


def voted(dossier: str, votes_for: int, against: int) -> dict[str, str]:
    return {
        f"vote_for:{dossier}": str(votes_for),
        f"vote_against:{dossier}": str(against),
        f"vote_abstained:{dossier}": "0",
    }


def approving(above: Browser, dossier: str) -> str:
    """The word for the decision that carries the paper on, as the agenda offers it."""
    row = above.open(f"/meetings/new?step={STEP}").html.split(f'name="decision:{dossier}"')[1].split("</select>")[0]
    return row.split('<option value="approve">')[1].split("<")[0]


def test_each_is_decided_alone_and_one_bad_one_stops_nobody(site: Site, above: Browser, people: list[Dossier]) -> None:
    first, second = people
    shown = above.open(f"/meetings/new?step={STEP}")
    assert "同意" in approving(above, first.id)
    partly = above.press(
        shown,
        "逐人登记已选定的决定",
        files=None,
        entitled="9",
        present="8",
        **{f"decision:{first.id}": "approve", f"opinion:{first.id}": "同意", f"reason:{first.id}": "会议推迟"},
        **voted(first.id, 8, 0),
        **{f"decision:{second.id}": "approve", f"opinion:{second.id}": "意见不一"},
        **voted(second.id, 4, 4),
    )
    assert partly.status == 422
    assert "已登记 1 人" in partly.problems
    assert str(first.facts.name) in partly.problems
    assert "没有登记 1 人" in partly.problems
    assert "表决未通过" in partly.problems
    assert site.flow.store.get(first.id).reviews[-1].vote == (9, 8, 8, 0, 0)
    assert site.flow.store.get(second.id).seq == second.seq
    assert "意见不一</textarea>" in partly.html
    assert f'name="person" value="{first.id}"' not in partly.html, "who is decided is off the agenda"
    led = above.press(
        partly,
        "逐人登记已选定的决定",
        files=None,
        **{f"decision:{second.id}": "return", f"to_step:{second.id}": "23"},
        **{f"reason:{second.id}": "表决未通过，退回重新讨论"},
    )
    assert led.path == "/reviews"
    assert "会议已登记 1 人" in led.said
    assert site.flow.store.get(second.id).position == "23"


def test_nothing_is_chosen_beforehand_and_nothing_is_decided_by_that(
    site: Site, above: Browser, people: list[Dossier]
) -> None:
    shown = above.open(f"/meetings/new?step={STEP}")
    fields = dict(shown.form("逐人登记已选定的决定").fields)
    assert {fields[f"decision:{one.id}"] for one in people} == {""}
    empty = above.press(shown, "逐人登记已选定的决定", files=None, **{f"opinion:{people[0].id}": "先写的意见"})
    assert empty.status == 422
    assert "没有选定任何人的决定" in empty.problems
    assert "先写的意见</textarea>" in empty.html
    assert site.flow.store.get(people[0].id).seq == people[0].seq


def test_a_vote_is_counted_before_it_is_kept(above: Browser, people: list[Dossier]) -> None:
    first = people[0]
    shown = above.open(f"/meetings/new?step={STEP}")
    counted = above.press(shown, "核算表决", files=None, entitled="9", present="9", **voted(first.id, 4, 5))
    assert counted.status == 200
    assert "赞成 4 人，没有超过应到的半数" in counted.text
    assert 'name="entitled" value="9"' in counted.html


def test_what_came_meanwhile_is_told_for_that_person_alone(site: Site, above: Browser, people: list[Dossier]) -> None:
    first, second = people
    shown = above.open(f"/meetings/new?step={STEP}")
    site.flow.user = "gongwei.zuzhiyuan"
    paper = site.flow.workflow.by_id[STEP].materials[0].name
    supplying.supply(site.flow, first.id, [paper], on=site.flow.today())
    site.flow.user = None
    partly = above.press(
        shown,
        "逐人登记已选定的决定",
        files=None,
        entitled="7",
        present="7",
        **{f"decision:{one.id}": "approve" for one in (first, second)},
        **{f"reason:{one.id}": "已核" for one in (first, second)},
        **voted(first.id, 7, 0),
        **voted(second.id, 7, 0),
    )
    assert partly.status == 422
    assert paper in partly.problems
    assert "已登记 1 人" in partly.problems
    assert above.press(partly, "逐人登记已选定的决定").path == "/reviews"


def test_only_a_committee_has_an_agenda(site: Site) -> None:
    for user in ("feilu.shuji", "zong1.shuji", "gongwei.paicha"):
        shown = site.signed_in(user).open("/meetings/new?step=24")
        assert shown.status == 200
        assert "现在没有等您所在党委（工委）审批的人" in shown.text


def test_a_forged_person_is_not_found_and_nobody_is_decided(site: Site, above: Browser, people: list[Dossier]) -> None:
    first = people[0]
    data = dict(above.open(f"/meetings/new?step={STEP}").form("逐人登记已选定的决定").fields)
    data |= {"person": "2026-99999", "decision:2026-99999": "refuse", "reason:2026-99999": "无"}
    sent = above.client.post(f"/meetings/new?step={STEP}", data=data, headers={"origin": "http://localhost"})
    assert sent.status_code == 404
    assert site.flow.store.get(first.id).seq == first.seq


def test_a_half_filled_agenda_comes_back_without_whom_was_decided(
    site: Site, above: Browser, people: list[Dossier]
) -> None:
    first, second = people
    shown = above.open(f"/meetings/new?step={STEP}")
    above.press(
        shown,
        "逐人登记已选定的决定",
        files=None,
        **{f"decision:{first.id}": "supplement", f"reason:{first.id}": "缺章", f"papers:{first.id}": "表决票"},
        **{f"decision:{second.id}": "return", f"opinion:{second.id}": "再议"},
    )
    kept = site.signed_in("gongwei.shuji").open(f"/meetings/new?step={STEP}")
    assert "已经替您留着" in kept.text
    assert "再议</textarea>" in kept.html
    assert "缺章" not in kept.html
    assert site.flow.store.get(first.id).position == str(STEP)
