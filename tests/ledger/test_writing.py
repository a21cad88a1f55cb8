"""Writing: what is written is read back to the same values, in a file that is there whole or not at all."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.facts import RECORDED, Fact, Kind, Value
from dangyuan_flow.domain.identity import check_digit
from dangyuan_flow.domain.people import BodyKind, Member, Organization, Sanction
from dangyuan_flow.ledger import (
    ExaminationRow,
    PlanRow,
    RelativeRow,
    VettingRow,
    read_ledger,
    write_ledger,
    write_template,
)
from dangyuan_flow.ledger.words import ENUMERATIONS, NONE_IS_TOLD, OPINIONS

WORDS = st.text(st.sampled_from("甲乙丙丁戊abcXYZ019（）：。《》“”<&>'\"=+@%_x \n"), min_size=1, max_size=12).map(
    lambda text: "文" + text.strip()
)
ITEMS = st.text(st.sampled_from("甲乙丙丁abc019（）《》<&>'\"="), min_size=1, max_size=6).map(lambda text: "项" + text)
DAYS = st.dates(date(1900, 1, 1), date(2100, 12, 31))


def id_numbers() -> st.SearchStrategy[str]:
    bodies = st.builds(
        lambda born, order: f"999999{born:%Y%m%d}{order:03d}",
        st.dates(date(1950, 1, 1), date(2007, 12, 31)),
        st.integers(1, 999),
    )
    return bodies.map(lambda body: body + check_digit(body)).filter(lambda number: not number.endswith("000"))


def values_of(fact: Fact) -> st.SearchStrategy[Value]:
    if fact.name == "id_number":
        return id_numbers()
    if fact.name in ENUMERATIONS:
        return st.sampled_from(sorted(set(ENUMERATIONS[fact.name].values())))
    if fact.name in OPINIONS:
        return st.just("无异常") | WORDS.map(lambda text: f"有异常：{text}")
    texts = WORDS | st.just("无") if fact.name in NONE_IS_TOLD else WORDS
    by_kind: dict[Kind, st.SearchStrategy[Value]] = {
        Kind.DATE: DAYS,
        Kind.INTEGER: st.integers(0, 1_000_000),
        Kind.FLAG: st.booleans(),
        Kind.TEXT: texts,
        Kind.DATES: st.lists(DAYS, max_size=4).map(lambda days: tuple(sorted(days))),
        Kind.TEXTS: st.lists(ITEMS, max_size=4).map(tuple),
    }
    return by_kind[fact.kind]


FACTS = [fact for fact in RECORDED.values() if fact.name != "name"]
ASSUMED = {fact.name for fact in FACTS if fact.assumed}


@st.composite
def dossiers(draw: st.DrawFn) -> tuple[dict[str, Value], frozenset[str]]:
    told: dict[str, Value] = {"name": draw(ITEMS)}
    known = {"name"}
    for fact in draw(st.lists(st.sampled_from(FACTS), max_size=30, unique=True)):
        known.add(fact.name)
        value = draw(st.none() | values_of(fact))
        if value is not None:
            told[fact.name] = value
    return told, frozenset(known)


@given(people=st.lists(dossiers(), min_size=1, max_size=4))
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
def test_reading_what_was_written_gives_the_same_values_and_the_same_unknowns(
    tmp_path: Path, people: list[tuple[dict[str, Value], frozenset[str]]]
) -> None:
    path = tmp_path / "台账.xlsx"
    rows: list[Mapping[str, Value]] = [
        told | {"applied_on": date(2020, 1, 1), "talked_on": date(2020, 1, 2)} for told, _ in people
    ]
    knowns = [known | {"applied_on", "talked_on"} for _, known in people]
    write_ledger(path, rows, known_per_row=knowns)
    ledger = read_ledger(path)
    assert ledger.cell_errors == ()
    assert [row.values for row in ledger.rows] == rows
    assert ledger.known == frozenset().union(*knowns) | ASSUMED
    assert [row.unreadable for row in ledger.rows] == [ledger.known - known - ASSUMED for known in knowns]
    assert (ledger.unused_columns, ledger.header_notes) == ((), ())


def test_every_fact_makes_the_round_trip(tmp_path: Path) -> None:
    day = date(2025, 6, 1)
    by_kind: dict[Kind, Value] = {
        Kind.DATE: day,
        Kind.INTEGER: 7,
        Kind.FLAG: True,
        Kind.TEXT: "文字",
        Kind.DATES: (day,),
        Kind.TEXTS: ("一", "二"),
    }
    row = {name: by_kind[fact.kind] for name, fact in RECORDED.items()}
    row |= {name: next(iter(words.values())) for name, words in ENUMERATIONS.items()}
    row |= dict.fromkeys(OPINIONS, "无异常") | {"id_number": "999999199505120016"}
    write_ledger(tmp_path / "a.xlsx", [row], known_per_row=[frozenset(RECORDED)])
    ledger = read_ledger(tmp_path / "a.xlsx")
    assert ledger.rows[0].values == row
    assert ledger.columns == {name: fact.label for name, fact in RECORDED.items()}
    assert ledger.known == RECORDED.keys()


def test_the_further_sheets_make_the_round_trip(tmp_path: Path) -> None:
    day, later = date(2025, 6, 1), date(2026, 6, 1)
    bodies = (
        Organization(
            name="一支部",
            kind=BodyKind.BRANCH,
            parent="党委",
            has_committee=False,
            full_members=5,
            founded_on=day,
            dissolved_on=later,
            former_names=("甲", "乙"),
        ),
        Organization(name="党委", kind=BodyKind.COMMITTEE, may_approve=True),
        Organization(name="某会", kind=None),
    )
    members = (
        Member(
            name="甲一",
            branch="一支部",
            id_number="999999199505120016",
            joined_on=day,
            full_since=later,
            arrived_on=day,
            left_on=later,
            died_on=later,
            post="书记",
            kin="无亲属任职",
            sanctions=(Sanction(kind="警告", on=day), Sanction(kind="严重警告", on=day, restored_on=later)),
        ),
        Member(name="乙二", branch=None),
    )
    vettings = (
        VettingRow(
            row=2, of=2, name="丙三", body="公安", asked_on=day, replied_on=later, conclusion="有异常", details="酒驾"
        ),
        VettingRow(row=3, of=2, name="丙三", body="法院", conclusion="无异常", handling="已核"),
    )
    examinations = (ExaminationRow(row=2, of=2, name="丙三", stage="积极分子", on=day, by="甲一", opinion="好"),)
    plan = (PlanRow(row=2, year=2026, organization="党委", quota=3, structure="新兴领域≥79%"),)
    relatives = (RelativeRow(row=2, of=2, name="丙三", relative="丙大", relation="父亲", replied_on=day),)
    write_ledger(
        tmp_path / "a.xlsx",
        [{"name": "丙三", "applied_on": day, "talked_on": day}],
        known_per_row=[frozenset({"name", "applied_on", "talked_on"})],
        organizations=bodies,
        members=members,
        vettings=vettings,
        examinations=examinations,
        plan=plan,
        relatives=relatives,
    )
    ledger = read_ledger(tmp_path / "a.xlsx")
    assert ledger.cell_errors == ()
    assert ledger.organizations == bodies
    assert ledger.members == members
    assert ledger.vettings == vettings
    assert ledger.examinations == examinations
    assert ledger.plan == plan
    assert ledger.relatives == relatives


def test_a_finding_in_a_bodys_own_words_is_written_as_a_finding(tmp_path: Path) -> None:
    row: dict[str, Value] = {"name": "甲一", "applied_on": date(2025, 6, 1), "opinion_police": "2019年酒驾"}
    write_ledger(tmp_path / "a.xlsx", [row], known_per_row=[frozenset(row)])
    assert read_ledger(tmp_path / "a.xlsx").rows[0].values["opinion_police"] == "有异常：2019年酒驾"


def test_a_reply_that_denies_everything_is_written_as_nothing_found(tmp_path: Path) -> None:
    row: dict[str, Value] = {"name": "甲一", "applied_on": date(2025, 6, 1), "opinion_police": "无违法犯罪记录"}
    write_ledger(tmp_path / "a.xlsx", [row], known_per_row=[frozenset(row)])
    assert read_ledger(tmp_path / "a.xlsx").rows[0].values["opinion_police"] == "无异常"


def test_dates_are_real_dates_and_identity_numbers_are_texts(tmp_path: Path) -> None:
    row: dict[str, Value] = {"name": "甲一", "id_number": "999999199505120016", "applied_on": date(2025, 6, 1)}
    write_ledger(tmp_path / "a.xlsx", [row], known_per_row=[frozenset(row)])
    cells = CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_name("人员台账").to_python()
    assert cells == [["姓名", "身份证号", "申请书落款日期"], ["甲一", "999999199505120016", date(2025, 6, 1)]]


def test_the_same_rows_give_the_same_bytes(tmp_path: Path) -> None:
    row: dict[str, Value] = {"name": "甲一", "applied_on": date(2025, 6, 1)}
    for name in ("a.xlsx", "b.xlsx"):
        write_ledger(tmp_path / name, [row], known_per_row=[frozenset(row)])
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_a_text_too_long_for_a_cell_is_refused_and_the_old_file_stays(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"old")
    with pytest.raises(BadInput, match="第2行“备注”有40000个字"):
        write_ledger(path, [{"name": "甲一", "remarks": "长" * 40_000}], known_per_row=[frozenset({"remarks"})])
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_folder_that_is_not_there_is_bad_input(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="无法在"):
        write_ledger(tmp_path / "没有" / "a.xlsx", [], known_per_row=[])


def test_a_target_that_cannot_be_replaced_leaves_nothing_behind(tmp_path: Path) -> None:
    (tmp_path / "a.xlsx").mkdir()
    with pytest.raises(BadInput, match="没有写成"):
        write_ledger(tmp_path / "a.xlsx", [], known_per_row=[])
    assert [entry.name for entry in tmp_path.iterdir()] == ["a.xlsx"]


def test_the_template_has_every_column_and_reads_as_an_empty_ledger(tmp_path: Path) -> None:
    write_template(tmp_path / "模板.xlsx")
    ledger = read_ledger(tmp_path / "模板.xlsx")
    assert ledger.main_sheet == "人员台账"
    assert ledger.known == RECORDED.keys()
    assert (ledger.rows, ledger.cell_errors, ledger.header_notes, ledger.unused_columns) == ((), (), (), ())
    names = CalamineWorkbook.from_path(tmp_path / "模板.xlsx").sheet_names
    assert names == ["人员台账", "党员名册", "党组织", "联审", "考察", "年度计划", "家庭成员", "填写说明"]


def test_the_kind_of_a_body_is_written_and_read_in_chinese(tmp_path: Path) -> None:
    days = {"applied_on": date(2020, 1, 2), "talked_on": date(2020, 1, 3)}
    row: dict[str, Value] = {"name": "张三", **days, "admission_approver_kind": BodyKind.WORKING_COMMITTEE.value}
    write_ledger(tmp_path / "a.xlsx", [row], known_per_row=[frozenset(row)])
    assert CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_index(0).to_python()[1][1] == "工委"
    assert read_ledger(tmp_path / "a.xlsx").rows[0].values == row
