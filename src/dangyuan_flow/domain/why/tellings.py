"""How the days among the derived facts come about, one telling for each that is not told by its own line.

A telling counts again, in words, what ``derivation.py`` counts: a test holds the two together on any facts.
"""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from dangyuan_flow.domain.deadlines import months_begun
from dangyuan_flow.domain.derived import stretches
from dangyuan_flow.domain.derived.conduct import first_date
from dangyuan_flow.domain.derived.probation import EXTENDED, ON_TIME
from dangyuan_flow.domain.facts import RECORDED, Kind
from dangyuan_flow.domain.why import reckoning
from dangyuan_flow.domain.why.ways import Told, anniversary, earliest, first_of, label, latest, limit

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from dangyuan_flow.domain.facts import Facts


def _adult(f: Facts) -> Told | None:
    return anniversary("id_born_on" if f.born_on is None else "born_on", 18)(f)


def _in_number(f: Facts) -> Told | None:
    if f.id_born_on is None:
        return None
    return Told(f.id_born_on, f"身份证号第 7 至 14 位，为 {f.id_born_on}", ("id_number",))


def _in_text(text: str) -> Callable[[Facts], Told | None]:
    def told(f: Facts) -> Told | None:
        written = f[text]
        day = first_date(written) if isinstance(written, str) else None
        return None if day is None else Told(day, f"{label(text)}中写明的第一个日期 {day}", (text,))

    return told


def _application_undated(f: Facts) -> Told | None:
    return None if f.application_received_on else limit("applied_on", 1, "没有收到申请日期，改自")(f)


def _resumed(f: Facts) -> Told | None:
    ended = f.former_cultivated_to
    if ended is None:
        return None
    if f.transferred_in_on is not None:
        return Told(
            f.transferred_in_on, f"即{label('transferred_in_on')} {f.transferred_in_on}", ("transferred_in_on",)
        )
    acts = [(day, name) for name in ("contacts_assigned_on", "candidate_discussed_on") if (day := f[name]) is not None]
    acts += [(day, "examined_on") for day in f.examined_on or ()]
    after = [(day, name) for day, name in acts if isinstance(day, date) and day > ended]
    if not after:
        return None
    day, name = min(after)
    how = f"没有转入日期，取原党组织培养截止 {ended} 之后的第一次办理：{label(name)} {day}"
    return Told(day, how, ("former_cultivated_to", name))


def _gap(fact: str) -> Callable[[Facts], Told | None]:
    """One end, or the length, of the longest stretch without examination."""

    def told(f: Facts) -> Told | None:
        _, first, last = stretches.longest(f)
        if first is None or last is None:
            return None
        count, how = reckoning.begun(first, last)
        value = {"from": first, "to": last, "length": count}[fact]
        ends = tuple(dict.fromkeys((_point(f, first), _point(f, last))))
        return Told(value, f"考察间隔中最长的一段（{label(ends[0])}到{label(ends[-1])}），{how}", ends)

    return told


def _point(f: Facts, day: date) -> str:
    """Which fact a stretch begins or ends with."""
    moves = ("ended_on", "transferred_out_on", "transferred_in_on", "away_from", "away_to")
    for name in ("examined_on", "activist_on", "candidate_listed_by", *moves):
        value = f[name]
        if value == day or (isinstance(value, tuple) and day in value):
            return name
    return "examined_on"


def _running(f: Facts) -> Told | None:
    since = f.examination_clock_from
    if since is None:
        return None
    name = _point(f, since)
    how = f"自最近一次考察 {since} 起算" if name == "examined_on" else f"还没有考察，自{label(name)} {since} 起算"
    return Told(since, how, tuple(dict.fromkeys((name, "activist_on"))))


def _shared_day(f: Facts) -> Told | None:
    days = f.examined_on
    if not days or f.examinations_shared_day is None:
        return None
    day = max(sorted(set(days)), key=days.count) if len(set(days)) < len(days) else days[0]
    return Told(day, f"{len(days)} 次考察中，{day} 有 {days.count(day)} 次", ("examined_on",))


