"""The words that papers quote and no rule judges: where people met, who took the chair, what was said."""

from __future__ import annotations

from datetime import date

from dangyuan_flow.application.demo.zone import BY_NAME, Zone

_TALK = (
    "申请人介绍了个人经历、工作情况和对党的认识，表示愿意在本职岗位上接受考验。"
    "谈话人介绍了党的基本知识、党员标准和入党程序，希望其端正动机，经受组织考察。"
)
_ABOVE = "谈话人就入党动机、对党的认识和履行党员义务的打算作了了解，申请人回答认真，态度端正。"


def quoted(zone: Zone, branch: str, step: int, name: str, on: date) -> dict[str, str]:
    """The particulars of ``step``, done on a day for the person called ``name``; empty where no paper quotes any."""
    place = BY_NAME[branch]
    chair, clerk = zone.person(zone.secretary_on(branch, on).holder), zone.person(f"{place.code}.zuwei")
    room = f"{place.firm}党员活动室"
    match step:
        case 2:
            opinion = "入党动机端正，同意培养教育"
            return {"talked_at": room, "talker_post": "正式党员", "talk_content": _TALK, "talk_opinion": opinion}
        case 15:
            return _meeting("admission", room, chair, clerk, f"同意接收{name}同志为中共预备党员。")
        case 16:
            return {
                "admission_talked_at": "高新区党群服务中心",
                "admission_talker_post": "组织员",
                "admission_talk_content": _ABOVE,
                "admission_talk_opinion": "基本具备党员条件，同意提交审批",
            }
        case 23:
            return _meeting("conversion", room, chair, clerk, "")
        case _:
            return {}


def _meeting(round_: str, room: str, chair: str, clerk: str, resolution: str) -> dict[str, str]:
    found = {"met_at": room, "chaired_by": chair, "recorded_by": clerk, "resolution": resolution}
    return {f"{round_}_{name}": text for name, text in found.items() if text}
