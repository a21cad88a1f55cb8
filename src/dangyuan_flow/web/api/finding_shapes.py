"""What the API answers about findings, sweeps, bodies, offices, users and the caller."""

from __future__ import annotations

from typing import Any

from pydantic import ConfigDict, Field

from dangyuan_flow.web.api.shapes import Day, Shape


class Finding(Shape):
    """一个问题：情况、依据、状态；``certainty`` 为 lead 的是线索，须核实，不是结论。"""

    finding: int
    state: str
    about: str
    dossier: str
    name: str
    branch: str | None
    code: str
    rule: str
    title: str
    severity: str
    class_: str = Field(alias="class")
    certainty: str
    cites: list[str]
    says: str
    facts: dict[str, Any]
    remedy: str
    suggested: list[str]
    found_on: Day
    age_days: int
    present: bool
    reopened: int
    assigned_to: str | None
    due_on: Day | None
    overdue: bool
    measure: str | None
    stands: bool
    sweep: int


class Findings(Shape):
    """一页问题，最严重的在前。"""

    count: int
    limit: int
    offset: int
    findings: list[Finding]


class Evidence(Shape):
    """整改时附的一个文件。"""

    name: str
    digest: str


class FindingAct(Shape):
    """对一个问题做过的一件事。"""

    seq: int
    digest: str
    entered_at: str
    state: str
    says: str
    deed: str
    on: Day
    by: str
    person: str = ""
    office: str | None = None
    verdict: str | None = None
    reason: str | None = None
    to: str | None = None
    due_on: Day | None = None
    measure: str | None = None
    stands: bool = False
    sweep: int | None = None
    files: list[Evidence]


class FindingWhole(Finding):
    """一个问题和从发现到现在的每一步。"""

    history: list[FindingAct]


class Followed(Shape):
    """办理之后的一个问题。"""

    finding: int
    state: str
    dossier: str
    code: str


class FollowedOnes(Shape):
    """办理之后的各个问题。"""

    findings: list[Followed]


class Tally(Shape):
    """按程度、代码、党组织各多少。"""

    by_severity: dict[str, int]
    by_code: dict[str, int]
    by_body: dict[str, int]


class Changes(Shape):
    """与上次比：新增（含再现）、再现、仍在、消失。"""

    new: int
    reopened: int
    standing: int
    gone: int


class Sweep(Shape):
    """一次登记过的排查。"""

    number: int
    as_of: Day
    body: str | None
    only: list[str]
    packs: list[str]
    rules: str
    derivation: str
    head: list[Any]
    dossiers: int
    facts: Tally
    leads: Tally
    facts_changed: Changes
    leads_changed: Changes
    not_checked: dict[str, int]
    kept_at: str
    kept_by: str
    bursts: list[list[int]]
    grouped: str


class Sweeps(Shape):
    """登记过的排查，最近的在前。"""

    count: int
    limit: int
    offset: int
    sweeps: list[Sweep]


class Body(Shape):
    """一个党组织。"""

    name: str
    kind: str | None = None
    parent: str | None = None
    has_committee: bool | None = None
    full_members: int | None = None
    founded_on: Day | None = None
    dissolved_on: Day | None = None
    former_names: list[str] = Field(default_factory=list)
    may_approve: bool | None = None
    elections: list[Day] = Field(default_factory=list)


class Bodies(Shape):
    """能看到的党组织。"""

    count: int
    bodies: list[Body]


class Office(Shape):
    """一个职务：谁、在哪里、从何日到何日。"""

    holder: str
    person: str | None
    duty: str
    organization: str
    since: Day
    until: Day | None = None


class Offices(Shape):
    """能看到的党组织里的职务。"""

    count: int
    offices: list[Office]


class User(Shape):
    """一个用户和现任的职务。"""

    name: str
    person: str
    offices: list[str]


class Users(Shape):
    """全部用户。"""

    count: int
    users: list[User]


class Me(Shape):
    """这个令牌是谁的、今天凭什么职务、能做什么、到何时。``bodies`` 为 null 的，全部都能看到。"""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "user": "feilu.shuji",
                    "person": "罗志明",
                    "today": "2026-11-01",
                    "offices": ["飞鹿电子党支部书记"],
                    "bodies": ["飞鹿电子党支部"],
                    "token": "1f2e3d4c",
                    "scopes": ["read", "write"],
                    "expires_at": "2027-01-30T09:00:00+08:00",
                }
            ]
        },
    )

    user: str
    person: str
    today: Day
    offices: list[str]
    bodies: list[str] | None
    token: str
    scopes: list[str]
    expires_at: str
