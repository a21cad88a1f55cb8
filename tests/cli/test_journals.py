"""The journal as a command: sentences, verification, seals, digests; and the store's copies."""

import json
import re
import sqlite3
from pathlib import Path

from tests.cli.desk import Desk
from tests.cli.zone import PERSON


def test_the_journal_reads_as_sentences(begun: Desk) -> None:
    told = begun.done("journal", "show", PERSON).out
    assert "支书记（第一党支部书记） 建档：" in told
    everything = begun.done("journal", "show", "--json").json
    assert [line["seq"] for line in everything] == [*range(1, len(everything) + 1)]
    assert begun.done("journal", "show", "--limit", "2", "--json").json == everything[-2:]


def test_a_touched_record_is_named_and_exits_with_one(begun: Desk) -> None:
    begun.done("journal", "verify")
    with sqlite3.connect("dangyuan.db") as connection:
        triggers = [row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")]
        for trigger in triggers:
            connection.execute(f'DROP TRIGGER "{trigger}"')
        connection.execute(
            "UPDATE journal SET document = replace(document, '2010', '2009') WHERE document LIKE '%党员3%'"
        )
    connection.close()
    answer = begun("journal", "verify")
    assert answer.code == 1
    named = re.search(r"第 (\d+) 条记录", answer.out)
    assert named is not None
    told = begun("journal", "verify", "--json")
    assert (told.code, told.json["ok"]) == (1, False)
    assert told.json["first_bad"]["seq"] == int(named[1])


def test_a_seal_kept_elsewhere_is_compared(begun: Desk) -> None:
    seal = begun.done("journal", "seal").out.strip()
    begun.done("advance", PERSON, "1", "--on", "2024-06-01", "--material", "入党申请书", "--as", "zhi")
    assert "与封存的摘要一致" in begun.done("journal", "verify", "--seal", seal).out
    count, _, digest = seal.partition(":")
    other = ("0" if digest[0] != "0" else "1") + digest[1:]
    assert begun("journal", "verify", "--seal", f"{count}:{other}").code == 1
    assert begun("journal", "verify", "--seal", f"999:{digest}").code == 1


def test_a_digest_on_paper_leads_to_its_record(begun: Desk) -> None:
    told = begun.done(
        "advance", PERSON, "1", "--on", "2024-06-01", "--material", "入党申请书", "--as", "zhi", "--json"
    ).json
    (line,) = begun.done("journal", "find", told["digest"][:12], "--json").json
    assert (line["step"], line["digest"]) == (1, told["digest"])
    assert "第 1 步" in begun.done("journal", "find", told["digest"][:12]).out


def test_a_backup_is_verified_and_restored_into_a_new_store(begun: Desk) -> None:
    begun.done("backup", "备份/备份.db")
    assert begun("backup", "备份/备份.db").code == 2
    begun.done("restore", "备份/备份.db", "--db", "恢复.db")
    assert begun("restore", "备份/备份.db", "--db", "恢复.db").code == 2
    assert begun.done("dossier", "list", "--db", "恢复.db").out == begun.done("dossier", "list").out
    Path("假.db").write_bytes(b"x" * 5000)
    assert begun("restore", "假.db", "--db", "新.db").code == 2


def test_the_doctor_looks_at_everything(zone: Desk) -> None:
    answer = zone("doctor", "--json")
    found = {line["name"]: line["ok"] for line in json.loads(answer.out)}
    assert found["流程和规定"]
    assert found["数据库"]
    assert answer.code == (0 if all(found.values()) else 70)


def test_the_doctor_says_what_is_wrong(desk: Desk) -> None:
    answer = desk("doctor")
    assert answer.code == 70
    assert "dangyuan init" in answer.out


def test_forms_are_listed_and_printed(begun: Desk) -> None:
    begun.done("advance", PERSON, "1", "--on", "2024-06-01", "--material", "入党申请书", "--as", "zhi")
    begun.done("advance", PERSON, "2", "--on", "2024-06-20", "--set", "谈话人=支书记", "--as", "zhi")
    assert "talk-record" in {form["id"] for form in begun.done("forms", "--json").json}
    begun.done("print", "talk-record", PERSON, "--draft", "-o", "纸/谈话.pdf")
    assert Path("纸/谈话.pdf").read_bytes().startswith(b"%PDF-")
    told = begun.done("print", "--all-due", PERSON, "-o", "待办", "--json").json
    assert all(Path(path).is_file() for path in told["files"])
    blocked = begun("print", "talk-record", PERSON, "--draft", "-o", "纸/谈话.pdf/x.pdf")
    assert blocked.code == 2
    assert "不是文件夹" in blocked.err
