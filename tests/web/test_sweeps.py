"""Sweeps in the browser: begun, watched, looked through, taken along; of the store and of a bare ledger."""

import io
import json
import zipfile
from typing import Any

import pytest
import xlsxwriter
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from dangyuan_flow.application.findings import sweeps
from dangyuan_flow.domain.errors import BadInput, Conflict, NotFound
from dangyuan_flow.web.runs import LEDGER, MOST_KEPT_OF_ONE, SWEEP, Run, Runs
from dangyuan_flow.web.uploads import check_unpacked, safe_name
from tests.web.site import ADDRESS, Browser, Shown, Site
from tests.web.sweeping import over, swept

AUDITOR, BRANCH = "gongwei.paicha", "feilu.shuji"
FOREIGN = "台账-外来.xlsx"
OWN = {"origin": ADDRESS, "sec-fetch-site": "same-origin"}
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@pytest.fixture
def auditor(site: Site) -> Browser:
    return site.signed_in(AUDITOR)


def ledger_sent(browser: Browser, name: str, content: bytes, **changed: str) -> Shown:
    return browser.press(
        browser.open("/sweeps/ledger"), "排查这份台账", files={"ledger": (name, content, XLSX)}, **changed
    )


def test_a_registered_sweep_is_compared_with_the_one_before(site: Site, auditor: Browser) -> None:
    first = swept(auditor, keep="register")
    assert first.path == "/sweeps/1"
    (kept,) = sweeps(site.flow)
    assert f"{kept.dossiers} 份档案" in first.text
    second = swept(auditor, keep="register")
    assert second.heading == "第 2 次排查"
    assert "与第 1 次比" in second.text
    shown = auditor.open("/sweeps")
    assert "登记过 2 次" in shown.text
    assert '<svg class="trend"' in shown.html
    assert ("第 1 次", "/sweeps/1") in shown.links


def test_what_is_new_and_each_bar_lead_to_lists_of_that_many(site: Site, auditor: Browser) -> None:
    shown = swept(auditor, keep="register")
    (kept,) = sweeps(site.flow)
    new = next(path for words, path in shown.links if path.startswith("/findings?sweep=1"))
    assert f"事实 {kept.facts_changed.new} 条" in auditor.open(new).text
    for code, count in kept.facts.by_code.items():
        path = next(path for words, path in shown.links if words == str(count) and f"code={code}" in path)
        assert f"事实 {count} 条" in auditor.open(path).text
    for branch, count in kept.facts.by_body.items():
        assert f"事实 {count} 条" in auditor.open(f"/findings?state=全部&at={branch}").text


def test_a_look_writes_nothing_and_lists_exactly_what_it_counts(site: Site, auditor: Browser) -> None:
    head = site.flow.store.head()
    shown = swept(auditor, keep="look", only="V49，V58")
    assert shown.heading == "排查结果"
    assert sweeps(site.flow) == ()
    assert site.flow.store.head() == head
    whole = next(path for words, path in shown.links if path.startswith("/sweeps/running/"))
    listed = auditor.open(whole)
    assert "V49" in listed.text
    assert "V71" not in listed.text
    count = listed.html.count('data-label="问题"')
    assert f"事实 {count} 条" in listed.text


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({}, "请选择登记"),
        ({"keep": "look", "as_of": "2026-02-30"}, "不是日期"),
        ({"keep": "look", "only": "V999"}, "V999"),
        ({"keep": "register", "body": "没有这个"}, "没有名为"),
    ],
)
def test_a_sweep_that_cannot_begin_says_why_and_keeps_what_was_typed(
    auditor: Browser, changed: dict[str, Any], says: str
) -> None:
    shown = auditor.press(auditor.open("/sweeps"), "开始排查", **changed)
    assert shown.status in (404, 422)
    assert says in shown.problems
    assert "--" not in shown.problems
    for value in (changed.get("only"), changed.get("as_of")):
        assert value is None or f'value="{value}"' in shown.html


def test_a_branch_looks_at_itself_alone_and_registers_nothing(site: Site, auditor: Browser) -> None:
    swept(auditor, keep="register")
    branch = site.signed_in(BRANCH)
    shown = branch.open("/sweeps")
    assert 'value="register"' not in shown.html
    assert "登记过 0 次" in shown.text  # a sweep of everything tells of others
    assert branch.open("/sweeps/1").status == 404
    assert "请选择要排查的党组织" in branch.press(shown, "开始排查", keep="look").problems
    foreign = branch.press(shown, "开始排查", keep="look", body="石榴能源党支部")
    missing = branch.press(shown, "开始排查", keep="look", body="没有这个党支部")
    assert foreign.status == missing.status == 404
    refused = branch.press(shown, "开始排查", keep="register", body="飞鹿电子党支部")
    assert refused.status == 403
    assert swept(branch, keep="look", body="飞鹿电子党支部").heading == "排查结果"
    assert len(sweeps(site.flow)) == 1


