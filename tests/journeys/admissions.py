"""Scenarios of steps 1 to 17: too early, too late, out-voted, missing; and the regular lives they are measured by."""

from dataclasses import replace
from datetime import date

from tests.journeys.regular import VOTES, later, regular
from tests.journeys.scenario import Do, Scenario
from tests.journeys.zone import DIRECT, PLAIN, identity_number

OLD, BETWEEN, NEW = regular("2014"), regular("straddling"), regular("2026")
OUT_VOTED = (9, 8, 4, 4, 0)

REGULAR = (
    Scenario(name="regular under 2014", steps=OLD.steps),
    Scenario(name="regular from 2014 into 2026", steps=BETWEEN.steps),
    Scenario(name="regular under 2026", steps=NEW.steps),
    Scenario(
        name="a branch directly under the committee has two levels",
        steps=(
            *regular("2014", levels=2, branch=DIRECT, by="direct").until("G1.approve").steps,
            Do("deliberate", "2019-03-10", "general", opinion="同意", no="not_your_turn", says=("审批",)),
            *regular("2014", levels=2, branch=DIRECT, by="direct").since("G1.approve").steps,
        ),
    ),
    Scenario(
        name="a branch without a committee decides in the members' meeting",
        steps=regular("2014", levels=2, branch=PLAIN, by="plain", meeting="党员大会").steps,
    ),
)

EARLY = (
    Scenario(
        name="listed before a year of cultivation",
        steps=(
            *OLD.until("discussed").but("examined 2", on="2020-02-25").steps,
            Do(7, "2020-03-01", "branch", set={"征求意见日期": "2020-03-01"}),
            Do("submit", "2020-03-02", "branch", opinion="同意"),
            Do("deliberate", "2020-03-03", "general", opinion="同意"),
            Do("approve", "2020-03-07", "committee", at="8:listing"),
            Do(
                8,
                "2020-03-07",
                "branch",
                no="refused",
                codes=frozenset({"V49"}),
                earliest="2020-03-08",
                says=("细则-2014 第13条", "2019-03-08", "2020-03-07", "2020-03-08"),
            ),
            Do(8, "2020-03-08", "branch", at="12"),
        ),
        finds=frozenset({"V49"}),
    ),
    Scenario(
        name="under 2026 the listing itself waits for the year",
        steps=(
            *NEW.until("discussed").steps,
            Do(7, "2027-06-20", "branch", set={"征求意见日期": "2027-06-18"}),
            Do("submit", "2027-06-21", "branch", opinion="同意"),
            Do("deliberate", "2027-06-22", "general", opinion="同意"),
            Do("approve", "2027-06-23", "committee", at="8:listing"),
            Do(
                8,
                "2027-07-09",
                "branch",
                set={"公示开始日期": "2027-06-24", "公示结束日期": "2027-07-08"},
                no="refused",
                codes=frozenset({"V49"}),
                earliest="2027-07-10",
                says=("细则-2026 第13条", "2026-07-10"),
            ),
            Do(8, "2027-07-10", "branch", set={"公示开始日期": "2027-06-24", "公示结束日期": "2027-07-08"}, at="12"),
        ),
        finds=frozenset({"V49"}),
    ),
    Scenario(
        name="no papers, no application",
        steps=(
            OLD["open"],
            replace(OLD["applied"], papers=(), no="refused", says=("入党申请书",)),
            OLD["applied"],
        ),
    ),
    Scenario(
        name="nobody applies before the eighteenth birthday",
        steps=(
            Do("open", "2020-05-04", "branch", set={**OLD["open"].set, "身份证号": identity_number(date(2002, 5, 5))}),
            Do(1, "2020-05-04", "branch", papers=("入党申请书",), no="refused", codes=frozenset({"V13"})),
            Do(1, "2020-05-05", "branch", papers=("入党申请书",), at="2"),
        ),
    ),
)

LATE = (
    Scenario(
        name="a late talk needs a reason and stays late",
        steps=(
            *OLD.until("talk").steps,
            Do(2, "2019-02-08", "branch", set={"谈话人": "钱支书"}, no="reason_needed", codes=frozenset({"V48"})),
            Do(
                2,
                "2019-02-08",
                "branch",
                set={"谈话人": "钱支书"},
                reason="本人出差在外",
                warns=frozenset({"V48"}),
                at="3",
            ),
        ),
        finds=frozenset({"V48"}),
    ),
    Scenario(
        name="a talk on the last day is in time",
        steps=(*OLD.until("talk").steps, replace(OLD["talk"], on="2019-02-07")),
    ),
    Scenario(
        name="a late meeting needs a reason under 2026",
        steps=(
            *NEW.until("ballot").steps,
            replace(NEW["ballot"], on=later(NEW["G3.approve"].on, 45)),
            Do(
                15,
                later(NEW["G3.approve"].on, 45),
                "branch",
                papers=("表决票",),
                no="reason_needed",
                codes=frozenset({"V53"}),
                says=("细则-2026 第19条",),
            ),
            Do(
                15,
                later(NEW["G3.approve"].on, 45),
                "branch",
                papers=("表决票",),
                reason="多名党员外出务工",
                warns=frozenset({"V53"}),
                at="17",
            ),
        ),
        finds=frozenset({"V53"}),
    ),
    Scenario(
        name="the same late meeting was free under 2014",
        steps=(
            *OLD.until("ballot").steps,
            replace(OLD["ballot"], on="2020-06-20"),
            Do(15, "2020-06-20", "branch", papers=("表决票",), at="17"),
        ),
    ),
    Scenario(
        name="an approval after three months needs a reason",
        steps=(
            *OLD.until("G4.approve").steps,
            replace(OLD["G4.approve"], on="2020-08-18", no="reason_needed", codes=frozenset({"V55"})),
            replace(OLD["G4.approve"], on="2020-08-18", reason="防汛期间党委会停开", at="22"),
        ),
    ),
    Scenario(
        name="an approval in time from its submission is only noted",
        steps=(*OLD.until("G4.approve").steps, replace(OLD["G4.approve"], on="2020-08-16", at="22")),
        notes=frozenset({"V55"}),
    ),
    Scenario(
        name="an approval after six months stays a finding whatever the reason",
        steps=(
            *OLD.until("G4.approve").steps,
            replace(OLD["G4.approve"], on="2020-11-18", no="reason_needed", codes=frozenset({"V55"})),
            replace(OLD["G4.approve"], on="2020-11-18", reason="遗漏", warns=frozenset({"V55"}), at="22"),
        ),
        finds=frozenset({"V55"}),
    ),
    Scenario(
        name="reconsidered after an overlong wait",
        steps=(
            *OLD.until("G4.submit").steps,
            Do("reconsider", "2020-12-01", "branch", reason="超过六个月未审批，重新讨论", at="15"),
            Do(15, "2020-12-02", "branch", papers=("表决票",), no="refused", says=("接收大会日期", "ballot record")),
            Do("ballot", "2020-12-02", "branch", votes=VOTES, at="15"),
            Do(15, "2020-12-02", "branch", papers=("表决票",), at="17"),
        ),
    ),
)

