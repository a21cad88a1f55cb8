"""The review in pages: submitted, deliberated, approved by three people; returned and mended; refused with reasons."""

import pytest

from dangyuan_flow.application import advancing, entrance, supplying
from dangyuan_flow.application.demo.tour import PASSWORD
from dangyuan_flow.application.gates import lying
from dangyuan_flow.domain.facts import Value
from dangyuan_flow.domain.journal import Dossier
from dangyuan_flow.domain.review import ReviewLevel
from dangyuan_flow.flow import Flow
from tests.web.site import Browser, Site

COMMITTEE = ("gongwei.shuji", "gongwei.zuzhiyuan")


def acting(site: Site, user: str) -> Flow:
    site.flow.user = user
    return site.flow


def waiting(site: Site, level: ReviewLevel, *, step: int | None = None, votes: bool | None = None) -> Dossier:
    """A dossier that waits for ``level``, above whose branch there is a general branch."""
    for line in lying(acting(site, "gongwei.shuji"), step=step):
        gate = line.step.gate
        assert gate is not None
        if line.level is level and (votes is None or gate.votes == votes) and line.branch != "高新区机关党支部":
            site.flow.user = None
            return site.flow.store.get(line.dossier)
    pytest.fail(f"nobody waits for {level}")


def secretary(site: Site, body: str | None) -> str:
    """The user who is secretary of a body today."""
    held = site.flow.store.offices(site.flow.today(), organization=body)
    return next(o.holder for o in held if o.duty.value == "secretary")


def arrives(site: Site, user: str) -> Browser:
    """A browser in which ``user`` is signed in; not everybody in the zone has a password at first."""
    entrance.set_password(acting(site, "admin"), user, PASSWORD, must_change=False)
    site.flow.user = None
    return site.signed_in(user)


def general(site: Site, dossier: Dossier) -> str:
    return secretary(site, site.flow.organizations[dossier.facts.branch or ""].parent)


def test_three_people_carry_a_paper_through_three_levels(site: Site) -> None:
    found = waiting(site, ReviewLevel.GENERAL_BRANCH, votes=True)
    path = f"/dossiers/{found.id}/review"
    deliberating, approving = arrives(site, general(site, found)), site.signed_in("gongwei.shuji")
    shown = deliberating.open(path)
    led = deliberating.press(shown, "审议同意，报星河高新区工委审批", opinion="经审议，同意上报")
    assert led.path == "/reviews"
    assert "已审议同意，报星河高新区工委审批" in led.said
    vote = {"vote_entitled": "9", "vote_present": "8", "vote_for": "8", "vote_against": "0", "vote_abstained": "0"}
    early = approving.open(path)
    assert "还没有办的步骤" in early.text
    refused = approving.press(early, "同意接收为预备党员", files=None, opinion="同意接收", **vote)
    assert refused.status == 422
    assert "第 16 步" in refused.problems
    assert "同意接收</textarea>" in refused.html

    flow, today = acting(site, "gongwei.zuzhiyuan"), site.flow.today()
    talk: dict[str, Value] = {"admission_talked_on": today, "admission_talked_by": "康云清"}
    advancing.advance(flow, found.id, 16, on=today, facts=talk)
    site.flow.user = None
    led = approving.press(
        approving.open(path), "同意接收为预备党员", files=None, opinion="同意接收", reason="谈话后即办", **vote
    )
    assert led.path == "/reviews"
    kept = site.flow.store.get(found.id)
    assert (kept.position, kept.reviews[-1].vote) == ("22", (9, 8, 8, 0, 0))


