"""Rules, read from ``rules/*.yaml`` and packs: every name known, every citation registered, every message sound."""

from __future__ import annotations

import string
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from dangyuan_flow.definitions.examples import example_of
from dangyuan_flow.definitions.regulations import note_citation
from dangyuan_flow.definitions.vocabulary import no_such_fact
from dangyuan_flow.domain.expression import ALWAYS, AS_OF, Expression, ExpressionError, parse
from dangyuan_flow.domain.facts import VOCABULARY
from dangyuan_flow.domain.regulations import Regulations
from dangyuan_flow.domain.rules import ALTERNATIVES, Certainty, Class, Effect, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import date

    from dangyuan_flow.definitions.nodes import Place, Problems
    from dangyuan_flow.definitions.shapes import Entry

Window = tuple["date", "date | None"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Ground:
    """What a rule stands on: editions, steps, parameters with their values, and the pack (with its days)."""

    regulations: Regulations
    steps: Collection[int]
    values: Mapping[str, int | str]
    pack: str | None = None
    since: date | None = None
    until: date | None = None


def read_rule(entry: Entry, ground: Ground, problems: Problems) -> Rule | None:
    """The rule; ``None`` where anything is wrong with it (which is then noted)."""
    before = len(problems)
    for step in entry.get("guards", ()):
        if step.value not in ground.steps:
            problems.add(step.place, f"guards 写了第 {step.value} 步，流程里没有这一步")
    if "reason_fact" in entry and entry.get("effect", "reason") != Effect.REASON:
        problems.add(entry.at("reason_fact"), "reason_fact 只用于 effect: reason 的规定")
    parsed = {key: _condition(entry, key, ground, problems) for key in ("when", "requires", "note_when")}
    says = _message(entry, ground, problems)
    windows = windows_of(entry, ground, problems)
    if not entry.sound or len(problems) > before or parsed["requires"] is None:
        return None
    return Rule(
        id=entry["id"],
        code=entry["code"],
        title=entry["title"],
        cites={name: _text(spot.value) for name, spot in entry["cites"].items()},
        guards=tuple(step.value for step in entry["guards"]),
        act=entry["act"],
        requires=parsed["requires"],
        effect=Effect(entry["effect"]),
        severity=Severity(entry["severity"]),
        class_=Class(entry["class"]),
        says=says,
        windows=windows,
        when=parsed["when"] or ALWAYS,
        note_when=parsed["note_when"],
        clock=entry.get("clock"),
        certainty=Certainty(entry.get("certainty", Certainty.FACT)),
        lead_until=_lead_until(entry["cites"], ground.regulations),
        reason_fact=entry.get("reason_fact"),
        silences=tuple(spot.value for spot in entry.get("silences", ())),
        about=entry.get("about"),
        pack=ground.pack,
        remedy=entry["remedy"],
        keeps=tuple(example_of(spot.value) for spot in entry["examples"]["keeps"]),
        breaks=tuple(example_of(spot.value) for spot in entry["examples"]["breaks"]),
        place=str(entry.place),
    )


def _text(article: int | None) -> str | None:
    return None if article is None else str(article)


def _condition(entry: Entry, key: str, ground: Ground, problems: Problems) -> Expression | None:
    if key not in entry:
        return None
    try:
        return parse(entry[key], ground.values)
    except ExpressionError as error:
        problems.add(entry.at(key), f"{key}：{error}")
        return None


def _message(entry: Entry, ground: Ground, problems: Problems) -> str:
    """``says`` with the parameters written in; unknown names in it are noted."""
    said: str = entry.get("says", "")
    note_brackets(entry, problems)
    parts: list[str] = []
    try:
        for text, name, spec, conversion in string.Formatter().parse(said):
            parts.append(text.replace("{", "{{").replace("}", "}}"))
            if name is None:
                continue
            value = ground.values.get(name)
            if spec or conversion or not name.isidentifier():
                problems.add(
                    entry.at("says"), f"says：花括号里只写事实名，不能写 {{{name}{conversion or ''}{spec or ''}}}"
                )
            elif value is None and name not in VOCABULARY and name != AS_OF:
                problems.add(entry.at("says"), f"says：{no_such_fact(name)}")
            parts.append(str(value) if isinstance(value, int) else f"{{{value or name}}}")
    except ValueError:
        problems.add(entry.at("says"), "says：花括号没有成对")
    return "".join(parts)


def note_brackets(entry: Entry, problems: Problems) -> None:
    """Note ``〔…｜…〕`` that is not closed, or stands within another: it would be told as it is written."""
    if set("〔〕") & set(ALTERNATIVES.sub("", entry.get("says", ""))):
        problems.add(entry.at("says"), "says：〔〕没有成对（写成〔有记载时说的｜没有记载时说的〕，不能套在另一对里）")


def windows_of(entry: Entry, ground: Ground, problems: Problems) -> tuple[Window, ...]:
    """When the rule applies; a pack's rule only on the pack's days."""
    cited: Mapping[str, Any] = entry.get("cites", {})
    editions = ground.regulations.editions
    for name, spot in cited.items():
        note_citation(name, () if spot.value is None else (spot.value,), spot.place, editions, problems)
    known = [name for name in cited if name in editions]
    if cited and len(known) == len(cited) and not any(editions[name].judges for name in known):
        names = "、".join(name for name, edition in editions.items() if edition.judges)
        problems.add(entry.at("cites"), f"cites 没有引用任何可据以判断的版本（{names}），规定永远不会适用")
    windows = ground.regulations.windows(known)
    return windows if ground.since is None else clip(windows, since=ground.since, until=ground.until)


def clip(windows: Iterable[Window], *, since: date, until: date | None = None) -> tuple[Window, ...]:
    """What is left of ``windows`` from ``since`` up to ``until``, both included."""
    found: list[Window] = []
    for first, last in windows:
        start = max(first, since)
        end = last if until is None else until if last is None else min(last, until)
        if end is None or start <= end:
            found.append((start, end))
    return tuple(found)


def _lead_until(cites: Iterable[str], regulations: Regulations) -> date | None:
    """A rule that is new in an edition is a lead on the days on which the text was in force but not yet known."""
    judging = [regulations.editions[name] for name in cites if regulations.editions[name].judges]
    if len(judging) != 1 or judging[0].known_from is None:
        return None
    return judging[0].known_from - timedelta(days=1)


def note_doubled(rules: Iterable[Entry], taken: dict[str, Place], problems: Problems) -> None:
    """Note rule ids that stand twice; ``taken`` grows by the ids seen."""
    for entry in rules:
        if "id" not in entry:
            continue
        if entry["id"] in taken:
            problems.add(entry.at("id"), f"规定标识 {entry['id']} 已在 {taken[entry['id']]} 用过")
        else:
            taken[entry["id"]] = entry.at("id")
