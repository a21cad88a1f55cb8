"""Derived facts: what follows from the recorded ones. Computed here once, when a record is applied, then stored.

Each line below names a fact, what it needs, and how it follows. A fact is *unknown* where one of ``needs`` is unknown,
where all of ``any_of`` are, or where the values at hand leave it open (``UNTOLD``). Later lines may use earlier ones.
``VERSION`` changes with the meaning of any line: the store then derives again. Sources are the articles of 细则-2026
unless said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from operator import itemgetter
from typing import TYPE_CHECKING

from dangyuan_flow.domain import archive, candidacy, conduct, identity, probation, rounds, stretches
from dangyuan_flow.domain.deadlines import (
    COLLECTIVE_OATH_DAYS,
    STATE_COUNCIL,
    months_later,
    nth_working_day,
    probation_end,
    years_complete,
)
from dangyuan_flow.domain.fact import UNTOLD, Untold
from dangyuan_flow.domain.facts import DERIVED, RECORDED, Facts, Kind, Value
from dangyuan_flow.domain.vetting import Nature

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

VERSION = f"2/{STATE_COUNCIL.version}"


@dataclass(frozen=True, slots=True)
class Derivation:
    """How one derived fact follows; ``weighs`` names facts whose absence leaves some dossiers' values open."""

    name: str
    compute: Callable[[Facts], Value | Untold]
    needs: frozenset[str]
    any_of: frozenset[str]
    weighs: frozenset[str] = frozenset()

    @property
    def sources(self) -> frozenset[str]:
        """All the facts that it goes back to."""
        return self.needs | self.any_of | self.weighs

    def is_unknown(self, unknown: frozenset[str] | set[str]) -> bool:
        """Whether the fact cannot be told, given what is ``unknown``."""
        return not self.needs.isdisjoint(unknown) or (bool(self.any_of) and self.any_of <= unknown)


def derive(facts: Facts) -> Facts:
    """The same recorded facts with every derived fact computed anew."""
    work = facts.having()
    values = work.__dict__
    recorded = facts.unknown.difference(DERIVED)
    untellable = _untellable(recorded)
    unknown = {*recorded, *untellable}
    values["unknown"] = unknown
    left_open = False
    for derivation in DERIVATIONS:
        name = derivation.name
        if name in untellable:
            values[name] = None
            continue
        value = UNTOLD if left_open and derivation.is_unknown(unknown) else derivation.compute(work)
        if value is UNTOLD:
            left_open = True
            unknown.add(name)
            value = None
        values[name] = value
    values["unknown"] = frozenset(unknown)
    return work


@lru_cache(maxsize=256)
def _untellable(unknown: frozenset[str]) -> frozenset[str]:
    """The derived facts that cannot be told for want of columns; all rows of one source share them."""
    found: set[str] = set()
    for derivation in DERIVATIONS:
        if derivation.is_unknown(unknown | found):
            found.add(derivation.name)
    return frozenset(found)


def _line(
    name: str,
    compute: Callable[[Facts], Value | Untold],
    *needs: str,
    any_of: Iterable[str] = (),
    weighs: Iterable[str] = (),
) -> Derivation:
    return Derivation(name, compute, frozenset(needs), frozenset(any_of), frozenset(weighs))


def _earliest(*names: str) -> Callable[[Facts], date | None]:
    values = itemgetter(*names, names[0])  # a tuple also where there is one name
    return lambda f: min(filter(None, values(vars(f))), default=None)


def _months(name: str, count: int) -> Callable[[Facts], date | None]:
    return lambda f: None if (day := getattr(f, name)) is None else months_later(day, count)


# Ballots and what follows from them


_AFTER_ADMISSION = (
    *("admission_resolved_on", "admission_talked_on", "admission_submitted_on", "admission_approved_on"),
    *("stated_probation_from", "admission_filed_on", "assigned_on", "oath_on", "conversion_applied_on"),
    *("conversion_met_on", "conversion_approved_on"),
)
_AFTER_APPROVAL = ("oath_on", "conversion_met_on", "conversion_approved_on")


def _conversion_carried(f: Facts) -> date | None:
    return f.conversion_met_on if f.conversion_result == probation.ON_TIME else f.conversion_approved_on


def _earliest_or_archived(*names: str) -> Callable[[Facts], date | None]:
    """The earliest of ``names``; the archiving counts where it closes a course that was gone through to its end."""
    first = _earliest(*names)
    return lambda f: min(filter(None, (first(f), archive.closed_course_on(f))), default=None)


