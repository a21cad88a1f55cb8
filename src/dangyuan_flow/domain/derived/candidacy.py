"""From activist to candidate for development: decision, notice, listing, review (细则-2026 arts. 13 and 16)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dangyuan_flow.domain.deadlines import months_later, working_days, years_complete
from dangyuan_flow.domain.derived.undated import is_traced
from dangyuan_flow.domain.fact import UNTOLD

if TYPE_CHECKING:
    from dangyuan_flow.domain.fact import Untold
    from dangyuan_flow.domain.facts import Facts

EDITION_2026 = date(2026, 5, 11)


def listed_by(f: Facts) -> tuple[date | None, str | None]:
    """The day of listing, or the latest it can have been, and what that day is called in messages."""
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


def on_leap_eve(f: Facts) -> bool:
    """02-29 counted a year on: complete on 03-01 by our convention, so a listing on 02-28 is a lead and no fact."""
    start, listed = f.activist_not_before, f.candidate_listed_by
    if start is None or listed is None:
        return False
    return months_later(start, 12) == listed != years_complete(start, 1)


def decided(f: Facts) -> bool | Untold:
    """Discussed, consented before 2026-05-11, or listed; a later consent leaves it open where no listing is kept."""
    consented = f.candidate_consented_on is not None and f.candidate_consented_on < EDITION_2026
    if f.candidate_discussed_on is not None or consented or f.candidate_listed_on is not None:
        return True
    return UNTOLD if f.candidate_consented_on is not None and "candidate_listed_on" in f.unknown else False


def kept_in_the_old_sense(f: Facts) -> bool | None:
    """Whether the column for the listing repeats the day of the discussion or the consent, as before 2026."""
    if f.candidate_listed_on is None:
        return None
    return not f.listing_kept_apart and f.candidate_listed_on in (f.candidate_discussed_on, f.candidate_consented_on)


def notice_days(f: Facts) -> int | Untold | None:
    """Working days of the notice; open where the State Council's calendar of the year is not at hand."""
    if f.notice_from is None or f.notice_to is None:
        return None
    days = working_days(f.notice_from, f.notice_to)
    return UNTOLD if days is None else days


def notice_known(f: Facts) -> date | Untold | None:
    """The first day of notice anywhere; where the main column is absent, the others being empty proves nothing.

    Nor does a blank first day where the last, the places or what came in tell that there was a notice.
    """
    days = (f.notice_from, f.notice_origin_from, f.notice_destination_from)
    day = min((day for day in days if day is not None), default=None)
    return UNTOLD if day is None and ("notice_from" in f.unknown or is_traced(f, "notice_from")) else day


def review_concluded(f: Facts) -> date | None:
    """The report's day; where nobody kept one, the last reply's, once the review is known to be over."""
    if "review_reported_on" not in f.unknown:
        return f.review_reported_on
    is_over = f.review_conclusion is not None or f.prereviewed_on is not None or f.admission_met_on is not None
    return f.review_last_reply_on if is_over else None