def test_somebody_else_s_result_answers_like_one_that_is_not(site: Site, auditor: Browser) -> None:
    path = swept(auditor, keep="look").path
    other = site.signed_in("gongwei.zuzhiyuan")
    for end in ("", "/findings", "/events"):
        assert other.client.get(path + end).status_code == 404
        assert other.client.get(f"/sweeps/running/nobody{end}").status_code == 404


def test_a_report_is_taken_along_with_a_purpose_marked_and_logged(site: Site, auditor: Browser) -> None:
    shown = swept(auditor, keep="look", only="V49")
    refused = auditor.press(shown, "取报告（pdf）")
    assert refused.status == 422
    assert "用途" in refused.text
    assert site.flow.store.access.count_looks() == 0
    files = {}
    for ending, words in (
        ("xlsx", "取工作簿（xlsx）"),
        ("pdf", "取报告（pdf）"),
        ("csv", "取清单（csv）"),
        ("json", "取数据（json）"),
    ):
        sent = {"form_key": _key(shown), "purpose": "季度通报", "format": ending}
        assert words in shown.text
        answer = auditor.client.post(f"{shown.path}/report", data=sent, headers=OWN)
        assert answer.status_code == 200, answer.text
        assert "attachment" in answer.headers["content-disposition"]
        files[ending] = answer.content
    assert "V49" in files["csv"].decode("utf-8-sig")
    assert "季度通报" in json.loads(files["json"])["exported"]
    assert "季度通报" in "".join(page.extract_text() for page in PdfReader(io.BytesIO(files["pdf"])).pages)
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(files["xlsx"])).get_sheet_by_index(0).to_python()
    assert any("季度通报" in str(cell) for row in sheet for cell in row)
    looks = site.flow.store.access.looks()
    assert len(looks) == 4
    assert {(look.user, look.purpose) for look in looks} == {(AUDITOR, "季度通报")}


def test_a_bare_ledger_is_swept_and_nothing_of_it_is_kept(site: Site, auditor: Browser) -> None:
    head = site.flow.store.head()
    shown = over(auditor, ledger_sent(auditor, FOREIGN, (site.demo / FOREIGN).read_bytes()))
    assert "20 人" in shown.text
    listed = auditor.open(next(path for _, path in shown.links if path.startswith("/sweeps/running/")))
    assert "人员台账 第 2 行" in listed.text
    assert site.flow.store.head() == head


def test_cells_that_nobody_can_read_are_told_with_their_place(auditor: Browser) -> None:
    content = "姓名,身份证号,申请入党时间,列为积极分子日期\n赵一,999999199001011234,2024-02-30,昨天\n".encode()
    shown = over(auditor, ledger_sent(auditor, "台账.csv", content))
    assert "读不懂的单元格" in shown.text
    assert "2024-02-30" in shown.text
    assert "999999199001011234" not in shown.text


@pytest.mark.parametrize(
    ("name", "content", "says"),
    [
        ("台账.xlsx", b"MZ\x90", "不是 .xlsx 文件"),
        ("台账.pdf", b"%PDF-1.7", "台账应为"),
        ("台账.xlsx", b"PK\x03\x04" + b"\0" * 64, "不是完整的"),
        ("台账.csv", b"\0\1\2\3", "不是文本"),
        ("台账.csv", b"", "空文件"),
    ],
)
def test_what_is_no_ledger_is_refused_at_the_door(auditor: Browser, name: str, content: bytes, says: str) -> None:
    shown = ledger_sent(auditor, name, content)
    assert shown.status == 422
    assert says in shown.problems


def test_a_ledger_that_cannot_be_understood_says_so_by_its_own_name(auditor: Browser) -> None:
    shown = over(auditor, ledger_sent(auditor, "名单.csv", "甲,乙\n1,2\n".encode()))
    assert "排查没有完成" in shown.heading
    assert "名单.csv" in shown.text
    assert "dangyuan-" not in shown.text


