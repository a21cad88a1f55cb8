"""Packs in force together: what the rules come to from each day on which one of them begins or is over.

A rule that packs tighten stays as it is; stricter versions of it (``<rule id>--<pack ids>``) apply beside it, each on
the days of the packs that made it, and silence it where both are broken. From a day on, a number is the strictest that
any pack of that day asks, a severity the gravest, an effect the firmest: so no pack can take anything from another, and
the order in which they were named means nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta
from graphlib import TopologicalSorter
from typing import TYPE_CHECKING, Any

from dangyuan_flow.definitions.across import read_across
from dangyuan_flow.definitions.packs import NATION, Below, Layer, PackTitle, Weight
from dangyuan_flow.definitions.parameters import Parameter, Values
from dangyuan_flow.definitions.rules import Ground, read_rule
from dangyuan_flow.definitions.silencing import SIBLING
from dangyuan_flow.domain.derived.derivation import DERIVATIONS
from dangyuan_flow.domain.facts import VOCABULARY, Kind
from dangyuan_flow.domain.rules import Effect, Rule

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from dangyuan_flow.definitions.nodes import Problems
    from dangyuan_flow.definitions.shapes import Entry
    from dangyuan_flow.domain.across import Across

JOINT = "+"
"""Between the ids of several packs that together made a rule stricter."""

_NEEDS = {line.name: line.needs for line in DERIVATIONS}
_CONDITIONS = ("requires", "when", "note_when", "says")


def in_order(over: Mapping[str, Iterable[str]]) -> tuple[str, ...]:
    """The packs so that each comes after those it builds on, and else by id; raises ``graphlib.CycleError``."""
    sorter = TopologicalSorter({name: sorted(set(beneath)) for name, beneath in sorted(over.items())})
    sorter.prepare()
    found: list[str] = []
    while sorter.is_active():
        ready = sorted(sorter.get_ready())
        found += ready
        sorter.done(*ready)
    return tuple(name for name in found if name in over)


def beneath(name: str, over: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """The packs on which ``name`` builds, directly or by way of others."""
    found: set[str] = set()
    open_ = list(over.get(name, ()))
    while open_:
        other = open_.pop()
        if other not in found:
            found.add(other)
            open_ += over.get(other, ())
    return frozenset(found)


def below(
    national: Sequence[tuple[Entry, Rule]],
    parameters: Mapping[str, Parameter],
    layers: Sequence[Layer],
    ground: Ground,
    across: Sequence[tuple[Entry, Across]] = (),
) -> Below:
    """What a pack finds that builds on ``layers``."""
    rules = [*national, *(pair for layer in layers for pair in layer.own)]
    called = {layer.title.id: _called(layer) for layer in layers}
    weights = {
        rule.id: Weight(severity=rule.severity, effect=rule.effect, by=called.get(rule.pack or "", NATION))
        for _, rule in rules
    }
    for _, wide in (*across, *(pair for layer in layers for pair in layer.across)):
        by = called.get(wide.pack or "", NATION)
        weights[wide.id] = Weight(severity=wide.severity, effect=wide.effect, by=by, sweeps_only=True)
    for layer in layers:
        for name, raised in layer.raises.items():
            weights[name] = weights[name].raised(raised, _called(layer))
    values = dict(parameters)
    for layer in layers:
        for name, value in layer.put.items():
            if values[name].stricter(values[name].value, value) != values[name].value:
                values[name] = replace(values[name], value=value, by=_called(layer))
    return Below(rules=rules, weights=weights, parameters=values, ground=ground)


def _called(layer: Layer) -> str:
    """A pack as problems name it."""
    return f"“{layer.title.title}”"


@dataclass(frozen=True, slots=True)
class _Stage:
    """The packs in force from a day on."""

    since: date
    layers: tuple[Layer, ...]


def _stages(layers: Sequence[Layer]) -> list[_Stage]:
    days = {layer.title.since for layer in layers}
    ends = [layer.title.until for layer in layers if layer.title.until is not None]
    days |= {end + timedelta(days=1) for end in ends if end < date.max}
    found = []
    for day in sorted(days):
        standing = tuple(
            la for la in layers if la.title.since <= day and (la.title.until is None or day <= la.title.until)
        )
        if standing:
            found.append(_Stage(day, standing))
    return found


@dataclass(slots=True)
class Country:
    """The national rules with their parameters, over which packs are laid together."""

    parameters: Mapping[str, Parameter]
    ground: Ground

    def stricter(self, rules: Iterable[tuple[Entry, Rule]], layers: Sequence[Layer], problems: Problems) -> list[Rule]:
        """The stricter versions of ``rules`` (national ones and the packs' own), each after the milder ones."""
        stages = _stages(layers)
        homes = {layer.title.id: layer.title for layer in layers}
        found: list[Rule] = []
        for entry, rule in rules:
            home = homes.get(rule.pack or "")
            words = self._words(" ".join(str(entry.get(key, "")) for key in _CONDITIONS))
            versions: list[Rule] = []
            for stage in stages:
                if _is_at_home(stage, home):
                    version = self._version(entry, rule, words, stage, problems)
                    if version is not None and not any(_covers(known, version) for known in (rule, *versions)):
                        silent = (*rule.silences, rule.id, *(known.id for known in versions))
                        versions.append(replace(version, silences=silent))
            found += versions
        return found

    def stricter_across(
        self, rules: Iterable[tuple[Entry, Across]], layers: Sequence[Layer], problems: Problems
    ) -> list[Across]:
        """The same of rules across dossiers, of which packs move numbers and raise the severity."""
        stages = _stages(layers)
        homes = {layer.title.id: layer.title for layer in layers}
        found: list[Across] = []
        for entry, rule in rules:
            words = self._words(" ".join(str(spot.value) for spot in entry.get("numbers", {}).values()))
            versions: list[Across] = []
            for stage in stages:
                if not _is_at_home(stage, homes.get(rule.pack or "")):
                    continue
                made = self._made(rule, words, stage)
                read = None if made is None else read_across(entry, made.ground, problems)
                if made is None or read is None or not read.windows:
                    continue
                version = replace(read, severity=made.weight.severity)
                if any(_covers_across(known, version) for known in (rule, *versions)):
                    continue
                silent = (*rule.silences, rule.id, *(known.id for known in versions))
                versions.append(replace(version, **made.head(rule), silences=silent))
            found += versions
        return found

    def _words(self, text: str) -> frozenset[str]:
        """The parameters that a text reads."""
        return frozenset(self.parameters.keys() & set(re.findall(r"\w+", text)))

    def _version(
        self, entry: Entry, rule: Rule, words: Iterable[str], stage: _Stage, problems: Problems
    ) -> Rule | None:
        """The rule as the packs of ``stage`` together want it; ``None`` where none of them touches it."""
        made = self._made(rule, words, stage)
        read = None if made is None else read_rule(entry, made.ground, problems)
        if made is None or read is None or not read.windows:
            return None
        weight = made.weight
        return replace(
            read,
            clock=read.clock or self._clock(words, made.ground.values),
            **made.head(rule),
            severity=weight.severity,
            effect=weight.effect,
            reason_fact=rule.reason_fact if weight.effect is Effect.REASON else None,
        )

    def _clock(self, words: Iterable[str], values: Mapping[str, int | str]) -> str | None:
        """The day from which a chosen fact counts: a stricter clock that began before the pack did is only a note."""
        for name in sorted(words):
            chosen = values[name]
            if isinstance(chosen, str) and chosen != self.parameters[name].value:
                starts = [fact for fact in _NEEDS.get(chosen, ()) if VOCABULARY[fact].kind is Kind.DATE]
                if len(starts) == 1:
                    return starts[0]
        return None

    def _made(self, rule: Rule | Across, words: Iterable[str], stage: _Stage) -> _Made | None:
        """What the packs of ``stage`` together make of a rule; ``None`` where none of them touches it."""
        makers: set[str] = set()
        values: Values = {}
        for name in words:
            value, by = self._strictest(name, stage.layers)
            if by:
                values[name] = value
                makers |= by
        weight = Weight(severity=rule.severity, effect=rule.effect)
        raises = {la.title.id: la.raises[rule.id] for la in stage.layers if rule.id in la.raises}
        for name, raised in raises.items():
            weight = weight.raised(raised, name)
        for name, raised in raises.items():
            graver = raised.severity == weight.severity != rule.severity
            if graver or raised.effect == weight.effect != rule.effect:
                makers.add(name)
        if not makers:
            return None
        own = tuple(la for la in stage.layers if la.title.id == rule.pack)
        by_makers = tuple(layer for layer in stage.layers if layer.title.id in makers)
        ends = [layer.title.until for layer in (*by_makers, *own) if layer.title.until is not None]
        ground = replace(
            self.ground,
            values={**self.ground.values, **values},
            pack=JOINT.join(sorted(makers)),
            since=stage.since,
            until=min(ends, default=None),
        )
        texts = tuple(text for layer in by_makers for text in layer.texts)
        return _Made(ground=ground, weight=weight, texts=texts)

    def _strictest(self, name: str, layers: Iterable[Layer]) -> tuple[int | str, frozenset[str]]:
        """The strictest value of a parameter that ``layers`` ask, and who asks it; nobody where all leave it."""
        national = self.parameters[name]
        value = national.value
        for layer in layers:
            if name in layer.put:
                value = national.stricter(value, layer.put[name])
        return value, frozenset(la.title.id for la in layers if la.put.get(name) == value != national.value)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Made:
    """What packs together make of a rule: on which ground it is read anew, how grave, and beside which texts."""

    ground: Ground
    weight: Weight
    texts: tuple[str, ...]

    def head(self, rule: Rule | Across) -> dict[str, Any]:
        """What the stricter version has of its own; the stricter word stands in the packs' texts."""
        return {
            "id": f"{rule.id}{SIBLING}{self.ground.pack}",
            "cites": {**rule.cites, **{text: None for text in self.texts if text not in rule.cites}},
            "keeps": (),
            "breaks": (),
        }


def _is_at_home(stage: _Stage, home: PackTitle | None) -> bool:
    """Whether a pack's own rule (``home``: its pack) is in force when the stage begins."""
    return home is None or (home.since <= stage.since and (home.until is None or stage.since <= home.until))


def _covers(known: Rule, version: Rule) -> bool:
    """Whether ``known`` says the same on all the days on which ``version`` would."""
    says = (known.requires, known.when, known.note_when, known.clock, known.severity, known.effect)
    if says != (version.requires, version.when, version.note_when, version.clock, version.severity, version.effect):
        return False
    return _lasts(known, version)


def _covers_across(known: Across, version: Across) -> bool:
    """The same of a rule across dossiers; what is off covers nothing but what is off."""
    same = (known.numbers, known.severity, known.is_off) == (version.numbers, version.severity, version.is_off)
    return (same and _lasts(known, version)) or version.is_off


def _lasts(known: Rule | Across, version: Rule | Across) -> bool:
    return all(
        any(since <= start and (until is None or (end is not None and end <= until)) for since, until in known.windows)
        for start, end in version.windows
    )
