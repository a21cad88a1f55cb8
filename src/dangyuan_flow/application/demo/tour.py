"""What the demo came to, and a short tour: what happened, what to try next, and as whom."""

from __future__ import annotations

import shlex
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from dangyuan_flow.application.demo.faults import Planted
from dangyuan_flow.application.looking import deadlines
from dangyuan_flow.application.reviewing import queue
from dangyuan_flow.application.sweeping import SweepReport
from dangyuan_flow.domain.journal import Dossier
from dangyuan_flow.domain.readings import compiled
from dangyuan_flow.domain.workflow import POSITION_NAMES, Standing
from dangyuan_flow.flow import Flow
from dangyuan_flow.store import Selection

_AUDITOR = "gongwei.paicha"
SIGN_INS = {
    "党支部书记": "feilu.shuji",
    "不设支委会的党支部书记": "baifan.shuji",
    "党总支书记": "zong1.shuji",
    "工委书记": "gongwei.shuji",
    "工委组织员": "gongwei.zuzhiyuan",
    "排查员": _AUDITOR,
    "市委组织部联络员": "shiwei.lianluo",
    "管理员": "admin",
}
"""One sign-in for each kind of user."""
PASSWORD = "yanshi-mima-2026"  # noqa: S105  of invented people only, and printed for whoever makes the demo
_REVIEWERS = ("zong1.shuji", "zong2.shuji", "zong3.shuji", "gongwei.shuji")


@dataclass(frozen=True, kw_only=True)
class Census:
    """Where the zone's people stand: dossiers by standing (in Chinese), by position, and waiting for each step.

    A step of the main line is waited for where it comes next, an act beside it where it may be done now.
    """

    standings: Mapping[str, int]
    positions: Mapping[str, int]
    waiting: Mapping[int, int]


@dataclass(frozen=True, kw_only=True)
class DemoReport:
    """What the demo made and found.

    ``planted`` are the faults put into the ledger, ``sweep`` what the sweep of the store found. ``reviewer`` has
    something in the queue, ``somebody`` is a dossier with a deadline. ``no_printing`` says why there are no PDFs.
    """

    today: date
    folder: Path
    database: Path
    ledger: Path
    people: int
    imported: int
    acts: int
    records: int
    census: Census
    planted: tuple[Planted, ...]
    sweep: SweepReport
    files: tuple[Path, ...]
    no_printing: str | None
    reviewer: str
    somebody: str

    @property
    def is_as_expected(self) -> bool:
        """The sweep found the planted faults and nothing else."""
        found = sorted((f.name, f.violation.code) for f in self.sweep.findings)
        return found == sorted((p.name, p.code) for p in self.planted)

    @property
    def tour(self) -> tuple[str, ...]:
        """The lines that ``dangyuan demo`` prints."""
        standings, positions = self.census.standings, self.census.positions
        exits = "、".join(f"{name} {positions[p]}" for p, name in POSITION_NAMES.items() if p in positions)
        faults = "、".join(f"{planted.code} {planted.name}" for planted in self.planted)
        agreed = "与埋下的一致" if self.is_as_expected else "与埋下的不一致，请报告这个错误"
        db = shlex.quote(str(self.database))
        today = f"{self.today.year} 年 {self.today.month} 月 {self.today.day} 日"
        notes = len(self.sweep.notes)
        lived = f"{self.people} 人按真实流程办理了 {self.acts} 次"
        return (
            f"虚构的“星河高新区”从 2023 年 1 月走到 {today}（演示库的“今天”固定在这一天）。",
            f"{lived}；又从台账导入 {self.imported} 人，其中 {len(self.planted)} 人各埋有一处问题。",
            f"日志共 {self.records} 条，校验无误。",
            "现在：" + "、".join(f"{s.chinese} {standings.get(s.chinese, 0)} 人" for s in Standing) + "。",
            f"其中已结束的：{exits}。",
            f"排查发现 {len(self.sweep.findings)} 条问题，{agreed}：{faults}。",
            *([f"另有过渡期说明 {notes} 条：两版细则交接期间的事，不算问题。"] if notes else []),
            *([f"没有打印表格：{self.no_printing}"] if self.no_printing else []),
            f"文件在 {self.folder}：{'、'.join(str(path.relative_to(self.folder)) for path in self.files)}。",
            "",
            "接着可以试：",
            f"  dangyuan sweep {shlex.quote(str(self.ledger))} --as-of {self.today}",
            *self._of_the_sweep(db),
            f"  dangyuan review queue --db {db} --as {self.reviewer}",
            f"  dangyuan dossier next {self.somebody} --db {db}",
            "",
            f"网页：dangyuan serve --db {db}，用浏览器打开它说的网址。各类人员各有一个登录，密码都是 {PASSWORD}：",
            "  " + "、".join(f"{who} {user}" for who, user in SIGN_INS.items()),
            "",
            "可用的办理人（--as）：",
            "  党支部：feilu.shuji 书记、feilu.zuwei 组织委员；jiguan.shuji（直属工委）、baifan.shuji（不设支委会）等",
            "  党总支：zong1.shuji、zong2.shuji、zong3.shuji",
            "  工委：gongwei.shuji 书记、gongwei.zuwei 组织委员、gongwei.zuzhiyuan 组织员、gongwei.paicha 排查员",
            "  管理员：admin",
            "  市委组织部：shiwei.lianluo；前任书记（只能作为当时的决定人）：feilu.qianren、gongwei.qianren",
        )

    def _of_the_sweep(self, db: str) -> tuple[str, ...]:
        """Where an auditor goes on: register, follow, explain, report."""
        return (
            f"  dangyuan sweep --keep --db {db} --as {_AUDITOR}",
            f"  dangyuan findings list --db {db}",
            *(f"  dangyuan why {planted.code} {planted.name} --db {db}" for planted in self.planted[:1]),
            f"  dangyuan sweep --db {db} --format pdf -o {shlex.quote(str(self.folder / '排查报告.pdf'))}",
        )


def census(flow: Flow) -> Census:
    """Count the zone's people."""
    standings: Counter[str] = Counter()
    positions: Counter[str] = Counter()
    waiting: Counter[int] = Counter()
    lines = flow.store.list(Selection())
    for line in lines:
        standings[Standing(line.standing).chinese if line.standing else "未定"] += 1
        positions[line.position] += 1
    for dossier in flow.store.dossiers([line.id for line in lines if line.under_way]):
        waiting.update(_awaited(flow, dossier))
    return Census(standings=dict(standings), positions=dict(positions), waiting=dict(waiting))


def _awaited(flow: Flow, dossier: Dossier) -> tuple[int, ...]:
    """The steps that a dossier waits for, or that may be recorded now."""
    here = flow.workflow.step_at(dossier.position)
    if here is None:
        return ()
    beside = (
        step.id
        for step in flow.workflow.steps
        if step.span is not None
        and step.span[0] <= here.id <= step.span[1]
        and (step.periodic or not compiled(step.done)(dossier.facts, flow.today()))
    )
    return here.id, *beside


def a_reviewer(flow: Flow) -> str:
    """A user for whom papers wait."""
    for user in _REVIEWERS:
        flow.user = user
        if queue(flow):
            return user
    return _REVIEWERS[0]


def somebody(flow: Flow) -> str:
    """A dossier with a deadline that runs: a probationer's, else anybody's under way."""
    lines = [*flow.store.list(Selection(positions=("22",))), *flow.store.list(Selection(under_way=True))]
    return next((line.id for line in lines if deadlines(flow, flow.store.get(line.id))), lines[0].id)
