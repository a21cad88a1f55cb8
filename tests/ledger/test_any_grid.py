"""Whatever is in the cells: nothing crashes, and no row that holds anything is lost in silence."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.domain.facts import RECORDED
from dangyuan_flow.ledger import read_ledger
from dangyuan_flow.ledger.cells import Memo, reader_of
from dangyuan_flow.ledger.columns import AMBIGUOUS, HEADERS
from dangyuan_flow.ledger.grid import is_blank, is_total, key_of
from tests.ledger.sheets import csv_at, read_rows

TOLERANT = settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
USUAL = st.sampled_from(
    (
        *("", " ", "无", "/", "（未知）", "2025-06-01", "2025-06", "6月8日至12日", "2026.6.8-6.12", "2026.6.8-6.31"),
        *("12票", "-3", "合计", "姓名", "#N/A", "1.1E+17", "999999199505120016", "1995-05", "不涉及", "甲、乙", "是"),
        *("45809", "有异常：甲"),
    )
)
DIGITS = st.text(st.sampled_from("0123456789-./年月日至~ —:T"), max_size=24)
TEXTS = USUAL | DIGITS | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0\r"), max_size=12)
CELLS = TEXTS | st.integers() | st.floats() | st.booleans() | st.dates() | st.datetimes() | st.times() | st.timedeltas()
HEADER = st.lists(
    st.sampled_from([*HEADERS, *AMBIGUOUS, "转正日期", "序号", "星座", ""]), min_size=2, max_size=10, unique=True
)


@given(fact=st.sampled_from(list(RECORDED)), cell=CELLS)
@settings(max_examples=1500, deadline=None)
def test_no_cell_crashes_its_reader(fact: str, cell: str | float | bool | date | datetime | time | timedelta) -> None:
    memo = Memo(reader_of(fact))
    assert memo[key_of(cell)] == memo[key_of(cell)]


@given(header=HEADER, rows=st.lists(st.lists(TEXTS, min_size=13, max_size=13), max_size=6))
@TOLERANT
def test_no_row_of_any_grid_is_lost_in_silence(tmp_path: Path, header: list[str], rows: list[list[str]]) -> None:
    headers = [
        "姓名",
        "申请入党日期",
        "谈话日期",
        *(name for name in header if name not in ("姓名", "申请入党日期", "谈话日期")),
    ]
    try:
        ledger = read_rows(tmp_path, [headers, *(row[: len(headers)] for row in rows)])
    except BadInput as refused:
        assert "--mapping" in str(refused) or "两列同名" in str(refused)  # noqa: PT017  only some grids are refused
        return
    reported = {row.row for row in ledger.rows} | {error.row for error in ledger.cell_errors}
    serial = headers.index("序号") if "序号" in headers else -1
    for number, row in enumerate(rows, start=2):
        cells = [cell for index, cell in enumerate(row[: len(headers)]) if index != serial]
        if not is_blank(cells) and not is_total(row) and "合计" not in row[0] and "姓名" not in row[0]:
            assert number in reported


@given(rows=st.lists(st.lists(TEXTS, max_size=8), max_size=12))
@TOLERANT
def test_any_grid_at_all_is_read_or_refused(tmp_path: Path, rows: list[list[str]]) -> None:
    try:
        ledger = read_ledger(csv_at(tmp_path / "台账.csv", rows))
    except BadInput:
        return
    assert ledger.rows or ledger.columns


@given(
    data=st.binary(max_size=400),
    ending=st.sampled_from([".xlsx", ".xls", ".ods", ".csv"]),
    head=st.sampled_from([b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"]),
)
@TOLERANT
def test_any_bytes_at_all_are_refused_in_words(tmp_path: Path, data: bytes, ending: str, head: bytes) -> None:
    path = tmp_path / f"台账{ending}"
    path.write_bytes(head + data)
    try:
        read_ledger(path)
    except BadInput as refused:
        assert str(path) in str(refused)  # noqa: PT017  by chance the bytes may be a table
