"""Relatives: whose line is missing in the review, and who of them took part."""

from dataclasses import replace

import pytest

from dangyuan_flow.domain.derived.derivation import derive
from dangyuan_flow.domain.derived.kinship import names_in, person_of
from dangyuan_flow.domain.vetting import Vetting
from tests.unit.invented import day, facts


@pytest.mark.parametrize(
    "entry", ["张试一", "张试一（父亲）", "张试一(父亲)", "父亲：张试一", "父亲 张试一", "张试一：农民"]
)
def test_a_relative_is_known_by_name_however_the_relation_is_written(entry: str) -> None:
    assert person_of(entry) == "张试一"


def test_whoever_is_listed_without_a_line_is_counted_and_named() -> None:
    found = facts(relatives=("张试一（父亲）", "李试二（母亲）"), relatives_reviewed=("父亲：张试一",))
    assert (found.relatives_unreviewed, found.relatives_unreviewed_names) == (1, "李试二（母亲）")


@pytest.mark.parametrize(
    ("listed", "reviewed"),
    [
        (("爱人：李试二", "张试一（母亲）"), ("李试二", "张试一")),
        (("父亲张试一", "母亲李试二"), ("张试一", "李试二")),
        (("张试一-父亲", "李试二 母亲"), ("张试一（父亲）", "李试二（函调）")),
        (("张试一（父亲）", "李试二（母亲）"), ("父亲", "母亲")),
        (("张试一（父亲）", "李试二（母亲）"), ("均已函调",)),
        (("张试一（父亲，已故）", "李试二（母亲）"), ("李试二",)),
        (("张试三（儿子，小学生）", "李试二（母亲）"), ("李试二",)),
    ],
)
def test_nobody_is_missed_for_the_way_of_writing_nor_the_dead_nor_pupils(
    listed: tuple[str, ...], reviewed: tuple[str, ...]
) -> None:
    assert facts(relatives=listed, relatives_reviewed=reviewed).relatives_unreviewed == 0


def test_a_teacher_of_a_school_is_no_pupil() -> None:
    assert facts(relatives=("李试二（母亲，小学教师）",), relatives_reviewed=()).relatives_unreviewed == 1


def test_a_letter_about_a_relative_that_was_answered_is_a_line() -> None:
    asked = facts(relatives=("张试一（父亲）",))
    about = Vetting(body="某村党支部", about="张试一（父亲）", answered_on=day("2026-06-01"), opinion="无异常")
    asked.__dict__["vettings"] = (about,)
    assert derive(asked).relatives_unreviewed == 0
    asked.__dict__["vettings"] = (replace(about, answered_on=None, opinion=None),)
    assert derive(asked).relatives_unreviewed == 1


def test_where_nobody_is_listed_nothing_is_counted() -> None:
    assert facts().relatives_unreviewed is None
    assert facts(relatives=()).relatives_unreviewed is None
    assert "relatives_unreviewed" in facts(unknown=("relatives_reviewed",), relatives=("张试一",)).unknown


def test_kin_who_took_part_are_named_with_their_part() -> None:
    found = facts(
        relatives=("张试一（父亲）", "李试二（兄）"),
        sponsors=("张试一", "王试三"),
        talked_by="王试三、李试二",
        admission_scrutineers=("李试二",),
    )
    assert found.kin_taking_part == 3
    assert found.kin_taking_part_names == "入党介绍人张试一、谈话人李试二、监票人李试二"
    assert facts(relatives=("张试一",), sponsors=("王试三",)).kin_taking_part == 0


def test_a_text_may_hold_several_names() -> None:
    assert names_in("王试三、李试二 赵试四") == ("王试三", "李试二", "赵试四")
    assert names_in(None) == ()
