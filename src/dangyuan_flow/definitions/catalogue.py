"""The catalogue: the procedure, the regulations and the rules of one workflow folder, read strictly and all at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from dangyuan_flow.definitions.documents import PACK, PARAMETERS, REGULATIONS, RULES, WORKFLOW
from dangyuan_flow.definitions.examples import note_contradictions
from dangyuan_flow.definitions.nodes import Page, Place, Problems, compose
from dangyuan_flow.definitions.packs import Country, PackTitle, lay, pack_editions, silencing_siblings
from dangyuan_flow.definitions.parameters import moved, read_parameters
from dangyuan_flow.definitions.regulations import note_overlaps, read_editions
from dangyuan_flow.definitions.rules import Ground, note_doubled, note_silences, read_rule
from dangyuan_flow.definitions.shapes import Entry, Misfit, Record, Spot
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


def load_catalogue(folder: Path, *, packs: Sequence[str] = (), forms: Collection[str] | None = None) -> Catalogue:
    """Read ``folder`` (a workflow's) with ``packs`` (names of files in its ``packs/``, or paths) laid over it.

    ``forms``: the ids of forms that have a template; ``None`` leaves the forms unchecked.
    Raises :class:`dangyuan_flow.domain.errors.BadDefinition` with every problem of every file, by file and line.
    """
    return _Reading(folder).catalogue(packs, forms)


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

    def catalogue(self, packs: Sequence[str], forms: Collection[str] | None) -> Catalogue:
        if not self.folder.is_dir():
            self.problems.add(Place(str(self.folder), 1), "没有这个流程文件夹")
            self.problems.settle()
        editions_entry = self._entry(self.folder / "regulations.yaml", REGULATIONS)
        workflow_entry = self._entry(self.folder / "workflow.yaml", WORKFLOW)
        parameters_path = self.folder / "parameters.yaml"
        parameters_entry = self._entry(parameters_path, PARAMETERS) if parameters_path.exists() else None
        rule_entries = self._rule_entries()
        laid = self._packs(packs)

        edition_spots: dict[str, Spot] = editions_entry.get("editions", {}) if editions_entry else {}
        editions = read_editions(edition_spots, self.problems)
        note_overlaps(editions, edition_spots, self.problems)
        for _, entry in laid:
            editions |= pack_editions(entry, editions, self.problems)
        regulations = Regulations(editions)
        workflow = read_workflow(workflow_entry, editions, forms, self.problems) if workflow_entry else None
        parameters = read_parameters(parameters_entry.get("parameters", {}), self.problems) if parameters_entry else {}
        steps = self._steps(workflow_entry)
        values = {name: parameter.value for name, parameter in parameters.items()}
        ground = Ground(regulations=regulations, steps=steps, values=values)

        national = [(entry, read_rule(entry, ground, self.problems)) for entry in rule_entries]
        sound = [(entry, rule) for entry, rule in national if rule is not None]
        self._note_names(rule_entries, [entry for _, entry in laid])
        country = Country(
            entries={entry["id"]: entry for entry in rule_entries if "id" in entry},
            rules=[rule for _, rule in sound],
            parameters=parameters,
            regulations=regulations,
            steps=steps,
        )
        siblings: list[Rule] = []
        for _, entry in laid:
            own, stricter = lay(entry, country, self.problems)
            sound += own
            siblings += stricter
            values |= moved(entry, parameters, self.problems)
        for entry, rule in sound:
            note_contradictions(rule, entry, regulations, self.problems)
        self.problems.settle()
        if workflow is None:
            msg = "a workflow that cannot be read leaves a problem"
            raise AssertionError(msg)
        rules = silencing_siblings([*(rule for _, rule in sound), *siblings], siblings)
        return Catalogue(
            workflow=workflow,
            regulations=regulations,
            rule_set=RuleSet(tuple(rules), regulations, tuple(entry["id"] for _, entry in laid)),
            packs=tuple(_title(path, entry) for path, entry in laid),
            parameters=values,
        )

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

    @staticmethod
    def _steps(entry: Entry | None) -> set[int]:
        """The steps that a rule may guard, also while the workflow itself is unsound."""
        spots = entry.get("steps", ()) if entry is not None else ()
        return {spot.value["id"] for spot in spots if "id" in spot.value}

    def _note_names(self, national: Iterable[Entry], packs: Iterable[Entry]) -> None:
        """Note doubled rule ids and silenced names that nobody bears, over all files."""
        entries = [*national, *(spot.value for pack in packs for spot in pack.get("rules", ()))]
        taken: dict[str, Place] = {}
        note_doubled(entries, taken, self.problems)
        codes = dict.fromkeys(entry["code"] for entry in entries if "code" in entry)
        note_silences(entries, taken, codes, self.problems)


def _title(path: Path, entry: Entry) -> PackTitle:
    return PackTitle(id=entry["id"], title=entry["title"], since=entry["since"], path=path)
