"""Whatever the description allows (and what it does not): no server error, no answer outside the description."""

from collections.abc import Iterator
from dataclasses import replace
from itertools import cycle
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from dangyuan_flow.application import tokens
from dangyuan_flow.application.sweeping import sweep_store
from dangyuan_flow.domain.facts import RECORDED
from dangyuan_flow.web.api.callers import Pace
from tests.web.api.program import PATH
from tests.web.site import Site

COMMITTEE = "gongwei.shuji"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    response_headers_conformance,
]
EXAMPLES = {GenerationMode.POSITIVE: 12, GenerationMode.NEGATIVE: 6}
DAYS = ("2026-11-01", "2026-10-31", "2025-03-03", "2026-11-02", "1949-10-01")


@pytest.fixture
def asked(site: Site) -> Any:  # noqa: ANN401  schemathesis' description of the site
    """The site as described, with a sweep on file and nobody too fast."""
    sweep_store(replace(site.flow, user="gongwei.paicha"), keep=True)
    mounted = next(route for route in site.app.routes if getattr(route, "name", "") == "api")
    mounted.app.pace = Pace(at_once=1_000_000)  # type: ignore[attr-defined]  # a mount has an application
    return schemathesis.openapi.from_asgi(f"{PATH}/openapi.json", app=site.app)


def in_depth(site: Site) -> Iterator[tuple[str, str]]:
    """Dossiers under way and closed, by turns, each with its tag as it is then."""
    ids = [line.id for line in site.flow.store.list()]
    return ((one, f'"{site.flow.store.get(one).seq}"') for one in cycle(ids[:: max(1, len(ids) // 25)]))


class Trial:
    """A committee's program that asks every operation for whatever fits its description, or does not."""

    def __init__(self, site: Site, mode: GenerationMode) -> None:
        self.mode = mode
        secret = tokens.issue(replace(site.flow, user=COMMITTEE), "测试", tuple(tokens.SCOPES)).secret
        self.own = {"Authorization": f"Bearer {secret}"}
        self.checks = CHECKS if mode is GenerationMode.POSITIVE else [*CHECKS, negative_data_rejection]
        self.statuses: dict[str, set[int]] = {}
        self._somebody, self._names, self._days = in_depth(site), cycle(RECORDED), cycle(DAYS)

    def of(self, operation: Any) -> None:  # noqa: ANN401  schemathesis' operation
        """Ask one operation."""
        statuses = self.statuses.setdefault(operation.label, set())

        @settings(
            max_examples=EXAMPLES[self.mode],
            derandomize=True,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=[*HealthCheck],
        )
        @given(case=operation.as_strategy(generation_mode=self.mode))
        def conforms(case: Case[Any]) -> None:
            if self.mode is GenerationMode.POSITIVE:
                self._lead(case)
            response = case.call(headers=self.own)
            statuses.add(response.status_code)
            case.validate_response(response, checks=self.checks)

        conforms()

    def _lead(self, case: Case[Any]) -> None:
        """Let what fits go deep: an existing dossier as it stands, facts that there are, days of these years."""
        if "dossier" in (case.path_parameters or {}):
            case.path_parameters["dossier"], seen = next(self._somebody)
            if case.method == "POST":
                case.headers["If-Match"] = seen
        if "day" in (case.path_parameters or {}):
            case.path_parameters["day"] = next(self._days)
        body: Any = case.body
        if not isinstance(body, dict):
            return
        if isinstance(body.get("facts"), dict):
            body["facts"] = {next(self._names): value for value in body["facts"].values()}
        body |= {name: next(self._days) for name in ("on", "due", "due_on") if name in body}
        if "numbers" in body:
            body["numbers"] = [1, 2]


@pytest.mark.parametrize("mode", EXAMPLES, ids=["fitting", "unfitting"])
def test_no_server_error_and_no_answer_outside_the_description(
    site: Site,
    asked: Any,  # noqa: ANN401  as above
    mode: GenerationMode,
) -> None:
    trial = Trial(site, mode)
    for result in asked.get_all_operations():
        trial.of(result.ok())
    assert len(trial.statuses) >= 30
    assert site.flow.store.verify().ok
    if mode is GenerationMode.POSITIVE:
        silent = {label for label, found in trial.statuses.items() if label.startswith("GET") and 200 not in found}
        assert silent <= {"GET /sweeps/{number}", "GET /findings/{number}"}
