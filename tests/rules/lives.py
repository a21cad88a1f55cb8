"""Lives led within the law, as recorded facts. Nothing in them may be called a violation or a lead.

``Life`` takes one invented person from application to archive, drawing every gap between two acts from what the law
allows; a ``Chooser`` decides how. Whatever would lie after ``AS_OF`` has not happened yet.
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING, Protocol

from dangyuan_flow.domain import deadlines
from dangyuan_flow.domain.deadlines import ONE_DAY, months_later, years_complete
from dangyuan_flow.domain.facts import RECORDED
from tests.rules.dossiers import AS_OF, EDITION_2026, Recorded, identity_number
from tests.rules.wordings import FORMULAS, OPINIONS, RESOLUTIONS

if TYPE_CHECKING:
    from collections.abc import Sequence


class Chooser(Protocol):
    """How a life decides where the law leaves a choice."""

    def between(self, low: int, high: int) -> int:
        """Choose a whole number, both bounds included."""

    def pick(self, options: Sequence[str]) -> str:
        """Choose one of ``options``."""


class Seeded:
    """Chooses at random, the same every time."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def between(self, low: int, high: int) -> int:
        """Choose a whole number, both bounds included."""
        return self._random.randint(low, high)

    def pick(self, options: Sequence[str]) -> str:
        """Choose one of ``options``."""
        return self._random.choice(options)


@dataclass(frozen=True, kw_only=True)
class Plan:
    """What kind of life: where, who, how far, how it ends."""

    applied: date
    born: date = date(1990, 3, 5)
    sex: str = "女"
    has_committee: bool = True
    under_general_branch: bool = True
    members: int = 11
    student: bool = False
    villager: bool = False
    floating: bool = False
    one_place: bool = False
    transferred_in: bool = False
    stops_after: str = ""
    """Where the person rests, with no clock running: talked, activist, discussed, consented, listed or failed."""
    ends: str = ""
    """How the dossier ends where the person rests: 撤回申请, 去世, 转出 or nothing."""
    outcome: str = "按期转正"
    """按期转正, 延长后转正, 延长预备期 (still running) or 取消预备党员资格."""


BIOGRAPHY = "2005.09—2009.07 云岭学院学生；2009.08—2018.12 云岭机械技术员；2019年1月至今 云岭机械工程师"
BIOGRAPHY_WITH_DAYS = "2005年9月1日至2009年7月1日学生，2009年7月1日至2018年12月31日待业，2018年12月起在云岭物业工作"
RELATIVES = ("林建国（父亲）", "和秀英（母亲）")

RESTS = ("talked", "activist", "discussed", "consented", "listed", "failed", "met", "approved", "")
ENDS = ("", "撤回申请", "去世", "转出")
OUTCOMES = ("按期转正", "延长后转正", "延长预备期", "取消预备党员资格")


class _NotYetError(Exception):
    """The next act lies after the day of judgement."""


class _RestsError(Exception):
    """The person goes no further."""


