"""Scenarios of the gates: whose turn it is, who may not decide, what a return undoes, where a refusal leads."""

from dataclasses import replace

from tests.journeys.regular import VOTES, later, regular
from tests.journeys.scenario import Do, Scenario

OLD = regular("2014")
AT_G1 = OLD.until("G1.submit").steps
AT_G4 = OLD.until("G4.submit").steps


def turned_away(act: Do, error: str, *says: str, by: str | None = None) -> Do:
    """``act`` by somebody else, who is told no."""
    return replace(act, by=by or act.by, no=error, says=says)


TURNS = (
    Scenario(
        name="a general branch deliberates and never approves",
        steps=(
            *AT_G1,
            OLD["G1.submit"],
            turned_away(OLD["G1.approve"], "not_your_turn", "只能审议，不能审批", by="general"),
            Do("deliberate", OLD["G1.deliberate"].on, "general", no="bad_input", says=("意见",)),
            OLD["G1.deliberate"],
            turned_away(OLD["G1.approve"], "not_your_turn", by="general"),
            replace(OLD["G1.approve"], at="7"),
        ),
    ),
    Scenario(
        name="each level in its turn",
        steps=(
            *AT_G1,
            turned_away(OLD["G1.approve"], "no_such_move"),
            turned_away(OLD["G1.deliberate"], "no_such_move"),
            turned_away(OLD["G1.submit"], "not_your_turn", by="general"),
            Do(4, OLD["G1.submit"].on, "branch", no="no_such_move", says=("三级联审",)),
            replace(OLD["G1.submit"], at="4:review"),
            turned_away(OLD["G1.submit"], "no_such_move", "已经报送"),
            turned_away(OLD["G1.approve"], "not_your_turn", "只能审议"),
            turned_away(OLD["G1.deliberate"], "not_your_turn", by="committee"),
            turned_away(OLD["G1.deliberate"], "not_your_turn", by="branch"),
            Do(4, OLD["G1.submit"].on, "branch", no="no_such_move", says=("联审",)),
            replace(OLD["G1.deliberate"], at="4:review"),
            turned_away(OLD["G1.deliberate"], "not_your_turn"),
            replace(OLD["G1.approve"], at="7"),
        ),
    ),
    Scenario(
        name="decisions belong to offices held on the day",
        steps=(
            *AT_G1,
            turned_away(OLD["G1.submit"], "not_allowed", "联络员", by="liaison"),
            turned_away(OLD["G1.submit"], "not_allowed", "委员", by="member"),
            turned_away(OLD["G1.submit"], "not_your_turn", "未担任职务", by="nobody"),
            turned_away(OLD["G1.submit"], "not_your_turn", "未担任职务", by="former"),
            turned_away(OLD["G1.submit"], "not_your_turn", "未担任职务", by="coming"),
            turned_away(OLD["G1.submit"], "not_your_turn", by="direct"),
            turned_away(OLD["G1.submit"], "not_found", "stranger", by="stranger"),
            replace(OLD["G1.submit"], decided_by="former", no="not_your_turn", says=("蒋前任",)),
            OLD["G1.submit"],
        ),
    ),
    Scenario(
        name="a colleague of the same body may type for who decided",
        steps=(
            *AT_G1,
            OLD["G1.submit"],
            replace(OLD["G1.deliberate"], by="branch", decided_by="general", no="not_allowed", says=("代为录入",)),
            replace(OLD["G1.deliberate"], by="both", decided_by="general"),
            OLD["G1.approve"],
        ),
    ),
    Scenario(
        name="what a former secretary decided is typed by the present one",
        steps=(
            *regular("2014").until("applied").steps,
            replace(OLD["applied"], on="2018-11-01"),
            replace(OLD["talk"], on="2018-11-20"),
            replace(OLD["activist"], on="2018-12-20"),
            Do("submit", "2018-12-21", "former", opinion="同意", no="not_allowed", says=("现任",)),
            Do("submit", "2018-12-21", "branch", opinion="同意", decided_by="former", at="4:review"),
        ),
        today="2019-01-10",
    ),
    Scenario(
        name="nobody decides on their own case",
        steps=(
            *AT_G1,
            turned_away(OLD["G1.submit"], "not_allowed", "本人不得", by="himself"),
            replace(OLD["G1.submit"], decided_by="himself", no="not_allowed", says=("本人不得",)),
            OLD["G1.submit"],
        ),
    ),
    Scenario(
        name="nobody decides on whom they sponsor",
        steps=(
            *OLD.until("G3.submit").steps,
            turned_away(OLD["G3.submit"], "not_allowed", "入党介绍人", by="sponsor"),
            OLD["G3.submit"],
        ),
    ),
    Scenario(
        name="one person decides at one level only",
        steps=(
            *AT_G1,
            replace(OLD["G1.submit"], by="both"),
            turned_away(OLD["G1.deliberate"], "not_allowed", "同一人在一个环节只能办理一级", by="both"),
            OLD["G1.deliberate"],
            OLD["G1.approve"],
            *OLD.between("contacts", "G2.submit").steps,
            OLD["G2.submit"],
            replace(OLD["G2.deliberate"], by="both"),
        ),
    ),
    Scenario(
        name="the committee votes on this one person",
        steps=(
            *OLD.until("G4.approve").steps,
            replace(OLD["G4.approve"], votes=None, no="bad_input", says=("--vote",)),
            replace(OLD["G4.approve"], votes=(7, 8, 8, 0, 0), no="bad_input", says=("不平",)),
            replace(OLD["G4.approve"], votes=(7, 6, 5, 0, 0), no="bad_input", says=("不平",)),
            replace(OLD["G4.approve"], votes=(8, 4, 4, 0, 0), no="refused", says=("表决未通过",)),
            replace(OLD["G4.approve"], votes=(8, 8, 4, 4, 0), no="refused", says=("表决未通过",)),
            replace(OLD["G4.approve"], at="22"),
        ),
    ),
    Scenario(
        name="approved only after the talk from above",
        steps=(
            *OLD.until("talk above").steps,
            replace(OLD["G4.approve"], no="refused", says=("第 16 步",)),
            replace(OLD["talk above"], by="branch"),
            OLD["G4.approve"],
        ),
    ),
    Scenario(
        name="gates ask for what belongs before them",
        steps=(
            *OLD.until("G2.submit").without("contacts", "examined 1", "examined 2").steps,
            replace(OLD["G2.submit"], no="refused", says=("第 5 步", "第 6 步")),
            OLD["contacts"],
            replace(OLD["G2.submit"], no="refused", says=("第 6 步",)),
            OLD["examined 1"],
            OLD["examined 2"],
            OLD["G2.submit"],
        ),
    ),
)

