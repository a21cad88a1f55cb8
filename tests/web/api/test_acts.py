"""Acts: guarded as at every door, held to what the caller saw, done once however often they are sent."""

import threading
from typing import Any

import pytest
from sqlalchemy import text

from dangyuan_flow.domain import identity
from dangyuan_flow.flow import Flow
from tests.web.api.program import Answer, Program, program
from tests.web.site import Site

SECRETARY, GENERAL, COMMITTEE, ORGANISER = "feilu.shuji", "zong1.shuji", "gongwei.shuji", "gongwei.zuzhiyuan"
BRANCH = "飞鹿电子党支部"


def number(serial: int) -> str:
    first = f"99999919950505{serial:03d}"
    return first + identity.check_digit(first)


def newcomer(serial: int = 901) -> dict[str, Any]:
    return {"name": "郑一鸣", "id_number": number(serial), "branch": BRANCH, "on": "2026-10-10"}


@pytest.fixture
def mine(site: Site) -> Program:
    return program(site, SECRETARY)


@pytest.fixture
def opened(mine: Program) -> Answer:
    """A dossier just opened; its application comes next."""
    answer = mine.post("/dossiers", newcomer())
    assert answer.status == 201, answer.text
    return answer


def applied(mine: Program, opened: Answer) -> Answer:
    return mine.post(
        f"/dossiers/{opened.json['dossier']}/steps/1",
        {"on": "2026-10-12", "materials": [{"kind": "入党申请书"}]},
        seen=opened.etag,
    )


def head(flow: Flow) -> int:
    return flow.store.head()[0]


def test_a_dossier_is_opened_and_taken_on_step_by_step(mine: Program, opened: Answer, site: Site) -> None:
    dossier = opened.json["dossier"]
    assert opened.etag == '"1"'
    first = applied(mine, opened)
    assert (first.status, first.etag, first.json["written"]) == (200, '"2"', True)
    assert first.json["next"]["step"] == 2
    talk = {"on": "2026-10-20", "facts": {"谈话人": "罗志明"}, "particulars": {"谈话内容": "对党的认识端正"}}
    second = mine.post(f"/dossiers/{dossier}/steps/2", talk, seen=first.etag)
    assert second.status == 200, second.text
    kept = site.flow.store.get(dossier)
    assert (kept.seq, kept.facts.talked_by, str(kept.facts.talked_on)) == (3, "罗志明", "2026-10-20")
    assert mine.get(f"/dossiers/{dossier}").etag == second.etag
    assert site.flow.store.records(dossier)[-1].entry.entered_by == SECRETARY


def test_an_act_without_what_was_seen_is_not_done(mine: Program, opened: Answer, site: Site) -> None:
    before = head(site.flow)
    answer = mine.post(f"/dossiers/{opened.json['dossier']}/steps/1", {"on": "2026-10-12"})
    assert (answer.status, answer.error) == (428, "precondition_required")
    assert head(site.flow) == before


@pytest.mark.parametrize("seen", ["1", '"x"', 'W/"1"', "*"])
def test_what_was_seen_has_to_be_a_tag(mine: Program, opened: Answer, seen: str) -> None:
    answer = mine.post(f"/dossiers/{opened.json['dossier']}/steps/1", {}, seen=seen)
    assert (answer.status, answer.json["problems"][0]["at"]) == (422, "header.If-Match")


def test_who_was_overtaken_is_told_where_the_dossier_stands(mine: Program, opened: Answer, site: Site) -> None:
    applied(mine, opened)
    before = head(site.flow)
    answer = applied(mine, opened)
    assert (answer.status, answer.error) == (412, "precondition_failed")
    assert (answer.json["seq"], answer.etag) == (2, '"2"')
    assert head(site.flow) == before


