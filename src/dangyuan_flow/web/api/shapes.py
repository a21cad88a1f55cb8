"""What the API answers about dossiers and acts: the shapes of ``application.as_json``, described."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from dangyuan_flow.application.evidence import FIRST_YEAR, LAST_YEAR

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _day(value: object) -> object:
    """A day as JSON has it; raises :class:`ValueError`."""
    if isinstance(value, date):
        return value
    if not isinstance(value, str) or not _DAY.fullmatch(value):
        raise ValueError("须是日期，如 2025-06-01")
    try:
        found = date.fromisoformat(value)
    except ValueError as error:
        raise ValueError("没有这一天") from error
    if not FIRST_YEAR <= found.year <= LAST_YEAR:
        raise ValueError(f"日期须在 {FIRST_YEAR} 年至 {LAST_YEAR} 年之间")
    return found


Day = Annotated[date, BeforeValidator(_day), WithJsonSchema({"type": "string", "format": "date"})]
"""A day in words that no other reading fits: neither numbers nor moments."""
DAY_DESCRIPTION = "日期，如 2025-06-01"


class Shape(BaseModel):
    """What is answered; fields that are empty may be left out."""

    model_config = ConfigDict(extra="forbid")


class Violation(Shape):
    """违反的一条规定：代码、依据的条款（版本#条）、说明、比较的数值、最早可办的日期。"""

    code: str = Field(examples=["V49"])
    cites: list[str] = Field(examples=[["细则-2026#13"]])
    says: str
    facts: dict[str, Any]
    earliest: Day | None = None


class DossierLine(Shape):
    """列表里的一份档案；身份证号只显示首尾。"""

    id: str = Field(examples=["2026-00042"])
    name: str | None
    id_number: str | None
    branch: str | None
    standing: str | None
    position: str
    where: str
    open: bool


class Dossiers(Shape):
    """一页档案；``count`` 是符合条件的总数。"""

    count: int
    limit: int
    offset: int
    dossiers: list[DossierLine]


class StepState(Shape):
    """二十五步之一：已办、待办、逾期、无记载、未到。"""

    id: int
    name: str
    state: str
    on: Day | None


class Material(Shape):
    """一份材料；``digest`` 是扫描件的 SHA-256，没有扫描件的不写。"""

    kind: str
    step: int
    on: Day | None = None
    provider: str | None = None
    copies: int = 1
    pages: int | None = None
    file_name: str | None = None
    digest: str | None = None
    reopened: bool = False


class Review(Shape):
    """一级联审的决定；``vote`` 依次是应到、实到、赞成、反对、弃权。"""

    step: int
    level: str
    decision: str
    on: Day
    person: str
    office: str
    opinion: str | None = None
    checklist: list[str] = []
    vote: list[int] | None = None


class VettingState(Shape):
    """向一个单位的函询和它的回复。"""

    body: str
    about: str | None = None
    asked_on: Day | None = None
    letter: str | None = None
    due_on: Day | None = None
    answered_on: Day | None = None
    opinion: str | None = None
    document: str | None = None
    handling: str | None = None


class WrittenOpinion(Shape):
    """缺席党员的书面意见。"""

    member: str
    approves: bool
    before: bool = True


class Exclusion(Shape):
    """不计入应到的党员。"""

    member: str
    reason: str
    approval: str | None = None


class Counts(Shape):
    """一次票决。"""

    on: Day
    entitled: int
    present: int
    issued: int
    collected: int
    votes_for: int
    against: int
    abstained: int = 0
    invalid: int = 0
    written: list[WrittenOpinion] = []
    exclusions: list[Exclusion] = []
    attendance: list[str] = []
    method: str = "无记名"
    proxies: int = 0
    together: bool = False
    person_present: bool = True
    sponsors_absent: list[str] = []
    roster_entitled: int | None = None
    without_vote: list[str] = []


class StepBallot(Counts):
    """第几步的票决。"""

    step: int