SENT_BACK = (
    Scenario(
        name="a named paper is asked for again and must come back",
        steps=(
            *OLD.until("G3.approve").steps,
            Do("supplement", "2020-04-28", "committee", reason="政审报告缺盖章", no="bad_input", says=("--paper",)),
            Do("supplement", "2020-04-28", "committee", papers=("政治审查报告",), no="bad_input", says=("理由",)),
            Do(
                "supplement",
                "2020-04-28",
                "committee",
                papers=("政治审查报告",),
                reason="政审报告缺盖章",
                at="13",
            ),
            replace(OLD["G3.submit"], on="2020-04-29", no="refused", says=("补正材料《政治审查报告》",)),
            Do("supply", "2020-04-28", "branch", papers=("政治审查报告",), at="13"),
            replace(OLD["G3.submit"], on="2020-04-29", at="13:review"),
            turned_away(OLD["G3.approve"], "not_your_turn", "只能审议"),
            replace(OLD["G3.deliberate"], on="2020-04-29"),
            replace(OLD["G3.approve"], at="14"),
        ),
    ),
    Scenario(
        name="papers of a gate and of a step long done come back as well",
        steps=(
            *OLD.until("G1.approve").steps,
            Do("supplement", "2019-03-12", "committee", papers=("备案报告",), reason="缺页", no="bad_input"),
            Do("supplement", "2019-03-12", "committee", papers=("政治审查报告",), reason="缺页", no="bad_input"),
            Do(
                "supplement",
                "2019-03-12",
                "committee",
                papers=("入党积极分子备案报告", "入党申请人谈话记录", "入党申请书"),
                reason="缺页",
                at="4",
            ),
            replace(OLD["G1.submit"], on="2019-03-12", no="refused", says=("备案报告", "谈话记录", "入党申请书")),
            Do("supply", "2019-03-12", "branch", papers=("入党积极分子备案报告",), at="4"),
            Do("supply", "2019-03-12", "branch", papers=("入党申请人谈话记录",), at="4"),
            replace(OLD["G1.submit"], on="2019-03-12", no="refused", says=("入党申请书",)),
            Do("supply", "2019-03-12", "elsewhere", papers=("入党申请书",), no="not_allowed"),
            Do("supply", "2019-03-12", "branch", papers=("入党申请书",), at="4"),
            Do("supply", "2019-03-12", "branch", papers=("征求意见记录",), no="bad_input", says=("征求意见记录",)),
            replace(OLD["G1.submit"], on="2019-03-12", at="4:review"),
            Do("supply", "2019-03-12", "committee", papers=("备案批复或通知",), at="4:review"),
            replace(OLD["G1.deliberate"], on="2019-03-12"),
            replace(OLD["G1.approve"], at="7"),
        ),
    ),
    Scenario(
        name="returned to a step all that followed is void and done again",
        steps=(
            *OLD.until("G3.approve").steps,
            Do("return", "2020-04-28", "committee", to="7", no="bad_input", says=("理由",)),
            Do("return", "2020-04-28", "committee", reason="征求意见不充分", no="bad_input", says=("--to",)),
            Do("return", "2020-04-28", "committee", to="14", reason="征求意见不充分", no="bad_input"),
            Do("return", "2020-04-28", "committee", to="9", reason="征求意见不充分", no="bad_input"),
            Do("return", "2020-04-28", "committee", to="7", reason="征求意见不充分", at="7"),
            turned_away(OLD["G2.submit"], "no_such_move"),
            Do(7, "2020-05-06", "branch", set={"征求意见日期": "2020-05-05"}, at="8"),
            Do("submit", "2020-05-07", "branch", opinion="同意", at="8:review"),
            turned_away(Do("approve", "2020-05-08", "committee"), "not_your_turn", "只能审议"),
            Do("deliberate", "2020-05-08", "general", opinion="同意"),
            Do("approve", "2020-05-09", "committee", at="8:listing"),
            Do(8, "2020-05-09", "branch", at="12"),
            Do(12, "2020-05-20", "branch", at="13"),
            Do(
                "submit", "2020-05-21", "branch", opinion="同意", no="refused", says=("第 9 步", "第 10 步", "第 11 步")
            ),
        ),
    ),
    Scenario(
        name="the general branch may return as well",
        steps=(
            *AT_G1,
            OLD["G1.submit"],
            Do("return", "2019-03-10", "general", to="3", reason="推荐材料不全", at="3"),
            replace(OLD["activist"], on="2019-03-12", at="4"),
            replace(OLD["G1.submit"], on="2019-03-13", at="4:review"),
        ),
    ),
    Scenario(
        name="a return from the second meeting",
        steps=(
            *OLD.until("G5.approve").steps,
            Do("refuse", "2021-05-25", "committee", reason="表现不好", no="no_such_move", says=("转正环节没有",)),
            Do("return", "2021-05-25", "committee", to="23", reason="会议记录缺失", at="23"),
            replace(OLD["second meeting"], on="2021-05-28", papers=(), no="refused", says=("表决票",)),
            replace(OLD["second meeting"], on="2021-05-28", no="refused", codes=frozenset({"V45"})),
            Do("ballot", "2021-05-28", "branch", votes=VOTES),
            replace(OLD["second meeting"], on="2021-05-28", at="24"),
            *(
                replace(OLD[f"G5.{move}"], on=later(OLD[f"G5.{move}"].on, 10))
                for move in ("submit", "deliberate", "approve")
            ),
            replace(OLD["archived"], at="archived"),
        ),
    ),
)


