"""Who signed what on which day, and whether the person still lived, the office was held, the body existed.

Leads only. Branches are merged and renamed: of a branch's days nothing is concluded, nor of a body that has, or is, a
predecessor of another.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from dangyuan_flow.domain.derived.belonging import came_later
from dangyuan_flow.domain.derived.kinship import names_in

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from dangyuan_flow.domain.context import Surroundings
    from dangyuan_flow.domain.facts import Facts

ROUNDS = {"admission": "接收", "conversion": "转正"}


def out_of_office(f: Facts, around: Surroundings) -> tuple[str, ...] | None:
    """Acts outside a life, an office or a body's time, each in words; ``None`` where nothing could be looked up."""
    looked = [
        *_talker("谈话人", f.talked_by, _here(f, f.talked_on), f.branch, around),
        *_talker("上级谈话人", f.admission_talked_by, f.admission_talked_on, None, around),
        *_left_office(f, around),
        *_too_few_alive("培养联系人", f.contacts, _here(f, f.contacts_assigned_on), 1, f, around),
        *_too_few_alive("入党介绍人", f.sponsors, _here(f, f.sponsors_named_on), 2, f, around),
        *(found for round_ in ROUNDS for found in _approver(round_, f, around)),
    ]
    return tuple(text for text in looked if text) if looked else None


def dead_signers(f: Facts, around: Surroundings, round_: str) -> tuple[str, ...] | None:
    """Those on the meeting's list of attendance who had died before it; ``None`` where no list is on record."""
    signers, met = f[f"{round_}_signers"], getattr(f, f"{round_}_met_on")
    if not isinstance(signers, tuple) or met is None:
        return None
    elsewhere = came_later(f, met)
    names = (name for name in signers if isinstance(name, str))
    known = f[f"{round_}_doubtful_signers"]
    told = [text for text in known if isinstance(text, str)] if isinstance(known, tuple) else []
    dead = (
        f"{name}（{died} 去世）"
        for name in names
        if not elsewhere and (died := _died_before(name, met, f.branch, around))
    )
    return tuple(dict.fromkeys((*told, *dead)))


def _here(f: Facts, day: date | None) -> date | None:
    """``day``, if the person already was of the branch whose roster is looked up."""
    return None if day is None or came_later(f, day) else day


def _died_before(name: str, day: date, branch: str | None, around: Surroundings) -> date | None:
    member = around.member(name, branch)
    died = None if member is None else member.died_on
    return died if died is not None and died < day else None


def _talker(what: str, by: str | None, day: date | None, branch: str | None, around: Surroundings) -> Iterable[str]:
    """What is to be said of each talker whom the roster knows (of ``branch``, or of any); empty where nothing is."""
    if day is None:
        return
    for name in names_in(by):
        if around.member(name, branch) is not None:
            died = _died_before(name, day, branch, around)
            yield f"{what}{name} {day}（{died} 已去世）" if died else ""


def _left_office(f: Facts, around: Surroundings) -> Iterable[str]:
    """The talker before approval: a committee's member or an organiser, whose offices had all ended by then."""
    day = f.admission_talked_on
    for name in names_in(f.admission_talked_by) if day is not None else ():
        ends = [office.until for office in around.offices.get(name, ())]
        if ends and day is not None:
            last = max((end for end in ends if end is not None), default=None)
            left = None not in ends and last is not None and last < day
            yield f"上级谈话人{name} {day}（{last} 已不再任职）" if left else ""


def _too_few_alive(  # noqa: PLR0913, PLR0917  one list of names, the day, how many it takes, and where to look
    what: str, names: tuple[str, ...] | None, day: date | None, least: int, f: Facts, around: Surroundings
) -> Iterable[str]:
    """Those of a list who had died, where the rest are too few: one who took another's place is regular."""
    if not names or day is None or any(around.member(name, f.branch) is None for name in names):
        return
    dead = {name: died for name in names if (died := _died_before(name, day, f.branch, around))}
    few = dead and len(names) - len(dead) < least
    yield "；".join(f"{what}{name} {day}（{died} 已去世）" for name, died in dead.items()) if few else ""


def _approver(round_: str, f: Facts, around: Surroundings) -> Iterable[str]:
    name, day = f[f"{round_}_approved_by"], getattr(f, f"{round_}_approved_on")
    body = around.organizations.get(name) if isinstance(name, str) else None
    if body is None or day is None or body.name != name or body.former_names or name in around.predecessors:
        return
    what = f"{ROUNDS[round_]}审批机构{name} {day}"
    if body.founded_on is not None and day < body.founded_on:
        yield f"{what}（{body.founded_on} 才成立）"
    elif body.dissolved_on is not None and day > body.dissolved_on:
        yield f"{what}（{body.dissolved_on} 已撤销）"
    elif body.founded_on is not None or body.dissolved_on is not None:
        yield ""
