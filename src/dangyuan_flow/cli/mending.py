"""``dangyuan correct``, ``reconsider`` and ``defer``: acts that mend or put off, beside the steps."""

from __future__ import annotations

from dangyuan_flow.cli import options, outcomes, screen
from dangyuan_flow.cli.help import command, lone
from dangyuan_flow.cli.options import opened

correct = lone()
reconsider = lone()
defer = lone()


@command(
    correct,
    "correct",
    "更正录错的内容：写一条更正记录，原来的值仍在纪实里。如实的内容即使不合规定也可以登记，问题会列出来。",
    "dangyuan correct 张三 --set 谈话日期=2025-06-18 --reason 录入时看错一行",
    "dangyuan correct 2026-00001 --set 培训学时=24 --reason 补录 --dry-run",
)
def correct_(
    dossier: options.DossierName,
    settings: options.Settings = None,
    reason: options.Reason = None,
    on: options.On = None,
    expect: options.Expect = None,
    dry_run: options.DryRun = False,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Correct what was recorded wrongly."""
    from dangyuan_flow.application import leaving
    from dangyuan_flow.application.evidence import read_settings
    from dangyuan_flow.application.seeking import dossier_id
    from dangyuan_flow.domain.errors import BadInput

    facts = read_settings(settings or ())
    if not facts:
        msg = "没有写明更正什么；请用 --set 栏目=值"
        raise BadInput(msg)
    with opened(db, user) as flow:
        outcome, found = leaving.correct(
            flow,
            dossier_id(flow, dossier),
            facts,
            on=options.day_of(flow, on),
            reason=reason or "",
            expected=expect,
            dry_run=dry_run,
        )
        if as_json:
            from dangyuan_flow.application.as_json import outcome_json
            from dangyuan_flow.application.plain import violation_json

            told = outcome_json(flow, outcome)
            screen.put_json(told | {"violations": [violation_json(v) for v in found]})
            return
        outcomes.put(flow, outcome, as_json=False)
        outcomes.put_violations(found, "这份档案现有的问题", style=screen.CAREFUL)


@command(
    reconsider,
    "reconsider",
    "复议：审批逾期，支部大会重新讨论。原大会的记载作废（记录仍可查），从第 15 步重新办。",
    "dangyuan reconsider 张三 --reason 超过六个月未审批 --on 2025-11-05",
)
def reconsider_(
    dossier: options.DossierName,
    reason: options.NeededReason,
    on: options.On = None,
    by: options.By = None,
    yes: options.Yes = False,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Deliberate again."""
    from dangyuan_flow.application import leaving
    from dangyuan_flow.application.seeking import dossier_id

    with opened(db, user) as flow:
        found = dossier_id(flow, dossier)
        options.confirmed(f"{found} 复议，原支部大会的记载作废？", yes=yes)
        outcome = leaving.reconsider(flow, found, on=options.day_of(flow, on), reason=reason, decided_by=by)
        outcomes.put(flow, outcome, as_json=as_json)


@command(
    defer,
    "defer",
    "推迟讨论转正：转接组织关系等原因，最长六个月；党龄仍从预备期满算起（细则-2026 第35条）。",
    "dangyuan defer 张三 --reason 新转入，尚需了解 --on 2025-11-05",
)
def defer_(
    dossier: options.DossierName,
    reason: options.NeededReason,
    on: options.On = None,
    by: options.By = None,
    db: options.Db = None,
    user: options.As = None,
    as_json: options.Json = False,
) -> None:
    """Put the conversion off."""
    from dangyuan_flow.application import leaving
    from dangyuan_flow.application.seeking import dossier_id

    with opened(db, user) as flow:
        found = dossier_id(flow, dossier)
        outcome = leaving.defer(flow, found, on=options.day_of(flow, on), reason=reason, decided_by=by)
        outcomes.put(flow, outcome, as_json=as_json)