def test_a_dry_run_writes_nothing_and_leaves_the_tag(mine: Program, opened: Answer, site: Site) -> None:
    before = head(site.flow)
    body = {"on": "2026-10-12", "materials": [{"kind": "入党申请书"}], "dry_run": True}
    answer = mine.post(f"/dossiers/{opened.json['dossier']}/steps/1", body, seen=opened.etag)
    assert (answer.status, answer.json["written"], answer.json["digest"]) == (200, False, None)
    assert answer.etag == opened.etag
    assert head(site.flow) == before


def test_what_the_law_forbids_is_refused_with_article_values_and_day(mine: Program, site: Site) -> None:
    activist = mine.get("/dossiers", standing="activist", step=7).json["dossiers"]
    for line in activist:
        seen = mine.get(f"/dossiers/{line['id']}")
        found = seen.json["facts"]
        answer = mine.post(f"/dossiers/{line['id']}/steps/7", {"on": found["activist_on"]}, seen=seen.etag)
        assert answer.status == 422
        assert answer.error in {"refused", "bad_input", "no_such_move"}
    people = program(site, COMMITTEE)
    waiting = people.get("/dossiers", step=22, open=True).json["dossiers"][0]["id"]
    seen = people.get(f"/dossiers/{waiting}")
    answer = people.post(f"/dossiers/{waiting}/steps/22", {"on": "2026-10-31"}, seen=seen.etag)
    assert (answer.status, answer.error, answer.json["dossier"]) == (422, "refused", waiting)
    assert answer.json["violations"] == [] or answer.json["violations"][0]["cites"]


def test_what_a_step_lacks_is_told_without_words_of_the_command_line(mine: Program, opened: Answer) -> None:
    answer = mine.post(f"/dossiers/{opened.json['dossier']}/steps/1", {"on": "2026-10-12"}, seen=opened.etag)
    assert answer.error == "refused"
    assert "材料《入党申请书》" in answer.json["detail"]
    assert "--" not in answer.json["detail"]


@pytest.mark.parametrize(
    ("facts", "says"),
    [
        ({"talked_on": "昨天"}, "不是日期"),
        ({"talked_on": 20261001}, "须是日期"),
        ({"是谁": "我"}, "没有名为“是谁”的栏目"),
        ({"training_hours": -1}, "须是0 至"),
        ({"training_hours": True}, "须是0 至"),
        ({"contacts": "甲"}, "须是文字的列表"),
    ],
)
def test_facts_of_the_wrong_kind_are_told(mine: Program, opened: Answer, facts: dict[str, Any], says: str) -> None:
    body = {"facts": facts, "reason": "试"}
    answer = mine.post(f"/dossiers/{opened.json['dossier']}/corrections", body, seen=opened.etag)
    assert (answer.status, answer.error) == (422, "bad_input")
    assert says in answer.json["detail"]


def test_nothing_unknown_is_passed_over(mine: Program, opened: Answer) -> None:
    answer = mine.post(f"/dossiers/{opened.json['dossier']}/steps/1", {"dryrun": True}, seen=opened.etag)
    assert [one["at"] for one in answer.json["problems"]] == ["body.dryrun"]


def test_a_person_has_one_dossier_under_way(mine: Program, opened: Answer) -> None:
    assert opened.status == 201
    answer = mine.post("/dossiers", newcomer())
    assert (answer.status, answer.error) == (409, "conflict")
    assert number(901) not in answer.text


def test_a_paper_is_kept_as_it_was_sent(mine: Program, opened: Answer, site: Site) -> None:
    scan = b"%PDF-1.7 a scan"
    paper = {"kind": "入党申请书", "file_name": "../申请书.pdf", "content": "JVBERi0xLjcgYSBzY2Fu"}
    body = {"on": "2026-10-12", "materials": [paper]}
    dossier = opened.json["dossier"]
    answer = mine.post(f"/dossiers/{dossier}/steps/1", body, seen=opened.etag)
    kept = answer.json["materials"][0]
    assert kept["file_name"] == "申请书.pdf"
    assert site.flow.store.document(kept["digest"]) == scan
    bad = {"papers": [{"kind": "入党申请书", "step": 1, "file_name": "x.pdf", "content": "%%%"}]}
    assert mine.post(f"/dossiers/{dossier}/materials", bad, seen=answer.etag).error == "bad_input"


