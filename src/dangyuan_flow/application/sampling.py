"""Draw samples for people to read (抽查), each with a checklist: steps, papers, findings, what only eyes see."""

from __future__ import annotations

import hashlib
import secrets
from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dangyuan_flow.application.acting import may_audit
from dangyuan_flow.application.chronicle import Tick, ticks
from dangyuan_flow.application.codes import manual
from dangyuan_flow.application.registering import entry
from dangyuan_flow.application.sweeping import Found, branches_of, sweep_store
from dangyuan_flow.domain import sampling
from dangyuan_flow.domain.errors import BadInput, NotFound
from dangyuan_flow.domain.journal import canonical
from dangyuan_flow.domain.sampling import Method
from dangyuan_flow.domain.workflow import ARCHIVED, FINAL
from dangyuan_flow.store import Selection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from dangyuan_flow.definitions.manual import ByEye
    from dangyuan_flow.domain.journal import Dossier
    from dangyuan_flow.flow import Flow

REGISTER = "sample"
LARGEST_SEED = 1 << 53
"""Seeds stay below this, so that every reader of JSON keeps them whole."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """One step of a dossier to be read: how it stands, the papers in the file, and those that lack."""

    tick: Tick
    papers: tuple[str, ...]
    missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Drawn:
    """A dossier of a sample: who it is, what it weighed, what the rules find in it today, and what is to be checked."""

    dossier: Dossier
    weight: float
    findings: tuple[Found, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Sample:
    """A sample as it was drawn: by which seed and method, on which day, out of how many; ``id`` once registered.

    ``by_eye``: what a person has to look at in every one of them, because no data shows it.
    """

    id: str | None
    seed: int
    method: Method
    by_body: bool
    body: str | None
    on: date
    population: int
    drawn: tuple[Drawn, ...]
    by_eye: tuple[ByEye, ...]


def draw(  # noqa: PLR0913  a sample has as many choices
    flow: Flow,
    *,
    size: int,
    method: Method = Method.RANDOM,
    seed: int | None = None,
    body: str | None = None,
    by_body: bool = False,
    keep: bool = False,
    progress: Callable[[int, int], None] | None = None,
) -> Sample:
    """Draw ``size`` dossiers of ``body`` and what lies below it (``None``: of all); ``keep`` registers seed and lots.

    Without a ``seed`` one is made up. Raises :class:`BadInput` for an impossible size or seed, :class:`NotAllowed`
    where who keeps it holds no office for that.
    """
    if size < 1:
        msg = f"抽查份数须大于 0，收到 {size}"
        raise BadInput(msg)
    if seed is not None and not 0 <= seed < LARGEST_SEED:
        msg = f"种子须是 0 到 {LARGEST_SEED - 1} 的整数，收到 {seed}"
        raise BadInput(msg)
    actor = may_audit(flow, body) if keep else None
    chosen = secrets.randbelow(1_000_000_000) if seed is None else seed
    lines = flow.store.list(Selection(branches=branches_of(flow, body)))
    found = _findings(flow, body) if method is Method.RISK else {}
    weights = dict.fromkeys((line.id for line in lines), 1.0)
    if method is Method.RISK:
        weights = _weights(flow, list(weights), found, progress)
    strata = {line.id: line.branch or "" for line in lines}
    ids = sampling.draw_by_stratum(chosen, weights, strata, size) if by_body else sampling.draw(chosen, weights, size)
    sample_id = None
    if actor is not None:
        kept = {
            "seed": chosen,
            "method": method.value,
            "by_body": by_body,
            "body": body,
            "on": flow.today().isoformat(),
            "population": len(lines),
            "head": list(flow.store.head()),
            "weights": {dossier: weights[dossier] for dossier in ids},
            "dossiers": list(ids),
        }
        sample_id = f"{flow.today():%Y%m%d}-{hashlib.sha256(canonical(kept).encode()).hexdigest()[:6]}"
        flow.store.append([entry(flow, REGISTER, sample_id, kept, actor)])
    return Sample(
        id=sample_id,
        seed=chosen,
        method=method,
        by_body=by_body,
        body=body,
        on=flow.today(),
        population=len(lines),
        drawn=_drawn(flow, ids, weights),
        by_eye=_by_eye(flow),
    )


def registered(flow: Flow, sample_id: str) -> Sample:
    """A registered sample once more, its checklists as they are today; raises :class:`NotFound`."""
    known = flow.store.register(REGISTER)
    kept = known.get(sample_id)
    if kept is None:
        msg = f"没有编号为 {sample_id} 的抽查；登记过的有：{'、'.join(known) or '无'}"
        raise NotFound(msg)
    return Sample(
        id=sample_id,
        seed=kept["seed"],
        method=Method(kept["method"]),
        by_body=kept["by_body"],
        body=kept["body"],
        on=date.fromisoformat(kept["on"]),
        population=kept["population"],
        drawn=_drawn(flow, kept["dossiers"], kept["weights"]),
        by_eye=_by_eye(flow),
    )


def _by_eye(flow: Flow) -> tuple[ByEye, ...]:
    return manual(flow.catalogue.regulations).by_eye


def _findings(flow: Flow, body: str | None) -> dict[str, list[Found]]:
    """What the rules find today, by dossier; without what people found not so or closed with the fact on record."""
    report = sweep_store(flow, body=body)
    settled = frozenset() if report.compared is None else report.compared.settled
    found: defaultdict[str, list[Found]] = defaultdict(list)
    for one in report.findings:
        if one.about == "dossier" and (one.dossier, one.violation.rule.id) not in settled:
            found[one.dossier].append(one)
    return found


def _weights(
    flow: Flow,
    ids: Sequence[str],
    found: Mapping[str, Sequence[Found]],
    progress: Callable[[int, int], None] | None,
) -> dict[str, float]:
    weights: dict[str, float] = {}
    for done, dossier in enumerate(flow.store.dossiers(ids), start=1):
        known = [(f.violation.rule.severity.value, f.violation.certainty.value) for f in found.get(dossier.id, ())]
        weights[dossier.id] = sampling.weight(known, len(missing_papers(flow, dossier)))
        if progress is not None:
            progress(done, len(ids))
    return weights


def missing_papers(flow: Flow, dossier: Dossier) -> tuple[tuple[int, str], ...]:
    """The required papers of steps left behind that the file lacks, as (step, paper).

    None where the file holds no paper at all: a dossier that came in by a ledger keeps its papers elsewhere.
    """
    if not dossier.materials:
        return ()
    position = dossier.before if dossier.position in FINAL and dossier.position != ARCHIVED else dossier.position
    here = flow.workflow.step_at(position)
    reached = len(flow.workflow.steps) + 1 if here is None else here.id
    return tuple(
        (step.id, kind.name)
        for step in flow.workflow.steps
        if step.id < reached and step.is_main
        for kind in step.materials
        if kind.required and kind.name not in dossier.papers_at(step.id)
    )


def _drawn(flow: Flow, ids: Iterable[str], weights: Mapping[str, float]) -> tuple[Drawn, ...]:
    wanted = list(ids)
    known = {dossier.id: dossier for dossier in flow.store.dossiers(wanted)}
    rules = flow.catalogue.rule_set
    found = []
    for dossier in (known[i] for i in wanted if i in known):
        name, branch = dossier.facts.name or "", dossier.facts.branch
        judged = rules.judge(dossier.facts, flow.today()).violations
        lines = tuple(Found(dossier=dossier.id, name=name, branch=branch, violation=v) for v in judged)
        checks = _checks(flow, dossier)
        found.append(Drawn(dossier=dossier, weight=weights[dossier.id], findings=lines, checks=checks))
    return tuple(found)


def _checks(flow: Flow, dossier: Dossier) -> tuple[Check, ...]:
    missing: defaultdict[int, list[str]] = defaultdict(list)
    for step, paper in missing_papers(flow, dossier):
        missing[step].append(paper)
    return tuple(
        Check(
            tick=tick,
            papers=tuple(sorted(dossier.papers_at(tick.step.id))),
            missing=tuple(missing[tick.step.id]),
        )
        for tick in ticks(flow, dossier)
        if tick.state != "未到"
    )
