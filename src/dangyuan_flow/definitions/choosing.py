"""Which packs are laid: those that were named, and those that they build on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from graphlib import CycleError
from pathlib import Path
from typing import TYPE_CHECKING

from dangyuan_flow.definitions.documents import PACK, TRIAL
from dangyuan_flow.definitions.layers import in_order
from dangyuan_flow.definitions.nodes import Place, Problems
from dangyuan_flow.definitions.shapes import Entry, Spot
from dangyuan_flow.domain.expression import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from dangyuan_flow.definitions.shapes import Record

TRIED = "trial"
"""The id of rules that are tried out and bear no pack's head."""


def yaml_files(folder: Path) -> list[Path]:
    """The definition files of a folder, by name."""
    return sorted(folder.glob("*.yaml"))


def is_titled(entry: Entry) -> bool:
    """Whether a pack's head could be read."""
    return {"id", "title", "since"} <= entry.spots.keys()


@dataclass(frozen=True, slots=True)
class Packs:
    """The packs of ``folder`` (a workflow's), and files from anywhere."""

    folder: Path
    read: Callable[[Path, Record], Entry | None]
    problems: Problems

    def found(self, named: Sequence[str], tried: Path | None = None) -> dict[str, tuple[Path, Entry]]:
        """The packs ``named`` (by id, or by path) and those beneath them, by id; what is amiss is noted.

        ``tried``: a file that may leave out a pack's head: its rules then apply wherever the texts that they cite do.
        """
        found: dict[str, tuple[Path, Entry]] = {}
        trial = None if tried is None else self.read(tried, TRIAL)
        if tried is not None and trial is not None:
            headed = {"id": TRIED, "title": f"试用：{tried.name}", "since": date.min}
            spots = {name: Spot(value, trial.place) for name, value in headed.items()} | dict(trial.spots)
            found[spots["id"].value] = tried, Entry(trial.place, spots, sound=trial.sound)
        for name in dict.fromkeys(named):
            path = self._path(name)
            entry = None if path is None else self.read(path, PACK)
            if path is None or entry is None:
                continue
            if path.parent == self.folder / "packs" and entry.get("id", path.stem) != path.stem:
                self.problems.add(entry.at("id"), f"地方规定的 id（{entry['id']}）须与文件名（{path.stem}）相同")
            if entry.get("id") in found:
                self.problems.add(entry.at("id"), f"地方规定 {entry.get('id')} 选了两次")
                continue
            found[entry.get("id", name)] = path, entry
        open_ = list(found.values())
        while open_:
            open_ += self._beneath(*open_.pop(), found)
        self._note_circle(found)
        return dict(sorted(found.items()))

    def _beneath(self, path: Path, entry: Entry, found: dict[str, tuple[Path, Entry]]) -> list[tuple[Path, Entry]]:
        """The packs that one builds on and that are not there yet."""
        new: list[tuple[Path, Entry]] = []
        for spot in entry.get("over", ()):
            if spot.value not in found:
                places = (self.folder / "packs" / f"{spot.value}.yaml", path.parent / f"{spot.value}.yaml")
                there = next((place for place in places if place.is_file()), None)
                other = None if there is None else self.read(there, PACK)
                if there is None:
                    self.problems.add(spot.place, f"over：没有名为 {spot.value} 的地方规定{self._known(spot.value)}")
                if there is None or other is None:
                    continue
                if other.get("id", spot.value) != spot.value:
                    self.problems.add(other.at("id"), f"地方规定的 id（{other['id']}）须与文件名（{spot.value}）相同")
                    continue
                found[spot.value] = there, other
                new.append(found[spot.value])
            self._note_days(entry, spot, found[spot.value][1])
        return new

    def _note_days(self, entry: Entry, spot: Spot, other: Entry) -> None:
        """Note a pack that builds on one which begins later, or was over by then."""
        if "since" not in entry or "since" not in other:
            return
        if other["since"] > entry["since"]:
            days = f"自 {other['since']} 起才适用，晚于"
        elif "until" in other and other["until"] < entry["since"]:
            days = f"适用到 {other['until']} 为止，早于"
        else:
            return
        self.problems.add(spot.place, f"over：{spot.value} {days}本规定的 since（{entry['since']}）")

    def _note_circle(self, found: dict[str, tuple[Path, Entry]]) -> None:
        try:
            in_order({name: [spot.value for spot in entry.get("over", ())] for name, (_, entry) in found.items()})
        except CycleError as error:
            circle: list[str] = error.args[1]
            entry = found[circle[0]][1]
            self.problems.add(entry.at("over"), f"over 绕成一圈：{' → '.join(circle)}")
            self.problems.settle()  # nothing can be laid over what lies over it

    def _path(self, name: str) -> Path | None:
        if name.endswith((".yaml", ".yml")) or "/" in name:
            return Path(name)
        path = self.folder / "packs" / f"{name}.yaml"
        if path.is_file():
            return path
        self.problems.add(Place(f"packs/{name}.yaml", 1), f"没有名为 {name} 的地方规定{self._known(name)}")
        return None

    def _known(self, name: str) -> str:
        known = tuple(path.stem for path in yaml_files(self.folder / "packs"))
        return did_you_mean(name, known) or f"，可用的有：{'、'.join(known) or '（无）'}"