def test_a_file_is_corrected_transferred_and_ended(mine: Program, opened: Answer, site: Site) -> None:
    dossier, first = opened.json["dossier"], applied(mine, opened)
    body = {"facts": {"nation": "汉族"}, "reason": "漏填"}
    corrected = mine.post(f"/dossiers/{dossier}/corrections", body, seen=first.etag)
    assert (corrected.status, corrected.json["move"]) == (200, "correct")
    gone = mine.post(f"/dossiers/{dossier}/transfer-out", {"to": "某街道党工委"}, seen=corrected.etag)
    assert (gone.status, gone.json["position"]) == (200, "transferred")
    back = mine.post(f"/dossiers/{dossier}/transfer-in", {"branch": BRANCH}, seen=gone.etag)
    assert (back.status, back.json["position"]) == (200, "2")
    refused = mine.post(f"/dossiers/{dossier}/end", {"how": "withdraw"}, seen=back.etag)
    assert "理由" in refused.json["detail"]
    ended = mine.post(f"/dossiers/{dossier}/end", {"how": "withdraw", "reason": "本人撤回"}, seen=back.etag)
    assert (ended.status, ended.json["position"]) == (200, "withdrawn")
    assert site.flow.store.verify().ok


def test_a_review_goes_to_whose_turn_it_is(site: Site) -> None:
    committee = program(site, COMMITTEE)
    waiting = next(line for line in committee.get("/reviews").json["waiting"] if line["level"] == "committee")
    path = f"/dossiers/{waiting['dossier']}"
    seen = committee.get(path).etag
    decision = {"decision": "return", "to_step": waiting["step"], "reason": "材料须重新核对"}
    other = program(site, GENERAL).post(f"{path}/reviews", decision, seen=seen)
    assert (other.status in (403, 404), other.status) == (True, other.status)
    assert program(site, COMMITTEE, "write").post(f"{path}/reviews", decision, seen=seen).error == "insufficient_scope"
    done = committee.post(f"{path}/reviews", decision, seen=seen)
    assert (done.status, done.json["move"], done.json["step"]) == (200, "return", waiting["step"])
    assert waiting["dossier"] not in {line["dossier"] for line in committee.get("/reviews").json["waiting"]}


def test_bodies_are_asked_and_their_answers_recorded(site: Site) -> None:
    mine = program(site, ORGANISER)
    cell = next(one for one in mine.get("/vettings", state="未发函", limit=500).json["cells"] if one["body"] == "法院")
    path = f"/dossiers/{cell['dossier']}"
    letter = {"bodies": ["法院", "某街道党工委"], "on": "2026-10-20", "letter": "函〔2026〕9号"}
    asked = mine.post(f"{path}/vettings", letter, seen=mine.get(path).etag)
    assert (asked.status, len(asked.json["outcomes"])) == (200, 2)
    assert asked.etag == mine.get(path).etag
    again = mine.post(f"{path}/vettings", letter, seen=asked.etag)
    assert again.error == "bad_input"
    reply = {"body": "法院", "opinion": "无异常", "on": "2026-10-25"}
    answered = mine.post(f"{path}/vettings/answers", reply, seen=asked.etag)
    assert answered.status == 200, answered.text
    reminded = mine.post(f"{path}/vettings/reminders", {}, seen=answered.etag)
    assert (reminded.json["reminded"], reminded.etag) == ([], answered.etag)
    told = [v for v in mine.get(path).json["vettings"] if v.get("letter") == "函〔2026〕9号"]
    assert [v.get("opinion") for v in told] == ["无异常", None]


