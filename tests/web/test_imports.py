"""A ledger from upload over preview and mapping to its import, and back."""

from typing import Any

import pytest

from dangyuan_flow.application import registers
from tests.web.site import Browser, Shown, Site
from tests.web.sweeping import over

OFFICER = "gongwei.zuzhiyuan"
FIELDS = "姓名,身份证号,党支部,申请入党时间"
ONE, OTHER = "999999199001011259", "999999199203034446"


@pytest.fixture
def officer(site: Site) -> Browser:
    return site.signed_in(OFFICER)


def sent(browser: Browser, text: str, name: str = "台账.csv") -> Shown:
    file = (name, text.encode(), "text/csv")
    return over(browser, browser.press(browser.open("/imports/new"), "上传并预览", files={"ledger": file}))


def told(browser: Browser, shown: Shown, columns: dict[str, Any]) -> Shown:
    """Say what columns mean, and look again."""
    return browser.press(shown, "按改过的列重新预览", **columns)


def test_a_ledger_is_previewed_imported_and_taken_back(site: Site, officer: Browser) -> None:
    head, count = site.flow.store.head(), site.flow.store.count()
    shown = sent(officer, f"{FIELDS}\n赵一,{ONE},石榴能源党支部,2026-01-05\n")
    assert "可以导入" in shown.text
    assert "1 新建" in shown.text
    assert site.flow.store.head() == head
    done = over(officer, officer.press(shown, "导入 1 份"))
    assert done.said == "已导入：新建 1 份，更正 0 份，不变 0 份。"
    assert site.flow.store.count() == count + 1
    assert "赵一" in done.text
    batch = registers.batches(site.flow)[0]
    assert done.path == f"/imports/{batch.id}"
    asked = officer.open(next(path for words, path in done.links if words == "撤销这一批"))
    assert site.flow.store.batch(batch.id).undone_at is None
    undone = officer.press(asked, "撤销这一批，1 份")
    assert "已撤销" in undone.said
    assert site.flow.store.batch(batch.id).undone_by == OFFICER
    again = officer.press(asked, "撤销这一批，1 份")
    assert again.status == 409
    assert "撤销" in again.problems


def test_the_same_ledger_again_changes_nothing(officer: Browser) -> None:
    text = f"{FIELDS}\n赵一,{ONE},石榴能源党支部,2026-01-05\n"
    over(officer, officer.press(sent(officer, text), "导入 1 份"))
    shown = sent(officer, text)
    assert "没有需要导入的" in shown.text
    assert "1 不变" in shown.text
    assert "导入 0 份" not in shown.text
    changed = sent(officer, text.replace("2026-01-05", "2026-01-06"))
    assert "1 更正" in changed.text
    assert "申请书落款日期" in changed.text


def test_unknown_columns_are_asked_for_and_what_they_mean_is_taken(officer: Browser) -> None:
    shown = sent(officer, f"人名,身份证号,党支部,申请入党时间,血型\n赵一,{ONE},石榴能源党支部,2026-01-05,A\n")
    assert "还不能导入" in shown.text
    assert "缺少“姓名”列" in shown.problems
    wrong = over(officer, told(officer, shown, {"col-A": "姓民"}))
    assert "不是台账的列" in wrong.text
    assert 'value="姓民"' in wrong.html
    right = over(officer, told(officer, wrong, {"col-A": "姓名"}))
    assert "可以导入" in right.text
    assert "没有认出的 1 列" in right.text
    aside = over(officer, told(officer, right, {"col-D": ""}))
    assert "没有认出的 2 列" in aside.text


def test_cells_that_cannot_be_read_stop_the_import_unless_they_are_taken_as_unknown(
    site: Site, officer: Browser
) -> None:
    count = site.flow.store.count()
    shown = sent(officer, f"{FIELDS}\n赵一,{ONE},石榴能源党支部,2026-02-30\n钱二,{OTHER},石榴能源党支部,2026-03-01\n")
    assert "有 1 个单元格读不懂" in shown.text
    assert "2026-02-30" in shown.text
    assert "申请入党时间" in shown.text
    refused = officer.press(shown, "导入 2 份")
    assert refused.status == 422
    assert site.flow.store.count() == count
    over(officer, officer.press(shown, "导入 2 份", accept="1"))
    assert site.flow.store.count() == count + 2


def test_numbers_of_identity_are_shown_by_their_ends_alone(officer: Browser) -> None:
    shown = sent(officer, f"{FIELDS}\n赵一,{ONE},石榴能源党支部,2026-01-05\n")
    assert ONE not in shown.html


def test_a_branch_brings_in_its_own_people_alone(site: Site) -> None:
    count = site.flow.store.count()
    branch = site.signed_in("feilu.shuji")
    shown = sent(branch, f"{FIELDS}\n赵一,{ONE},石榴能源党支部,2026-01-05\n")
    assert "不能办理石榴能源党支部的档案" in shown.problems
    own = sent(branch, f"{FIELDS}\n赵一,{ONE},飞鹿电子党支部,2026-01-05\n")
    over(branch, branch.press(own, "导入 1 份"))
    assert site.flow.store.count() == count + 1
    assert len([path for words, path in branch.open("/imports").links if words.startswith("B2026")]) == 1


def test_what_another_sent_or_imported_answers_like_what_is_not(site: Site, officer: Browser) -> None:
    held = sent(officer, f"{FIELDS}\n赵一,{ONE},石榴能源党支部,2026-01-05\n").path
    batch = registers.batches(site.flow)[0].id
    branch = site.signed_in("feilu.shuji")
    assert branch.open(held).status == branch.open("/imports/new/nothing").status == 404
    for end in ("", "/undo"):
        foreign, missing = branch.open(f"/imports/{batch}{end}"), branch.open(f"/imports/B20000101-001{end}")
        assert foreign.status == missing.status == 404
        assert foreign.text.replace(batch, "B20000101-001") == missing.text


def test_an_auditor_imports_nothing(site: Site) -> None:
    auditor = site.signed_in("gongwei.paicha")
    assert "上传并预览" not in auditor.open("/imports/new").html
    assert "导入" not in [words for words, _ in auditor.open("/").links]


def test_a_page_that_outlived_its_ledger_says_so(officer: Browser) -> None:
    shown = officer.open("/imports/new/gone")
    assert shown.status == 404
    assert "请重新选择文件" in shown.text
