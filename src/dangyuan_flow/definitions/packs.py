"""A local pack (地方规定) as it is laid: what it adds, moves and raises, from its first day on; it never loosens.

A pack may say ``over`` which packs it builds on (a county's on its province's): then it may raise and silence their
rules too, and is held to what they demand, not only to the national rules. What several packs come to together is in
``layers.py``; nothing there depends on the order in which they were named.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dangyuan_flow.definitions.across import read_across
from dangyuan_flow.definitions.parameters import Parameter, Values, moved
from dangyuan_flow.definitions.regulations import read_editions
from dangyuan_flow.definitions.rules import Ground, read_rule
from dangyuan_flow.definitions.silencing import silenced_by
from dangyuan_flow.domain.expression import did_you_mean
from dangyuan_flow.domain.regulations import Edition
from dangyuan_flow.domain.rules import Effect, Rule, Severity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import date
    from pathlib import Path

    from dangyuan_flow.definitions.nodes import Place, Problems
    from dangyuan_flow.definitions.shapes import Entry, Spot
    from dangyuan_flow.domain.across import Across

GRAVER = {severity: rank for rank, severity in enumerate(reversed(Severity))}
FIRMER = {Effect.WARN: 0, Effect.REASON: 1, Effect.BLOCK: 2}
NATION = "全国"


@dataclass(frozen=True, kw_only=True, slots=True)
class PackTitle:
    """A pack as lists show it; ``until`` is its last day, ``over`` the packs that it builds on."""

    id: str
    title: str
    since: date
    path: Path
    until: date | None = None
    over: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Raise:
    """A rule raised by a pack; ``None`` leaves the word as it was."""

    severity: Severity | None
    effect: Effect | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Weight:
    """How grave and how firm a rule is where a pack is laid, and who made it so; rules across dossiers only sweep."""

    severity: Severity
    effect: Effect
    by: str = NATION
    sweeps_only: bool = False

    def raised(self, raised: Raise, by: str) -> Weight:
        """The graver and the firmer of both."""
        severity = max(self.severity, raised.severity or self.severity, key=GRAVER.__getitem__)
        effect = max(self.effect, raised.effect or self.effect, key=FIRMER.__getitem__)
        changed = (severity, effect) != (self.severity, self.effect)
        return replace(self, severity=severity, effect=effect, by=by if changed else self.by)

    def outweighs(self, rule: Rule) -> bool:
        """Whether it is graver or firmer than ``rule``."""
        return GRAVER[self.severity] > GRAVER[rule.severity] or FIRMER[self.effect] > FIRMER[rule.effect]


@dataclass(frozen=True, kw_only=True, slots=True)
class Below:
    """What a pack is laid over: the rules with the entries they come from, their weights, and the ground they stand on.

    ``parameters`` and ``weights`` hold what the packs beneath have made of the national ones.
    """

    rules: Sequence[tuple[Entry, Rule]]
    weights: Mapping[str, Weight]
    parameters: Mapping[str, Parameter]
    ground: Ground


@dataclass(frozen=True, kw_only=True, slots=True)
class Layer:
    """A pack read: its own rules with their entries, the parameters it moves, the rules it raises, its own texts."""

    title: PackTitle
    put: Values
    raises: Mapping[str, Raise]
    own: tuple[tuple[Entry, Rule], ...]
    across: tuple[tuple[Entry, Across], ...]
    texts: tuple[str, ...]


def pack_title(path: Path, entry: Entry) -> PackTitle:
    """The pack's head; ``id``, ``title`` and ``since`` must have been read."""
    return PackTitle(
        id=entry["id"],
        title=entry["title"],
        since=entry["since"],
        path=path,
        until=entry.get("until"),
        over=tuple(spot.value for spot in entry.get("over", ())),
    )


def pack_editions(entry: Entry, known: Mapping[str, Edition], problems: Problems) -> dict[str, Edition]:
    """The pack's own texts; one that is already registered, or older than the pack, is noted."""
    spots: Mapping[str, Spot] = entry.get("editions", {})
    found = read_editions(spots, problems)
    for name, edition in found.items():
        if name in known:
            problems.add(spots[name].place, f"{name} 已经登记过，地方规定不能改写它")
        elif edition.judges and "since" in entry and edition.since < entry["since"]:
            problems.add(
                spots[name].value.at("since"),
                f"{name} 自 {edition.since} 起施行，早于地方规定的 since（{entry['since']}）：此前的行为不能由它来判断",
            )
    if "until" in entry and "since" in entry and entry["until"] < entry["since"]:
        problems.add(
            entry.at("until"), f"until（{entry['until']}）早于 since（{entry['since']}），这份地方规定从未适用"
        )
    return {name: edition for name, edition in found.items() if name not in known}