def test_a_returned_paper_is_mended_and_passes(site: Site) -> None:
    found = waiting(site, ReviewLevel.COMMITTEE, step=13)
    path = f"/dossiers/{found.id}/review"
    above = site.signed_in("gongwei.shuji")
    name = found.facts.name
    led = above.press(
        above.open(path), "退回补正所选材料", papers=["政治审查报告"], reason="缺党支部盖章", opinion="补盖后再报"
    )
    assert led.said == f"{name}：已退回补正《政治审查报告》。"

    branch = secretary(site, found.facts.branch)
    below = arrives(site, branch)
    refused = below.press(below.open(path), "报送星河企业第一党总支审议", opinion="已补")
    assert refused.status == 422
    assert "补正材料《政治审查报告》" in refused.problems
    assert "已补</textarea>" in refused.html

    supplying.supply(acting(site, branch), found.id, ["政治审查报告"], on=site.flow.today())
    site.flow.user = None
    assert below.press(below.open(path), "报送星河企业第一党总支审议", opinion="已补").path == "/reviews"

    middle = arrives(site, general(site, found))
    since = middle.open(path)
    assert "上次退回以后" in since.text
    assert "缺党支部盖章" in since.text
    assert "已补交 第 10 步《政治审查报告》" in since.text
    assert middle.press(since, "审议同意，报星河高新区工委预审", opinion="同意").path == "/reviews"
    assert above.press(above.open(path), "预审合格，同意接收", opinion="合格").path == "/reviews"
    assert site.flow.store.get(found.id).position == "14"


def test_two_reviewers_at_once_and_the_second_loses_nothing(site: Site) -> None:
    found = waiting(site, ReviewLevel.COMMITTEE, step=13)
    path = f"/dossiers/{found.id}/review"
    first, second = (site.signed_in(user) for user in COMMITTEE)
    a, b = first.open(path), second.open(path)
    assert first.press(a, "退回补正所选材料", papers=["政治审查报告"], reason="缺章").path == "/reviews"
    late = second.press(b, "预审合格，同意接收", opinion="材料齐全，我意同意")
    assert late.status == 422
    assert "材料齐全，我意同意" in late.text
    assert "缺章" in late.text, "the second sees what the first did"
    assert site.flow.store.get(found.id).position == "13"


def test_what_came_meanwhile_is_shown_before_one_decides_again(site: Site) -> None:
    found = waiting(site, ReviewLevel.COMMITTEE, step=13)
    path = f"/dossiers/{found.id}/review"
    above = site.signed_in("gongwei.shuji")
    shown = above.open(path)
    branch = secretary(site, found.facts.branch)
    supplying.supply(acting(site, branch), found.id, ["接收预备党员预审请示"], on=site.flow.today())
    site.flow.user = None
    late = above.press(shown, "预审合格，同意接收", opinion="合格")
    assert late.status == 409
    assert "接收预备党员预审请示" in late.problems
    assert above.press(late, "预审合格，同意接收").path == "/reviews"


def test_what_is_owed_is_asked_for_beside_its_field(site: Site) -> None:
    found = waiting(site, ReviewLevel.COMMITTEE, step=13)
    above = site.signed_in("gongwei.shuji")
    shown = above.open(f"/dossiers/{found.id}/review")
    back = above.press(shown, "退回到选定的步骤", opinion="再议")
    assert back.status == 422
    assert "请选定退回到第几步" in back.problems
    assert "退回重做须写明理由" in back.problems
    assert 'id="wrong-to_step"' in back.html
    assert "再议</textarea>" in back.html
    papers = above.press(back, "退回补正所选材料", reason="缺")
    assert "请勾选要补的材料" in papers.problems
    led = above.press(papers, "退回到选定的步骤", to_step="7")
    assert led.said == f"{found.facts.name}：已退回到第 7 步。"
    assert site.flow.store.get(found.id).position == "7"


def test_a_vote_without_a_majority_carries_nothing(site: Site) -> None:
    found = waiting(site, ReviewLevel.COMMITTEE, votes=True)
    above = site.signed_in("gongwei.shuji")
    shown = above.open(f"/dossiers/{found.id}/review")
    button = next(words for form in shown.forms for words, _, value, _ in form.buttons if value == "approve")
    counted = above.press(
        shown, "核算", vote_entitled="9", vote_present="9", vote_for="4", vote_against="5", vote_abstained="0"
    )
    assert "没有超过应到的半数" in counted.text
    assert counted.status == 200
    refused = above.press(counted, button, opinion="同意")
    assert refused.status == 422
    assert "表决未通过" in refused.problems
    assert 'name="vote_for" value="4"' in refused.html
    odd = above.press(refused, button, vote_against="3")
    assert "数字不平" in odd.problems
    assert above.press(odd, button, vote_for="").status == 422
    assert site.flow.store.get(found.id).seq == found.seq


