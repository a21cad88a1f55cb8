"""Columns that hold whole texts (申请书内容, 思想汇报内容 …): no facts, but kept with the person for comparison."""

from __future__ import annotations

import re

from dangyuan_flow.domain.writings import COLUMNS
from dangyuan_flow.ledger.cells import text_of
from dangyuan_flow.ledger.columns import normalise
from dangyuan_flow.ledger.main_sheet import MainSheet
from dangyuan_flow.ledger.rows import TextCell
from dangyuan_flow.ledger.words import is_none, is_unknown

_NUMBERED = re.compile(r"\d{1,2}$")
_NAMES = {normalise(label): name for name, (label, _) in COLUMNS.items()} | {
    normalise("入党申请书内容"): "application_text",
    normalise("入党介绍人意见"): "sponsors_opinion",
    normalise("个人自传"): "autobiography",
    normalise("自传"): "autobiography",
}


def take_texts(main: MainSheet) -> tuple[TextCell, ...]:
    """The texts of the main sheet by row; their columns no longer count as unused."""
    told = {
        index: name
        for index, header in main.unused
        if (name := _NAMES.get(_NUMBERED.sub("", normalise(header)))) is not None
    }
    main.unused = [(index, header) for index, header in main.unused if index not in told]
    return tuple(
        TextCell(of=draft.row, name=name, text=text)
        for draft in main.drafts
        for index, name in told.items()
        if (text := text_of(main.rows[draft.row - 1][index])) and not is_none(text) and not is_unknown(text)
    )
