"""Derived facts: what follows from the recorded ones. Computed here once, when a record is applied, then stored.

Each line below names a fact, what it needs, and how it follows. A fact is *unknown* where one of ``needs`` is unknown,
where all of ``any_of`` are, or where the values at hand leave it open (``UNTOLD``). Later lines may use earlier ones.
``VERSION`` changes with the meaning of any line: the store then derives again. Sources are the articles of 细则-2026
unless said otherwise.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from dangyuan_flow.domain import archive, conduct, identity, probation, rounds, stretches
from dangyuan_flow.domain.deadlines import (
    COLLECTIVE_OATH_DAYS,
    STATE_COUNCIL,
    months_later,
    nth_working_day,
    probation_end,
    working_days,
    years_complete,
)
from dangyuan_flow.domain.fact import UNTOLD, Untold
from dangyuan_flow.domain.facts import DERIVED, RECORDED, Facts, Kind, Value
from dangyuan_flow.domain.vetting import Nature

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

VERSION = f"2/{STATE_COUNCIL.version}"
EDITION_2026 = date(2026, 5, 11)


@dataclass(frozen=True, slots=True)
class Derivation:
    """How one derived fact follows."""

    name: str
    compute: Callable[[Facts], Value | Untold]
    needs: frozenset[str]
    any_of: frozenset[str]

    def is_unknown(self, unknown: frozenset[str] | set[str]) -> bool:
        """Whether the fact cannot be told, given what is ``unknown``."""
        return not self.needs.isdisjoint(unknown) or (bool(self.any_of) and self.any_of <= unknown)


def derive(facts: Facts) -> Facts:
    """The same recorded facts with every derived fact computed anew."""
    work = facts.having()
    values = work.__dict__
    unknown = set(facts.unknown - DERIVED.keys())
    values["unknown"] = unknown
    for derivation in DERIVATIONS:
        value = UNTOLD if unknown and derivation.is_unknown(unknown) else derivation.compute(work)
        if value is UNTOLD:
            unknown.add(derivation.name)
            value = None
        values[derivation.name] = value
    values["unknown"] = frozenset(unknown)
    return work


def _line(name: str, compute: Callable[[Facts], Value | Untold], *needs: str, any_of: Iterable[str] = ()) -> Derivation:
    return Derivation(name, compute, frozenset(needs), frozenset(any_of))


def _earliest(*names: str) -> Callable[[Facts], date | None]:
    return lambda f: min((d for n in names if (d := getattr(f, n)) is not None), default=None)


def _months(name: str, count: int) -> Callable[[Facts], date | None]:
    return lambda f: None if (day := getattr(f, name)) is None else months_later(day, count)


# Activists and candidates


def _listed_by(f: Facts) -> tuple[date | None, str | None]:
    if f.candidate_listed_on is not None:
        return f.candidate_listed_on, "列为发展对象日期"
    consent_lists = f.candidate_consented_on is not None and f.candidate_consented_on < EDITION_2026
    if consent_lists and not f.listing_kept_apart:
        return f.candidate_consented_on, "上级备案同意日期"
    bounds = [
        (d, w) for d, w in ((f.prereviewed_on, "预审日期"), (f.admission_met_on, "接收大会日期")) if d is not None
    ]
    if not bounds:
        return None, None
    day, what = min(bounds)
    return day, f"{what}（列为日期未载，以此为最晚界限）"


def _on_leap_eve(f: Facts) -> bool:
    """02-29 counted a year on: complete on 03-01 by our convention, so a listing on 02-28 is a lead and no fact."""
    start, listed = f.activist_not_before, f.candidate_listed_by
    if start is None or listed is None:
        return False
    return months_later(start, 12) == listed != years_complete(start, 1)


def _candidate_decided(f: Facts) -> bool | Untold:
    """Discussed, consented before 2026-05-11, or listed; a later consent leaves it open where no listing is kept."""
    consented = f.candidate_consented_on is not None and f.candidate_consented_on < EDITION_2026
    if f.candidate_discussed_on is not None or consented or f.candidate_listed_on is not None:
        return True
    return UNTOLD if f.candidate_consented_on is not None and "candidate_listed_on" in f.unknown else False


def _kept_in_the_old_sense(f: Facts) -> bool | None:
    if f.candidate_listed_on is None:
        return None
    return not f.listing_kept_apart and f.candidate_listed_on in (f.candidate_discussed_on, f.candidate_consented_on)


def _notice_days(f: Facts) -> int | Untold | None:
    """Working days of the notice; open where the State Council's calendar of the year is not at hand."""
    if f.notice_from is None or f.notice_to is None:
        return None
    days = working_days(f.notice_from, f.notice_to)
    return UNTOLD if days is None else days


def _notice_known(f: Facts) -> date | Untold | None:
    """The first day of notice anywhere; where the main column is absent, the others being empty proves nothing."""
    day = _earliest("notice_from", "notice_origin_from", "notice_destination_from")(f)
    return UNTOLD if day is None and "notice_from" in f.unknown else day


