"""An invented population for measurements: facts of dossiers at every step, most of them regular."""

import random
from collections.abc import Iterator
from datetime import date, timedelta

from dangyuan_flow.domain.derived.archive import CORE_2014, CORE_2026
from dangyuan_flow.domain.derived.derivation import derive
from dangyuan_flow.domain.facts import Facts

_MAIN_LINE = (  # (fact, days after the one before), as a regular course goes
    ("applied_on", 0),
    ("application_received_on", 1),
    ("talked_on", 9),
    ("recommended_on", 90),
    ("activist_on", 15),
    ("activist_filed_on", 9),
    ("opinions_heard_on", 380),
    ("candidate_discussed_on", 5),
    ("candidate_consented_on", 12),
    ("notice_from", 2),
    ("notice_to", 14),
    ("candidate_listed_on", 2),
    ("sponsors_named_on", 3),
    ("review_reported_on", 25),
    ("training_from", 10),
    ("training_to", 4),
    ("admission_examined_on", 20),
    ("prereview_requested_on", 4),
    ("prereviewed_on", 10),
    ("form_issued_on", 2),
    ("form_signed_on", 3),
    ("admission_met_on", 8),
    ("admission_talked_on", 10),
    ("admission_submitted_on", 3),
    ("admission_approved_on", 20),
    ("admission_filed_on", 3),
    ("assigned_on", 5),
    ("oath_on", 12),
    ("conversion_applied_on", 330),
    ("conversion_examined_on", 10),
    ("conversion_met_on", 10),
    ("conversion_submitted_on", 4),
    ("conversion_approved_on", 25),
    ("conversion_announced_on", 6),
    ("archived_on", 20),
)


AS_OF = date(2026, 11, 1)


def population(count: int, *, faulty: float = 0.02, seed: int = 1) -> Iterator[tuple[str, Facts]]:
    """``count`` dossiers by id; each has come some way along the main line, a few with a slip in a date.

    Whoever has not arrived has acted within the last weeks before :data:`AS_OF`, so that nothing is overdue.
    """
    dice = random.Random(seed)
    for number in range(count):
        yield f"D{number:07}", derive(_person(dice, number, faulty))


def _person(dice: random.Random, number: int, faulty: float) -> Facts:
    reached = dice.randrange(1, len(_MAIN_LINE) + 1)
    slip = dice.randrange(1, reached) if reached > 1 and dice.random() < faulty else -1
    gaps = [days + dice.randrange(4) for _, days in _MAIN_LINE[:reached]]
    done = reached == len(_MAIN_LINE)
    day = AS_OF - timedelta(days=sum(gaps) + (dice.randrange(900) if done else dice.randrange(3)))
    found: dict[str, date] = {}
    for place, (name, _) in enumerate(_MAIN_LINE[:reached]):
        day += timedelta(days=gaps[place])
        found[name] = day - timedelta(days=500) if place == slip else day
    facts = Facts(
        name=f"测{number}",
        sex=dice.choice("男女"),
        branch=f"第{number % 300}支部",
        born_on=date(1980 + number % 20, 1 + number % 12, 1 + number % 28),
        is_league_member=False,
        branch_has_committee=True,
        recommended_by="党员推荐",
        talked_by="支部书记",
        activist_meeting="支委会",
    )
    return facts.having(**found, **_counts(reached), **_evidence(found))


def _counts(reached: int) -> dict[str, int]:
    counts = {"entitled": 20, "present": 18, "ballots_issued": 18, "collected": 18, "for": 18, "against": 0}
    counts |= {"abstained": 0, "invalid": 0, "written_for": 0, "written_against": 0}
    held = [name for name, place in (("admission", 22), ("conversion", 31)) if reached >= place]
    return {f"{name}_{count}": value for name in held for count, value in counts.items()}


def _evidence(found: dict[str, date]) -> dict[str, str | int | tuple[str, ...] | tuple[date, ...]]:
    evidence: dict[str, str | int | tuple[str, ...] | tuple[date, ...]] = {}
    if "activist_on" in found:
        start = found["activist_on"]
        end = found.get("admission_met_on", AS_OF)
        every = range(150, max((end - start).days, 0), 150)
        evidence |= {
            "contacts": ("联系人甲", "联系人乙"),
            "examined_on": tuple(start + timedelta(days=d) for d in every),
        }
    if "notice_from" in found:
        evidence["notice_places"] = "公开栏"
    if "sponsors_named_on" in found:
        evidence["sponsors"] = ("介绍人甲", "介绍人乙")
    if "training_to" in found:
        evidence |= {"training_days": 5, "training_hours": 40, "training_result": "合格", "review_conclusion": "合格"}
    if "conversion_met_on" in found:
        evidence["conversion_result"] = "按期转正"
    if "archived_on" in found:
        evidence["archived_papers"] = (*CORE_2014, *CORE_2026)
    return evidence
