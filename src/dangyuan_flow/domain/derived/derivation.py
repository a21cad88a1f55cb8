"""Derived facts: what follows from the recorded ones. Computed here once, when a record is applied, then stored.

Each line below names a fact, what it needs, and how it follows. A fact is *unknown* where one of ``needs`` is unknown,
where all of ``any_of`` are, or where the values at hand leave it open (``UNTOLD``). Later lines may use earlier ones.
``_MEANING`` changes with the meaning of any line: the store then derives again. Sources are the articles of 细则-2026
unless said otherwise.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from dangyuan_flow.domain import identity
from dangyuan_flow.domain.deadlines import (
    COLLECTIVE_OATH_DAYS,
    STATE_COUNCIL,
    calendar_in_force,
    months_later,
    nth_working_day,
    probation_end,
)
from dangyuan_flow.domain.derived import (
    acts,
    archive,
    belonging,
    biography,
    candidacy,
    cohort,
    conduct,
    kinship,
    opinions,
    probation,
    resolution,
    rounds,
    stretches,
    undated,
)
from dangyuan_flow.domain.derived.deriving import Derivation, counted, earliest, line, months, months_between
from dangyuan_flow.domain.derived.undated import unless_traced
from dangyuan_flow.domain.fact import UNTOLD
from dangyuan_flow.domain.facts import DERIVED, Facts
from dangyuan_flow.domain.vetting import Nature

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_MEANING = 4
VERSION = f"{_MEANING}/{STATE_COUNCIL.version}"
"""By the calendar that the program brings along."""


def version() -> str:
    """What facts that are derived now go back to: the meaning of the lines below, and the calendar in force."""
    return f"{_MEANING}/{calendar_in_force().version}"


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
    return earliest(*names, also=archive.closed_course_on)


_OPINIONS = ("opinion_discipline", "opinion_police", "opinion_procuratorate", "opinion_court")
_LISTING = ("candidate_listed_on", "candidate_consented_on", "prereviewed_on", "admission_met_on")


def _round_lines(round_: str) -> Iterable[Derivation]:
    votes, written = f"{round_}_for", f"{round_}_written_for"
    yield line(
        f"{round_}_vote_recorded",
        rounds.vote_recorded(round_),
        any_of=(f"{round_}_{c}" for c in rounds.DECISIVE_COUNTS),
    )
    yield line(
        f"{round_}_votes_for",
        rounds.approvals(round_),
        votes,
        weighs=(written,),
    )
    yield line(f"{round_}_votes_reading", lambda f: rounds.tally_of(f, round_).reading, votes, written)
    yield line(
        f"{round_}_balance_off",
        rounds.balance_off(round_),
        *(f"{round_}_{count}" for count in ("collected", "for", "against", "abstained", "invalid")),
    )
    yield line(f"{round_}_failed", rounds.failed(round_), weighs=(f"{round_}_entitled", votes, written))
    yield line(f"{round_}_expected_only", rounds.only(round_, "expected", "entitled"), f"{round_}_expected")
    yield counted(f"{round_}_doubtful_signers")
    yield line(f"{round_}_attended_only", rounds.only(round_, "attended", "present"), f"{round_}_attended")


DERIVATIONS: tuple[Derivation, ...] = (
    line("id_check_valid", lambda f: None if f.id_number is None else identity.check_holds(f.id_number), "id_number"),
    line("id_born_on", lambda f: None if f.id_number is None else identity.born_on(f.id_number), "id_number"),
    line("id_sex", lambda f: None if f.id_number is None else identity.sex(f.id_number), "id_number"),
    line("adult_on", conduct.adult_on, any_of=("born_on", "id_born_on")),
    line("is_open", conduct.is_open, weighs=("ended_on", "transferred_out_on")),
    *belonging.LINES,
    *biography.LINES,
    *undated.LINES,
    line("found_crime", conduct.found(Nature.CRIME), any_of=(*_OPINIONS, "punishments_text")),
    line("found_administrative", conduct.found(Nature.ADMINISTRATIVE), any_of=(*_OPINIONS, "punishments_text")),
    line("found_gang", conduct.found(Nature.GANG), any_of=_OPINIONS),
    line("found_cult", conduct.found(Nature.CULT), any_of=_OPINIONS),
    line("found_dishonest", conduct.found(Nature.DISHONEST), any_of=_OPINIONS),
    line("found_discipline", conduct.found(Nature.DISCIPLINE), any_of=("opinion_discipline", "sanctions_text")),
    line("unclear_reply", conduct.unclear_reply, any_of=_OPINIONS),
    line("punished_on", lambda f: conduct.first_date(f.punishments_text), "punishments_text"),
    line("sanctioned_on", lambda f: conduct.first_date(f.sanctions_text), "sanctions_text"),
    line("crime_certainty", conduct.crime_certainty, "found_crime"),
    line(
        "vetting_bodies_clear_at_listing",
        conduct.clear_at("candidate_listed_on", 0),
        "candidate_listed_on",
        any_of=_OPINIONS,
    ),
    line(
        "vetting_age_at_listing_months_begun",
        conduct.clear_at("candidate_listed_on", 1),
        "candidate_listed_on",
        any_of=_OPINIONS,
    ),
    line(
        "vetting_bodies_clear_at_admission",
        conduct.clear_at("admission_met_on", 0),
        "admission_met_on",
        any_of=_OPINIONS,
    ),
    line(
        "vetting_age_at_admission_months_begun",
        conduct.clear_at("admission_met_on", 1),
        "admission_met_on",
        any_of=_OPINIONS,
    ),
    line(
        "vetting_bodies_clear_at_conversion",
        conduct.clear_at("conversion_met_on", 0),
        "conversion_met_on",
        any_of=_OPINIONS,
    ),
    line(
        "vetting_age_at_conversion_months_begun",
        conduct.clear_at("conversion_met_on", 1),
        "conversion_met_on",
        any_of=_OPINIONS,
    ),
    # Stages 1 and 2 (arts. 7-12)
    line("talk_due_on", months("application_received_on", 1), "application_received_on"),
    line(
        "talk_due_from_application_on",
        lambda f: None if f.application_received_on or f.applied_on is None else months_later(f.applied_on, 1),
        "applied_on",
    ),
    line(
        "recommended",
        lambda f: f.recommended_by is not None or f.recommended_on is not None,
        any_of=("recommended_by", "recommended_on"),
    ),
    line("activist_not_before", lambda f: f.activist_on or f.applied_on, any_of=("activist_on", "applied_on")),
    line(
        "activist_needed_on",
        unless_traced("activist_on", earliest("candidate_discussed_on", *_LISTING, "admission_approved_on")),
    ),
    line(
        "contacts_count",
        lambda f: None if f.contacts is None else len(f.contacts),
        "contacts",
    ),
    line(
        "cultivation_complete_on",
        belonging.cultivated_a_year("activist_not_before"),
        "activist_not_before",
        weighs=("former_cultivated_to",),
    ),
    line(
        "cultivation_complete_from_filing_on",
        belonging.cultivated_a_year("activist_filed_on"),
        "activist_filed_on",
        weighs=("former_cultivated_to",),
    ),
    line("candidate_listed_by", lambda f: candidacy.listed_by(f)[0], any_of=_LISTING),
    line("listed_on_leap_eve", candidacy.on_leap_eve, "activist_not_before", any_of=_LISTING),
    line("candidate_listed_by_is", lambda f: candidacy.listed_by(f)[1], any_of=_LISTING),
    line(
        "examination_longest_gap_months_begun",
        unless_traced("examined_on", lambda f: stretches.longest(f)[0]),
        "examined_on",
    ),
    line("examination_gap_from", unless_traced("examined_on", lambda f: stretches.longest(f)[1]), "examined_on"),
    line("examination_gap_to", unless_traced("examined_on", lambda f: stretches.longest(f)[2]), "examined_on"),
    line(
        "examination_clock_from",
        unless_traced("examined_on", stretches.running_since),
        *("examined_on", "candidate_listed_on"),
    ),
    line("examination_due_on", months("examination_clock_from", 6), "examination_clock_from"),
    line("examination_limit_on", months("examination_clock_from", 7), "examination_clock_from"),
    line("reports_longest_gap_months_begun", stretches.longest_between_reports, "reported_on"),
    line("examinations", lambda f: None if f.examined_on is None else len(f.examined_on), "examined_on"),
    line("examinations_on_one_day", lambda f: stretches.crowded_day(f)[0], "examined_on"),
    line("examinations_shared_day", lambda f: stretches.crowded_day(f)[1], "examined_on"),
    # Stage 3 (arts. 13-17)
    line(
        "candidate_decided",
        candidacy.decided,
        any_of=("candidate_discussed_on", "candidate_consented_on", "candidate_listed_on"),
    ),
    line(
        "candidate_needed_on",
        earliest("prereviewed_on", "admission_met_on", "admission_approved_on"),
    ),
    line(
        "consent_needed_on",
        earliest("candidate_listed_on", "prereviewed_on", "admission_met_on", "admission_approved_on"),
    ),
    line(
        "candidate_clock_from",
        lambda f: f.candidate_consented_on or f.candidate_discussed_on or f.candidate_listed_on,
        any_of=("candidate_consented_on", "candidate_discussed_on", "candidate_listed_on"),
    ),
    line(
        "notice_known_on",
        candidacy.notice_known,
        any_of=("notice_from", "notice_origin_from", "notice_destination_from"),
    ),
    line(
        "objections_raised",
        lambda f: conduct.is_objection(f.notice_objections),
        "notice_objections",
    ),
    line("notice_working_days", candidacy.notice_days, "notice_from", "notice_to"),
    line(
        "notice_required_to",
        lambda f: None if f.notice_from is None else nth_working_day(f.notice_from, 5),
        "notice_from",
    ),
    line("notice_listing_kept_old_sense", candidacy.kept_in_the_old_sense, "candidate_listed_on"),
    line(
        "sponsors_count",
        lambda f: None if f.sponsors is None else len(f.sponsors),
        "sponsors",
    ),
    line(
        "sponsors_judged_on",
        lambda f: f.admission_met_on or f.sponsors_named_on,
        any_of=("admission_met_on", "sponsors_named_on"),
    ),
    line("review_last_reply_on", lambda f: max(f.review_replies_on or (), default=None), "review_replies_on"),
    line(
        "review_concluded_on",
        candidacy.review_concluded,
        any_of=("review_reported_on", "review_replies_on"),
    ),
    line(
        "review_age_at_admission_months_begun",
        months_between("review_concluded_on", "admission_met_on"),
        *("review_concluded_on", "admission_met_on"),
    ),
    line(
        "training_age_at_admission_months_begun",
        months_between("training_to", "admission_met_on"),
        *("training_to", "admission_met_on"),
    ),
    *kinship.LINES,
    # Stage 4 (arts. 18-25)
    line(
        "prereview_known_on",
        lambda f: max((d for d in (f.prereviewed_on, f.prereview_notified_on) if d is not None), default=None),
        "prereviewed_on",
    ),
    line("admission_due_on", months("prereview_known_on", 1), "prereview_known_on"),
    *_round_lines("admission"),
    line("admission_carried_on", _earliest_or_archived(*_AFTER_ADMISSION)),
    line(
        "admission_needed_on",
        unless_traced("admission_met_on", _earliest_or_archived(*_AFTER_ADMISSION[3:4], *_AFTER_ADMISSION[5:])),
    ),
    line("approval_needed_on", unless_traced("admission_approved_on", _earliest_or_archived(*_AFTER_APPROVAL))),
    line("leaving_window_ends_on", months("admission_met_on", 3), "admission_met_on"),
    line("admission_approval_due_on", months("admission_met_on", 3), "admission_met_on"),
    line("admission_approval_limit_on", months("admission_met_on", 6), "admission_met_on"),
    line("admission_due_from_submission_on", months("admission_submitted_on", 3), "admission_submitted_on"),
    line("admission_limit_from_submission_on", months("admission_submitted_on", 6), "admission_submitted_on"),
    line("probation_from", lambda f: f.admission_met_on, "admission_met_on"),
    line(
        "probation_ends_on",
        lambda f: None if f.admission_met_on is None else probation_end(f.admission_met_on),
        "admission_met_on",
    ),
    line("extension_ends_on", probation.extension_ends, "admission_met_on", weighs=("extension_months",)),
    line(
        "stated_probation_to_off_by_days",
        probation.off_by,
        "stated_probation_to",
        "probation_ends_on",
    ),
    # Stage 5 (arts. 28-36)
    line("oath_due_on", months("admission_approved_on", 1), "admission_approved_on"),
    line(
        "oath_on_common_day",
        lambda f: None if f.oath_on is None else (f.oath_on.month, f.oath_on.day) in COLLECTIVE_OATH_DAYS,
        "oath_on",
    ),
    line("probation_final_day", probation.final_day, "admission_met_on"),
    line("conversion_due_on", probation.conversion_due, "admission_met_on", weighs=("extension_months",)),
    *_round_lines("conversion"),
    line("conversion_carried_on", _conversion_carried),
    line(
        "conversion_needed_on",
        unless_traced("conversion_met_on", _earliest_or_archived("conversion_approved_on", "conversion_announced_on")),
    ),
    line(
        "conversion_approval_needed_on",
        unless_traced("conversion_approved_on", _earliest_or_archived("conversion_announced_on")),
    ),
    line("conversion_approval_due_on", months("conversion_met_on", 3), "conversion_met_on"),
    line("conversion_due_from_submission_on", months("conversion_submitted_on", 3), "conversion_submitted_on"),
    line("is_cancellation", probation.result_is(probation.CANCELLED), weighs=("conversion_result",)),
    line(
        "is_extension_or_cancellation",
        probation.result_is(probation.EXTENDED, probation.CANCELLED),
        weighs=("conversion_result",),
    ),
    line(
        "extension_decided_on",
        lambda f: f.extension_met_on if f.conversion_result != probation.EXTENDED else f.conversion_met_on,
        any_of=("conversion_met_on", "extension_met_on"),
    ),
    line("extensions", probation.extensions, "extension_months", "conversion_result"),
    line("member_since", probation.member_since, "admission_met_on", weighs=("extension_months",)),
    line("archive_missing_2014", lambda f: archive.missing_count(f, archive.CORE_2014), "archived_papers"),
    line("archive_missing_2026", lambda f: archive.missing_count(f, archive.CORE_2026), "archived_papers"),
    line("archive_missing_names", archive.missing_names, "archived_papers"),
    counted("papers_by_others"),
    counted("papers_in_one_hand"),
    counted("papers_altered"),
    counted("out_of_office"),
    line("latest_act_on", acts.latest_on),
    line("latest_act", acts.latest),
    # For rules across dossiers
    *cohort.LINES,
    # Texts
    *opinions.LINES,
    *resolution.LINES,
)
