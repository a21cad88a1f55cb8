"""Every name that a form may use: the facts of a dossier, and the particulars that only a paper needs."""

from collections.abc import Mapping
from difflib import get_close_matches

from dangyuan_flow.domain.facts import VOCABULARY
from dangyuan_flow.domain.writings import COLUMNS
from dangyuan_flow.paper.errors import BrokenForm
from dangyuan_flow.paper.sheet import Sheet

# The bodies that stand in a paper's text and signature.
BODIES: Mapping[str, str] = {"branch": "党支部名称", "general_branch": "党总支名称", "committee": "党（工）委名称"}

# The lists that fill a paper's tables.
LISTS: Mapping[str, str] = {"steps": "全程纪实各步骤", "materials": "档案材料", "vettings": "联审单位"}

_MEETING = {
    "met_at": "大会地点",
    "chaired_by": "大会主持人",
    "recorded_by": "大会记录人",
    "members": "党员总数",
    "full_members": "正式党员数",
    "on_leave": "请假人员",
    "observers": "列席人员",
    "speeches": "发言摘要",
    "overseen_by": "监票人",
    "counted_by": "计票人",
}

# Particulars: what is printed but judged by no rule.
PARTICULARS: Mapping[str, str] = {
    "document_number": "发文字号",
    "issued_on": "成文日期",
    "native_place": "籍贯",
    "league_joined_on": "入团时间",
    "phone": "联系电话",
    **{name: label for name, (label, _) in COLUMNS.items()},
    "talked_at": "谈话地点",
    "talker_post": "谈话人职务",
    "talk_content": "谈话内容",
    "talk_opinion": "谈话人意见",
    "admission_talked_at": "上级谈话地点",
    "admission_talker_post": "上级谈话人职务",
    "admission_talk_content": "上级谈话内容",
    "admission_talk_opinion": "上级谈话人意见",
    "notice_office": "公示受理单位",
    "notice_phone": "公示受理电话",
    "notice_mailbox": "公示受理信箱",
    "letter_to": "受函单位",
    "letter_about": "函调对象",
    "letter_relation": "函调对象与本人关系",
    "letter_about_post": "函调对象单位职务",
    "letter_contact": "函调联系人",
    "letter_due_on": "请予回函日期",
    "vetting_batch": "联审批次",
    "vetting_conclusion": "联审结论",
    "extension_from": "延长预备期起",
    "cancellation_because": "取消预备党员资格理由",
    **{f"admission_{name}": f"接收{label}" for name, label in _MEETING.items()},
    **{f"conversion_{name}": f"转正{label}" for name, label in _MEETING.items()},
}

LABELS: Mapping[str, str] = {
    **{name: fact.label for name, fact in VOCABULARY.items()},
    **PARTICULARS,
    **BODIES,
    **LISTS,
}


def check_name(name: str, where: str) -> None:
    """Refuse a name that is no word of the vocabulary, with the nearest one that is.

    Raises:
        BrokenForm: no such fact or particular.
    """
    if name not in LABELS:
        near = get_close_matches(name, LABELS, n=1)
        hint = f"，是否应为 {near[0]}（{LABELS[near[0]]}）" if near else ""
        raise BrokenForm(f"{where}：用了不存在的事实名 {name}{hint}。请对照事实名表改正模板。")


def value_of(sheet: Sheet, name: str) -> object:
    """What the sheet holds under ``name``; ``None`` where nothing is on record."""
    own = getattr(sheet, name) if name in BODIES or name in LISTS else None
    value = own or sheet.facts.get(name)
    return None if value in ((), "") else value


class FactView:
    """The facts as a template sees them: ``facts.talked_on``; a name outside the vocabulary is refused."""

    __slots__ = ("_sheet", "_where")

    def __init__(self, sheet: Sheet, where: str) -> None:
        self._sheet = sheet
        self._where = where

    def __getattr__(self, name: str) -> object:
        """The fact called ``name``; ``None`` where it is not on record."""
        check_name(name, self._where)
        return value_of(self._sheet, name)

    def __getitem__(self, name: str) -> object:
        return getattr(self, name)