def refused_at(gate: str, on: str, back: str, *again: Do) -> Scenario:
    """Refused at a gate, back to the standing before, and another attempt."""
    return Scenario(
        name=f"refused at {gate} and tried again",
        steps=(
            *OLD.until(f"{gate}.approve").without("talk above").steps,
            Do("refuse", on, "committee", no="bad_input", says=("理由",)),
            Do("refuse", on, "committee", reason="条件尚不成熟", at=back),
            *again,
        ),
    )


REFUSED = (
    refused_at(
        "G1",
        "2019-03-12",
        "3",
        replace(OLD["activist"], on="2019-06-10", at="4"),
        replace(OLD["G1.submit"], on="2019-06-11"),
        replace(OLD["G1.deliberate"], on="2019-06-12"),
        replace(OLD["G1.approve"], on="2019-06-13", at="7"),
    ),
    refused_at(
        "G2",
        "2020-03-16",
        "7",
        Do(7, "2020-06-01", "branch", set={"征求意见日期": "2020-06-01"}),
        Do("submit", "2020-06-02", "branch", opinion="同意"),
        Do("deliberate", "2020-06-03", "general", opinion="同意"),
        Do("approve", "2020-06-04", "committee"),
        Do(8, "2020-06-04", "branch", at="12"),
    ),
    refused_at(
        "G3",
        "2020-04-30",
        "12",
        Do(12, "2020-06-01", "branch", at="13"),
        Do("submit", "2020-06-02", "branch", opinion="同意"),
        Do("deliberate", "2020-06-03", "general", opinion="同意"),
        Do("approve", "2020-06-04", "committee", at="14"),
    ),
    refused_at(
        "G4",
        "2020-06-04",
        "12",
        Do(12, "2020-08-01", "branch", at="13"),
        Do("submit", "2020-08-02", "branch", opinion="同意"),
        Do("deliberate", "2020-08-03", "general", opinion="同意"),
        Do("approve", "2020-08-04", "committee", at="14"),
        replace(OLD["form"], on="2020-08-05", set={"志愿书编号": "53-0002", "介绍人意见日期": "2020-08-05"}),
        Do("ballot", "2020-08-10", "branch", votes=VOTES),
        Do(15, "2020-08-10", "branch", papers=("表决票",), at="17"),
    ),
)

SCENARIOS = (*TURNS, *SENT_BACK, *REFUSED)