VOTED = (
    Scenario(
        name="a failed ballot is kept and a later one may pass",
        steps=(
            *OLD.until("ballot").steps,
            Do("ballot", "2020-05-10", "branch", votes=OUT_VOTED, at="15"),
            Do(15, "2020-05-10", "branch", papers=("表决票",), no="refused", codes=frozenset({"V71"})),
            *OLD.since("ballot").steps,
        ),
    ),
    Scenario(
        name="half of the entitled are no quorum",
        steps=(
            *OLD.until("ballot").steps,
            Do("ballot", "2020-05-10", "branch", votes=(8, 4, 4, 0, 0)),
            Do(15, "2020-05-10", "branch", papers=("表决票",), no="refused", codes=frozenset({"V70", "V71", "V77"})),
        ),
        finds=frozenset({"V77"}),
    ),
    Scenario(
        name="no ballot, no meeting",
        steps=(
            *OLD.until("ballot").steps,
            replace(OLD["meeting"], no="refused", says=("接收大会日期",)),
            replace(OLD["meeting"], set={"接收大会日期": "2020-05-15"}, no="refused", codes=frozenset({"V27"})),
            OLD["ballot"],
            replace(OLD["meeting"], papers=(), no="refused", says=("表决票",)),
            OLD["meeting"],
        ),
    ),
)

REVIEWED = (
    Scenario(
        name="no conclusion of the political review, no gate",
        steps=(
            *OLD.until("review").steps,
            replace(OLD["review"], set={}, no="refused", says=("政审结论",)),
            replace(OLD["review"], papers=(), no="refused", says=("政治审查报告",)),
            *OLD.between("training", "G3.submit").steps,
            replace(OLD["G3.submit"], no="refused", says=("第 10 步", "进行政治审查")),
            OLD["review"],
            OLD["G3.submit"],
        ),
    ),
    Scenario(
        name="who did not pass the political review goes no further",
        steps=(
            *OLD.until("review").steps,
            replace(OLD["review"], set={"政审结论": "基本合格"}, no="bad_input", says=("合格", "不合格")),
            replace(OLD["review"], set={"政审结论": "不合格"}),
            *OLD.between("training", "G3.submit").steps,
            replace(OLD["G3.submit"], no="refused", says=("第 10 步",)),
        ),
    ),
    Scenario(
        name="exempt from training with reason and approver",
        steps=(
            *OLD.until("training").steps,
            *OLD.between("examined", "G3.submit").steps,
            replace(OLD["G3.submit"], no="refused", says=("第 11 步",)),
            Do(
                "correct",
                OLD["examined"].on,
                "branch",
                set={"免训理由": "驻外执行任务", "免训批准人": "高新区工委"},
                reason="补登免训审批",
            ),
            OLD["G3.submit"],
        ),
    ),
    Scenario(
        name="consent then notice then listing under 2026",
        steps=(
            *NEW.until("listed").steps,
            Do(8, later(NEW["listed"].on, 0), "branch", no="refused", codes=frozenset({"V29"})),
            Do(
                8,
                NEW["listed"].on,
                "branch",
                set={"公示开始日期": later(NEW["G2.approve"].on, -1), "公示结束日期": later(NEW["G2.approve"].on, 14)},
                no="refused",
                codes=frozenset({"V30"}),
            ),
            Do(
                8,
                later(NEW["G2.approve"].on, 15),
                "branch",
                set={"公示开始日期": later(NEW["G2.approve"].on, 1), "公示结束日期": later(NEW["G2.approve"].on, 15)},
                no="refused",
                codes=frozenset({"V31"}),
            ),
            replace(NEW["listed"], at="12"),
        ),
    ),
    Scenario(
        name="an objection must be settled before the listing",
        steps=(
            *NEW.until("listed").steps,
            replace(
                NEW["listed"],
                set={**NEW["listed"].set, "公示反映": "有人反映邻里纠纷"},
                no="refused",
                codes=frozenset({"V29"}),
            ),
            replace(
                NEW["listed"],
                set={
                    **NEW["listed"].set,
                    "公示反映": "有人反映邻里纠纷",
                    "公示反映办结日期": later(NEW["listed"].on, -1),
                },
                at="12",
            ),
        ),
    ),
)

SCENARIOS = (*REGULAR, *EARLY, *LATE, *VOTED, *REVIEWED)
