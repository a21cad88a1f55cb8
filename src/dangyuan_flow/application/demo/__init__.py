"""The demo: an invented zone lives through 2023–2026 by the real journeys, takes a faulty ledger in, and is swept.

Everything follows from one seed and one fixed day: the same seed gives the same dossiers.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

from dangyuan_flow.application.demo import faults, papers
from dangyuan_flow.application.demo.faults import Planted
from dangyuan_flow.application.demo.lives import World, check_people, lives
from dangyuan_flow.application.demo.living import OFFICER, Living
from dangyuan_flow.application.demo.tour import PASSWORD, SIGN_INS, Census, DemoReport, a_reviewer, census, somebody
from dangyuan_flow.application.demo.zone import COMMITTEE, Zone
from dangyuan_flow.application.entrance import set_password
from dangyuan_flow.application.founding import (
    found,
    register_members,
    register_offices,
    register_organizations,
    register_users,
)
from dangyuan_flow.application.importing import import_ledger
from dangyuan_flow.application.reporting import write_workbook
from dangyuan_flow.application.sweeping import sweep_store
from dangyuan_flow.domain.errors import BadInput, FlowError, Tampered, reason_of
from dangyuan_flow.flow import Flow, open_flow
from dangyuan_flow.settings import Settings, database_url

__all__ = ["Census", "DemoReport", "Planted", "live_demo"]

TODAY = date(2026, 11, 1)
SEED = 20261101
PEOPLE = 200
DATABASE, LEDGER, FINDINGS, PAPERS = "dangyuan.db", "台账-外来.xlsx", "排查结果.xlsx", "表格"

Progress = Callable[[str, int, int], None]


def live_demo(folder: Path, *, people: int = PEOPLE, seed: int = SEED, progress: Progress | None = None) -> DemoReport:
    """Make the demo in ``folder``; an earlier demo there is made anew.

    ``progress`` hears what is being done, how much of it, and of how much. Raises :class:`BadInput` where the folder
    holds a store that is not a demo's or cannot be written, or ``people`` are too few or too many.
    """
    check_people(people)
    tell = progress or (lambda _label, _done, _total: None)
    folder = folder.absolute()
    flow = found(_clear(folder), today=TODAY)
    try:
        world = World.of(seed, workflow=flow.workflow, today=TODAY)
        everybody = tuple(lives(people, world))
        _register(flow, world.zone)
        living = Living(flow, world.zone)
        living.live(everybody, TODAY, lambda done, total: tell("办理", done, total))
        planted = faults.write(folder / LEDGER, world)
        imported = _imported(flow, folder / LEDGER)
        return _reported(flow, folder, tell, planted=planted, imported=imported, people=people, acts=living.acts)
    finally:
        flow.close()


def _clear(folder: Path) -> Settings:
    """Settings for a store in ``folder``, where nothing stands in its way; an earlier demo's is removed."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        msg = f"不能建立文件夹 {folder}（{reason_of(error)}）；请用 --dir 另选一个可写的位置"
        raise BadInput(msg) from error
    database = folder / DATABASE
    settings = Settings(home=folder, db=database_url(str(database)), user=None)
    if database.exists():
        if not _is_a_demo(settings):
            msg = f"{database} 已经存在，而且不是演示生成的。为免毁掉真实数据，没有改动它；请用 --dir 另选一个文件夹"
            raise BadInput(msg)
        for suffix in ("", "-wal", "-shm"):
            database.with_name(database.name + suffix).unlink(missing_ok=True)
    return settings


def _is_a_demo(settings: Settings) -> bool:
    """Only a demo's store has a fixed day."""
    try:
        flow = open_flow(settings)
    except FlowError:
        return False
    try:
        return flow.store.settings().get("today") == TODAY.isoformat()
    finally:
        flow.close()


def _register(flow: Flow, invented: Zone) -> None:
    """Bodies, users and roster first, the offices last: from then on only officers may change the registers."""
    register_organizations(flow, invented.bodies)
    register_users(flow, invented.users)
    register_members(flow, invented.roster)
    for user in SIGN_INS.values():
        set_password(flow, user, PASSWORD, must_change=False)
    register_offices(flow, invented.offices)


def _imported(flow: Flow, ledger: Path) -> int:
    """Bring the ledger from outside in; returns how many people came."""
    flow.user = OFFICER[COMMITTEE]
    report = import_ledger(flow, ledger)
    if report.batch is None:
        says = report.cell_errors[0].says if report.cell_errors else "没有新的人员"
        msg = f"演示台账 {ledger} 没有导入：{says}"
        raise BadInput(msg)
    return len(report.new)


def _reported(  # noqa: PLR0913  what was done so far
    flow: Flow, folder: Path, tell: Progress, *, planted: tuple[Planted, ...], imported: int, people: int, acts: int
) -> DemoReport:
    """Sweep, print, verify and count what there is now."""
    swept = sweep_store(flow)
    write_workbook(swept, folder / FINDINGS)
    printed, no_printing = papers.print_some(flow, folder / PAPERS, lambda done, total: tell("打印", done, total))
    tell("校验", 0, 1)
    verified = flow.store.verify()
    if verified.first_bad is not None:
        msg = f"演示库的日志与摘要不符：{verified.first_bad}"
        raise Tampered(msg)
    tell("校验", 1, 1)
    return DemoReport(
        today=TODAY,
        folder=folder,
        database=folder / DATABASE,
        ledger=folder / LEDGER,
        people=people,
        imported=imported,
        acts=acts,
        records=verified.records,
        census=census(flow),
        planted=planted,
        sweep=swept,
        files=(folder / DATABASE, folder / LEDGER, folder / FINDINGS, *printed),
        no_printing=no_printing,
        reviewer=a_reviewer(flow),
        somebody=somebody(flow),
    )