class BallotResult(Counts):
    """票决和它的结果。"""

    approvals: int
    has_quorum: bool | None
    has_majority: bool | None
    passed: bool


class BallotAt(BallotResult):
    """第几步的票决和它的结果。"""

    step: int


class Ballots(Shape):
    """一份档案的全部票决，含未通过的。"""

    dossier: str
    ballots: list[BallotAt]


class Due(Shape):
    """一个期限：逾期、临近、在期；到了才可办的：未到、已到。"""

    step: int
    says: str
    on: Day
    state: str


class Dossier(Shape):
    """一份档案。``facts`` 按英文名列出各栏；``seq`` 是最后一条记录的序号，也是 ETag。"""

    id: str = Field(examples=["2026-00042"])
    seq: int
    name: str | None
    id_number: str | None
    branch: str | None
    standing: str
    position: str
    where: str
    open: bool
    steps: list[StepState]
    facts: dict[str, Any]
    unknown: list[str]
    materials: list[Material]
    reviews: list[Review]
    vettings: list[VettingState]
    ballots: list[StepBallot]
    deadlines: list[Due] = []
    violations: list[Violation] = []


class DossierAsOf(Dossier):
    """一份档案在某一天的情形。"""

    as_of: Day


class Next(Shape):
    """下一步：该办什么、轮到谁、还缺什么、什么挡着、最早哪天、同时可办、期限、可打印的表格。"""

    dossier: str
    name: str | None
    position: str
    where: str
    step: int | None
    turn: str | None
    lacking: list[str]
    obstacles: list[Violation]
    earliest: Day | None
    beside: list[int]
    due: list[Due]
    forms: list[str]


class Outcome(Shape):
    """办理的结果；``written`` 为 false 的是试办，没有写入，也没有 ``next``。"""

    dossier: str
    name: str | None
    seq: int
    move: str
    step: int | None
    on: Day
    written: bool
    digest: str | None
    position: str
    standing: str
    facts: dict[str, Any]
    materials: list[Material]
    warnings: list[Violation]
    notes: list[Violation]
    next: Next | None = None


class Corrected(Outcome):
    """更正的结果，和这份档案现有的问题。"""

    violations: list[Violation]


class Balloted(Outcome):
    """登记票决的结果。"""

    ballot: BallotResult


class Outcomes(Shape):
    """几条记录的结果，一份材料、一个单位各一条。"""

    outcomes: list[Outcome]


class Reminded(Shape):
    """催办了哪些单位；没有到期未复的，为空。"""

    dossier: str
    reminded: list[str]


class JournalLine(Shape):
    """一份档案的一条记录：谁、何日、办了什么、何时录入。"""

    seq: int = Field(description="在全部纪实里的序号")
    digest: str
    on: Day
    entered_at: str
    entered_by: str
    says: str
    dossier: str
    dossier_seq: int
    move: str
    step: int | None
    decided_by: str | None
    office: str | None
    reason: str | None
    facts: dict[str, Any]
    warnings: list[str]
    batch: str | None


class Journal(Shape):
    """一份档案的纪实，先录入的在前。"""

    count: int
    limit: int
    offset: int
    lines: list[JournalLine]


class WaitingLine(Shape):
    """轮到本人办理的一份档案。"""

    dossier: str
    name: str
    step: int
    step_name: str
    level: str
    body: str
    since: Day | None


class Queue(Shape):
    """轮到本人办理的档案。"""

    count: int
    waiting: list[WaitingLine]


class Cell(Shape):
    """一人、一个单位的函询情况。"""

    dossier: str
    name: str = ""
    body: str
    state: str
    answered_on: Day | None = None
    due_on: Day | None = None
    asked_on: Day | None = None
    lapses_on: Day | None = None


class Matrix(Shape):
    """一页人员的函询汇总；``count`` 是人数。"""

    count: int
    limit: int
    offset: int
    cells: list[Cell]
