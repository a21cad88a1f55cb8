"""What programs hand in: the bodies of acts. Nothing unknown is passed over, and no type is guessed."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from dangyuan_flow.application.papers import Handed
from dangyuan_flow.domain.ballot import Ballot, Exclusion, WrittenOpinion
from dangyuan_flow.domain.errors import BadInput
from dangyuan_flow.web.api.shapes import Day


def _clean(text: str) -> str:
    if "\x00" in text:
        raise ValueError("文字中有空字符")
    return text.strip()


Words = Annotated[str, Field(min_length=1, max_length=4000), AfterValidator(_clean)]
Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(_clean)]
Count = Annotated[int, Field(ge=0, le=1_000_000)]
StepNumber = Annotated[int, Field(ge=1, le=25)]
FindingNumber = Annotated[int, Field(ge=1, le=2**31 - 1)]
Stated = Annotated[
    dict[str, Any],
    Field(
        description="栏目和值：栏目用英文名或中文名（dangyuan dossier facts），值按栏目是日期、整数、真假、文字或列表",
        examples=[{"talked_on": "2025-06-20", "talked_by": "李明"}],
    ),
]


class Asked(BaseModel):
    """What is asked for."""

    model_config = ConfigDict(extra="forbid", strict=True)


class Dated(Asked):
    """An act of a day."""

    on: Day | None = Field(default=None, description="办理日期；不写为今天", examples=["2025-06-20"])


class Decided(Dated):
    """An act that somebody else may have decided."""

    decided_by: Name | None = Field(default=None, description="作出决定的人（用户名）；由他人代为录入时写明")


class Paper(Asked):
    """一份材料；``content`` 是扫描件的 Base64（PDF、JPG、PNG），没有扫描件的不写。"""

    kind: Name = Field(examples=["入党申请书"])
    file_name: Name | None = None
    content: str | None = Field(default=None, max_length=28_000_000)

    def handed(self) -> Handed:
        """The paper as journeys take it; raises :class:`BadInput` where the content is no Base64."""
        if self.content is None:
            return Handed(kind=self.kind)
        try:
            content = base64.b64decode(self.content, validate=True)
        except (binascii.Error, ValueError) as error:
            raise BadInput(f"《{self.kind}》的 content 不是 Base64") from error
        return Handed(kind=self.kind, file_name=self.file_name or self.kind, content=content)


class Opening(Decided):
    """建档。出生日期和性别由身份证号得出。"""

    name: Name = Field(examples=["张三"])
    id_number: Name = Field(examples=["999999199505050011"])
    branch: Name = Field(examples=["第一党支部"])
    facts: Stated = {}


class Advance(Decided):
    """办理一步。"""

    facts: Stated = {}
    particulars: dict[str, str] = Field(default={}, description="只有表格引用的内容，如 谈话内容")
    materials: list[Paper] = Field(default=[], max_length=50)
    reason: Words | None = Field(default=None, description="理由，留存在案")
    dry_run: bool = Field(default=False, description="只看会怎样，不写入")


class Correction(Dated):
    """更正录错的内容；原来的值仍在纪实里。"""

    facts: Stated
    reason: Words | None = Field(default=None, description="须写明", examples=["录入时看错一行"])
    dry_run: bool = False


class PaperAt(Paper):
    """补交的一份材料，和它属于第几步。"""

    step: StepNumber


class Supply(Dated):
    """补交材料。"""

    papers: list[PaperAt] = Field(min_length=1, max_length=50)


class End(Decided):
    """终止：撤回申请、终止资格、去世、不予承认。"""

    how: Literal["withdraw", "disqualify", "die", "not_recognise"]
    reason: Words | None = Field(default=None, description="除去世外都须写明")


class TransferOut(Decided):
    """转出。"""

    to: Name = Field(examples=["某某街道党工委"])


class TransferIn(Decided):
    """转入。"""

    branch: Name
    papers_missing: Count = Field(default=0, description="转来的材料缺几份核心材料")


class Reasoned(Decided):
    """须写明理由的办理。"""

    reason: Words


class Vote(Asked):
    """党委会对本人的表决。"""

    entitled: Count
    present: Count
    votes_for: Count
    against: Count
    abstained: Count

    def counts(self) -> tuple[int, int, int, int, int]:
        """The five numbers in their order."""
        return self.entitled, self.present, self.votes_for, self.against, self.abstained


class Decision(Decided):
    """一级联审的决定：报送、审议、审批、退回补正、退回重做、不予通过。"""

    decision: Literal["submit", "deliberate", "approve", "supplement", "return", "refuse"]
    opinion: Words | None = None
    reason: Words | None = None
    vote: Vote | None = Field(default=None, description="第 17、24 步审批时须有")
    to_step: StepNumber | None = Field(default=None, description="退回到第几步")
    papers: list[Name] = Field(default=[], max_length=50, description="要补的材料")
    dry_run: bool = False


class Letter(Dated):
    """发函。"""

    bodies: list[Name] = Field(min_length=1, max_length=20, examples=[["公安机关", "法院"]])
    letter: Name | None = Field(default=None, description="文号")
    due: Day | None = Field(default=None, description="请在这一天以前回复；不写为一个月内")
    about: Name | None = Field(default=None, description="函询的是亲属时，写姓名和关系")


class LetterAnswer(Dated):
    """登记回复。"""

    body: Name = Field(examples=["公安机关"])
    opinion: Words = Field(examples=["无异常"])
    document: Name | None = None
    handling: Words | None = None
    about: Name | None = None


class Opinion(Asked):
    """缺席党员的书面意见；``before``：会前交到。"""

    member: Name
    approves: bool
    before: bool = True


class LeftOut(Asked):
    """不计入应到的党员；没有批准的不写 ``approval``。"""

    member: Name
    reason: Name
    approval: Name | None = None


class BallotAsked(Decided):
    """登记一次票决。应到、实到指有表决权的人数。"""

    entitled: Count
    present: Count
    issued: Count
    collected: Count
    votes_for: Count
    against: Count
    abstained: Count = 0
    invalid: Count = 0
    written: list[Opinion] = Field(default=[], max_length=500)
    exclusions: list[LeftOut] = Field(default=[], max_length=500)
    attendance: list[Name] = Field(default=[], max_length=2000)
    method: Literal["无记名", "举手"] = "无记名"
    proxies: Count = 0
    together: bool = False
    person_present: bool = True
    sponsors_absent: list[Name] = Field(default=[], max_length=10)
    dry_run: bool = False

    def ballot(self, today: Day) -> Ballot:
        """The ballot that is told; of today where no day is."""
        plain = {
            "entitled",
            "present",
            "issued",
            "collected",
            "votes_for",
            "against",
            "abstained",
            "invalid",
            "method",
            "proxies",
            "together",
            "person_present",
        }
        return Ballot(
            on=self.on or today,
            **self.model_dump(include=plain),
            written=tuple(WrittenOpinion(**one.model_dump()) for one in self.written),
            exclusions=tuple(Exclusion(**one.model_dump()) for one in self.exclusions),
            attendance=tuple(self.attendance),
            sponsors_absent=tuple(self.sponsors_absent),
        )


# Findings


class OnFindings(Asked):
    """Something to be done about findings: about all of them, or about none."""

    numbers: list[FindingNumber] = Field(min_length=1, max_length=200, description="问题的编号；全部办成，或全部不办")
    reason: Words | None = None


class Triage(OnFindings):
    """核实：属实、不属实、存疑。后两种须写明理由。"""

    verdict: Literal["true", "not_so", "unclear"]


class Assign(OnFindings):
    """交办。"""

    to: Name = Field(description="责任单位")
    due_on: Day


class Mend(Asked):
    """整改。"""

    numbers: list[FindingNumber] = Field(min_length=1, max_length=200)
    measure: Literal["supplement", "reconsider", "redo", "extend", "cancel", "not_recognise", "hand_over"]
    says: Words = Field(description="怎样整改的")


class Accept(OnFindings):
    """验收。"""


class SendBack(Asked):
    """退回重新整改。"""

    numbers: list[FindingNumber] = Field(min_length=1, max_length=200)
    reason: Words
    due_on: Day | None = Field(default=None, description="新的期限；不写为原期限")


class Close(OnFindings):
    """销号；事实无法改变而处理到位的，``stands`` 为 true 并写明理由。"""

    stands: bool = False
