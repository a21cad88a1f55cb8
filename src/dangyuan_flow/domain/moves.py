"""What can be done with a dossier (办理动作), and which of it ends one."""

from __future__ import annotations

import enum


class Move(enum.StrEnum):
    """What can be done with a dossier (办理动作); also the kind of the journal line that it leaves."""

    OPEN = "open"
    COMPLETE = "complete"
    RECORD = "record"
    SUPPLY = "supply"
    SUBMIT = "submit"
    DELIBERATE = "deliberate"
    APPROVE = "approve"
    SUPPLEMENT = "supplement"
    RETURN = "return"
    REFUSE = "refuse"
    BALLOT = "ballot"
    ASK = "ask"
    ANSWER = "answer"
    REMIND = "remind"
    RECONSIDER = "reconsider"
    DEFER = "defer"
    WITHDRAW = "withdraw"
    DISQUALIFY = "disqualify"
    DIE = "die"
    NOT_RECOGNISE = "not_recognise"
    TRANSFER_OUT = "transfer_out"
    TRANSFER_IN = "transfer_in"
    CORRECT = "correct"
    IMPORT = "import"
    UNDO = "undo"

    @property
    def chinese(self) -> str:
        """The act as the journal names it."""
        return _MOVE_NAMES[self]


_MOVE_NAMES = {
    Move.OPEN: "建档",
    Move.COMPLETE: "办结",
    Move.RECORD: "登记",
    Move.SUPPLY: "补交材料",
    Move.SUBMIT: "报送",
    Move.DELIBERATE: "审议同意",
    Move.APPROVE: "审批同意",
    Move.SUPPLEMENT: "退回补正",
    Move.RETURN: "退回重做",
    Move.REFUSE: "不予通过",
    Move.BALLOT: "票决",
    Move.ASK: "函询",
    Move.ANSWER: "回复",
    Move.REMIND: "催办",
    Move.RECONSIDER: "复议",
    Move.DEFER: "推迟讨论",
    Move.WITHDRAW: "撤回申请",
    Move.DISQUALIFY: "终止资格",
    Move.DIE: "去世",
    Move.NOT_RECOGNISE: "不予承认",
    Move.TRANSFER_OUT: "转出",
    Move.TRANSFER_IN: "转入",
    Move.CORRECT: "更正",
    Move.IMPORT: "导入",
    Move.UNDO: "撤销导入",
}
ENDS: dict[Move, str] = {
    Move.WITHDRAW: "withdrawn",
    Move.DISQUALIFY: "disqualified",
    Move.DIE: "died",
    Move.NOT_RECOGNISE: "not_recognised",
    Move.TRANSFER_OUT: "transferred",
}
