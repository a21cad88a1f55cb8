"""The editions that may be cited, read from ``regulations.yaml`` and from packs; and the check of a citation."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from dangyuan_flow.domain.expression import did_you_mean
from dangyuan_flow.domain.regulations import Edition

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from dangyuan_flow.definitions.nodes import Place, Problems
    from dangyuan_flow.definitions.shapes import Entry, Spot


def read_editions(entries: Mapping[str, Spot], problems: Problems) -> dict[str, Edition]:
    """The editions by id; those whose dates contradict each other are noted."""
    found: dict[str, Edition] = {}
    for name, spot in entries.items():
        entry: Entry = spot.value
        if "since" not in entry:
            continue
        edition = Edition(
            id=name,
            title=entry.get("title", name),
            since=entry["since"],
            until=entry.get("until"),
            judges=entry.get("judges", True),
            known_from=entry.get("known_from"),
            articles={str(number): digest.value for number, digest in entry.get("articles", {}).items()},
        )
        if edition.until is not None and edition.until < edition.since:
            problems.add(entry.at("until"), f"{name} 的 until（{edition.until}）早于 since（{edition.since}）")
        if edition.known_from is not None and edition.known_from < edition.since:
            problems.add(
                entry.at("known_from"), f"{name} 的 known_from（{edition.known_from}）早于 since（{edition.since}）"
            )
        found[name] = edition
    return found


def note_overlaps(editions: Mapping[str, Edition], entries: Mapping[str, Spot], problems: Problems) -> None:
    """Note judging editions that are in force on the same day: an act is judged by one."""
    judging = sorted((e for e in editions.values() if e.judges), key=lambda edition: edition.since)
    for earlier, later in pairwise(judging):
        if earlier.covers(later.since):
            problems.add(
                entries[later.id].place,
                f"{later.id} 自 {later.since} 起施行，那时 {earlier.id} 还在施行；请给 {earlier.id} 写 until",
            )


def note_citation(
    edition: str, articles: Iterable[int], place: Place, editions: Mapping[str, Edition], problems: Problems
) -> None:
    """Note a citation of an edition or an article that is not registered."""
    known = editions.get(edition)
    if known is None:
        near = did_you_mean(edition, tuple(editions)) or f"，已登记的有：{'、'.join(editions)}"
        problems.add(place, f"没有登记名为 {edition} 的版本{near}")
        return
    for article in articles:
        if str(article) not in known.articles:
            registered = "、".join(known.articles)
            problems.add(
                place,
                f"{edition} 没有登记第 {article} 条，登记过的有：{registered}；"
                "要引用别的条，先在写明这一版的文件里（articles）写它的提要",
            )
