"""The catalogue: the procedure, the regulations and the rules of one workflow folder, read strictly and all at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dangyuan_flow.definitions.documents import PACK, PARAMETERS, REGULATIONS, RULES, WORKFLOW
from dangyuan_flow.definitions.examples import note_contradictions
from dangyuan_flow.definitions.nodes import Page, Place, Problems, compose
from dangyuan_flow.definitions.packs import Country, PackTitle, lay, pack_editions
from dangyuan_flow.definitions.parameters import Parameter, read_parameters
from dangyuan_flow.definitions.regulations import note_overlaps, read_editions
from dangyuan_flow.definitions.rules import Ground, note_doubled, read_rule
from dangyuan_flow.definitions.shapes import Entry, Misfit, Record, Spot
from dangyuan_flow.definitions.silencing import note_circles, note_unknown_silences, with_siblings
from dangyuan_flow.definitions.workflow import read_workflow
from dangyuan_flow.domain.expression import did_you_mean
from dangyuan_flow.domain.regulations import Regulations
from dangyuan_flow.domain.rules import Rule, RuleSet

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from dangyuan_flow.domain.workflow import Workflow


@dataclass(frozen=True, kw_only=True)
class Catalogue:
    """All that YAML says, checked: the workflow, the editions, the rules with packs laid over them, the parameters."""

    workflow: Workflow
    regulations: Regulations
    rule_set: RuleSet
    packs: tuple[PackTitle, ...]
    parameters: Mapping[str, int | str]

    @property
    def pack_titles(self) -> dict[str, str]:
        """The titles of the packs in force, by id."""
        return {pack.id: pack.title for pack in self.packs}


def load_catalogue(
    folder: Path, *, packs: Sequence[str] = (), forms: Collection[str] | None = None, examples: bool = True
) -> Catalogue:
    """Read ``folder`` (a workflow's) with ``packs`` (names of files in its ``packs/``, or paths) laid over it.

    ``forms``: the ids of forms that have a template; ``None`` leaves the forms unchecked. ``examples``: whether the
    national rules are held to their examples (more than half of the time): false only where a test did so before, as
    with the shipped folder. A pack's rules always are.
    Raises :class:`dangyuan_flow.domain.errors.BadDefinition` with every problem of every file, by file and line.
    """
    return _Reading(folder).catalogue(packs, forms, examples=examples)


def available_packs(folder: Path) -> tuple[PackTitle, ...]:
    """The packs that lie in ``folder``, by id; raises ``BadDefinition`` where one cannot be read."""
    reading = _Reading(folder)
    found = [pack for path in _yaml_files(folder / "packs") if (pack := reading.pack_title(path)) is not None]
    reading.problems.settle()
    return tuple(found)


def _yaml_files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yaml"))


@dataclass(slots=True)
class _Reading:
    """One run through a folder, on which problems gather."""

    folder: Path
    problems: Problems = field(default_factory=Problems)

    def catalogue(self, packs: Sequence[str], forms: Collection[str] | None, *, examples: bool) -> Catalogue:
        if not self.folder.is_dir():
            self.problems.add(Place(str(self.folder), 1), "没有这个流程文件夹")
            self.problems.settle()
        regulations_entry = self._entry(self.folder / "regulations.yaml", REGULATIONS)
        workflow_entry = self._entry(self.folder / "workflow.yaml", WORKFLOW)
        national, laid = self._rule_entries(), self._packs(packs)
        parameters = self._parameters()
        if regulations_entry is None or workflow_entry is None or parameters is None:
            self.problems.settle()  # nothing can be checked against what is not there
            raise AssertionError
        regulations = self._regulations(regulations_entry, laid)
        workflow = read_workflow(workflow_entry, regulations.editions, forms, self.problems)
        steps = {spot.value["id"] for spot in workflow_entry.get("steps", ()) if "id" in spot.value}
        values = {name: parameter.value for name, parameter in parameters.items()}
        ground = Ground(regulations=regulations, steps=steps, values=values)
        found = [(entry, rule) for entry in national if (rule := read_rule(entry, ground, self.problems)) is not None]
        self._note_names([*national, *(spot.value for _, pack in laid for spot in pack.get("rules", ()))])
        country = Country(
            entries={entry["id"]: entry for entry in national if "id" in entry},
            rules=[rule for _, rule in found],
            parameters=parameters,
            ground=ground,
        )
        siblings: list[Rule] = []
        for _, entry in laid:
            own, stricter, put = lay(entry, country, self.problems)
            found += own
            siblings += stricter
            values |= {name: parameters[name].stricter(values[name], value) for name, value in put.items()}
        self._note_meanings(found, regulations, examples=examples)
        self.problems.settle()
        if workflow is None:
            raise AssertionError  # a workflow that cannot be put together has left a problem
        return Catalogue(
            workflow=workflow,
            regulations=regulations,
            rule_set=RuleSet(
                with_siblings([rule for _, rule in found], siblings), regulations, tuple(pack["id"] for _, pack in laid)
            ),
            packs=tuple(_title(path, pack) for path, pack in laid),
            parameters=values,
        )

    def _parameters(self) -> dict[str, Parameter] | None:
        path = self.folder / "parameters.yaml"
        if not path.exists():
            return {}
        entry = self._entry(path, PARAMETERS)
        return None if entry is None else read_parameters(entry.get("parameters", {}), self.problems)

    def _regulations(self, entry: Entry, laid: Iterable[tuple[Path, Entry]]) -> Regulations:
        spots: dict[str, Spot] = entry.get("editions", {})
        editions = read_editions(spots, self.problems)
        note_overlaps(editions, spots, self.problems)
        for _, pack in laid:
            editions |= pack_editions(pack, editions, self.problems)
        return Regulations(editions)

    def _note_names(self, entries: Sequence[Entry]) -> None:
        """Note doubled rule ids and silenced names that nobody bears, over all files."""
        taken: dict[str, Place] = {}
        note_doubled(entries, taken, self.problems)
        codes = dict.fromkeys(entry["code"] for entry in entries if "code" in entry)
        note_unknown_silences(entries, taken, codes, self.problems)

    def _note_meanings(self, found: Sequence[tuple[Entry, Rule]], regulations: Regulations, *, examples: bool) -> None:
        """Note what rules that are well written get wrong: silencing in a circle, contradicting their examples."""
        note_circles({rule.id: (entry, rule) for entry, rule in found}, self.problems)
        for entry, rule in found:
            if examples or rule.pack is not None:
                note_contradictions(rule, entry, regulations, self.problems)

    def pack_title(self, path: Path) -> PackTitle | None:
        entry = self._entry(path, PACK)
        return _title(path, entry) if entry is not None and {"id", "title", "since"} <= entry.spots.keys() else None

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

    def _rule_entries(self) -> list[Entry]:
        files = _yaml_files(self.folder / "rules")
        if not files:
            self.problems.add(Place("rules", 1), "没有规定文件（rules/*.yaml）")
        for stray in sorted((self.folder / "rules").glob("*.yml")):
            self.problems.add(Place(self._shown(stray), 1), "扩展名应为 .yaml，否则不会被读取")
        read = [self._entry(path, RULES) for path in files]
        return [spot.value for entry in read if entry is not None for spot in entry.get("rules", ())]

    def _packs(self, named: Sequence[str]) -> list[tuple[Path, Entry]]:
        found: list[tuple[Path, Entry]] = []
        for name in dict.fromkeys(named):
            path = self._pack_path(name)
            entry = None if path is None else self._entry(path, PACK)
            if path is None or entry is None:
                continue
            if path.parent == self.folder / "packs" and entry.get("id", path.stem) != path.stem:
                self.problems.add(entry.at("id"), f"地方规定的 id（{entry['id']}）须与文件名（{path.stem}）相同")
            if any(entry.get("id") == other.get("id") for _, other in found):
                self.problems.add(entry.at("id"), f"地方规定 {entry.get('id')} 选了两次")
            found.append((path, entry))
        return found

    def _pack_path(self, name: str) -> Path | None:
        if name.endswith((".yaml", ".yml")) or "/" in name:
            return Path(name)
        path = self.folder / "packs" / f"{name}.yaml"
        if path.is_file():
            return path
        known = tuple(path.stem for path in _yaml_files(self.folder / "packs"))
        near = did_you_mean(name, known) or f"，可用的有：{'、'.join(known) or '（无）'}"
        self.problems.add(Place(f"packs/{name}.yaml", 1), f"没有名为 {name} 的地方规定{near}")
        return None


def _title(path: Path, entry: Entry) -> PackTitle:
    return PackTitle(id=entry["id"], title=entry["title"], since=entry["since"], path=path)
