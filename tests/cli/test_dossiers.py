"""Dossiers by commands: opening, finding, looking; and that a dry run writes nothing."""

from tests.cli.desk import Desk, number
from tests.cli.zone import NUMBER, PERSON


def _open(desk: Desk, name: str, serial: int) -> str:
    told = ("--name", name, "--id-number", number(serial), "--branch", "第一党支部", "--as", "zhi", "--json")
    found: str = desk.done("dossier", "open", *told).json["dossier"]
    return found


def test_facts_are_set_by_their_chinese_names(zone: Desk) -> None:
    pairs = (f"姓名={PERSON}", f"身份证号={NUMBER}", "所在党支部=第一党支部", "民族=彝族", "是否流动人员=否")
    told = zone.done("dossier", "open", *(word for pair in pairs for word in ("--set", pair)), "--as", "zhi", "--json")
    shown = zone.done("dossier", "show", told.json["dossier"], "--json").json
    assert (shown["facts"]["nation"], shown["facts"]["is_floating"]) == ("彝族", False)
    assert shown["facts"]["born_on"] == "1995-05-05"


def test_a_dossier_is_found_by_id_identity_number_and_name(begun: Desk) -> None:
    shown = [begun.done("dossier", "show", told, "--json").json["id"] for told in ("2026-00001", NUMBER, PERSON)]
    assert shown == ["2026-00001"] * 3


def test_a_name_that_several_bear_is_not_guessed(begun: Desk) -> None:
    second = _open(begun, PERSON, 2)
    answer = begun("dossier", "show", PERSON)
    assert answer.code == 2
    assert "2026-00001" in answer.err
    assert second in answer.err
    assert NUMBER not in answer.err


def test_lists_and_pages_hide_the_identity_number(begun: Desk) -> None:
    for words in (("list",), ("show", PERSON), ("as-of", PERSON, "2024-06-01"), ("next", PERSON)):
        for form in ((), ("--json",)):
            assert NUMBER not in begun.done("dossier", *words, *form).out
    assert "999999********" + NUMBER[-4:] in begun.done("dossier", "list").out
    assert NUMBER not in begun.done("journal", "show", "--json").out


def test_lists_are_narrowed(begun: Desk) -> None:
    _open(begun, "李小河", 2)
    begun.done("advance", PERSON, "1", "--on", "2024-06-01", "--material", "入党申请书", "--as", "zhi")

    def names(*filters: str) -> list[str]:
        return [line["name"] for line in begun.done("dossier", "list", *filters, "--json").json["dossiers"]]

    assert names() == [PERSON, "李小河"]
    assert names("--position", "2") == [PERSON]
    assert names("--stage", "1") == [PERSON, "李小河"]
    assert names("--stage", "2") == []
    assert names("--name", "河") == ["李小河"]
    assert names("--standing", "入党申请人", "--org", "高新区工委", "--open") == [PERSON, "李小河"]
    assert names("--closed") == []
    assert begun.done("dossier", "list", "--limit", "1", "--json").json["count"] == 2


def test_a_dry_run_says_what_would_be_and_writes_nothing(begun: Desk) -> None:
    words = ("advance", PERSON, "1", "--on", "2024-06-01", "--material", "入党申请书", "--as", "zhi", "--dry-run")
    assert "试办，未写入" in begun.done(*words).out
    told = begun.done(*words, "--json").json
    assert (told["written"], told["digest"], told["position"]) == (False, None, "2")
    assert begun.done("dossier", "show", PERSON, "--json").json["seq"] == 1


def test_an_act_tells_what_is_next_and_what_to_print(begun: Desk) -> None:
    told = begun.done("advance", PERSON, "1", "--on", "2024-06-01", "--material", "入党申请书", "--as", "zhi").out
    assert "接下来：待办第 2 步 党组织派人谈话" in told
    assert "还缺：栏目“谈话人”" in told
    assert "dangyuan print talk-record 2026-00001" in told


def test_a_paper_is_taken_in_with_its_file(begun: Desk) -> None:
    import hashlib
    from pathlib import Path

    Path("申请书.txt").write_text("我志愿", encoding="utf-8")
    begun.done("advance", PERSON, "1", "--on", "2024-06-01", "--material", "入党申请书=申请书.txt", "--as", "zhi")
    (paper,) = begun.done("dossier", "show", PERSON, "--json").json["materials"]
    assert (paper["file_name"], paper["digest"]) == ("申请书.txt", hashlib.sha256("我志愿".encode()).hexdigest())


def test_next_changes_nothing(begun: Desk) -> None:
    told = begun.done("dossier", "next", PERSON, "--json").json
    assert told.keys() >= {"step", "turn", "lacking", "obstacles", "earliest", "beside", "due", "forms"}
    assert (told["step"], told["lacking"]) == (1, ["材料《入党申请书》"])
    assert begun.done("dossier", "show", PERSON, "--json").json["seq"] == 1


def test_the_past_is_shown_by_the_day_of_the_act(begun: Desk) -> None:
    begun.done("advance", PERSON, "1", "--on", "2024-06-02", "--material", "入党申请书", "--as", "zhi")
    assert begun.done("dossier", "as-of", PERSON, "2024年6月1日", "--json").json["position"] == "1"
    assert begun.done("dossier", "as-of", PERSON, "2024.6.2", "--json").json["position"] == "2"


def test_the_vocabulary_is_listed_with_its_choices(desk: Desk) -> None:
    lines = {line["label"]: line for line in desk.done("dossier", "facts", "--step", "10", "--json").json}
    assert lines["政审结论"]["choices"] == ["合格", "不合格"]
    assert "review_conclusion" in desk.done("dossier", "facts").out


def test_a_correction_needs_a_reason_and_keeps_the_old_value(begun: Desk) -> None:
    begun.done("advance", PERSON, "1", "--on", "2024-06-02", "--material", "入党申请书", "--as", "zhi")
    words = ("--set", "申请书落款日期=2024-06-01", "--reason", "看错一行", "--as", "zhi")
    begun.done("correct", PERSON, *words)
    assert begun.done("dossier", "show", PERSON, "--json").json["facts"]["applied_on"] == "2024-06-01"
    assert "申请书落款日期 2024-06-02" in begun.done("journal", "show", PERSON).out
    assert begun("correct", PERSON, *words).code == 2


def test_a_dossier_leaves_and_comes_back_where_it_stood(begun: Desk) -> None:
    begun.done("advance", PERSON, "1", "--on", "2024-06-02", "--material", "入党申请书", "--as", "zhi")
    begun.done("org", "add", "第二党支部", "--kind", "党支部", "--parent", "第一党总支", "--as", "wei")
    begun.done("transfer", "out", PERSON, "--to", "第二党支部", "--on", "2024-07-01", "--as", "zhi")
    assert begun.done("dossier", "show", PERSON, "--json").json["position"] == "transferred"
    begun.done("transfer", "in", PERSON, "--branch", "第二党支部", "--on", "2024-07-05", "--as", "zong")
    shown = begun.done("dossier", "show", PERSON, "--json").json
    assert (shown["position"], shown["branch"]) == ("2", "第二党支部")
    begun.done("end", "withdraw", PERSON, "--reason", "本人书面撤回", "--on", "2024-08-01", "--as", "zong")
    shown = begun.done("dossier", "show", PERSON, "--json").json
    assert (shown["position"], shown["open"], shown["deadlines"]) == ("withdrawn", False, [])
