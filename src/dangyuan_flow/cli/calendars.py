"""``dangyuan calendar``: the days by which notices are counted; what is known, what is loaded, whom it touches."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from dangyuan_flow.cli import options, screen
from dangyuan_flow.cli.help import command, family
from dangyuan_flow.cli.options import opened

if TYPE_CHECKING:
    from collections.abc import Iterable

    from dangyuan_flow.application.calendars import Checked, Touched, Year

calendar = family(
    "工作日历：公示按工作日计，节假日和调休按国务院放假通知。程序自带的年份以外，可以自行装入。",
    "dangyuan calendar show 2026",
    "dangyuan calendar check",
    "dangyuan calendar load 2027年.csv --year 2027 --source 国办发明电〔2026〕7号 --dry-run --as wei",
)


@command(
    calendar,
    "show",
    "列出一年（或一个月）的放假和调休上班日。",
    "dangyuan calendar show 2026",
    "dangyuan calendar show 2026-10 --json",
)
def show(
    when: Annotated[str | None, typer.Argument(metavar="年或年-月", help="如 2026、2026-10；不写为今年")] = None,
    db: options.Db = None,
    as_json: options.Json = False,
) -> None:
    """Show a year or a month."""
    from dangyuan_flow.application import calendars

    with opened(db) as flow:
        year, month = _year_and_month(when or str(flow.today().year))
        found = calendars.year_of(flow, year)
    days = [day for day in found.days if month is None or day.on.month == month]
    if as_json:
        told = [{"day": day.on.isoformat(), "worked": day.is_worked, "name": day.name} for day in days]
        screen.put_json({"year": year, "known": found.known, "source": found.source or None, "days": told})
        return
    _put_year(found, month)


def _year_and_month(text: str) -> tuple[int, int | None]:
    year, _, month = text.strip().replace(".", "-").partition("-")
    if year.isdecimal() and (not month or (month.isdecimal() and 1 <= int(month) <= 12)):  # noqa: PLR2004  months
        return int(year), int(month) if month else None
    from dangyuan_flow.domain.errors import BadInput

    msg = f"“{text}”不是年份或月份；请写成 2026 或 2026-10"
    raise BadInput(msg)


def _put_year(found: Year, month: int | None) -> None:
    head = f"{found.year} 年{f' {month} 月' if month else ''}"
    if not found.known:
        screen.say(f"{head}：还没有这一年的放假通知，暂按周一至周五上班计。用 dangyuan calendar load 装入。")
        return
    screen.say(screen.styled(f"{head}　{found.source}", screen.STRONG))
    days = [day for day in found.days if month is None or day.on.month == month]
    if not days:
        screen.say("没有放假或调休。")
        return
    screen.put_rows(
        ("日期", "星期", "", "名称"),
        ((d.on, "一二三四五六日"[d.on.weekday()], "上班" if d.is_worked else "休息", d.name) for d in days),
    )


@command(
    calendar,
    "check",
    "检查日历：哪些年份还没有放假通知而已有公示用到；推算的公示日期与现行日历是否一致；装入的年份是否已由程序自带。"
    "有问题时退出码为 1。",
    "dangyuan calendar check",
    "dangyuan calendar check --json",
)
def check(db: options.Db = None, user: options.As = None, as_json: options.Json = False) -> None:
    """Check the calendar."""
    from dangyuan_flow.application import calendars
    from dangyuan_flow.application.plain import plain
    from dangyuan_flow.application.sighting import own

    with opened(db, user) as whole:
        found = calendars.check(own(whole, whole.user).flow if whole.user else whole)
    if as_json:
        screen.put_json(plain(found) | {"well": not (found.provisional or found.differing)})
    else:
        _put_check(found)
    if found.provisional or found.differing:
        raise typer.Exit(1)


def _put_check(found: Checked) -> None:
    screen.say(screen.styled(f"日历版本 {found.version}", screen.STRONG))
    screen.say(f"程序自带 {found.first_year} 至 {found.last_year} 年")
    for year in found.loaded:
        screen.say(f"装入 {year.year} 年，{len(year.days)} 天，依据 {year.source}")
    for number, days in found.superfluous:
        same = "，两者不一致：" + "、".join(map(str, days)) if days else "，两者一致"
        screen.say(f"{number} 年程序现已自带，以程序为准{same}；可用 dangyuan calendar unload {number} 移去")
    if found.coming is not None:
        screen.say(f"{found.coming} 年的放假通知还没有装入（一般上年 11 月公布）")
    for number, lines in found.provisional:
        screen.heading(f"{number} 年没有放假通知，{len(lines)} 份档案的公示暂按周末推算，工作日数不核对")
        _put_touched(lines)
    if found.differing:
        screen.heading(f"{len(found.differing)} 份档案推算的公示日期与现行日历不一致")
        _put_touched(found.differing)
    if not found.provisional and not found.differing:
        screen.say("没有发现问题")


@command(
    calendar,
    "load",
    "装入一年的放假通知（程序自带以外的年份），并按它重新推算公示期限；先列出涉及哪些档案。"
    "CSV 每行：日期,休或班,名称（日期可写 2027-02-05 至 2027-02-11）；YAML 写 year、source、days。",
    "dangyuan calendar load 2027年.csv --year 2027 --source 国办发明电〔2026〕7号 --dry-run --as wei",
    "dangyuan calendar load 2027年.yaml --as wei --yes",
)
def load(
    path: Annotated[Path, typer.Argument(metavar="文件", help=".csv 或 .yaml")],
    year: Annotated[int | None, typer.Option("--year", metavar="年度", help="哪一年；YAML 里写了的可以不写")] = None,
    source: Annotated[str | None, typer.Option("--source", metavar="依据", help="放假通知的文号")] = None,
    dry_run: options.DryRun = False,
    yes: options.Yes = False,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Load a year."""
    from dangyuan_flow.application import calendars

    told = calendars.read_file(year, source, path.name, _content(path))
    with opened(db, user) as flow:
        found = calendars.touched(flow, told)
        if not as_json:
            screen.say(f"{told.year} 年，{len(told.days)} 天，依据 {told.source}；涉及 {len(found)} 份档案的公示期限")
            _put_touched(found)
        if not dry_run:
            options.confirmed("装入这份日历？", yes=yes)
            calendars.load(flow, told)
    if as_json:
        screen.put_json({"year": told.year, "source": told.source, "written": not dry_run, "touched": _json(found)})
    else:
        screen.say("没有写入（--dry-run）" if dry_run else f"已装入 {told.year} 年，公示期限已按它重新推算")


