"""The twenty-five steps, read from ``workflow.yaml``: every step once, every name known, every path to an end."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from dangyuan_flow.definitions.paths import note_dead_ends
from dangyuan_flow.definitions.regulations import note_citation
from dangyuan_flow.domain.expression import ALWAYS, Expression, ExpressionError, did_you_mean, parse
from dangyuan_flow.domain.facts import VOCABULARY, Kind
from dangyuan_flow.domain.workflow import ARCHIVED, Deadline, Gate, MaterialKind, Stage, Standing, Step, Workflow

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from dangyuan_flow.definitions.nodes import Place, Problems
    from dangyuan_flow.definitions.shapes import Entry, Spot
    from dangyuan_flow.domain.regulations import Edition

STEPS, STAGES = 25, 5


def read_workflow(
    entry: Entry, editions: Mapping[str, Edition], forms: Collection[str] | None, problems: Problems
) -> Workflow | None:
    """The workflow; ``None`` where it cannot be put together. ``forms`` are the ids that have a template."""
    before = len(problems)
    entries: list[Entry] = [spot.value for spot in entry.get("steps", ())]
    stages = tuple(
        Stage(id=spot.value["id"], name=spot.value.get("name", ""))
        for spot in entry.get("stages", ())
        if "id" in spot.value
    )
    _note_numbers("stages", [stage.id for stage in stages], STAGES, entry.at("stages"), problems)
    known = [step["id"] for step in entries if "id" in step]
    _note_numbers("steps", known, STEPS, entry.at("steps"), problems)
    main = {step["id"] for step in entries if "id" in step and step.get("line") == "main"}
    gates: Counter[str] = Counter()
    for step in entries:
        _note_step(step, set(known), main, {stage.id for stage in stages}, problems)
        _note_references(step, editions, forms, problems)
        if "gate" in step and "id" in step["gate"]:
            gates[step["gate"]["id"]] += 1
            if gates[step["gate"]["id"]] > 1:
                problems.add(step.at("gate"), f"关口 {step['gate']['id']} 写了两次")
    conditions = {id(step): _condition(step, problems) for step in entries}
    if not entry.sound or len(problems) > before:
        return None
    workflow = Workflow(
        id=entry["id"],
        name=entry["name"],
        stages=stages,
        steps=tuple(_step(step, conditions[id(step)]) for step in sorted(entries, key=lambda step: int(step["id"]))),
        standings={str(step["id"]): Standing(step["standing"]) for step in entries if "standing" in step},
        end_reasons={word: spot.value for word, spot in entry["end_reasons"].items()},
    )
    note_dead_ends(workflow, {step["id"]: step.place for step in entries}, entry.at("steps"), problems)
    return workflow


def _note_numbers(key: str, found: list[int], count: int, place: Place, problems: Problems) -> None:
    for number in sorted({number for number in found if found.count(number) > 1}):
        problems.add(place, f"{key}：{number} 写了 {found.count(number)} 次")
    if missing := [number for number in range(1, count + 1) if number not in found]:
        problems.add(place, f"{key}：缺少 {'、'.join(map(str, missing))}（应有 1 至 {count}）")
    if beyond := sorted({number for number in found if number > count}):
        problems.add(place, f"{key}：多出 {'、'.join(map(str, beyond))}（应有 1 至 {count}）")


def _note_step(step: Entry, known: set[int], main: set[int], stages: set[int], problems: Problems) -> None:
    number = step.get("id", "?")
    if "stage" in step and step["stage"] not in stages:
        problems.add(step.at("stage"), f"第 {number} 步：没有第 {step['stage']} 阶段")
    if step.get("line") == "main":
        _note_main(step, number, main, problems)
    elif step.get("line") == "beside":
        _note_beside(step, number, main, problems)
    if "dated_by" in step and VOCABULARY[step["dated_by"]].kind is Kind.DATES and not step.get("periodic", False):
        problems.add(
            step.at("dated_by"), f"第 {number} 步：只有 periodic: true 的步骤可以用日期列表 {step['dated_by']} 计日"
        )
    if "gate" in step:
        _note_gate(step["gate"], number, known, main, problems)
    elif step.get("listing"):
        problems.add(step.at("listing"), f"第 {number} 步：listing 只用于有关口（gate）的步骤")


def _note_main(step: Entry, number: int | str, main: set[int], problems: Problems) -> None:
    for key in ("then", "standing"):
        if key not in step:
            problems.add(step.place, f"第 {number} 步在主线上，须写 {key}")
    if "span" in step:
        problems.add(step.at("span"), f"第 {number} 步在主线上，不写 span")
    if step.get("periodic"):
        problems.add(step.at("periodic"), f"第 {number} 步：周期性步骤不能在主线上")
    then = step.get("then", ARCHIVED)
    if then != ARCHIVED and then not in main:
        problems.add(step.at("then"), f"第 {number} 步的 then 写的是 {then}，主线上没有这一步")


def _note_beside(step: Entry, number: int | str, main: set[int], problems: Problems) -> None:
    for key in ("then", "standing", "gate"):
        if key in step:
            problems.add(step.at(key), f"第 {number} 步在主线之外，不写 {key}")
    if "span" not in step:
        problems.add(step.place, f"第 {number} 步在主线之外，须写 span（可在主线哪两步之间办）")
        return
    ends = [spot.value for spot in step["span"]]
    if len(ends) != len(("from", "to")) or ends[0] > ends[-1]:
        problems.add(step.at("span"), f"第 {number} 步的 span 应是两个步骤号，先小后大")
    elif not any(ends[0] <= at <= ends[1] for at in main):
        problems.add(step.at("span"), f"第 {number} 步的 span 之间没有主线步骤，永远办不了")


def _note_gate(gate: Entry, number: int | str, known: set[int], main: set[int], problems: Problems) -> None:
    if "sets" in gate and "approve" not in gate["sets"]:
        problems.add(gate.at("sets"), f"第 {number} 步的关口没有写 approve 的日期记在哪里")
    for decision, spot in gate.get("demands", {}).items():
        for demanded in spot.value:
            if demanded.value not in known:
                problems.add(demanded.place, f"第 {number} 步的关口 {decision} 要求第 {demanded.value} 步，没有这一步")
    if "refused_to" in gate and gate["refused_to"] not in main:
        problems.add(
            gate.at("refused_to"), f"第 {number} 步的 refused_to 写的是 {gate['refused_to']}，主线上没有这一步"
        )
    for result, spot in gate.get("outcomes", {}).items():
        if isinstance(spot.value, int) and spot.value not in main:
            problems.add(spot.place, f"第 {number} 步的结果“{result}”通往第 {spot.value} 步，主线上没有这一步")


def _note_references(
    step: Entry, editions: Mapping[str, Edition], forms: Collection[str] | None, problems: Problems
) -> None:
    cited: Mapping[str, Spot] = step.get("articles", {})
    for edition, spot in cited.items():
        note_citation(edition, [article.value for article in spot.value], spot.place, editions, problems)
    named: Mapping[str, Spot] = step.get("names", {})
    for edition, spot in named.items():
        note_citation(edition, (), spot.place, editions, problems)
    for form in step.get("forms", ()):
        if forms is not None and form.value not in forms:
            known = tuple(sorted(forms))
            near = did_you_mean(form.value, known) or f"，已有的是：{'、'.join(known)}"
            problems.add(form.place, f"表格 {form.value} 没有模板{near}")


def _condition(step: Entry, problems: Problems) -> Expression:
    if "done" not in step:
        return ALWAYS
    try:
        return parse(step["done"])
    except ExpressionError as error:
        problems.add(step.at("done"), f"done：{error}")
        return ALWAYS


def _step(step: Entry, done: Expression) -> Step:
    then = step.get("then")
    span = _texts(step, "span")
    return Step(
        id=step["id"],
        name=step["name"],
        stage=step["stage"],
        who=step["who"],
        is_main=step["line"] == "main",
        dated_by=step["dated_by"],
        also_dated_by=_texts(step, "also_dated_by"),
        evidence=_texts(step, "evidence"),
        required=_texts(step, "required"),
        done=done,
        span=(span[0], span[-1]) if span else None,
        then=None if then is None else str(then),
        gate=_gate(step["gate"]) if "gate" in step else None,
        periodic=step.get("periodic", False),
        listing=step.get("listing", False),
        materials=tuple(
            MaterialKind(
                name=spot.value["name"],
                provider=spot.value["from"],
                required=spot.value.get("required", True),
                decisive=spot.value.get("decisive", False),
            )
            for spot in step.get("materials", ())
        ),
        deadlines=tuple(
            Deadline(
                fact=spot.value["fact"],
                warn_days=spot.value["warn_days"],
                says=spot.value["says"],
                milestone=spot.value.get("milestone", False),
            )
            for spot in step.get("deadlines", ())
        ),
        forms=_texts(step, "forms"),
        articles={e: tuple(str(a.value) for a in spot.value) for e, spot in step.get("articles", {}).items()},
        names={edition: spot.value for edition, spot in step.get("names", {}).items()},
    )


def _gate(gate: Entry) -> Gate:
    refused_to = gate.get("refused_to")
    return Gate(
        id=gate["id"],
        sets={decision: spot.value for decision, spot in gate["sets"].items()},
        demands={decision: tuple(s.value for s in spot.value) for decision, spot in gate.get("demands", {}).items()},
        refused_to=None if refused_to is None else str(refused_to),
        votes=gate.get("votes", False),
        outcomes={result: str(spot.value) for result, spot in gate.get("outcomes", {}).items()},
    )


def _texts(step: Entry, key: str) -> tuple[Any, ...]:
    return tuple(spot.value for spot in step.get(key, ()))
