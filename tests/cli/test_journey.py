"""One person from application to archive, by commands alone."""

from datetime import date

import pytest

from dangyuan_flow.application.founding import found
from dangyuan_flow.settings import Settings
from tests.cli.desk import Desk
from tests.cli.zone import PERSON, TODAY, founded, journey, opened


def test_a_person_goes_through_all_twenty_five_steps(
    desk: Desk, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DANGYUAN_DB", database_url)
    found(Settings.load(), today=date.fromisoformat(TODAY)).close()
    founded(desk)
    dossier = opened(desk)
    for line in journey():
        desk.done(*line)

    told = desk.done("dossier", "show", dossier, "--json").json
    assert (told["position"], told["standing"], told["open"]) == ("archived", "member", False)
    assert {step["state"] for step in told["steps"]} == {"已办"}
    assert told["violations"] == []
    assert desk.done("journal", "verify").out.startswith("校验通过")
    sweep = desk.done("sweep", "--json").json
    assert (sweep["dossiers"], sweep["findings"], sweep["cell_errors"]) == (1, [], [])
    assert desk.done("dossier", "list", "--closed").out.count(PERSON) == 1