_ACTS = {fact.name: fact.label for fact in RECORDED.values() if fact.kind is Kind.DATE and not fact.planned}
_REPEATED_ACTS = {fact.name: fact.label for fact in RECORDED.values() if fact.kind is Kind.DATES}
_act_days, _repeated_act_days = itemgetter(*_ACTS), itemgetter(*_REPEATED_ACTS)


def _latest_act_on(f: Facts) -> date | None:
    repeated = map(max, filter(None, _repeated_act_days(vars(f))))
    return max(filter(None, (*_act_days(vars(f)), *repeated)), default=None)


def _latest_act(f: Facts) -> str | None:
    latest = f.latest_act_on
    if latest is None:
        return None
    labels = [label for label, day in zip(_ACTS.values(), _act_days(vars(f)), strict=True) if day == latest]
    repeated = zip(_REPEATED_ACTS.values(), _repeated_act_days(vars(f)), strict=True)
    return max(labels + [label for label, days in repeated if days and latest in days])


_OPINIONS = ("opinion_discipline", "opinion_police", "opinion_procuratorate", "opinion_court")
_LISTING = ("candidate_listed_on", "candidate_consented_on", "prereviewed_on", "admission_met_on")


def _round_lines(round_: str) -> Iterable[Derivation]:
    votes, written = f"{round_}_for", f"{round_}_written_for"
    yield _line(
        f"{round_}_vote_recorded",
        rounds.vote_recorded(round_),
        any_of=(f"{round_}_{c}" for c in rounds.DECISIVE_COUNTS),
    )
    yield _line(
        f"{round_}_votes_for",
        rounds.approvals(round_),
        votes,
        weighs=(written,),
    )
    yield _line(f"{round_}_votes_reading", lambda f: rounds.tally_of(f, round_).reading, votes, written)
    yield _line(
        f"{round_}_balance_off",
        rounds.balance_off(round_),
        *(f"{round_}_{count}" for count in ("collected", "for", "against", "abstained", "invalid")),
    )
    yield _line(f"{round_}_failed", rounds.failed(round_), weighs=(f"{round_}_entitled", votes, written))
    yield _line(f"{round_}_expected_only", rounds.only(round_, "expected", "entitled"), f"{round_}_expected")
    yield _line(f"{round_}_attended_only", rounds.only(round_, "attended", "present"), f"{round_}_attended")


