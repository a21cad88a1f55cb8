"""Opening a dossier: what is asked, what is refused, and that one person has one file."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from dangyuan_flow.domain.identity import check_digit
from dangyuan_flow.store import Selection
from tests.web.site import Browser, Site

BRANCH = "飞鹿电子党支部"
NUMBER = "99999919950505001" + check_digit("99999919950505001")
TOLD: dict[str, Any] = {"name": "试填一", "id_number": NUMBER, "on": "2026-10-01"}


@pytest.fixture
def secretary(site: Site) -> Browser:
    """The branch's secretary."""
    return site.signed_in("feilu.shuji")


def test_a_dossier_is_opened_from_the_list(site: Site, secretary: Browser) -> None:
    listed = secretary.open("/dossiers")
    assert ("建档", "/dossiers/new") in listed.links
    done = secretary.press(secretary.open("/dossiers/new"), "建档", **TOLD, nation="汉族", is_student="否")
    assert done.path.startswith("/dossiers/2026-")
    assert done.heading == "试填一"
    dossier = site.flow.store.get(done.path.rpartition("/")[2])
    assert dossier.facts.branch == BRANCH
    assert dossier.facts.born_on == date(1995, 5, 5)
    assert dossier.facts.sex == "男"
    assert dossier.facts.is_student is False
    assert NUMBER not in done.html


@pytest.mark.parametrize(
    ("number", "says"),
    [
        ("99999919950505001", "填了 17 位"),
        ("999999199505050010" if check_digit("99999919950505001") != "0" else "999999199505050011", "校验码不符"),
        ("99999919950231001" + check_digit("99999919950231001"), "出生日期不存在"),
        ("", "请填“身份证号”"),
    ],
)
def test_a_wrong_identity_number_is_explained_beside_its_field(secretary: Browser, number: str, says: str) -> None:
    refused = secretary.press(secretary.open("/dossiers/new"), "建档", **(TOLD | {"id_number": number}))
    assert refused.status == 422
    assert says in refused.problems
    assert 'aria-describedby="w-id_number"' in refused.html
    assert 'value="试填一"' in refused.html


def test_a_person_with_a_dossier_under_way_gets_no_second(site: Site, secretary: Browser) -> None:
    first = secretary.press(secretary.open("/dossiers/new"), "建档", **TOLD)
    second = secretary.press(secretary.open("/dossiers/new"), "建档", **TOLD)
    assert second.status == 409
    assert "一人只能有一份在办档案" in second.text
    assert any(path == first.path for _, path in second.links)
    assert site.flow.store.count(Selection(name="试填一")) == 1


def test_a_dossier_under_way_elsewhere_is_refused_without_telling_where(site: Site, secretary: Browser) -> None:
    first = secretary.press(secretary.open("/dossiers/new"), "建档", **TOLD)
    other = site.signed_in("baifan.shuji")
    refused = other.press(other.open("/dossiers/new"), "建档", **TOLD)
    assert refused.status == 409
    assert "请通过上级党委" in refused.text
    assert BRANCH not in refused.text
    assert first.path.rpartition("/")[2] not in refused.text
    assert all(path != first.path for _, path in refused.links)


def test_what_was_typed_is_kept_until_it_is_done(site: Site, secretary: Browser) -> None:
    secretary.press(secretary.open("/dossiers/new"), "建档", **{**TOLD, "on": ""})
    again = secretary.open("/dossiers/new")
    assert "上次没有登记完" in again.text
    secretary.press(again, "建档", on="2026-10-01")
    assert site.flow.store.count(Selection(name="试填一")) == 1
    assert "上次没有登记完" not in secretary.open("/dossiers/new").text


def test_a_secretary_opens_for_the_own_branch_alone(site: Site, secretary: Browser) -> None:
    form = secretary.open("/dossiers/new").form("建档")
    sent = {**dict(form.fields), **TOLD, "branch": "白帆软件党支部"}
    answer = secretary.client.post("/dossiers/new", data=sent)
    assert answer.status_code == 403
    assert site.flow.store.count(Selection(name="试填一")) == 0


def test_an_auditor_opens_none(site: Site) -> None:
    browser = site.signed_in("gongwei.paicha")
    assert browser.open("/dossiers/new").status == 403
    assert ("建档", "/dossiers/new") not in browser.open("/dossiers").links


def test_script_in_a_name_stays_text(secretary: Browser) -> None:
    told = {**TOLD, "name": "<script>alert(1)</script>"}
    done = secretary.press(secretary.open("/dossiers/new"), "建档", **told)
    assert "<script>alert" not in done.html
