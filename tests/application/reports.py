"""An invented sweep to report on: facts of four bodies, leads, a finding about a body, and a sweep to compare with."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from dangyuan_flow.application.reporting.comparing import key_of
from dangyuan_flow.application.sweeping import Found, NotChecked, SweepReport
from dangyuan_flow.domain.across import Across
from dangyuan_flow.domain.deadlines import SHANGHAI
from dangyuan_flow.domain.facts import Value
from dangyuan_flow.domain.finding import Act, Deed, Finding, Seen, State
from dangyuan_flow.domain.rules import Certainty, Rule, Violation
from dangyuan_flow.domain.sweep import Changes, Compared, Gone, KeptSweep, Scope, Tally, Trend
from dangyuan_flow.flow import catalogue
from dangyuan_flow.ledger import CellError

AS_OF = date(2026, 11, 1)
BODIES = ("云岭第一党支部", "云岭第二党支部", "松坪党支部", "竹影社区党支部")
NAMES = ("赵一禾", "钱晓雯", "孙立民", "李䶮", "周亦凡", "吴竹青", "郑露白", "王𬭚")
CODES: dict[str, dict[str, Value]] = {
    "cultivated-for-a-year": {"activist_on": date(2024, 5, 10), "candidate_listed_by": date(2025, 5, 9)},
    "adult-when-applying": {"applied_on": date(2024, 5, 31), "adult_on": date(2024, 6, 1)},
    "admission-majority": {"admission_entitled": 9, "admission_votes_for": 4},
    "sex-agrees-with-identity-number": {"sex": "男", "id_sex": "女", "id_number": "999999199001010016"},
}


def violation(rule: Rule | Across, facts: dict[str, Value], *, says: str | None = None) -> Violation:
    certainty = rule.certainty
    told = says or "；".join(f"{name} {value}" for name, value in facts.items() if name != "id_number")
    return Violation(rule=rule, says=told, facts=facts, cites=("细则-2014#13",), certainty=certainty)


def found(number: int, rule: Rule | Across, facts: dict[str, Value]) -> Found:
    body = BODIES[number % len(BODIES)] if number % 11 else None
    name = NAMES[number % len(NAMES)]
    return Found(dossier=f"人员台账!{number + 2}", name=name, branch=body, violation=violation(rule, facts))


def leading() -> Rule:
    """A rule that is a lead by itself."""
    return next(rule for rule in catalogue().rule_set.rules if rule.certainty is Certainty.LEAD and rule.guards)


def across_body() -> Across:
    """A rule across dossiers that is about a body."""
    return next(rule for rule in catalogue().rule_set.across if rule.is_about_a_body)


def sweep(people: int = 23, *, compared: bool = False) -> SweepReport:
    """A sweep of ``people`` with findings, one of two with two."""
    rules = catalogue().rule_set.by_id
    findings = [
        found(number, rules[name], dict(CODES[name])) for number in range(people) for name in [*CODES][number % 2 :: 2]
    ]
    findings += [
        found(number, leading(), {"applied_on": date(2023, 1, number % 28 + 1)}) for number in range(0, people, 3)
    ]
    about = across_body()
    values: dict[str, Value] = {
        name: 7 if column.kind.value == "integer" else "孙立民" for name, column in about.asks.values.items()
    }
    findings.append(
        Found(dossier=BODIES[1], name="", branch=None, violation=violation(about, values, says="七人"), about="body")
    )
    report = SweepReport(
        as_of=AS_OF,
        dossiers=people + 40,
        packs=(),
        findings=tuple(findings),
        notes=(found(3, rules["adult-when-applying"], dict(CODES["adult-when-applying"])),),
        not_checked=(NotChecked(rule=rules["adult-when-applying"], dossiers=5, missing_columns=("出生日期",)),),
        cell_errors=(CellError(sheet="人员台账", row=9, column="谈话日期", value="2025-02-30", says="没有这一天"),),
        header_notes=(),
        unused_columns=(),
        rules="a1b2" * 16,
    )
    return beside(report) if compared else report


def beside(report: SweepReport) -> SweepReport:
    """The same, compared with two registered sweeps: every third finding is new, one is reopened, one is gone."""
    keys = [key_of(line) for line in report.findings]
    new = frozenset(keys[::3])
    one = report.findings[1]
    gone = Gone(
        number=3,
        about="dossier",
        dossier="人员台账!99",
        name="陈喆",
        branch=BODIES[0],
        code="V49",
        rule="cultivated-for-a-year",
        severity="S1",
        certainty="fact",
        found_on=date(2026, 3, 1),
    )
    compared = Compared(
        previous=kept(2, date(2026, 8, 1), 40),
        new=new,
        reopened=frozenset(keys[:1]),
        standing=frozenset(keys) - new,
        settled=frozenset(),
        gone=(gone,),
        known={keys[1]: on_file(one)},
    )
    trend = Trend((kept(1, date(2026, 3, 1), 52), kept(2, date(2026, 8, 1), 40)))
    return replace(report, compared=compared, trend=trend)


def kept(number: int, day: date, facts: int) -> KeptSweep:
    return KeptSweep(
        number=number,
        as_of=day,
        scope=Scope(),
        rules="c3d4" * 16,
        derivation="1",
        head=(10, "e5"),
        covers="",
        dossiers=60,
        facts=Tally(by_severity={"S1": facts - 10, "S2": 10}, by_code={"V49": facts}),
        leads=Tally(by_severity={"S3": 6}),
        facts_changed=Changes(new=4, standing=30, gone=2),
        leads_changed=Changes(standing=6),
        not_checked={},
        unknown={},
        found="",
        kept_at=datetime(2026, 8, 1, 9, tzinfo=SHANGHAI),
        kept_by="paicha",
    )


def on_file(line: Found) -> Finding:
    """A finding that a body has to mend until the year's end."""
    rule = line.violation.rule
    seen = Seen(
        about=line.about,
        dossier=line.dossier,
        name=line.name,
        branch=line.branch,
        code=rule.code,
        rule=rule.id,
        title=rule.title,
        severity=rule.severity.value,
        class_=rule.class_.value,
        certainty=line.violation.certainty.value,
        cites=line.violation.cites,
        says=line.violation.says,
        values={},
    )
    act = Act(deed=Deed.ASSIGN, on=date(2026, 9, 1), by="paicha")
    return Finding(
        number=17,
        step=3,
        seen=seen,
        state=State.ASSIGNED,
        found_on=date(2026, 3, 1),
        sweep=1,
        assigned_to=BODIES[0],
        due_on=date(2026, 12, 31),
        act=act,
    )