@command(
    calendar,
    "unload",
    "移去一份装入的日历，并重新推算。",
    "dangyuan calendar unload 2027 --as wei",
)
def unload(
    year: Annotated[int, typer.Argument(metavar="年度", help="哪一年")],
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Take a year out."""
    from dangyuan_flow.application import calendars

    with opened(db, user) as flow:
        found = calendars.unload(flow, year)
    if as_json:
        screen.put_json({"year": year, "touched": _json(found)})
        return
    screen.say(f"已移去 {year} 年，涉及 {len(found)} 份档案的公示期限")
    _put_touched(found)


def _content(path: Path) -> bytes:
    from dangyuan_flow.domain.errors import BadInput, reason_of

    try:
        return path.read_bytes()
    except OSError as error:
        msg = f"读不出文件 {path}：{reason_of(error)}"
        raise BadInput(msg) from error


def _json(found: Iterable[Touched]) -> list[dict[str, object]]:
    from dangyuan_flow.application.plain import plain

    return [
        {
            "dossier": line.dossier,
            "name": line.name,
            "branch": line.branch,
            "notice_from": plain(line.since),
            "notice_to": plain(line.to),
            "working_days": {"before": line.days[0], "after": line.days[1]},
            "required_to": {"before": plain(line.until[0]), "after": plain(line.until[1])},
        }
        for line in found
    ]


def _put_touched(found: Iterable[Touched]) -> None:
    rows = [
        (
            line.dossier,
            line.name,
            line.branch,
            f"{line.since} 至 {line.to or ''}",
            _change(*line.days),
            _change(*line.until),
        )
        for line in found
    ]
    if rows:
        screen.put_rows(("编号", "姓名", "党支部", "公示", "工作日数", "满五个工作日"), rows, wide=("党支部",))


def _change(before: object, after: object) -> str:
    told = ["未知" if value is None else str(value) for value in (before, after)]
    return told[0] if before == after else " → ".join(told)