def test_who_is_not_at_the_level_sees_the_file_and_no_button(site: Site) -> None:
    found = waiting(site, ReviewLevel.COMMITTEE, step=13)
    for user in (general(site, found), "gongwei.paicha"):
        shown = arrives(site, user).open(f"/dossiers/{found.id}/review")
        assert shown.status == 200
        assert "轮到别处办理" in shown.text
        assert not [b for form in shown.forms for b in form.buttons if b[1] == "decision"]


def test_a_foreign_file_answers_as_a_missing_one(site: Site) -> None:
    found = waiting(site, ReviewLevel.COMMITTEE, step=13)
    other = site.signed_in("baifan.shuji" if found.facts.branch != "白帆软件党支部" else "chisong.shuji")
    foreign, missing = (other.open(f"/dossiers/{i}/review") for i in (found.id, "2026-99999"))
    assert foreign.status == missing.status == 404
    assert foreign.text.replace(found.id, "") == missing.text.replace("2026-99999", "")


def test_a_colleague_types_what_another_decided(site: Site) -> None:
    found = waiting(site, ReviewLevel.COMMITTEE, step=13)
    above = site.signed_in("gongwei.zuzhiyuan")
    shown = above.open(f"/dossiers/{found.id}/review")
    led = above.press(shown, "预审合格，同意接收", opinion="合格", decided_by="gongwei.shuji")
    assert led.path == "/reviews"
    record = site.flow.store.records(found.id)[-1].entry
    assert (record.entered_by, record.review and record.review.person) == ("gongwei.zuzhiyuan", "gongwei.shuji")
    assert record.on_behalf_of == record.decided_by


def test_the_queue_counts_what_it_lists(site: Site) -> None:
    above = site.signed_in("gongwei.shuji")
    shown = above.open("/reviews")
    mine = [line for line in lying(acting(site, "gongwei.shuji")) if line.is_mine]
    assert f"{len(mine)} 等我审批" in shown.text
    assert all(f'/dossiers/{line.dossier}/review"' in shown.html for line in mine)
    only = above.open("/reviews?whose=others")
    assert not any(f'/dossiers/{line.dossier}/review"' in only.html for line in mine)


def press_nothing(browser: Browser, path: str) -> int:
    form = browser.open(path).forms[-1]
    sent = browser.client.post(path, data=dict(form.fields), headers={"origin": "http://localhost"})
    return sent.status_code


def test_a_form_without_a_decision_decides_nothing(site: Site) -> None:
    found = waiting(site, ReviewLevel.COMMITTEE, step=13)
    assert press_nothing(site.signed_in("gongwei.shuji"), f"/dossiers/{found.id}/review") == 422
    assert site.flow.store.get(found.id).seq == found.seq


def test_what_was_typed_outlives_the_session(site: Site) -> None:
    found = waiting(site, ReviewLevel.COMMITTEE, step=13)
    path = f"/dossiers/{found.id}/review"
    first = site.signed_in("gongwei.shuji")
    shown = first.open(path)
    form = next(form for form in shown.forms if any(b[1] == "decision" for b in form.buttons))
    typed = dict(form.fields) | {"opinion": "写了一半的意见", "reason": "缺章"}
    answer = first.client.post(f"{path}/check", data=typed, headers={"origin": "http://localhost"})
    assert "按规定可以办理" in answer.text
    assert "<html" not in answer.text

    again = site.signed_in("gongwei.shuji")
    kept = again.open(path)
    assert "写了一半的意见</textarea>" in kept.html
    assert "已经替您留着" in kept.text
    assert "写了一半" not in site.signed_in("gongwei.zuzhiyuan").open(path).text
    cleared = again.press(kept, "清除草稿")
    assert cleared.said == "草稿已经清除。"
    assert "写了一半" not in cleared.text
    assert site.flow.store.get(found.id).seq == found.seq
