"""``dangyuan transfer`` and ``dangyuan end``: how a dossier leaves, and how it comes back."""

from __future__ import annotations

from typing import Annotated

import typer

from dangyuan_flow.cli import options, outcomes
from dangyuan_flow.cli.help import command, family
from dangyuan_flow.cli.options import opened

transfer = family(
    "组织关系：转出、转入。转出后这里不再计期限；转入后从原来的步骤接着办，已满的时间照算。",
    "dangyuan transfer out 张三 --to 某某街道党工委 --on 2025-08-01",
    "dangyuan transfer in 张三 --branch 第二党支部 --on 2025-08-10",
)
end = family(
    "终止：撤回申请、终止资格、去世、不予承认。终止后不再计期限，档案仍可查。",
    "dangyuan end withdraw 张三 --reason 本人书面撤回 --on 2025-08-01",
    "dangyuan end died 张三 --on 2025-08-01",
)
Dead = Annotated[str, typer.Option("--reason", metavar="理由", help="说明，留存在案（可不写）")]


@command(transfer, "out", "转出：交给另一个党组织。", "dangyuan transfer out 张三 --to 某某街道党工委 --on 2025-08-01")
def out(
    dossier: options.DossierName,
    to: Annotated[str, typer.Option("--to", metavar="党组织", help="转往哪里")],
    on: options.On = None,
    by: options.By = None,
    yes: options.Yes = False,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Hand a dossier over."""
    from dangyuan_flow.application.leaving import transfer_out
    from dangyuan_flow.application.seeking import dossier_id

    with opened(db, user) as flow:
        found = dossier_id(flow, dossier)
        options.confirmed(f"把 {found} 转往{to}？", yes=yes)
        outcome = transfer_out(flow, found, on=options.day_of(flow, on), to=to, decided_by=by)
        outcomes.put(flow, outcome, as_json=as_json)


@command(
    transfer,
    "in",
    "转入：接到新的党支部，从原来的步骤接着办。",
    "dangyuan transfer in 张三 --branch 第二党支部 --papers-missing 0 --on 2025-08-10",
)
def in_(
    dossier: options.DossierName,
    branch: Annotated[str, typer.Option("--branch", metavar="党支部", help="转入哪个党支部")],
    papers_missing: Annotated[
        int, typer.Option("--papers-missing", metavar="份数", min=0, help="转来的材料缺几份核心材料")
    ] = 0,
    on: options.On = None,
    by: options.By = None,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Take a dossier up again."""
    from dangyuan_flow.application.leaving import transfer_in
    from dangyuan_flow.application.seeking import dossier_id

    with opened(db, user) as flow:
        outcome = transfer_in(
            flow,
            dossier_id(flow, dossier),
            on=options.day_of(flow, on),
            branch=branch,
            papers_missing=papers_missing,
            decided_by=by,
        )
        outcomes.put(flow, outcome, as_json=as_json)


@command(
    end, "withdraw", "撤回申请：本人撤回入党申请。", "dangyuan end withdraw 张三 --reason 本人书面撤回 --on 2025-08-01"
)
def withdraw(
    dossier: options.DossierName,
    reason: options.NeededReason,
    on: options.On = None,
    by: options.By = None,
    yes: options.Yes = False,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Close a dossier: the person withdraws."""
    _end("WITHDRAW", dossier, reason, on, by, yes, db, user, as_json)


@command(
    end,
    "disqualify",
    "终止资格：不再列为入党积极分子或发展对象。（预备党员资格的取消是第 23 步的结果。）",
    "dangyuan end disqualify 张三 --reason 受开除公职处分 --as wang",
)
def disqualify(
    dossier: options.DossierName,
    reason: options.NeededReason,
    on: options.On = None,
    by: options.By = None,
    yes: options.Yes = False,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Close a dossier: the person no longer qualifies."""
    _end("DISQUALIFY", dossier, reason, on, by, yes, db, user, as_json)


@command(end, "died", "去世。", "dangyuan end died 张三 --on 2025-08-01")
def died(
    dossier: options.DossierName,
    reason: Dead = "",
    on: options.On = None,
    by: options.By = None,
    yes: options.Yes = False,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Close a dossier: the person died."""
    _end("DIE", dossier, reason, on, by, yes, db, user, as_json)


@command(
    end,
    "not-recognised",
    "不予承认：县级以上党委认定不予承认。",
    "dangyuan end not-recognised 张三 --reason 县委组织部认定 --as wang",
)
def not_recognised(
    dossier: options.DossierName,
    reason: options.NeededReason,
    on: options.On = None,
    by: options.By = None,
    yes: options.Yes = False,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Close a dossier: the admission is not recognised."""
    _end("NOT_RECOGNISE", dossier, reason, on, by, yes, db, user, as_json)


def _end(
    move: str,
    dossier: str,
    reason: str,
    on: str | None,
    by: str | None,
    yes: bool,
    db: str | None,
    user: str | None,
    as_json: bool,
) -> None:
    from dangyuan_flow.application import leaving
    from dangyuan_flow.application.seeking import dossier_id
    from dangyuan_flow.domain.workflow import Move

    with opened(db, user) as flow:
        found = dossier_id(flow, dossier)
        options.confirmed(f"终止档案 {found}（{Move[move].chinese}）？", yes=yes)
        outcome = leaving.end(flow, found, Move[move], on=options.day_of(flow, on), reason=reason, decided_by=by)
        outcomes.put(flow, outcome, as_json=as_json)
