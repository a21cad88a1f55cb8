"""Vetting: what a reply says (and what it denies), whose answer counts on a day, and when it lapses."""

import pytest

from dangyuan_flow.domain.vetting import Agency, Nature, Vetting, clear_agencies, is_bare, is_clear, latest_by, natures
from tests.unit.invented import Given, day


def reply(body: str = Agency.POLICE, on: str = "2026-03-02", opinion: str = "无异常", **more: Given) -> Vetting:
    return Vetting(body=body, answered_on=day(on), opinion=opinion, **more)


@pytest.mark.parametrize(
    "opinion",
    [
        "无异常",
        "无",
        "未发现异常情况",
        "经查，该同志无犯罪记录",
        "经查询，未发现违法犯罪记录",
        "张三无犯罪记录",
        "犯罪记录：无",
        "刑事处罚 无",
        "有无犯罪记录：无",
        "纪检：无异常",
        "无刑事处罚、行政处罚、党纪处分",
        "未受过党纪、政务处分",
        "不信仰宗教",
        "不存在因赌博被处罚的情况",
        "该同志不是失信被执行人",
        "非失信被执行人",
        "未被列入失信被执行人名单",
        "没有参加法轮功等邪教组织",
        "截至2026年3月1日，在我辖区无违法犯罪记录，无吸毒前科",
        "经系统查询，未查到该同志涉黑涉恶、邪教、涉毒等问题",
        "无党纪处分；无政务处分；无违纪问题线索",
        "公示期间无异议",
        "2026年6月8日至12日公示，未收到反映",
        "公示期满，群众无不良反映",
        "公示无异议，同意列为发展对象",
        "没有收到任何举报",
        "表现良好",
        "同意",
    ],
)
def test_a_denial_accuses_nobody(opinion: str) -> None:
    assert is_clear(opinion)
    assert natures(opinion) == frozenset()


@pytest.mark.parametrize(
    ("opinion", "nature"),
    [
        ("2010年因盗窃被判处有期徒刑二年，缓刑二年", Nature.CRIME),
        ("无期徒刑", Nature.CRIME),
        ("未成年时因盗窃被判刑", Nature.CRIME),
        ("强奸未遂被判刑", Nature.CRIME),
        ("2010年判刑 无其他", Nature.CRIME),
        ("刑事拘留", Nature.CRIME),
        ("有异常：危险驾驶", Nature.CRIME),
        ("2019年因酒驾被行政拘留十日", Nature.ADMINISTRATIVE),
        ("因无证驾驶被行政拘留", Nature.ADMINISTRATIVE),
        ("有异常：2019年因赌博被处罚", Nature.ADMINISTRATIVE),
        ("2015年被行政拘留，无其他违法犯罪记录", Nature.ADMINISTRATIVE),
        ("无犯罪记录、有行政拘留一次", Nature.ADMINISTRATIVE),
        ("无犯罪记录，但曾因吸毒被处罚", Nature.ADMINISTRATIVE),
        ("党内严重警告处分", Nature.DISCIPLINE),
        ("涉恶团伙成员", Nature.GANG),
        ("有宗教信仰", Nature.CULT),
        ("被列为失信被执行人", Nature.DISHONEST),
    ],
)
def test_a_finding_is_told_by_its_nature_alone(opinion: str, nature: Nature) -> None:
    assert not is_clear(opinion)
    assert natures(opinion) == {nature}


def test_a_reply_may_tell_of_several_troubles() -> None:
    said = "2012年因诈骗罪判刑；2020年被列为失信被执行人"
    assert natures(said) == {Nature.CRIME, Nature.DISHONEST}


@pytest.mark.parametrize("said", ["有异常", "有异常。", "有异常情况", "存在异常", "经查，有问题"])
def test_a_bare_finding_tells_nothing_of_what_was_found(said: str) -> None:
    assert is_bare(said)
    assert natures(said) == {Nature.OTHER}


@pytest.mark.parametrize(
    "said",
    [
        "有异常：2020年作为原告起诉某公司欠薪，已结案",
        "有异常：2018年民间借贷纠纷被告，已履行完毕",
        "有异常：2019年违章停车罚款二百元",
        "有异常：2021年诫勉谈话一次",
        "其弟2015年因盗窃罪被判处有期徒刑一年，本人无违法犯罪记录",
        "本人无异常；其父1998年曾因赌博被行政拘留",
        "父亲：2003年因诈骗罪服刑，已刑满释放；本人：无异常",
        "家庭成员中有人信仰宗教，该同志本人不信教",
        "2018年因涉嫌诈骗被刑事拘留，后因证据不足撤销案件",
        "2003年因盗窃罪被起诉，法院宣告无罪",
    ],
)
def test_a_civil_suit_or_a_relatives_affair_makes_nobody_a_criminal(said: str) -> None:
    assert not is_clear(said)
    assert not is_bare(said)
    assert natures(said) == {Nature.OTHER}