@dataclass
class Life:
    """One life as it is recorded, act by act."""

    plan: Plan
    choose: Chooser
    recorded: Recorded = field(default_factory=dict)

    def lived(self) -> Recorded:
        """The facts on record as of ``AS_OF``."""
        stages = (
            *(self._person, self._application, self._activist, self._candidate, self._checks, self._prereview),
            *(self._meeting, self._approval, self._probation, self._conversion, self._archive),
        )
        try:
            for stage in stages:
                stage()
        except _NotYetError:
            pass
        except _RestsError:
            self._end()
        self._examinations()
        return self.recorded

    # How days are told

    def _on(self, name: str, day: date) -> date:
        """Put an act on record; one that lies ahead has not happened."""
        if day > AS_OF:
            raise _NotYetError
        self.recorded[name] = day
        return day

    def _after(self, day: date, most: int, least: int = 0) -> date:
        return day + timedelta(days=self.choose.between(least, most))

    def _until(self, day: date, last: date) -> date:
        return day + timedelta(days=self.choose.between(0, max((last - day).days, 0)))

    def _chance(self, one_in: int) -> bool:
        return self.choose.between(1, one_in) == 1

    def _day(self, name: str) -> date:
        day = self.recorded[name]
        assert isinstance(day, date)
        return day

    def _rest(self, after: str) -> None:
        if self.plan.stops_after == after:
            raise _RestsError

    def _end(self) -> None:
        """End where the person rests, soon enough that no clock has run out."""
        if not self.plan.ends:
            return
        last = max(day for name, day in self.recorded.items() if isinstance(day, date) and not RECORDED[name].planned)
        day = self._until(last, min(self._after(last, 25), AS_OF))
        if self.plan.ends == "转出":
            self.recorded["transferred_out_on"] = day
        else:
            self.recorded.update(ended_on=day, ended_because=self.plan.ends)
        if self._chance(3):
            self.recorded.update(archived_on=day, archived_papers=("入党申请书",))

    # The stages

    def _person(self) -> None:
        plan = self.plan
        self.recorded.update(
            name="林一禾",
            sex=plan.sex,
            born_on=plan.born,
            id_number=identity_number(plan.born, plan.sex),
            branch=self._branch(),
            is_student=plan.student,
            is_floating=plan.floating,
            branch_has_committee=plan.has_committee,
            branch_under_general_branch=plan.under_general_branch,
            sanctions_text="无",
            punishments_text="无",
            declared_sanctions="无",
            declared_punishments="无",
            biography=self.choose.pick((BIOGRAPHY, BIOGRAPHY_WITH_DAYS, "自幼随父母务农")),
            relatives=RELATIVES,
            relatives_reviewed=RELATIVES if self._chance(2) else ("父亲：林建国", "和秀英"),
            out_of_office=(),
            papers_by_others=(),
            papers_in_one_hand=("谈话记录",) if self._chance(4) else (),
            papers_altered=(),
            papers_replaced=0,
        )
        self._belonging()

    def _branch(self) -> str:
        if self.plan.student:
            return self.choose.pick(("云岭学院学生第二党支部", "云岭农业学校党支部", "中关村第一小学党支部"))
        if self.plan.villager:
            return self.choose.pick(("青山村党支部", "青山村第一党支部", "河口村联合党支部", "滇池路社区党支部"))
        return self.choose.pick(
            ("云岭机械第一党支部", "云岭物业联合党支部", "云岭局机关党支部", "云岭机械离退休党支部")
        )

    def _belonging(self) -> None:
        """To whom the application went, as article 6 has it, and what ties the person to the unit."""
        plan, applied = self.plan, self.plan.applied
        if plan.student:
            self.recorded.update(
                applied_where="本单位",
                unit_has_organization=True,
                employed_by_unit=False,
                student_when_applying=True,
                study_from=applied - timedelta(days=400),
                study_to=applied + timedelta(days=700),
            )
        elif plan.villager:
            self.recorded.update(
                applied_where="居住地", unit_has_organization=False, employed_by_unit=False, student_when_applying=False
            )
            if self._chance(2):  # left school before
                self.recorded.update(study_from=applied - timedelta(days=1500), study_to=applied - timedelta(days=1))
        elif plan.floating:
            self.recorded.update(
                applied_where=self.choose.pick(("流动党员党组织", "居住地", "主管部门")),
                unit_has_organization=self._chance(2),
                employed_by_unit=True,
            )
        else:
            has_one = self._chance(2)
            self.recorded.update(
                applied_where="本单位" if has_one else self.choose.pick(("本单位", "单位所在地", "主管部门", "居住地")),
                unit_has_organization=has_one,
                employed_by_unit=True,
            )
        if self._chance(4):  # served, and came home on the day of the application at the latest
            self.recorded.update(
                away_from=applied - timedelta(days=1000), away_to=applied - self.choose.between(0, 9) * ONE_DAY
            )

    def _application(self) -> None:
        applied = self._on("applied_on", self.plan.applied)
        if self._chance(2):
            self.recorded["application_form_printed_on"] = self._after(applied, 0, -900)
        received = self._on("application_received_on", self._after(applied, 10))
        self._on("talked_on", self._until(received, months_later(received, 1)))
        if self._chance(2):
            self._on("application_registered_on", self._until(applied, min(months_later(applied, 6), AS_OF)))
        self._rest("talked")

    def _activist(self) -> None:
        talked = self._day("talked_on")
        decided = self._after(talked, 400)
        self._on("recommended_on", self._until(self._day("applied_on"), min(decided, AS_OF)))
        self.recorded["recommended_by"] = self.choose.pick(("党员推荐", "群团推优"))
        self._on("activist_on", decided)
        self.recorded["activist_meeting"] = "支委会" if self.plan.has_committee else "党员大会"
        self._on("contacts_assigned_on", self._after(decided, 20))
        self.recorded.update(contacts=("和志明", "白云")[: self.choose.between(1, 2)], contacts_not_full=0)
        self._on("activist_filed_on", self._after(decided, 30))
        if self.plan.transferred_in:
            moved = self._on("transferred_in_on", self._after(decided, 300, 31))
            self.recorded.update(former_organization="滇池路社区党支部", transfer_papers_missing=0)
            if self._chance(3):
                self.recorded["cultivation_break_because"] = "脱产学习，由学校党组织继续培养"
                until = months_later(moved, -self.choose.between(4, 12))
            else:
                until = self._until(months_later(moved, -3) + 5 * ONE_DAY, moved)
            self.recorded["former_cultivated_to"] = max(until, decided + ONE_DAY)
        self._rest("activist")

    def _candidate(self) -> None:
        begun = max(years_complete(self._day("activist_on"), 1), *self._acts())
        discussed = self._after(begun, 200)
        self._on("opinions_heard_on", discussed - timedelta(days=self.choose.between(0, 20)))
        if self._chance(2):
            self._on("appraisal_on", discussed)
            asked = self.choose.between(5, 60)
            self.recorded.update(appraisal_present=asked, appraisal_for=self.choose.between((asked + 1) // 2, asked))
        self._on("candidate_discussed_on", discussed)
        self._rest("discussed")
        consented = self._after(discussed, 40)
        if consented < EDITION_2026 and self._chance(3):
            self._notice(discussed)  # a local habit then, in no order that the law knew
        self._on("candidate_consented_on", consented)
        self._rest("consented")
        if consented >= EDITION_2026:
            begun_early = discussed < EDITION_2026 - timedelta(days=10) and self._chance(2)
            last = self._notice(EDITION_2026 - timedelta(days=11) if begun_early else consented)
            self._on("candidate_listed_on", self._after(max(last, consented), 15, 1))
        elif self._chance(3):
            self.recorded["candidate_listed_on"] = consented  # kept in the old sense: the filing lists
        else:
            listed = self._after(consented, 30)
            if listed >= EDITION_2026 and self._chance(2):  # the new notice, though the old filing needed none
                listed = self._after(self._notice(consented), 15, 1)
            self._on("candidate_listed_on", listed)
        self._rest("listed")

    def _acts(self) -> list[date]:
        """The days recorded so far, planned ends and the birth apart."""
        return [
            day
            for name, day in self.recorded.items()
            if isinstance(day, date) and not RECORDED[name].planned and name != "born_on"
        ]

    def _notice(self, earliest: date) -> date:
        """At least five working days, from a day within the ten after ``earliest``."""
        start = self._on("notice_from", self._after(earliest, 10))
        last = self._after(deadlines.nth_working_day(start, 5), 4)
        self.recorded.update(notice_to=last, notice_places="村务公开栏")
        if self.plan.floating:
            self.recorded.update(notice_origin_from=start, notice_destination_from=start)
        if last <= AS_OF:
            self.recorded["notice_objections"] = self.choose.pick(
                ("无", "无异议", "公示期间未收到反映", "公示期满，无异议", "没有收到不同意见", "有反映，经查不属实")
            )
        return last

    def _checks(self) -> None:
        """Sponsors, political review and training: before the pre-review, in any order."""
        listed = self._day("candidate_listed_on")
        self.recorded.update(
            sponsors=("和志明", "白云", "段晓")[: self.choose.between(2, 3)],
            sponsors_not_full=0,
            sponsors_on_watch=0,
            sponsors_sanctioned=0,
        )
        self._on("sponsors_named_on", self._after(listed, 20))
        replies = sorted(self._after(listed, 40) for _ in range(self.choose.between(0, 3)))
        if any(day > AS_OF for day in replies):
            raise _NotYetError
        if replies:
            self.recorded["review_replies_on"] = tuple(replies)
        reported = self._after(replies[-1] if replies else listed, 20)
        if self.plan.floating and self.plan.one_place:
            self.recorded["household_is_residence"] = True
            self._on(self.choose.pick(("household_opinion_on", "residence_opinion_on")), reported)
        elif self.plan.floating:
            self._on("household_opinion_on", reported)
            self._on("residence_opinion_on", reported)
        self._on("review_reported_on", reported)
        self.recorded["review_conclusion"] = "合格"
        opinion = self.choose.pick(("无异常", "经查，无异常", "未发现违法犯罪记录", ""))
        for body in ("discipline", "police", "procuratorate", "court"):
            self.recorded[f"opinion_{body}"] = opinion or None
        if self._chance(8):
            self.recorded.update(training_exempt_because="驻外执行任务", training_exempt_by="区党工委")
            return
        begun = self._on("training_from", self._after(listed, 60))
        self._on("training_to", self._after(begun, 4, 2))
        if self._chance(2):
            self.recorded["training_days"] = self.choose.between(3, 5)
        else:
            self.recorded.update(training_days=2, training_hours=24)

    def _prereview(self) -> None:
        trained = self.recorded.get("training_to")
        ready = max(*self._acts(), trained if isinstance(trained, date) else date.min)
        if self.plan.has_committee:
            ready = self._on("admission_examined_on", self._after(ready, 30))
        ready = self._on("prereview_requested_on", self._after(ready, 20))
        passed = self._on("prereviewed_on", self._after(ready, 20))
        self._on("prereview_notified_on", self._after(passed, 5))

    def _meeting(self) -> None:
        passed, told = self._day("prereviewed_on"), self._day("prereview_notified_on")
        examined = self.recorded.get("admission_examined_on")
        if told == examined:  # the pre-review lies between: not all on one day
            told = self._on("prereview_notified_on", told + ONE_DAY)
        met = self._until(told, months_later(passed, 1))
        if told < EDITION_2026 and self._chance(4):
            met = self._after(told, 200)  # 2014 set no limit
        self._leaving(met)
        self.recorded.update(form_number="5300012345", form_number_registered=True)
        self._on("form_issued_on", told)
        self._on("form_signed_on", self._until(told, met))
        self._on("sponsors_opinion_on", self._until(told, met))
        self._on("admission_met_on", met)
        if self.plan.stops_after == "failed":
            self._failed_ballot()
            raise _RestsError
        self._ballot("admission")
        self._resolution("admission")
        if self.plan.ends:
            self._rest("met")

    def _resolution(self, round_: str) -> None:
        """The text of the resolution, worded in one of many ways."""
        if self._chance(2):
            self.recorded[f"{round_}_resolution"] = self.choose.pick(RESOLUTIONS)

    def _leaving(self, met: date) -> None:
        """The unit is left unforeseen, or not within three months, or somebody wrote down why it does not matter."""
        leaving = self.choose.pick(("", "", "unforeseen", "later", "with a reason"))
        if leaving:
            day = months_later(met, 3) + ONE_DAY if leaving == "later" else self._until(met, months_later(met, 3))
            self.recorded.update(leaves_unit_on=day, leaving_known=leaving != "unforeseen")
        if leaving == "with a reason":
            self.recorded["leaving_accepted_because"] = "新单位暂无党组织"

    def _ballot(self, round_: str) -> None:
        """A ballot that carries, with or without written opinions, in either way of counting them."""
        entitled = self.plan.members
        present = self.choose.between(entitled // 2 + 1, entitled)
        written = self.choose.between(0, min(entitled - present, 2))
        needed = entitled // 2 + 1
        approvals = self.choose.between(max(needed - written, 0), present)
        against = self.choose.between(0, present - approvals)
        invalid = self.choose.between(0, present - approvals - against)
        counts: Recorded = {
            "entitled": entitled,
            "present": present,
            "ballots_issued": present,
            "collected": present,
            "for": approvals,
            "against": against,
            "abstained": present - approvals - against - invalid,
            "invalid": invalid or None,
            "written_for": written or None,
            "method": "无记名",
            "left_out": 0,
            "roster_entitled": self.choose.between(entitled // 2, entitled),
            "signers": ("和志明", "白云"),
            "doubtful_signers": (),
            "scrutineers": ("段晓",),
            "voted_together": False,
            "expected": entitled,
            "attended": present,
        }
        if written and self._chance(2):
            counts["for"] = approvals + written
        self.recorded.update({f"{round_}_{count}": value for count, value in counts.items()})

    def _failed_ballot(self) -> None:
        half = self.plan.members // 2
        if self._chance(2):
            self.recorded.update(admission_present=half)
            approvals = half
        else:
            self.recorded.update(admission_present=self.plan.members)
            approvals = self.choose.between(0, half)
        present = self.recorded["admission_present"]
        assert isinstance(present, int)
        self.recorded.update(
            admission_entitled=self.plan.members,
            admission_ballots_issued=present,
            admission_collected=present,
            admission_for=approvals,
            admission_against=present - approvals,
            admission_abstained=0,
            admission_invalid=0,
            admission_method="无记名",
        )

    def _approval(self) -> None:
        met = self._day("admission_met_on")
        if self._chance(5):
            self.recorded["admission_late_because"] = "党委换届"
            approved = self._until(met, months_later(met, 6))
        else:
            approved = self._until(met, months_later(met, 3))
        shown = min(approved, AS_OF)
        self._on("admission_talked_on", self._until(met, shown))
        if self.plan.under_general_branch:
            self._on("admission_deliberated_on", self._until(met, shown))
        self._on("admission_submitted_on", self._until(met, shown))
        self._on("admission_approved_on", approved)
        self.recorded.update(
            admission_approved_by="云岭高新区党工委",
            admission_approver_kind="working_committee",
            admission_approver_empowered=True,
            admission_decided_how="党委会",
            stated_probation_from=met,
            stated_probation_to=deadlines.probation_end(met),
        )
        if self.plan.ends:
            self._rest("approved")

    def _probation(self) -> None:
        approved = self._day("admission_approved_on")
        self._on("admission_filed_on", self._after(approved, 60))
        self._on("assigned_on", self._after(approved, 30))
        self._on("oath_on", self._until(approved, months_later(approved, 1)))
        examined = [day for n in (3, 6, 9) if (day := months_later(approved, n)) <= AS_OF]
        self.recorded["probation_examined_on"] = tuple(examined) or None

    def _conversion(self) -> None:
        met = self._day("admission_met_on")
        last = deadlines.probation_end(met)
        if self.plan.outcome == "取消预备党员资格":
            self._cancellation(max(self._acts()))
            return
        months = self.choose.between(6, 12)
        if self.plan.outcome == "按期转正":
            self._discussion(last, "按期转正")
            return
        self.recorded["extension_months"] = months
        first = self._until(last, months_later(last, 3))
        self._on("conversion_applied_on", self._until(last, min(first, AS_OF)))
        extended_to = deadlines.extension_end(last, months)
        if self.plan.has_committee:
            self._on("conversion_examined_on", first)
        approved = self._until(first, min(months_later(first, 3), AS_OF)) if first <= AS_OF else first
        if self.plan.outcome == "延长预备期" or extended_to > AS_OF:
            self._on("conversion_met_on", first)
            self.recorded.update(conversion_result="延长预备期", stated_extension_to=extended_to)
            self._ballot("conversion")
            self._on("conversion_approved_on", approved)
            raise _NotYetError
        self._on("extension_met_on", first)
        self._on("extension_approved_on", approved)
        self.recorded["stated_extension_to"] = extended_to
        if self._chance(2):
            self.recorded["stated_probation_to"] = extended_to
        self._discussion(max(extended_to, approved), "按期转正", extended_to)

    def _discussion(self, earliest: date, result: str, last: date | None = None) -> None:
        """The meeting that converts, and the committee's approval."""
        last = last or earliest
        deferred = self._chance(6)
        met = self._until(earliest, months_later(last, 6 if deferred else 3))
        if deferred:
            self.recorded["deferred_because"] = "转入新单位，需进一步考察"
        if "conversion_applied_on" not in self.recorded:
            applied = last - timedelta(days=14)
            self._on("conversion_applied_on", self._until(applied, min(met, AS_OF)))
        if self.plan.has_committee:
            self._on("conversion_examined_on", met)
        self._on("conversion_met_on", met)
        self._ballot("conversion")
        self._resolution("conversion")
        self.recorded["conversion_result"] = result
        approved = self._until(met, months_later(met, 3))
        self._on("conversion_submitted_on", self._until(met, min(approved, AS_OF)))
        self._on("conversion_approved_on", approved)
        self.recorded.update(
            conversion_approved_by="云岭高新区党工委",
            conversion_approver_kind="working_committee",
            conversion_approver_empowered=True,
            stated_member_since=last + ONE_DAY,
        )

    def _cancellation(self, earliest: date) -> None:
        """Probation is ended by the meeting and the committee, at any time, without an application."""
        met = self._after(earliest, 200)
        if self.plan.has_committee:
            self._on("conversion_examined_on", met)
        self._on("conversion_met_on", met)
        self._ballot("conversion")
        self.recorded["conversion_result"] = "取消预备党员资格"
        approved = self._on("conversion_approved_on", self._until(met, months_later(met, 3)))
        self.recorded.update(
            conversion_approver_kind="working_committee",
            conversion_approver_empowered=True,
            ended_on=approved,
            ended_because="取消预备党员资格",
        )
        if self._chance(2):
            self.recorded["opinion_police"] = f"有异常：{met.isoformat()}因赌博行政拘留五日"
        raise _NotYetError

    def _archive(self) -> None:
        announced = self._on("conversion_announced_on", self._after(self._day("conversion_approved_on"), 20))
        archived = self._on("archived_on", self._after(announced, 30))
        papers = ["入党志愿书", "《入党申请书》", "政审材料", "转正申请书"]
        if archived < EDITION_2026:
            papers.append("培养教育考察登记簿")
        else:
            papers += ["积极分子考察表", "预备党员教育考察登记表"]
        self.recorded.update(archived_papers=tuple(papers), changes_after_archiving=0, papers_unsigned=0)

    def _examinations(self) -> None:
        """Half-yearly, as a branch does it: six months after the last, seven at most; or each 30 June, 31 December."""
        if "activist_on" not in self.recorded:
            return
        start = self._day("activist_on")
        closing = ("candidate_listed_on", "ended_on", "transferred_out_on")
        until = next((self._day(name) for name in closing if self.recorded.get(name) is not None), AS_OF)
        by_half_year = self._chance(2)
        days: list[date] = []
        day = start
        while True:
            day = _next_half_year_end(day) if by_half_year else months_later(day, self.choose.between(2, 7))
            if day > until:
                break
            days.append(day)
        if days and self._chance(4):  # contact and branch each wrote an entry of that day
            days.insert(0, days[0])
        self.recorded["examined_on"] = tuple(days)
        if self._chance(2):
            self.recorded["examination_opinions"] = tuple(self._opinion(number) for number in range(len(days)))

    def _opinion(self, number: int) -> str:
        """What the examiner wrote: words that serve twice at most, or a formula that may serve always."""
        return FORMULAS[0] if number // 2 >= len(OPINIONS) or self._chance(3) else OPINIONS[number // 2]


def _next_half_year_end(day: date) -> date:
    ends = (date(day.year, 6, 30), date(day.year, 12, 31), date(day.year + 1, 6, 30))
    return next(end for end in ends if end > day)


def regular(plan: Plan, seed: int = 1) -> Recorded:
    """A regular life by ``plan``; ``seed`` settles what the plan leaves open."""
    return Life(plan, Seeded(seed)).lived()
