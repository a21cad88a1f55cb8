"""The rules to read: the list by stage, and one rule with articles, wording and examples."""

import pytest

from tests.web.site import Browser, Site


@pytest.fixture
def reader(site: Site) -> Browser:
    return site.signed_in("feilu.shuji")


def test_the_list_holds_every_rule_and_narrows_by_words(site: Site, reader: Browser) -> None:
    every = site.flow.catalogue.rule_set.everything
    shown = reader.open("/rules")
    assert f"{len(every)} 条" in shown.text
    assert sum(path.startswith("/rules/") for _, path in shown.links) == len(every)
    found = reader.press(shown, "查找", q="v49")
    assert f"{sum(rule.code == 'V49' or 'V49' in rule.says for rule in every)} 条" in found.text
    guarding = reader.press(shown, "查找", step="8")
    assert f"{sum(8 in rule.guards for rule in every)} 条" in guarding.text
    assert "没有符合条件的规定" in reader.press(shown, "查找", q="没有这样的词").text


def test_a_rule_tells_article_wording_and_examples(reader: Browser) -> None:
    shown = reader.open("/rules/cultivated-for-a-year")
    assert shown.heading == "V49 培养教育考察不满一年即列为发展对象"
    for words in ("细则-2026 第13条", "2026-05-11 起施行", "第 8 步", "不能办理", "合规", "违反"):
        assert words in shown.text


def test_a_code_shows_all_its_rules_and_what_people_look_at(site: Site, reader: Browser) -> None:
    shown = reader.open("/rules/v49")
    titles = [rule.title for rule in site.flow.catalogue.rule_set.everything if rule.code == "V49"]
    assert all(title in shown.text for title in titles)
    assert reader.open("/rules/V999").status == 404


def test_every_rule_has_a_page(site: Site, reader: Browser) -> None:
    for rule in site.flow.catalogue.rule_set.everything:
        assert reader.open(f"/rules/{rule.id}").status == 200, rule.id