def _listed(f: Facts) -> Told | None:
    what, day = f.candidate_listed_by_is, f.candidate_listed_by
    if day is None or what is None:
        return None
    if f.candidate_listed_on is not None:
        name = "candidate_listed_on"
    elif "同意" in what:
        name = "candidate_consented_on"
    else:
        name = "prereviewed_on" if what.startswith("预审") else "admission_met_on"
    return Told(f[name], f"即{what} {day}", (name,))


def _notice_end(f: Facts) -> Told | None:
    if f.notice_from is None:
        return None
    value, how = reckoning.notice_end(f.notice_from, 5)
    return Told(value, how, ("notice_from",))


def _notice_days(f: Facts) -> Told | None:
    if f.notice_from is None or f.notice_to is None:
        return None
    value, how = reckoning.worked(f.notice_from, f.notice_to)
    return Told(value, how, ("notice_from", "notice_to"))


def _concluded(f: Facts) -> Told | None:
    if f.review_concluded_on is None:
        return None
    if "review_reported_on" in f.unknown:
        how = f"没有政审报告日期一列，以最后一份回函 {f.review_last_reply_on} 为准"
        return Told(f.review_last_reply_on, how, ("review_last_reply_on",))
    return Told(
        f.review_reported_on, f"即{label('review_reported_on')} {f.review_reported_on}", ("review_reported_on",)
    )


def _probation_end(f: Facts) -> Told | None:
    if f.admission_met_on is None:
        return None
    value, how = reckoning.probation(f.admission_met_on)
    return Told(value, how, ("admission_met_on",))


def _extension_end(f: Facts) -> Told | None:
    if f.extension_ends_on is None or f.probation_ends_on is None:
        return None
    if f.extension_months is None:
        return Told(
            f.extension_ends_on, f"延长月数未载，以登记的延长止 {f.extension_ends_on} 为准", ("stated_extension_to",)
        )
    value, how = reckoning.extension(f.probation_ends_on, f.extension_months)
    return Told(value, how, ("probation_ends_on", "extension_months"))


def _final_day(f: Facts) -> Told | None:
    is_first = f.conversion_result == EXTENDED and f.conversion_approved_on is None
    name = "probation_ends_on" if is_first or f.extension_ends_on is None else "extension_ends_on"
    return first_of(name)(f)


def _member_since(f: Facts) -> Told | None:
    if f.probation_final_day is None:
        return None
    value, how = reckoning.next_day(f.probation_final_day)
    return Told(value, f"预备期最后一日 {how}，不因大会或审批推后而改变", ("probation_final_day",))


def _carried(f: Facts) -> Told | None:
    return first_of("conversion_met_on" if f.conversion_result == ON_TIME else "conversion_approved_on")(f)


def _extension_decided(f: Facts) -> Told | None:
    return first_of("conversion_met_on" if f.conversion_result == EXTENDED else "extension_met_on")(f)


def _off_by(f: Facts) -> Told | None:
    stated = f.stated_probation_to
    ends = [name for name in ("probation_ends_on", "extension_ends_on") if f[name] is not None]
    if stated is None or not ends:
        return None
    off = {name: abs((stated - day).days) for name in ends if isinstance(day := f[name], date)}
    near = min(off, key=off.__getitem__)
    how = f"所载预备期止 {stated} 与应为的{label(near)} {f[near]} 相差 {off[near]} 日"
    return Told(off[near], how, ("stated_probation_to", near))


def _votes(round_: str) -> Callable[[Facts], Told | None]:
    votes, written = f"{round_}_for", f"{round_}_written_for"

    def told(f: Facts) -> Told | None:
        count, by_letter, total = f[votes], f[written], f[f"{round_}_votes_for"]
        if not isinstance(count, int) or total is None:
            return None
        if not isinstance(by_letter, int) or not by_letter or total == count:
            inside = f"（{f[f'{round_}_votes_reading']}）" if by_letter else ""
            return Told(count, f"赞成票 {count}{inside}", (votes, *((written,) if by_letter else ())))
        return Told(count + by_letter, f"赞成票 {count} 加会前书面赞成 {by_letter}", (votes, written))

    return told


