"""Rules across dossiers, read from ``rules/*.yaml`` and packs (key ``across``): selects, numbers, wording, examples.

Their examples are small tables of dossiers, checked here for names and kinds only: to run them takes a database, which
the tests have.
"""

from __future__ import annotations

import string
from datetime import datetime
from typing import TYPE_CHECKING

from dangyuan_flow.definitions.examples import USUAL_DAY, example_of
from dangyuan_flow.definitions.rules import Ground, note_brackets, windows_of
from dangyuan_flow.definitions.shapes import Entry
from dangyuan_flow.domain.across import SELECTS, About, Across, Beside, Due, Entered, Table
from dangyuan_flow.domain.expression import AS_OF, did_you_mean
from dangyuan_flow.domain.plan import Quota, demands_of
from dangyuan_flow.domain.rules import Certainty, Class, Severity
from dangyuan_flow.domain.writings import Written

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dangyuan_flow.definitions.nodes import Problems
    from dangyuan_flow.definitions.shapes import Spot

_OF_EVERY_ROW = ("subject", "branch", AS_OF)
_BESIDE = {
    Beside.PLAN: "plan",
    Beside.ELECTIONS: "elections",
    Beside.ENTRIES: "entries",
    Beside.FINDINGS: "findings",
    Beside.TEXTS: "texts",
}


def read_across(entry: Entry, ground: Ground, problems: Problems) -> Across | None:
    """The rule; ``None`` where anything is wrong with it (which is then noted)."""
    before = len(problems)
    windows = windows_of(entry, ground, problems)
    numbers = _numbers(entry, ground, problems)
    says = _message(entry, numbers, problems)
    is_off = _is_off(entry, ground, problems)
    for kind in ("keeps", "breaks"):
        for spot in entry.get("examples", {}).get(kind, ()) if "examples" in entry else ():
            _note_table(spot, entry, problems)
    if not entry.sound or len(problems) > before:
        return None
    return Across(
        id=entry["id"],
        code=entry["code"],
        title=entry["title"],
        cites={name: None if spot.value is None else str(spot.value) for name, spot in entry["cites"].items()},
        select=entry["across"],
        numbers=numbers,
        severity=Severity(entry["severity"]),
        class_=Class(entry["class"]),
        certainty=Certainty(entry.get("certainty", Certainty.FACT)),
        says=says,
        remedy=entry["remedy"],
        windows=windows,
        is_off=is_off,
        silences=tuple(spot.value for spot in entry.get("silences", ())),
        pack=ground.pack,
        keeps=tuple(_table(spot.value) for spot in entry["examples"]["keeps"]),
        breaks=tuple(_table(spot.value) for spot in entry["examples"]["breaks"]),
        place=str(entry.place),
    )


def _numbers(entry: Entry, ground: Ground, problems: Problems) -> dict[str, int]:
    """What the select takes, each a number or a parameter that holds one."""
    given: Mapping[str, Spot] = entry.get("numbers", {})
    found: dict[str, int] = {}
    for name, spot in given.items():
        value = spot.value if isinstance(spot.value, int) else ground.values.get(spot.value)
        if isinstance(value, int):
            found[name] = value
        else:
            near = did_you_mean(str(spot.value), tuple(ground.values))
            problems.add(spot.place, f"numbers：{name} 写的 {spot.value} 不是整数，也不是取整数的参数{near}")
    if "across" in entry:
        wanted = SELECTS[entry["across"]].numbers
        if missing := [name for name in wanted if name not in given]:
            problems.add(entry.at("numbers"), f"{entry['across']} 还须写 numbers：{'、'.join(missing)}")
        for name, spot in given.items():
            if name not in wanted:
                known = f"，可写的有：{'、'.join(wanted)}" if wanted else "，它不取数"
                problems.add(spot.place, f"numbers：{entry['across']} 没有名为 {name} 的数{known}")
    return found


