"""The ways that a life in the zone may go: most go straight on, some otherwise."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from dangyuan_flow.application.demo.course import Course
from dangyuan_flow.application.demo.deeds import Corrected, Done, Opened, Voted
from dangyuan_flow.application.demo.zone import PLACES
from dangyuan_flow.domain.deadlines import months_later
from dangyuan_flow.domain.workflow import Move


def ordinarily(course: Course) -> None:
    """All twenty-five steps, one after another."""
    _to_activist(course)
    _to_candidate(course)
    _to_prereview(course)
    _to_probation(course)
    course.converted()
    course.archived()


def _to_activist(course: Course) -> None:
    course.applies()
    course.decided()
    course.filed()


def _to_candidate(course: Course, *, objection: str | None = None) -> None:
    course.discussed()
    course.passed(8)
    course.listed(objection=objection)
    course.examined_until(course.listed_on)


def _to_prereview(course: Course, *, exempt: str | None = None) -> None:
    course.reviewed(exempt=exempt)
    course.prereviewed()


def _to_probation(course: Course, *, failed_first: bool = False, late_because: str | None = None) -> None:
    course.admitted(failed_first=failed_first)
    course.admission_approved(late_because=late_because)
    course.on_probation()


def only_opened(course: Course) -> None:
    """The dossier was opened, the letter has not come in yet."""
    course.deeds.append(Opened(on=course.day, facts=course.person.facts(), leads="1"))


def withdrew(course: Course) -> None:
    """The application is taken back."""
    ordinarily(course)
    course.ends(Move.WITHDRAW, "本人因个人原因撤回申请", on=months_later(course.activist_on, 5))


def died(course: Course) -> None:
    """The person dies as a candidate."""
    ordinarily(course)
    course.ends(Move.DIE, "因病去世", on=course.listed_on + timedelta(days=12))


def disqualified(course: Course) -> None:
    """The branch gives up on an activist."""
    ordinarily(course)
    course.ends(Move.DISQUALIFY, "经考察不再具备入党积极分子条件", on=months_later(course.activist_on, 8))


def not_recognised(course: Course) -> None:
    """The department does not recognise the probationer."""
    ordinarily(course)
    course.ends(Move.NOT_RECOGNISE, "经市委组织部批准，不予承认预备党员身份", on=months_later(course.met_on, 5))


def left(course: Course) -> None:
    """An activist moves away for good."""
    ordinarily(course)
    course.leaves("邻州虚构市钟山街道党工委", on=months_later(course.activist_on, 7))


def left_and_came(course: Course) -> None:
    """An activist moves to another branch of the zone; the time counts on."""
    _to_activist(course)
    here = course.place
    course.moves_on(next(p.name for p in PLACES if p.above != here.above and p.has_committee), after_months=8)
    _to_candidate(course)
    _to_prereview(course)
    _to_probation(course)
    course.converted()
    course.archived()


def supplemented(course: Course) -> None:
    """A paper is asked for again at the pre-review (补正)."""
    _to_activist(course)
    _to_candidate(course)
    course.reviewed()
    course.after(2, 8)
    course.done(12)
    course.submitted(13)
    course.sent_back(13, Move.SUPPLEMENT, "政治审查报告缺经办人签名", papers=("政治审查报告",))
    course.after(6, 9)
    course.deeds.append(Done(on=course.day, step=10, facts={"review_conclusion": "合格"}, papers=("政治审查报告",)))
    course.passed(13)
    _to_probation(course)
    course.converted()
    course.archived()


def redone(course: Course) -> None:
    """Sent back twice: to the hearing, and to the branch committee's examination (退回重做)."""
    _to_activist(course)
    course.discussed()
    course.submitted(8)
    course.sent_back(8, Move.RETURN, "征求意见的范围不够，请重新听取意见后再研究", to=7)
    course.after(4, 8)
    course.discussed()
    course.passed(8)
    course.listed()
    course.examined_until(course.listed_on)
    course.reviewed()
    course.after(2, 8)
    course.done(12)
    course.submitted(13)
    course.deliberated(13)
    course.sent_back(13, Move.RETURN, "支委会审查意见过于笼统，请重新审查", to=12)
    course.prereviewed()
    _to_probation(course)
    course.converted()
    course.archived()


def refused_as_activist(course: Course) -> None:
    """The filing is refused; months later a second attempt."""
    course.applies()
    course.decided()
    course.submitted(4)
    course.deliberated(4)
    course.sent_back(4, Move.REFUSE, "群众基础不够，暂不列为入党积极分子")
    course.decided(60, 90)
    course.filed()
    _to_candidate(course)
    _to_prereview(course)


def refused_at_approval(course: Course) -> None:
    """The committee does not approve; the candidate goes on being one."""
    _to_activist(course)
    _to_candidate(course)
    _to_prereview(course)
    course.admitted()
    course.submitted(17)
    course.talked_above()
    course.deliberated(17)
    course.sent_back(17, Move.REFUSE, "党委会表决未过半数，继续培养")
    course.after(100, 120)
    course.done(12)


def vote_failed(course: Course) -> None:
    """The first ballot fails, the second is carried."""
    _to_activist(course)
    _to_candidate(course)
    _to_prereview(course)
    _to_probation(course, failed_first=True)
    course.converted()
    course.archived()


def vote_failed_lately(course: Course) -> None:
    """The ballot failed a few days ago; the next meeting is to come."""
    vote_failed(course)
    first = next(deed for deed in course.deeds if isinstance(deed, Voted))
    course.deeds = [replace(deed, leads="15:failed") if deed is first else deed for deed in course.deeds]


def approved_late(course: Course) -> None:
    """Approved after three months, with a reason."""
    _to_activist(course)
    _to_candidate(course)
    _to_prereview(course)
    _to_probation(course, late_because="党委换届，期间未召开审批会议")
    course.converted()
    course.archived()


def extended_now(course: Course) -> None:
    """Probation extended once, then converted."""
    _to_activist(course)
    _to_candidate(course)
    _to_prereview(course)
    _to_probation(course)
    last = course.extended()
    course.converted(final_day=last)
    course.archived()


def cancelled(course: Course) -> None:
    """The probationer's qualification is cancelled."""
    _to_activist(course)
    _to_candidate(course)
    _to_prereview(course)
    course.admitted()
    course.admission_approved()
    course.on_probation(until=months_later(course.met_on, 7))
    course.cancelled()


def objected(course: Course) -> None:
    """Somebody objects during the notice; it is looked into and settled."""
    _to_activist(course)
    _to_candidate(course, objection="有群众反映其曾迟到早退")
    _to_prereview(course)
    _to_probation(course)
    course.converted()
    course.archived()


def exempt(course: Course) -> None:
    """Exempt from training, with reason and approver."""
    _to_activist(course)
    _to_candidate(course)
    _to_prereview(course, exempt="驻外执行重点工程任务")
    _to_probation(course)
    course.converted()
    course.archived()


def corrected(course: Course) -> None:
    """A slip in the dossier is mended."""
    ordinarily(course)
    day = months_later(course.activist_on, 2)
    course.deeds.append(
        Corrected(
            on=day, facts={"employer_and_post": f"{course.place.firm}车间主任"}, reason="建档时职务录错，按任职文件更正"
        )
    )
