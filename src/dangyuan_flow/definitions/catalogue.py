"""The catalogue: the procedure, the regulations and the rules of one workflow folder, read strictly and all at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dangyuan_flow.definitions.across import read_across
from dangyuan_flow.definitions.choosing import Packs, is_titled, yaml_files
from dangyuan_flow.definitions.documents import PACK, PARAMETERS, REGULATIONS, RULES, WORKFLOW
from dangyuan_flow.definitions.examples import note_contradictions
from dangyuan_flow.definitions.layers import Country, below, beneath, in_order
from dangyuan_flow.definitions.nodes import Page, Place, Problems, compose
from dangyuan_flow.definitions.packs import Layer, PackTitle, Weight, pack_editions, pack_title, read_layer
from dangyuan_flow.definitions.parameters import Parameter, read_parameters
from dangyuan_flow.definitions.regulations import note_overlaps, read_editions
from dangyuan_flow.definitions.rules import Ground, note_doubled, read_rule
from dangyuan_flow.definitions.shapes import Entry, Misfit, Record, Spot
from dangyuan_flow.definitions.silencing import note_circles, note_unknown_silences, with_siblings
from dangyuan_flow.definitions.workflow import read_workflow
from dangyuan_flow.domain.regulations import Regulations
from dangyuan_flow.domain.rules import Rule, RuleSet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from dangyuan_flow.domain.across import Across
    from dangyuan_flow.domain.workflow import Workflow


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """All that YAML says, checked: the workflow, the editions, the rules with packs laid over them, the parameters.

    ``parameters``: the strictest values that any pack laid puts in the place of the national ones (``declared``).
    """

    workflow: Workflow
    regulations: Regulations
    rule_set: RuleSet
    packs: tuple[PackTitle, ...]
    parameters: Mapping[str, int | str]
    declared: Mapping[str, Parameter] = field(default_factory=dict)

    @property
    def pack_titles(self) -> dict[str, str]:
        """The titles of the packs in force, by id."""
        return {pack.id: pack.title for pack in self.packs}


def load_catalogue(
    folder: Path,
    *,
    packs: Sequence[str] = (),
    forms: Collection[str] | None = None,
    examples: bool = True,
    tried: Path | None = None,
) -> Catalogue:
    """Read ``folder`` (a workflow's) with ``packs`` (names of files in its ``packs/``, or paths) laid over it.

    ``forms``: the ids of forms that have a template; ``None`` leaves the forms unchecked. ``examples``: whether the
    national rules are held to their examples (more than half of the time): false only where a test did so before, as
    with the shipped folder. A pack's rules always are. ``tried``: a pack, or a file with nothing but rules, laid too.
    Raises :class:`dangyuan_flow.domain.errors.BadDefinition` with every problem of every file, by file and line.
    """
    return _Reading(folder).catalogue(packs, forms, examples=examples, tried=tried)


def available_packs(folder: Path) -> tuple[PackTitle, ...]:
    """The packs that lie in ``folder``, by id; raises ``BadDefinition`` where one cannot be read."""
    reading = _Reading(folder)
    found = [pack for path in yaml_files(folder / "packs") if (pack := reading.pack_title(path)) is not None]
    reading.problems.settle()
    return tuple(found)


@dataclass(slots=True)
class _Reading:
    """One run through a folder, on which problems gather."""

    folder: Path
    problems: Problems = field(default_factory=Problems)

    def catalogue(
        self, packs: Sequence[str], forms: Collection[str] | None, *, examples: bool, tried: Path | None
    ) -> Catalogue:
        if not self.folder.is_dir():
            self.problems.add(Place(str(self.folder), 1), "没有这个流程文件夹")
            self.problems.settle()
        regulations_entry = self._entry(self.folder / "regulations.yaml", REGULATIONS)
        workflow_entry = self._entry(self.folder / "workflow.yaml", WORKFLOW)
        national, across = self._rule_entries()
        laid = Packs(self.folder, self._entry, self.problems).found(packs, tried)
        parameters = self._parameters()
        if regulations_entry is None or workflow_entry is None or parameters is None:
            self.problems.settle()  # nothing can be checked against what is not there
            raise AssertionError
        regulations = self._regulations(regulations_entry, (entry for _, entry in laid.values()))
        workflow = read_workflow(workflow_entry, regulations.editions, forms, self.problems)
        steps = {spot.value["id"] for spot in workflow_entry.get("steps", ()) if "id" in spot.value}
        values = {name: parameter.value for name, parameter in parameters.items()}
        ground = Ground(regulations=regulations, steps=steps, values=values)
        found = [(entry, rule) for entry in national if (rule := read_rule(entry, ground, self.problems)) is not None]
        self._note_names(national, across, laid)
        wide = [(entry, one) for entry in across if (one := read_across(entry, ground, self.problems)) is not None]
        layers = self._layers(laid, found, wide, parameters, ground)
        found += [pair for layer in layers for pair in layer.own]
        wide += [pair for layer in layers for pair in layer.across]
        for layer in layers:
            values |= {name: parameters[name].stricter(values[name], value) for name, value in layer.put.items()}
        country = Country(parameters, ground)
        siblings = country.stricter(found, layers, self.problems) if not self.problems else []
        self._note_meanings(found, regulations, examples=examples)
        sideways = country.stricter_across(wide, layers, self.problems) if not self.problems else []
        self.problems.settle()
        if workflow is None:
            raise AssertionError  # a workflow that cannot be put together has left a problem
        return Catalogue(
            workflow=workflow,
            regulations=regulations,
            rule_set=RuleSet(
                with_siblings([rule for _, rule in found], siblings, _outweighs)
                if layers
                else tuple(rule for _, rule in found),
                regulations,
                tuple(layer.title.id for layer in layers),
                (*(rule for _, rule in wide), *sideways),
            ),
            packs=tuple(layer.title for layer in layers),
            parameters=values,
            declared=parameters,
        )

    def _layers(
        self,
        laid: Mapping[str, tuple[Path, Entry]],
        national: Sequence[tuple[Entry, Rule]],
        across: Sequence[tuple[Entry, Across]],
        parameters: Mapping[str, Parameter],
        ground: Ground,
    ) -> list[Layer]:
        """The packs, each read over those that it builds on; how they were named does not matter."""
        titles = {name: pack_title(path, entry) for name, (path, entry) in laid.items() if is_titled(entry)}
        over = {name: title.over for name, title in titles.items()}
        found: dict[str, Layer] = {}
        for name in in_order(over):
            under = beneath(name, over)
            layers = [layer for layer in found.values() if layer.title.id in under]
            lower = below(national, parameters, layers, ground, across)
            found[name] = read_layer(titles[name], laid[name][1], lower, self.problems)
        return list(found.values())

    def _parameters(self) -> dict[str, Parameter] | None:
        path = self.folder / "parameters.yaml"
        if not path.exists():
            return {}
        entry = self._entry(path, PARAMETERS)
        return None if entry is None else read_parameters(entry.get("parameters", {}), self.problems)

    def _regulations(self, entry: Entry, laid: Iterable[Entry]) -> Regulations:
        spots: dict[str, Spot] = entry.get("editions", {})
        editions = read_editions(spots, self.problems)
        note_overlaps(editions, spots, self.problems)
        for pack in laid:
            editions |= pack_editions(pack, editions, self.problems)
        return Regulations(editions)

    def _note_names(
        self, national: Sequence[Entry], across: Sequence[Entry], laid: Mapping[str, tuple[Path, Entry]]
    ) -> None:
        """Note doubled rule ids over all files, and silenced names that nobody bears in a file or beneath it."""
        taken: dict[str, Place] = {}
        written = {
            name: [spot.value for key in ("rules", "across") for spot in pack.get(key, ())]
            for name, (_, pack) in laid.items()
        }
        nation = [*national, *across]
        note_doubled([*nation, *(entry for entries in written.values() for entry in entries)], taken, self.problems)
        over = {name: tuple(spot.value for spot in pack.get("over", ())) for name, (_, pack) in laid.items()}
        note_unknown_silences(nation, nation, self.problems)
        for name, entries in written.items():
            under = [entry for other in beneath(name, over) for entry in written.get(other, ())]
            note_unknown_silences(entries, [*nation, *under, *entries], self.problems)

    def _note_meanings(self, found: Sequence[tuple[Entry, Rule]], regulations: Regulations, *, examples: bool) -> None:
        """Note what rules that are well written get wrong: silencing in a circle, contradicting their examples."""
        note_circles({rule.id: (entry, rule) for entry, rule in found}, self.problems)
        for entry, rule in found:
            if examples or rule.pack is not None:
                note_contradictions(rule, entry, regulations, self.problems)

    def pack_title(self, path: Path) -> PackTitle | None:
        entry = self._entry(path, PACK)
        return pack_title(path, entry) if entry is not None and is_titled(entry) else None

    def _entry(self, path: Path, shape: Record) -> Entry | None:
        page = Page(self._shown(path), self.problems)
        root = compose(path, page)
        if root is None:
            return None
        try:
            return shape.read(root, page)
        except Misfit as error:
            page.complain(root, str(error))
            return None

    def _shown(self, path: Path) -> str:
        """The file's name in problems: as it lies in the folder, or as it was given."""
        return path.relative_to(self.folder).as_posix() if path.is_relative_to(self.folder) else str(path)

    def _rule_entries(self) -> tuple[list[Entry], list[Entry]]:
        """The entries of national rules: those that look at one dossier, and those that look across."""
        files = yaml_files(self.folder / "rules")
        if not files:
            self.problems.add(Place("rules", 1), "没有规定文件（rules/*.yaml）")
        for stray in sorted((self.folder / "rules").glob("*.yml")):
            self.problems.add(Place(self._shown(stray), 1), "扩展名应为 .yaml，否则不会被读取")
        read = [self._entry(path, RULES) for path in files]
        of_one, across = (
            [spot.value for entry in read if entry is not None for spot in entry.get(key, ())]
            for key in ("rules", "across")
        )
        return of_one, across


def _outweighs(one: Rule, other: Rule) -> bool:
    return Weight(severity=one.severity, effect=one.effect).outweighs(other)
