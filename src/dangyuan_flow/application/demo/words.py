"""The words that papers quote and no rule judges: where people met, who took the chair, what was said."""

from __future__ import annotations

from datetime import date

from dangyuan_flow.application.balloting import ROUNDS
from dangyuan_flow.application.demo.zone import BY_NAME, Zone
from dangyuan_flow.domain.facts import Value
from dangyuan_flow.domain.journal import Dossier

_TALK = (
    "申请人介绍了个人经历、工作情况和对党的认识，表示愿意在本职岗位上接受考验。"
    "谈话人介绍了党的基本知识、党员标准和入党程序，希望其端正动机，经受组织考察。"
)
_ABOVE = "谈话人就入党动机、对党的认识和履行党员义务的打算作了了解，申请人回答认真，态度端正。"


def quoted(zone: Zone, branch: str, step: int, on: date) -> dict[str, str]:
    """The particulars of ``step``, done on a day; empty where no paper quotes any."""
    place = BY_NAME[branch]
    chair, clerk = zone.person(zone.secretary_on(branch, on).holder), zone.person(f"{place.code}.zuwei")
    room = f"{place.firm}党员活动室"
    match step:
        case 2:
            opinion = "入党动机端正，同意培养教育"
            return {"talked_at": room, "talker_post": "正式党员", "talk_content": _TALK, "talk_opinion": opinion}
        case 15:
            return _meeting("admission", room, chair, clerk)
        case 16:
            return {
                "admission_talked_at": "高新区党群服务中心",
                "admission_talker_post": "组织员",
                "admission_talk_content": _ABOVE,
                "admission_talk_opinion": "基本具备党员条件，同意提交审批",
            }
        case 23:
            return _meeting("conversion", room, chair, clerk)
        case _:
            return {}


def _meeting(round_: str, room: str, chair: str, clerk: str) -> dict[str, str]:
    found = {"met_at": room, "chaired_by": chair, "recorded_by": clerk}
    return {f"{round_}_{name}": text for name, text in found.items()}


def resolution(dossier: Dossier, step: int, result: Value) -> dict[str, Value]:
    """The resolution of the meeting whose ballot was put on record last, as the form has it; empty where none was."""
    ballot = next((b for number, b in reversed(dossier.ballots) if number == step), None)
    if ballot is None:
        return {}
    day, f = ballot.on, dossier.facts
    decided = "同意接收{}同志为中共预备党员" if result is None else _DECIDED[str(result)]
    written = f"（其中书面意见{ballot.tally.written_for}票）" if ballot.tally.written_for else ""
    text = (
        f"{f.branch}于{day.year}年{day.month}月{day.day}日召开支部大会，应到会有表决权的正式党员{ballot.entitled}名，"
        f"实到{ballot.present}名，以无记名投票方式表决，赞成{ballot.tally.approvals}票{written}，反对{ballot.against}票，"
        f"弃权{ballot.abstained}票。大会{decided.format(f.name)}。"
    )
    return {f"{ROUNDS[step]}_resolution": text}


_DECIDED = {
    "按期转正": "同意{}同志按期转为中共正式党员",
    "延长预备期": "同意延长{}同志的预备期",
    "取消预备党员资格": "同意取消{}同志的预备党员资格",
}