def _reports_gap(f: Facts) -> Told | None:
    length = f.reports_longest_gap_months_begun
    if length is None:
        return None
    how = f"自确定积极分子起，各次思想汇报之间（到列为发展对象止）最长的一段，计 {length} 个月（不足一月按一月）"
    return Told(length, how, ("activist_on", "reported_on", "candidate_listed_by"))


def _break(f: Facts) -> Told | None:
    ended, resumed = f.former_cultivated_to, f.cultivation_resumed_on
    if ended is None or resumed is None:
        return None
    if resumed <= ended:
        return Told(
            0,
            f"{resumed} 接续，不晚于原党组织培养截止 {ended}，没有断档",
            ("former_cultivated_to", "cultivation_resumed_on"),
        )
    return Told(
        months_begun(ended, resumed),
        reckoning.begun(ended, resumed).how,
        ("former_cultivated_to", "cultivation_resumed_on"),
    )


def _waited(f: Facts) -> Told | None:
    if f.applied_on is None or f.activist_on is None or f.activist_on < f.applied_on:
        return None
    value, how = reckoning.completed(f.applied_on, f.activist_on)
    return Told(value, how, ("applied_on", "activist_on"))


_DAYS_OF_ACTS = tuple(n for n, fact in RECORDED.items() if fact.kind is Kind.DATE and not fact.planned)
_REPEATED = tuple(n for n, fact in RECORDED.items() if fact.kind is Kind.DATES)

TELLINGS: Mapping[str, Callable[[Facts], Told | None]] = {
    "adult_on": _adult,
    "id_born_on": _in_number,
    "punished_on": _in_text("punishments_text"),
    "sanctioned_on": _in_text("sanctions_text"),
    "talk_due_from_application_on": _application_undated,
    "application_seen_on": earliest("application_registered_on", "application_received_on"),
    "cultivation_resumed_on": _resumed,
    "cultivation_break_months_begun": _break,
    "months_from_application_to_activist": _waited,
    "activist_not_before": first_of("activist_on", "applied_on", otherwise="不会早于申请，"),
    "cultivation_complete_on": anniversary("activist_not_before", 1),
    "cultivation_complete_from_filing_on": anniversary("activist_filed_on", 1),
    "candidate_listed_by": _listed,
    "examined_last_on": latest("examined_on"),
    "probation_examined_last_on": latest("probation_examined_on"),
    "examination_gap_from": _gap("from"),
    "examination_gap_to": _gap("to"),
    "examination_longest_gap_months_begun": _gap("length"),
    "examination_clock_from": _running,
    "examinations_shared_day": _shared_day,
    "reports_longest_gap_months_begun": _reports_gap,
    "candidate_clock_from": first_of("candidate_consented_on", "candidate_discussed_on", "candidate_listed_on"),
    "notice_required_to": _notice_end,
    "notice_working_days": _notice_days,
    "notice_known_on": earliest("notice_from", "notice_origin_from", "notice_destination_from"),
    "sponsors_judged_on": first_of("admission_met_on", "sponsors_named_on"),
    "review_last_reply_on": latest("review_replies_on"),
    "review_concluded_on": _concluded,
    "prereview_known_on": latest("prereviewed_on", "prereview_notified_on"),
    "probation_from": first_of("admission_met_on"),
    "probation_ends_on": _probation_end,
    "extension_ends_on": _extension_end,
    "stated_probation_to_off_by_days": _off_by,
    "probation_final_day": _final_day,
    "conversion_due_on": limit("probation_final_day", 3),
    "conversion_carried_on": _carried,
    "extension_decided_on": _extension_decided,
    "member_since": _member_since,
    "admission_votes_for": _votes("admission"),
    "conversion_votes_for": _votes("conversion"),
    "latest_act_on": latest(*_DAYS_OF_ACTS, *_REPEATED),
    "admitted_on": first_of("admission_met_on"),
}