def test_a_workbook_that_unpacks_without_end_is_refused_before_it_is_read(auditor: Browser) -> None:
    content = _bomb()
    assert len(content) < 1_000_000
    shown = ledger_sent(auditor, "台账.xlsx", content)
    assert shown.status == 422
    assert "展开后超过" in shown.problems
    lying = bytearray(_bomb(1))
    at = lying.rfind(b"PK\x01\x02", 0, lying.rfind(b"PK\x01\x02"))
    lying[at + 24 : at + 28] = (10).to_bytes(4, "little")  # its table of contents says: ten bytes
    with pytest.raises(BadInput, match="展开后超过"):
        check_unpacked(bytes(lying), "台账.xlsx", most=1000)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_small_workbook_that_claims_a_vast_area_does_no_harm(auditor: Browser, kind: str) -> None:
    content = _vast_xlsx() if kind == "xlsx" else _vast_ods()
    assert len(content) < 6_000
    shown = over(auditor, ledger_sent(auditor, f"台账.{kind}", content))
    assert "展开后过大" in shown.text
    assert f"台账.{kind}" in shown.text
    assert auditor.open("/sweeps").status == 200


def _vast_xlsx() -> bytes:
    """A workbook whose dimension says A1:B2, and whose last cell is in the last row and column there is."""
    told = io.BytesIO()
    with xlsxwriter.Workbook(told) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write(0, 0, "姓名")
        sheet.write(1_048_575, 16_383, "z")
    parts = zipfile.ZipFile(told)
    lying = io.BytesIO()
    with zipfile.ZipFile(lying, "w", zipfile.ZIP_DEFLATED) as package:
        for name in parts.namelist():
            package.writestr(name, parts.read(name).replace(b"A1:XFD1048576", b"A1:B2"))
    return lying.getvalue()


def _vast_ods() -> bytes:
    """A sheet of one cell, repeated over twenty thousand rows and a thousand columns."""
    office = "urn:oasis:names:tc:opendocument:xmlns:"
    cell = '<table:table-cell table:number-columns-repeated="1024" office:value-type="string">'
    cell += "<text:p>姓名</text:p></table:table-cell>"
    row = f'<table:table-row table:number-rows-repeated="20000">{cell}</table:table-row>'
    names = "".join(f' xmlns:{name}="{office}{name}:1.0"' for name in ("office", "table", "text"))
    sheet = f'<table:table table:name="A">{row}</table:table>'
    body = f"<office:body><office:spreadsheet>{sheet}</office:spreadsheet></office:body>"
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        package.writestr(
            "content.xml", f'<?xml version="1.0"?><office:document-content{names}>{body}</office:document-content>'
        )
        package.writestr("META-INF/manifest.xml", f'<manifest:manifest xmlns:manifest="{office}manifest:1.0"/>')
    return told.getvalue()


def _bomb(megabytes: int = 500) -> bytes:
    told = io.BytesIO()
    with zipfile.ZipFile(told, "w", zipfile.ZIP_DEFLATED) as package:
        with package.open("xl/worksheets/sheet1.xml", "w") as part:
            for _ in range(megabytes):
                part.write(b"0" * 1_000_000)
        package.writestr("xl/workbook.xml", "<workbook/>")
    return told.getvalue()


def test_a_file_s_name_is_made_safe() -> None:
    assert safe_name("../../etc/passwd") == "passwd"
    assert safe_name("C:\\tmp\\台账.xlsx") == "台账.xlsx"
    assert safe_name("a\u202exslx.exe\n") == "axslx.exe_"
    assert safe_name("...") == "未命名"


def test_one_sweep_of_the_store_runs_at_a_time_and_results_are_few() -> None:
    import threading

    runs, hold = Runs(), threading.Event()
    first = runs.begin(_run("甲", SWEEP), lambda _: hold.wait(30))
    with pytest.raises(Conflict, match="甲正在排查全部档案"):
        runs.begin(_run("乙", SWEEP), lambda _: None)
    assert runs.begin(_run("甲", LEDGER), lambda _: 1).is_over
    with pytest.raises(NotFound):
        runs.of("乙", first.id)
    hold.set()
    assert first.over.wait(30)
    ids = [runs.begin(_run("甲", LEDGER), lambda _: 1).id for _ in range(MOST_KEPT_OF_ONE + 1)]
    with pytest.raises(NotFound):
        runs.of("甲", ids[0])
    assert runs.of("甲", ids[-1]).is_over


def test_a_fault_in_a_run_is_told_by_a_number_alone(caplog: pytest.LogCaptureFixture) -> None:
    def work(_: object) -> None:
        raise ZeroDivisionError("secret")

    run = Runs().begin(_run("甲", SWEEP), work)
    assert "程序出错" in run.problem
    assert "secret" not in run.problem
    assert "secret" in caplog.text


def _run(user: str, kind: str) -> Run:
    return Run(user=user, person=user, scope="全部档案", kind=kind)


def _key(shown: Shown) -> str:
    return next(value for form in shown.forms for name, value in form.fields if name == "form_key")