def read_layer(title: PackTitle, entry: Entry, below: Below, problems: Problems) -> Layer:
    """The pack as it is laid over ``below``; whatever would loosen is noted."""
    put = moved(entry, below.parameters, problems)
    ground = replace(
        below.ground,
        values={**{name: parameter.value for name, parameter in below.parameters.items()}, **put},
        pack=title.id,
        since=title.since,
        until=title.until,
    )
    raises = _raises(entry, below.weights, problems)
    own: list[tuple[Entry, Rule]] = []
    reachable = [rule for _, rule in below.rules]
    for spot in entry.get("rules", ()):
        rule = read_rule(spot.value, ground, problems)
        if rule is not None:
            _note_never(rule, spot.value.at("cites"), title, problems)
            _note_hushing(rule, spot.value.at("silences"), reachable, below.weights, problems)
            own.append((spot.value, rule))
    everything = [*reachable, *(rule for _, rule in own)]
    across = [(spot.value, read_across(spot.value, ground, problems)) for spot in entry.get("across", ())]
    return Layer(
        title=title,
        put=put,
        raises=raises,
        own=tuple((entry, replace(rule, silences=tuple(silenced_by(rule, everything)))) for entry, rule in own),
        across=tuple((entry, rule) for entry, rule in across if rule is not None),
        texts=tuple(entry.get("editions", ())),
    )


def _raises(entry: Entry, weights: Mapping[str, Weight], problems: Problems) -> dict[str, Raise]:
    """The rules that the pack raises; unknown ones and whatever would be lowered are noted."""
    found: dict[str, Raise] = {}
    spots: Mapping[str, Spot] = entry.get("raises", {})
    for name, spot in spots.items():
        weight = weights.get(name)
        if weight is None:
            near = did_you_mean(name, tuple(weights))
            problems.add(spot.place, f"没有标识为 {name} 的规定可以提高{near}（全国规定，或 over 所列地方规定的）")
            continue
        wanted: Entry = spot.value
        if not wanted.spots:
            problems.add(spot.place, f"{name} 没有写要提高什么（severity 或 effect）")
        severity, effect = (wanted.get(key) for key in ("severity", "effect"))
        if severity and GRAVER[Severity(severity)] < GRAVER[weight.severity]:
            problems.add(
                wanted.at("severity"),
                f"{name} 的严重程度{weight.by}定为 {weight.severity}，不能降为 {severity}（地方规定只能从严）",
            )
        if effect and weight.sweeps_only:
            problems.add(wanted.at("effect"), f"{name} 是跨档案的规定，只在排查时用，不能写 effect")
        elif effect and FIRMER[Effect(effect)] < FIRMER[weight.effect]:
            problems.add(
                wanted.at("effect"),
                f"{name} 的效力{weight.by}定为 {weight.effect}，不能降为 {effect}（地方规定只能从严）",
            )
        found[name] = Raise(
            severity=Severity(severity) if severity else None, effect=Effect(effect) if effect else None
        )
    return found


def _note_never(rule: Rule, place: Place, title: PackTitle, problems: Problems) -> None:
    if not rule.windows:
        days = (
            f"施行（{title.since}）之前都已失效"
            if title.until is None
            else f"{title.since} 至 {title.until} 之间都不施行"
        )
        problems.add(place, f"{rule.id} 所引的版本在地方规定{days}，规定永远不会适用")


def _note_hushing(
    rule: Rule, place: Place, others: Iterable[Rule], weights: Mapping[str, Weight], problems: Problems
) -> None:
    """Note rules that would fall silent for a milder finding of the pack."""
    for name in silenced_by(rule, others):
        weight = weights[name]
        if weight.outweighs(rule):
            problems.add(
                place,
                f"{rule.id}（{rule.severity}、{rule.effect}）不能让更重的{weight.by}规定 {name}"
                f"（{weight.severity}、{weight.effect}）不再报告",
            )