@pytest.mark.parametrize(
    ("said", "nature"),
    [
        ("其弟无异常；本人2015年因盗窃罪被判处有期徒刑一年", Nature.CRIME),
        ("伙同其弟盗窃，2015年被判刑", Nature.CRIME),
        ("其夫妻二人2015年共同诈骗被判刑", Nature.CRIME),
        ("其子公司偷税被处罚", Nature.DISHONEST),
        ("因统计数据失实受到党内警告处分", Nature.DISCIPLINE),
        ("2010年因盗窃罪被判处拘役；2018年另案因证据不足撤案", Nature.CRIME),
        ("2015年因赌博被行政拘留；另收到举报一件，经查不属实", Nature.ADMINISTRATIVE),
    ],
)
def test_what_is_told_of_the_person_beside_a_relative_or_a_false_report_counts(said: str, nature: Nature) -> None:
    assert natures(said) == {nature}


@pytest.mark.parametrize(
    "said",
    [
        "有异常：收到举报一件，经查不属实",
        "收到反映其赌博的来信，经核查失实",
        "有举报，查无实据",
        "网上反映情况不实，已澄清",
    ],
)
def test_a_report_that_proved_untrue_is_no_finding(said: str) -> None:
    assert is_clear(said)


@pytest.mark.parametrize("said", ["群众反映其工作不认真", "反映其无正式工作，长期不在岗", "收到举报1件", "不同意"])
def test_an_objection_is_an_objection(said: str) -> None:
    assert not is_clear(said)


def test_a_blank_opinion_says_nothing_neither_good_nor_bad() -> None:
    assert not is_clear(" ")
    assert natures(" ") == frozenset()
    assert not reply(opinion="").found_nothing


@pytest.mark.parametrize(
    ("written", "agency"),
    [
        ("楚雄高新区纪检监察工委", Agency.DISCIPLINE),
        ("县纪委监委", Agency.DISCIPLINE),
        ("公安分局", Agency.POLICE),
        ("某镇派出所", Agency.POLICE),
        ("人民检察院", Agency.PROCURATORATE),
        ("人民法院", Agency.COURT),
        ("税务局", None),
    ],
)
def test_a_bodys_written_name_is_recognised(written: str, agency: Agency | None) -> None:
    assert Agency.from_chinese(written) is agency


def test_every_agency_has_its_name_on_letters() -> None:
    assert [agency.chinese for agency in Agency] == ["纪检监察机关", "公安机关", "检察院", "法院"]


def test_asked_is_not_answered() -> None:
    asked = Vetting(body=Agency.COURT, asked_on=day("2026-02-01"), due_on=day("2026-02-20"))
    assert not asked.is_answered
    assert not asked.found_nothing
    assert asked.lapses_on(12) is None


def test_the_newest_answer_given_by_the_day_counts() -> None:
    old, new = reply(on="2025-01-10", opinion="有异常"), reply(on="2026-01-10")
    assert latest_by((new, old), day("2026-06-01")) == {Agency.POLICE: new}
    assert latest_by((new, old), day("2025-06-01")) == {Agency.POLICE: old}
    assert latest_by((new, old), day("2025-01-09")) == {}


def test_of_two_answers_of_one_day_the_later_recorded_counts() -> None:
    first, second = reply(opinion="有异常"), reply(opinion="无异常")
    assert latest_by((first, second), day("2026-06-01"))[Agency.POLICE] is second


def test_an_answer_about_a_relative_is_no_answer_about_the_person() -> None:
    assert latest_by((reply(about="赵某（父亲）"),), day("2026-06-01")) == {}


def test_clear_answers_are_counted_with_the_age_of_the_oldest() -> None:
    answers = (
        reply(Agency.DISCIPLINE, "2025-06-05"),
        reply(Agency.POLICE, "2026-01-05"),
        reply(Agency.COURT, "2026-01-05", "有异常"),
        reply("税务局", "2020-01-05"),
        Vetting(body=Agency.PROCURATORATE, asked_on=day("2026-01-01")),
    )
    assert clear_agencies(answers, day("2026-06-05")) == (2, 12)
    assert clear_agencies(answers, day("2026-06-06")) == (2, 13)
    assert clear_agencies(answers, day("2025-06-04")) == (0, None)


def test_a_later_finding_takes_back_an_earlier_clear_answer() -> None:
    answers = (reply(on="2026-01-05"), reply(on="2026-03-05", opinion="有异常：吸毒"))
    assert clear_agencies(answers, day("2026-02-01"))[0] == 1
    assert clear_agencies(answers, day("2026-04-01"))[0] == 0


def test_an_answer_holds_to_the_last_day_of_its_validity() -> None:
    assert reply(on="2025-02-28").lapses_on(12) == day("2026-02-28")
    assert reply(on="2025-08-31").lapses_on(6) == day("2026-02-28")