# Once


def test_the_same_request_under_the_same_key_is_done_once(mine: Program, site: Site) -> None:
    first = mine.post("/dossiers", newcomer(), key="k-1")
    before = head(site.flow)
    again = mine.post("/dossiers", newcomer(), key="k-1")
    assert (again.status, again.json, again.etag) == (first.status, first.json, first.etag)
    assert again.headers["idempotency-replayed"] == "true"
    assert "idempotency-replayed" not in first.headers
    assert head(site.flow) == before


def test_a_key_used_for_another_request_is_refused(mine: Program, site: Site) -> None:
    mine.post("/dossiers", newcomer(), key="k-1")
    before = head(site.flow)
    answer = mine.post("/dossiers", newcomer(902), key="k-1")
    assert (answer.status, answer.error) == (422, "key_reused")
    assert head(site.flow) == before


def test_anothers_key_is_none_of_mine(mine: Program, site: Site) -> None:
    assert mine.post("/dossiers", newcomer(), key="k-1").status == 201
    assert program(site, SECRETARY).post("/dossiers", newcomer(902), key="k-1").status == 201


def test_two_at_once_with_one_key_act_once(mine: Program, site: Site) -> None:
    before = head(site.flow)
    answers: list[Answer] = []
    together = threading.Barrier(4)

    def send() -> None:
        together.wait()
        answers.append(mine.post("/dossiers", newcomer(), key="k-1"))

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.status for one in answers] == [201] * 4
    assert len({one.text for one in answers}) == 1
    assert sum("idempotency-replayed" in one.headers for one in answers) == 3
    assert head(site.flow) == before + 1


def test_two_at_once_on_one_dossier_without_a_key_do_not_both_write(mine: Program, opened: Answer, site: Site) -> None:
    answers: list[Answer] = []
    together = threading.Barrier(3)

    def send() -> None:
        together.wait()
        answers.append(applied(mine, opened))

    threads = [threading.Thread(target=send) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(one.status for one in answers) == [200, 412, 412]
    assert site.flow.store.get(opened.json["dossier"]).seq == 2


def test_a_refusal_is_kept_and_a_passing_one_is_judged_anew(mine: Program, opened: Answer) -> None:
    path = f"/dossiers/{opened.json['dossier']}/steps/1"
    first = mine.post(path, {"on": "2026-10-12"}, seen=opened.etag, key="k-2")
    assert mine.post(path, {"on": "2026-10-12"}, seen=opened.etag, key="k-2").text == first.text
    body = {"on": "2026-10-12", "materials": [{"kind": "入党申请书"}]}
    overtaken = [mine.post(path, body, seen='"9"', key="k-3") for _ in range(2)]
    assert [one.status for one in overtaken] == [412, 412]
    assert "idempotency-replayed" not in overtaken[1].headers


def test_an_act_whose_program_died_begins_anew_and_is_held_to_what_was_seen(
    mine: Program, opened: Answer, site: Site
) -> None:
    path = f"/dossiers/{opened.json['dossier']}/steps/1"
    body = {"on": "2026-10-12", "materials": [{"kind": "入党申请书"}]}
    done = mine.post(path, body, seen=opened.etag, key="k-4")
    assert done.status == 200
    with site.flow.store.database.writing() as connection:  # as if the answer had never been kept
        connection.execute(text("UPDATE idempotency SET status = NULL, response = NULL, at = at - 61"))
    again = mine.post(path, body, seen=opened.etag, key="k-4")
    assert (again.status, again.error) == (412, "precondition_failed")


def test_answers_are_forgotten_after_a_day(mine: Program, site: Site) -> None:
    mine.post("/dossiers", newcomer(), key="k-1")
    with site.flow.store.database.writing() as connection:
        connection.execute(text("UPDATE idempotency SET at = at - 86401"))
    assert mine.post("/dossiers", newcomer(), key="k-1").error == "conflict"