DERIVATIONS: tuple[Derivation, ...] = (
    _line("id_check_valid", lambda f: None if f.id_number is None else identity.check_holds(f.id_number), "id_number"),
    _line("id_born_on", lambda f: None if f.id_number is None else identity.born_on(f.id_number), "id_number"),
    _line("id_sex", lambda f: None if f.id_number is None else identity.sex(f.id_number), "id_number"),
    _line("adult_on", conduct.adult_on, any_of=("born_on", "id_born_on")),
    _line("is_open", conduct.is_open, weighs=("ended_on", "transferred_out_on")),
    _line("found_crime", conduct.found(Nature.CRIME), any_of=(*_OPINIONS[1:], "punishments_text")),
    _line("found_administrative", conduct.found(Nature.ADMINISTRATIVE), any_of=_OPINIONS[1:]),
    _line("found_gang", conduct.found(Nature.GANG), any_of=_OPINIONS),
    _line("found_cult", conduct.found(Nature.CULT), any_of=_OPINIONS),
    _line("found_dishonest", conduct.found(Nature.DISHONEST), any_of=_OPINIONS),
    _line("found_discipline", conduct.found(Nature.DISCIPLINE), any_of=("opinion_discipline", "sanctions_text")),
    _line("punished_on", lambda f: conduct.first_date(f.punishments_text), "punishments_text"),
    _line("sanctioned_on", lambda f: conduct.first_date(f.sanctions_text), "sanctions_text"),
    _line("crime_certainty", conduct.crime_certainty, any_of=(*_OPINIONS[1:], "punishments_text")),
    _line(
        "vetting_bodies_clear_at_listing",
        conduct.clear_at("candidate_listed_on", 0),
        "candidate_listed_on",
        any_of=_OPINIONS,
    ),
    _line(
        "vetting_age_at_listing_months_begun",
        conduct.clear_at("candidate_listed_on", 1),
        "candidate_listed_on",
        any_of=_OPINIONS,
    ),
    _line(
        "vetting_bodies_clear_at_admission",
        conduct.clear_at("admission_met_on", 0),
        "admission_met_on",
        any_of=_OPINIONS,
    ),
    _line(
        "vetting_age_at_admission_months_begun",
        conduct.clear_at("admission_met_on", 1),
        "admission_met_on",
        any_of=_OPINIONS,
    ),
    _line(
        "vetting_bodies_clear_at_conversion",
        conduct.clear_at("conversion_met_on", 0),
        "conversion_met_on",
        any_of=_OPINIONS,
    ),
    _line(
        "vetting_age_at_conversion_months_begun",
        conduct.clear_at("conversion_met_on", 1),
        "conversion_met_on",
        any_of=_OPINIONS,
    ),
    # Stages 1 and 2 (arts. 7-12)
    _line("talk_due_on", _months("application_received_on", 1), "application_received_on"),
    _line(
        "talk_due_from_application_on",
        lambda f: None if f.application_received_on or f.applied_on is None else months_later(f.applied_on, 1),
        "applied_on",
    ),
    _line(
        "recommended",
        lambda f: f.recommended_by is not None or f.recommended_on is not None,
        any_of=("recommended_by", "recommended_on"),
    ),
    _line("activist_not_before", lambda f: f.activist_on or f.applied_on, any_of=("activist_on", "applied_on")),
    _line(
        "activist_needed_on",
        _earliest("candidate_discussed_on", *_LISTING, "admission_approved_on"),
    ),
    _line("contacts_count", lambda f: None if f.contacts is None else len(f.contacts), "contacts"),
    _line(
        "cultivation_complete_on",
        lambda f: None if f.activist_not_before is None else years_complete(f.activist_not_before, 1),
        "activist_not_before",
    ),
    _line(
        "cultivation_complete_from_filing_on",
        lambda f: None if f.activist_filed_on is None else years_complete(f.activist_filed_on, 1),
        "activist_filed_on",
    ),
    _line("candidate_listed_by", lambda f: candidacy.listed_by(f)[0], any_of=_LISTING),
    _line("listed_on_leap_eve", candidacy.on_leap_eve, "activist_not_before", any_of=_LISTING),
    _line("candidate_listed_by_is", lambda f: candidacy.listed_by(f)[1], any_of=_LISTING),
    _line("examination_longest_gap_months_begun", lambda f: stretches.longest(f)[0], "examined_on"),
    _line("examination_gap_from", lambda f: stretches.longest(f)[1], "examined_on"),
    _line("examination_gap_to", lambda f: stretches.longest(f)[2], "examined_on"),
    _line("examination_clock_from", stretches.running_since, "examined_on", "candidate_listed_on"),
    _line("examination_due_on", _months("examination_clock_from", 6), "examination_clock_from"),
    _line("examination_limit_on", _months("examination_clock_from", 7), "examination_clock_from"),
    _line("reports_longest_gap_months_begun", stretches.longest_between_reports, "reported_on"),
    _line("examinations", lambda f: None if f.examined_on is None else len(f.examined_on), "examined_on"),
    # Stage 3 (arts. 13-17)
    _line(
        "candidate_decided",
        candidacy.decided,
        any_of=("candidate_discussed_on", "candidate_consented_on", "candidate_listed_on"),
    ),
    _line(
        "candidate_needed_on",
        _earliest("prereviewed_on", "admission_met_on", "admission_approved_on"),
    ),
    _line(
        "consent_needed_on",
        _earliest("candidate_listed_on", "prereviewed_on", "admission_met_on", "admission_approved_on"),
    ),
    _line(
        "candidate_clock_from",
        lambda f: f.candidate_consented_on or f.candidate_discussed_on or f.candidate_listed_on,
        any_of=("candidate_consented_on", "candidate_discussed_on", "candidate_listed_on"),
    ),
    _line(
        "notice_known_on",
        candidacy.notice_known,
        any_of=("notice_from", "notice_origin_from", "notice_destination_from"),
    ),
    _line(
        "objections_raised",
        lambda f: conduct.is_objection(f.notice_objections),
        "notice_objections",
    ),
    _line("notice_working_days", candidacy.notice_days, "notice_from", "notice_to"),
    _line(
        "notice_required_to",
        lambda f: None if f.notice_from is None else nth_working_day(f.notice_from, 5),
        "notice_from",
    ),
    _line("notice_listing_kept_old_sense", candidacy.kept_in_the_old_sense, "candidate_listed_on"),
    _line("sponsors_count", lambda f: None if f.sponsors is None else len(f.sponsors), "sponsors"),
    _line(
        "sponsors_judged_on",
        lambda f: f.admission_met_on or f.sponsors_named_on,
        any_of=("admission_met_on", "sponsors_named_on"),
    ),
    _line("review_last_reply_on", lambda f: max(f.review_replies_on or (), default=None), "review_replies_on"),
    _line(
        "review_concluded_on",
        candidacy.review_concluded,
        any_of=("review_reported_on", "review_replies_on"),
    ),
    # Stage 4 (arts. 18-25)
    _line(
        "prereview_known_on",
        lambda f: max((d for d in (f.prereviewed_on, f.prereview_notified_on) if d is not None), default=None),
        "prereviewed_on",
    ),
    _line("admission_due_on", _months("prereview_known_on", 1), "prereview_known_on"),
    *_round_lines("admission"),
    _line("admission_carried_on", _earliest_or_archived(*_AFTER_ADMISSION)),
    _line("admission_needed_on", _earliest_or_archived(*_AFTER_ADMISSION[3:4], *_AFTER_ADMISSION[5:])),
    _line("approval_needed_on", _earliest_or_archived(*_AFTER_APPROVAL)),
    _line("leaving_window_ends_on", _months("admission_met_on", 3), "admission_met_on"),
    _line("admission_approval_due_on", _months("admission_met_on", 3), "admission_met_on"),
    _line("admission_approval_limit_on", _months("admission_met_on", 6), "admission_met_on"),
    _line("admission_due_from_submission_on", _months("admission_submitted_on", 3), "admission_submitted_on"),
    _line("admission_limit_from_submission_on", _months("admission_submitted_on", 6), "admission_submitted_on"),
    _line("probation_from", lambda f: f.admission_met_on, "admission_met_on"),
    _line(
        "probation_ends_on",
        lambda f: None if f.admission_met_on is None else probation_end(f.admission_met_on),
        "admission_met_on",
    ),
    _line("extension_ends_on", probation.extension_ends, "admission_met_on", "extension_months"),
    _line(
        "stated_probation_to_off_by_days",
        probation.off_by,
        "stated_probation_to",
        "probation_ends_on",
    ),
    # Stage 5 (arts. 28-36)
    _line("oath_due_on", _months("admission_approved_on", 1), "admission_approved_on"),
    _line(
        "oath_on_common_day",
        lambda f: None if f.oath_on is None else (f.oath_on.month, f.oath_on.day) in COLLECTIVE_OATH_DAYS,
        "oath_on",
    ),
    _line("probation_final_day", probation.final_day, "admission_met_on"),
    _line("conversion_due_on", probation.conversion_due, "admission_met_on", weighs=("extension_months",)),
    *_round_lines("conversion"),
    _line("conversion_carried_on", _conversion_carried),
    _line("conversion_needed_on", _earliest_or_archived("conversion_approved_on", "conversion_announced_on")),
    _line("conversion_approval_needed_on", _earliest_or_archived("conversion_announced_on")),
    _line("conversion_approval_due_on", _months("conversion_met_on", 3), "conversion_met_on"),
    _line("conversion_due_from_submission_on", _months("conversion_submitted_on", 3), "conversion_submitted_on"),
    _line("is_cancellation", probation.result_is(probation.CANCELLED), weighs=("conversion_result",)),
    _line(
        "is_extension_or_cancellation",
        probation.result_is(probation.EXTENDED, probation.CANCELLED),
        weighs=("conversion_result",),
    ),
    _line(
        "extension_decided_on",
        lambda f: f.extension_met_on if f.conversion_result != probation.EXTENDED else f.conversion_met_on,
        any_of=("conversion_met_on", "extension_met_on"),
    ),
    _line("extensions", probation.extensions, "extension_months", "conversion_result"),
    _line("member_since", probation.member_since, "admission_met_on", weighs=("extension_months",)),
    _line("archive_missing_2014", lambda f: archive.missing_count(f, archive.CORE_2014), "archived_papers"),
    _line("archive_missing_2026", lambda f: archive.missing_count(f, archive.CORE_2026), "archived_papers"),
    _line("archive_missing_names", archive.missing_names, "archived_papers"),
    _line("latest_act_on", _latest_act_on),
    _line("latest_act", _latest_act),
)