def _is_off(entry: Entry, ground: Ground, problems: Problems) -> bool:
    """Whether a parameter stands at the value that switches the rule off."""
    spots: Mapping[str, Spot] = entry.get("off_at", {})
    used = {spot.value for spot in entry.get("numbers", {}).values()}
    for name, spot in spots.items():
        if name not in used:
            problems.add(spot.place, f"off_at：{name} 不是本规定 numbers 里的参数")
    return any(ground.values.get(name) == spot.value for name, spot in spots.items())


def _message(entry: Entry, numbers: Mapping[str, int], problems: Problems) -> str:
    """``says`` with the numbers written in; unknown names in it are noted."""
    if "across" not in entry:
        return ""
    note_brackets(entry, problems)
    known = (*_OF_EVERY_ROW, *SELECTS[entry["across"]].values, *numbers)
    parts: list[str] = []
    try:
        for text, name, spec, conversion in string.Formatter().parse(entry.get("says", "")):
            parts.append(text.replace("{", "{{").replace("}", "}}"))
            if name is None:
                continue
            if spec or conversion or name not in known:
                near = did_you_mean(name, known)
                problems.add(entry.at("says"), f"says：没有名为 {name} 的数值{near}，可用的有：{'、'.join(known)}")
            parts.append(str(numbers[name]) if name in numbers else f"{{{name}}}")
    except ValueError:
        problems.add(entry.at("says"), "says：花括号没有成对")
    return "".join(parts)


def _note_table(spot: Spot, entry: Entry, problems: Problems) -> None:
    """Note what a table of dossiers gets wrong beyond the shape of its rows."""
    told: Entry = spot.value
    if "across" in entry:
        select = SELECTS[entry["across"]]
        for name, key in _BESIDE.items():
            if key in told and select.beside is not name:
                problems.add(told.at(key), f"{entry['across']} 不读 {key}（{name}）")
        for name, number in told.get("numbers", {}).items():
            if name not in select.numbers:
                problems.add(number.place, f"numbers：{entry['across']} 没有名为 {name} 的数")
    for entered in told.get("entries", ()):
        text = entered.value.get("at", "")
        if _moment(text) is None and "at" in entered.value:
            problems.add(entered.place, f"at：{text} 不是带时区的时刻，应如 2026-06-01T09:00:00+08:00")
    for line in told.get("plan", ()):
        for part in demands_of(line.value.get("structure", ""))[1]:
            problems.add(line.place, f"structure：看不懂“{part}”，应如“新兴领域≥79%”")


def _moment(text: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None else None


def _table(told: Entry) -> Table:
    rows: list[tuple[int, Mapping[str, object]]] = []
    for spot in told["dossiers"]:
        row = dict(example_of(spot.value))
        rows.append((int(str(row.pop("times", 1))), row))
    return Table(
        dossiers=tuple(rows),  # type: ignore[arg-type]  # example_of gives values of facts
        plan=tuple(
            Quota(
                year=spot.value["year"],
                body=spot.value["body"],
                quota=spot.value.get("quota"),
                structure=spot.value.get("structure"),
            )
            for spot in told.get("plan", ())
        ),
        elections=tuple((e.value["branch"], e.value["day"]) for e in told.get("elections", ())),
        entries=tuple(
            Entered(dossier=e.value["dossier"], by=e.value["by"], at=moment)
            for e in told.get("entries", ())
            if (moment := _moment(e.value["at"])) is not None
        ),
        findings=tuple(
            Due(
                subject=f.value["subject"],
                code=f.value["code"],
                about=About(f.value.get("about", About.DOSSIER)),
                due_on=f.value.get("due_on"),
                body=f.value.get("body"),
                settled=f.value.get("settled", False),
            )
            for f in told.get("findings", ())
        ),
        texts=tuple(
            Written(dossier=t.value["dossier"], name="", kind=t.value["kind"], text=t.value["text"])
            for t in told.get("texts", ())
        ),
        numbers={name: spot.value for name, spot in told.get("numbers", {}).items()},
        as_of=told.get(AS_OF, USUAL_DAY),
    )
