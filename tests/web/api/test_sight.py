"""Every operation on a dossier, for who may not see it: as if it were not there. A new one without a line fails."""

import pytest

from tests.web.api.program import Program, program
from tests.web.site import Site

MISSING = "2026-99999"
BODIES: dict[str, dict[str, object]] = {
    "/ballots": dict.fromkeys(("entitled", "present", "issued", "collected", "votes_for", "against"), 1),
    "/corrections": {"facts": {"nation": "汉族"}, "reason": "漏填"},
    "/deferral": {"reason": "新转入"},
    "/end": {"how": "die"},
    "/materials": {"papers": [{"kind": "入党申请书", "step": 1}]},
    "/reconsideration": {"reason": "逾期"},
    "/reviews": {"decision": "submit"},
    "/steps/{step}": {},
    "/transfer-in": {"branch": "白帆软件党支部"},
    "/transfer-out": {"to": "某街道党工委"},
    "/vettings": {"bodies": ["法院"]},
    "/vettings/answers": {"body": "法院", "opinion": "无异常"},
    "/vettings/reminders": {},
}
READ = {"", "/next", "/journal", "/ballots", "/as-of/{day}"}


def operations(site: Site, method: str) -> set[str]:
    described = Program(site.app, None).get("/openapi.json").json["paths"]
    whole = "/dossiers/{dossier}"
    return {path.removeprefix(whole) for path, told in described.items() if path.startswith(whole) and method in told}


def test_every_operation_on_a_dossier_has_its_line(site: Site) -> None:
    assert operations(site, "post") == BODIES.keys()
    assert operations(site, "get") == READ


@pytest.mark.parametrize(
    "user", ["feilu.shuji", "zong2.shuji", "admin", "shiwei.lianluo"], ids=["beside", "elsewhere", "admin", "liaison"]
)
def test_what_is_not_seen_is_not_there_for_any_operation(site: Site, user: str) -> None:
    mine = program(site, user)
    whole = program(site, "gongwei.shuji")
    hidden = whole.get("/dossiers", body="白帆软件党支部", open=True).json["dossiers"][0]["id"]
    before = site.flow.store.head()
    for path in sorted(READ):
        answers = [mine.get(f"/dossiers/{one}{path.format(day='2026-11-01')}") for one in (hidden, MISSING)]
        assert [one.error for one in answers] == ["not_found", "not_found"], path
        assert answers[0].text.replace(hidden, MISSING) == answers[1].text, path
    for path, body in BODIES.items():
        answers = [mine.post(f"/dossiers/{one}{path.format(step=2)}", body, seen='"1"') for one in (hidden, MISSING)]
        assert [one.error for one in answers] == ["not_found", "not_found"], path
        assert answers[0].text.replace(hidden, MISSING) == answers[1].text, path
    assert site.flow.store.head() == before
