"""``dangyuan advance``: complete a step of the main line, or record an act beside it."""

from __future__ import annotations

from typing import Annotated

import typer

from dangyuan_flow.cli import options, outcomes
from dangyuan_flow.cli.help import command, lone
from dangyuan_flow.cli.options import opened

app = lone()


@command(
    app,
    "advance",
    "办理一步。规定不允许的会拒绝，并说明依据、数值和最早日期；逾期的须写明理由。"
    "第 4、8、13、17、24 步由 dangyuan review 办理，大会票数由 dangyuan ballot 登记。",
    "dangyuan advance 张三 2 --on 2025-06-20 --set 谈话人=李明 --set 谈话内容=对党的认识端正",
    "dangyuan advance 张三 10 --on 2025-09-20 --set 政审结论=合格 --material 政治审查报告=政审报告.pdf",
    "dangyuan advance 2026-00001 7 --set 征求意见日期=2025-09-01 --dry-run",
)
def advance(
    dossier: options.DossierName,
    step: Annotated[int, typer.Argument(metavar="步骤", help="第几步（1 至 25）")],
    on: options.On = None,
    settings: options.Settings = None,
    materials: options.Materials = None,
    reason: options.Reason = None,
    by: options.By = None,
    expect: options.Expect = None,
    dry_run: options.DryRun = False,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Advance a dossier by a step."""
    from dangyuan_flow.application import advancing
    from dangyuan_flow.application.evidence import read_settings, take_in, take_particulars
    from dangyuan_flow.application.seeking import dossier_id

    with opened(db, user) as flow:
        found = dossier_id(flow, dossier)
        day = options.day_of(flow, on)
        particulars, pairs = take_particulars(settings or ())
        papers, documents = take_in(advancing.known_step(flow, step), materials or (), day)
        outcome = advancing.advance(
            flow,
            found,
            step,
            on=day,
            facts=read_settings(pairs),
            materials=papers,
            documents=documents,
            particulars=particulars,
            reason=reason,
            decided_by=by,
            dry_run=dry_run,
            expected=expect,
        )
        outcomes.put(flow, outcome, as_json=as_json)