def _review_concluded(f: Facts) -> date | None:
    """The report's day; where nobody kept one, the last reply's, once the review is known to be over."""
    if "review_reported_on" not in f.unknown:
        return f.review_reported_on
    is_over = f.review_conclusion is not None or f.prereviewed_on is not None or f.admission_met_on is not None
    return f.review_last_reply_on if is_over else None


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

    def earliest(f: Facts) -> date | None:
        days = [d for n in names if (d := getattr(f, n)) is not None]
        if (archived := archive.closed_course_on(f)) is not None:
            days.append(archived)
        return min(days, default=None)

    return earliest


_ACT_DATES = tuple(n for n, fact in RECORDED.items() if fact.kind in (Kind.DATE, Kind.DATES) and not fact.planned)


def _latest(f: Facts) -> tuple[date, str] | None:
    found: list[tuple[date, str]] = []
    for name in _ACT_DATES:
        value = f.__dict__.get(name)
        if value:
            found.append((max(value) if isinstance(value, tuple) else value, RECORDED[name].label))
    return max(found, default=None)


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
    )
    yield _line(f"{round_}_votes_reading", lambda f: rounds.tally_of(f, round_).reading, votes, written)
    yield _line(
        f"{round_}_balance_off",
        rounds.balance_off(round_),
        *(f"{round_}_{count}" for count in ("collected", "for", "against", "abstained", "invalid")),
    )
    yield _line(f"{round_}_failed", rounds.failed(round_))
    yield _line(f"{round_}_expected_only", rounds.only(round_, "expected", "entitled"), f"{round_}_expected")
    yield _line(f"{round_}_attended_only", rounds.only(round_, "attended", "present"), f"{round_}_attended")


DERIVATIONS: tuple[Derivation, ...] = (
    _line("id_check_valid", lambda f: None if f.id_number is None else identity.check_holds(f.id_number), "id_number"),
    _line("id_born_on", lambda f: None if f.id_number is None else identity.born_on(f.id_number), "id_number"),
    _line("id_sex", lambda f: None if f.id_number is None else identity.sex(f.id_number), "id_number"),
    _line("adult_on", conduct.adult_on, any_of=("born_on", "id_born_on")),
    _line("is_open", conduct.is_open),
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
    _line("candidate_listed_by", lambda f: _listed_by(f)[0], any_of=_LISTING),
    _line("listed_on_leap_eve", _on_leap_eve, "activist_not_before", any_of=_LISTING),
    _line("candidate_listed_by_is", lambda f: _listed_by(f)[1], any_of=_LISTING),
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
        _candidate_decided,
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
        _notice_known,
        any_of=("notice_from", "notice_origin_from", "notice_destination_from"),
    ),
    _line(
        "objections_raised",
        lambda f: conduct.is_objection(f.notice_objections),
        "notice_objections",
    ),
    _line("notice_working_days", _notice_days, "notice_from", "notice_to"),
    _line(
        "notice_required_to",
        lambda f: None if f.notice_from is None else nth_working_day(f.notice_from, 5),
        "notice_from",
    ),
    _line("notice_listing_kept_old_sense", _kept_in_the_old_sense, "candidate_listed_on"),
    _line("sponsors_count", lambda f: None if f.sponsors is None else len(f.sponsors), "sponsors"),
    _line(
        "sponsors_judged_on",
        lambda f: f.admission_met_on or f.sponsors_named_on,
        any_of=("admission_met_on", "sponsors_named_on"),
    ),
    _line("review_last_reply_on", lambda f: max(f.review_replies_on or (), default=None), "review_replies_on"),
    _line(
        "review_concluded_on",
        _review_concluded,
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
    _line("conversion_due_on", probation.conversion_due, "admission_met_on"),
    *_round_lines("conversion"),
    _line("conversion_carried_on", _conversion_carried),
    _line("conversion_needed_on", _earliest_or_archived("conversion_approved_on", "conversion_announced_on")),
    _line("conversion_approval_needed_on", _earliest_or_archived("conversion_announced_on")),
    _line("conversion_approval_due_on", _months("conversion_met_on", 3), "conversion_met_on"),
    _line("conversion_due_from_submission_on", _months("conversion_submitted_on", 3), "conversion_submitted_on"),
    _line("is_cancellation", probation.result_is(probation.CANCELLED)),
    _line("is_extension_or_cancellation", probation.result_is(probation.EXTENDED, probation.CANCELLED)),
    _line(
        "extension_decided_on",
        lambda f: f.extension_met_on if f.conversion_result != probation.EXTENDED else f.conversion_met_on,
        any_of=("conversion_met_on", "extension_met_on"),
    ),
    _line("extensions", probation.extensions, "extension_months", "conversion_result"),
    _line("member_since", probation.member_since, "admission_met_on"),
    _line("archive_missing_2014", lambda f: archive.missing_count(f, archive.CORE_2014), "archived_papers"),
    _line("archive_missing_2026", lambda f: archive.missing_count(f, archive.CORE_2026), "archived_papers"),
    _line("archive_missing_names", archive.missing_names, "archived_papers"),
    _line("latest_act_on", lambda f: None if (found := _latest(f)) is None else found[0]),
    _line("latest_act", lambda f: None if (found := _latest(f)) is None else found[1]),
)
