"""Local packs (地方规定) laid over the national rules: they add and tighten, from their first day on, and never loosen.

A national rule that a pack tightens stays as it is; a stricter sibling (``<rule id>--<pack id>``) applies beside it
from the pack's first day, and silences it where both are broken. So a pack cannot take anything away.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dangyuan_flow.definitions.parameters import Parameter, Values, moved
from dangyuan_flow.definitions.regulations import read_editions
from dangyuan_flow.definitions.rules import Ground, read_rule
from dangyuan_flow.definitions.silencing import SIBLING, silenced_by
from dangyuan_flow.domain.expression import did_you_mean
from dangyuan_flow.domain.regulations import Edition
from dangyuan_flow.domain.rules import Effect, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from dangyuan_flow.definitions.nodes import Place, Problems
    from dangyuan_flow.definitions.shapes import Entry, Spot

_GRAVER = {severity: rank for rank, severity in enumerate(reversed(Severity))}
_FIRMER = {Effect.WARN: 0, Effect.REASON: 1, Effect.BLOCK: 2}


@dataclass(frozen=True, kw_only=True, slots=True)
class PackTitle:
    """A pack as lists show it."""

    id: str
    title: str
    since: date
    path: Path


@dataclass(frozen=True, kw_only=True, slots=True)
class Raise:
    """A national rule raised by a pack; ``None`` leaves the national word."""

    severity: Severity | None
    effect: Effect | None


def pack_editions(entry: Entry, national: Mapping[str, Edition], problems: Problems) -> dict[str, Edition]:
    """The pack's own texts; one that is already registered, or older than the pack, is noted."""
    spots: Mapping[str, Spot] = entry.get("editions", {})
    found = read_editions(spots, problems)
    for name, edition in found.items():
        if name in national:
            problems.add(spots[name].place, f"{name} 已经登记过，地方规定不能改写它")
        elif edition.judges and "since" in entry and edition.since < entry["since"]:
            problems.add(
                spots[name].value.at("since"),
                f"{name} 自 {edition.since} 起施行，早于地方规定的 since（{entry['since']}）：此前的行为不能由它来判断",
            )
    return {name: edition for name, edition in found.items() if name not in national}


def note_loosening(entry: Entry, national: Mapping[str, Entry], problems: Problems) -> dict[str, Raise]:
    """The rules that the pack raises; unknown ones and whatever would be lowered are noted."""
    found: dict[str, Raise] = {}
    spots: Mapping[str, Spot] = entry.get("raises", {})
    for name, spot in spots.items():
        rule = national.get(name)
        if rule is None:
            near = did_you_mean(name, tuple(national))
            problems.add(spot.place, f"没有标识为 {name} 的全国规定{near}")
            continue
        wanted: Entry = spot.value
        if not wanted.spots:
            problems.add(spot.place, f"{name} 没有写要提高什么（severity 或 effect）")
        severity, effect = (wanted.get(key) for key in ("severity", "effect"))
        if severity and "severity" in rule and _GRAVER[Severity(severity)] < _GRAVER[Severity(rule["severity"])]:
            problems.add(
                wanted.at("severity"),
                f"{name} 的严重程度全国定为 {rule['severity']}，不能降为 {severity}（地方规定只能从严）",
            )
        if effect and "effect" in rule and _FIRMER[Effect(effect)] < _FIRMER[Effect(rule["effect"])]:
            problems.add(
                wanted.at("effect"), f"{name} 的效力全国定为 {rule['effect']}，不能降为 {effect}（地方规定只能从严）"
            )
        found[name] = Raise(
            severity=Severity(severity) if severity else None, effect=Effect(effect) if effect else None
        )
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class Country:
    """What a pack is laid over: the national rules with the entries they come from, and the ground they stand on."""

    entries: Mapping[str, Entry]
    rules: Sequence[Rule]
    parameters: Mapping[str, Parameter]
    ground: Ground


def lay(entry: Entry, country: Country, problems: Problems) -> tuple[list[tuple[Entry, Rule]], list[Rule], Values]:
    """The pack's own rules with their entries, the stricter siblings of national rules, and the parameters moved."""
    put = moved(entry, country.parameters, problems)
    ground = replace(
        country.ground,
        values={**country.ground.values, **put},
        pack=entry.get("id"),
        since=entry.get("since"),
    )
    raises = note_loosening(entry, country.entries, problems)
    own: list[tuple[Entry, Rule]] = []
    for spot in entry.get("rules", ()):
        rule = read_rule(spot.value, ground, problems)
        if rule is not None:
            _note_never(rule, spot.value.at("cites"), ground, problems)
            _note_hushing(rule, spot.value.at("silences"), country.rules, problems)
            own.append((spot.value, rule))
    texts = dict.fromkeys(entry.get("editions", ()))  # the stricter number stands in the pack's own text
    siblings = [
        replace(sibling, cites={**sibling.cites, **texts})
        for rule in country.rules
        if (sibling := _sibling(rule, country.entries[rule.id], raises.get(rule.id), ground, problems)) is not None
    ]
    return own, siblings, put


def _note_never(rule: Rule, place: Place, ground: Ground, problems: Problems) -> None:
    if not rule.windows:
        problems.add(place, f"{rule.id} 所引的版本在地方规定施行（{ground.since}）之前都已失效，规定永远不会适用")


def _note_hushing(rule: Rule, place: Place, national: Iterable[Rule], problems: Problems) -> None:
    """Note national rules that would fall silent for a milder finding of the pack."""
    by_id = {other.id: other for other in national}
    for name in silenced_by(rule, by_id.values()):
        other = by_id[name]
        if _GRAVER[rule.severity] < _GRAVER[other.severity] or _FIRMER[rule.effect] < _FIRMER[other.effect]:
            problems.add(
                place,
                f"{rule.id}（{rule.severity}、{rule.effect}）不能让更重的全国规定 {name}"
                f"（{other.severity}、{other.effect}）不再报告",
            )


def _sibling(rule: Rule, entry: Entry, raised: Raise | None, ground: Ground, problems: Problems) -> Rule | None:
    stricter = read_rule(entry, ground, problems)
    if stricter is None or not stricter.windows:
        return None
    if raised is not None:
        stricter = replace(stricter, severity=raised.severity or rule.severity, effect=raised.effect or rule.effect)
    said = (rule.requires, rule.when, rule.note_when, rule.clock, rule.severity, rule.effect)
    if (
        stricter.requires,
        stricter.when,
        stricter.note_when,
        stricter.clock,
        stricter.severity,
        stricter.effect,
    ) == said:
        return None
    return replace(
        stricter,
        id=f"{rule.id}{SIBLING}{ground.pack}",
        silences=(*rule.silences, rule.id),
        reason_fact=rule.reason_fact if stricter.effect is Effect.REASON else None,
        keeps=(),
        breaks=(),
    )
