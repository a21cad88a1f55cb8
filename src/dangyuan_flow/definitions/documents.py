"""The five kinds of definition file: their keys, as one declaration for the reader and for editors."""

from __future__ import annotations

from dangyuan_flow.definitions.shapes import (
    Day,
    EitherKind,
    Flag,
    Key,
    Listed,
    OrNothing,
    Record,
    Shape,
    Shared,
    Table,
    Text,
    Whole,
)
from dangyuan_flow.definitions.vocabulary import EXAMPLE, FactName
from dangyuan_flow.domain.facts import Kind
from dangyuan_flow.domain.rules import Certainty, Class, Effect, Severity
from dangyuan_flow.domain.workflow import ARCHIVED, FINAL, Standing

_SLUG = Text("标识（小写字母、数字和连字符）", pattern=r"[a-z0-9]+(-[a-z0-9]+)*")
_EDITION = Text("版本")
_CONDITION = Text("判断（规则语言）")
_STEP = Whole(1, 99)
_A_DATE = FactName((Kind.DATE,))
_RECORDED = FactName(recorded=True)
_RECORDED_DATE = FactName((Kind.DATE,), recorded=True)

_EDITIONS = Table(
    _EDITION,
    Record(
        {
            "title": Key(Text(), "全称"),
            "since": Key(Day(), "施行第一日"),
            "until": Key(Day(), "施行最后一日（现行的不写）", optional=True),
            "judges": Key(Flag(), "办理行为是否以它为准（默认是；只作引用的写 false）", optional=True),
            "known_from": Key(Day(), "公布日期（晚于施行日期时写）", optional=True),
            "articles": Key(Table(Whole(1, 999), Text()), "条号和内容提要；只有登记的条可以引用"),
        }
    ),
)
REGULATIONS = Record({"editions": Key(_EDITIONS, "可以引用的规定，按版本")})

_PARAMETER = Record(
    {
        "value": Key(EitherKind(Whole(), FactName()), "全国的数值，或所取的事实"),
        "direction": Key(Text("方向", ("up", "down")), "往哪个方向是更严", optional=True),
        "choices": Key(Listed(FactName(), least=2), "可取的事实，由宽到严", optional=True),
        "says": Key(Text(), "是什么"),
    }
)
PARAMETERS = Record({"parameters": Key(Table(Text("参数名", pattern=r"[a-z][a-z0-9_]*"), _PARAMETER))})

RULE = Shared(
    "rule",
    Record(
        {
            "id": Key(_SLUG, "标识，全部规定中唯一"),
            "code": Key(Text("问题代码（V 或 P 加两三位数字）", pattern=r"[VP]\d{2,3}"), "报告时用的代码"),
            "title": Key(Text(), "问题的名称"),
            "cites": Key(Table(_EDITION, OrNothing(Whole(1, 999)), least=1), "版本: 条号；不写条号即引用整部"),
            "guards": Key(Listed(_STEP, or_one=True), "守哪些步骤；[] 为只在排查时用"),
            "act": Key(_A_DATE, "以哪个日期选定版本"),
            "clock": Key(_A_DATE, "期限从哪个日期起算", optional=True),
            "when": Key(_CONDITION, "何时适用", optional=True),
            "requires": Key(_CONDITION, "要求什么"),
            "note_when": Key(_CONDITION, "不合要求但只作提示的情形", optional=True),
            "effect": Key(Text("效力", tuple(Effect)), "block 阻止，reason 说明理由后可办，warn 提醒"),
            "reason_fact": Key(FactName((Kind.TEXT,), recorded=True), "理由记在哪里", optional=True),
            "severity": Key(Text("严重程度", tuple(Severity)), "S1 最重"),
            "class": Key(Text("类别", tuple(Class)), "person 不符合党员条件，procedure 只是程序"),
            "certainty": Key(Text("把握", tuple(Certainty)), "fact（默认）或 lead（线索）", optional=True),
            "silences": Key(Listed(Text(), or_one=True), "因它而起、不再另报的代码或标识", optional=True),
            "about": Key(Text("环节", ("admission", "conversion")), "属于接收还是转正", optional=True),
            "says": Key(Text(), "给人看的说明；{事实名} 处填入数值"),
            "remedy": Key(Text(), "怎么办"),
            "examples": Key(
                Record(
                    {
                        "keeps": Key(Listed(EXAMPLE, or_one=True, least=1), "遵守的例子"),
                        "breaks": Key(Listed(EXAMPLE, or_one=True, least=1), "违反的例子"),
                    }
                )
            ),
        }
    ),
)
RULES = Record({"rules": Key(Listed(RULE))})

PACK = Record(
    {
        "id": Key(_SLUG, "标识，与文件名相同"),
        "title": Key(Text(), "名称"),
        "since": Key(Day(), "从哪一日起适用"),
        "editions": Key(_EDITIONS, "地方规定自己的文本", optional=True),
        "parameters": Key(Table(Text("参数名"), EitherKind(Whole(), FactName())), "只能往更严的方向", optional=True),
        "raises": Key(
            Table(
                Text("规定标识"),
                Record(
                    {
                        "severity": Key(Text("严重程度", tuple(Severity)), optional=True),
                        "effect": Key(Text("效力", tuple(Effect)), optional=True),
                    }
                ),
            ),
            "把全国规定提高到",
            optional=True,
        ),
        "rules": Key(Listed(RULE), "新增的规定", optional=True),
    }
)

_GATE = Record(
    {
        "id": Key(Text("关口（G 加数字）", pattern=r"G\d")),
        "sets": Key(Table(Text("决定", ("submit", "deliberate", "approve")), _RECORDED_DATE), "各级决定的日期记在哪里"),
        "demands": Key(
            Table(Text("决定", ("submit", "deliberate", "approve")), Listed(_STEP)), "须先办好的步骤", optional=True
        ),
        "refused_to": Key(_STEP, "不予通过时回到哪一步（不写即不能不予通过）", optional=True),
        "votes": Key(Flag(), "党委是否对本人逐个表决", optional=True),
        "outcomes": Key(
            Table(Text(), EitherKind(_STEP, Text("去处", tuple(sorted(FINAL))))), "转正结果: 去处", optional=True
        ),
    }
)
_MATERIAL = Record(
    {
        "name": Key(Text()),
        "from": Key(Text(), "由谁提供"),
        "required": Key(Flag(), "默认是", optional=True),
        "decisive": Key(Flag(), "缺了就不能办（默认否）", optional=True),
    }
)
_DEADLINE = Record(
    {
        "fact": Key(_A_DATE),
        "warn_days": Key(Whole(0, 366)),
        "says": Key(Text()),
        "milestone": Key(Flag(), "到了这一天才可以办，不是期限（默认否）", optional=True),
    }
)
_STEP_ENTRY = Record(
    {
        "id": Key(_STEP),
        "name": Key(Text()),
        "names": Key(Table(_EDITION, Text()), "某个版本下的名称", optional=True),
        "stage": Key(_STEP),
        "standing": Key(Text("身份", tuple(Standing)), "等待办这一步时的身份（主线步骤）", optional=True),
        "who": Key(Text("办理者", ("person", "branch", "general_branch", "committee", "organization_department"))),
        "line": Key(Text("线", ("main", "beside")), "main 主线，beside 主线之外"),
        "span": Key(Listed(_STEP), "主线之外的步骤：可在主线哪两步之间办（含两端）", optional=True),
        "dated_by": Key(FactName((Kind.DATE, Kind.DATES), recorded=True), "办理日期记在哪里"),
        "also_dated_by": Key(Listed(_RECORDED_DATE, or_one=True), "导入时也可据以认定已办的日期", optional=True),
        "required": Key(Listed(_RECORDED), "必须写明的事实"),
        "evidence": Key(Listed(_RECORDED), "还可以写明的事实", optional=True),
        "done": Key(_CONDITION, "怎样算办好"),
        "then": Key(EitherKind(_STEP, Text("去处", (ARCHIVED,))), "主线的下一步，最后一步写 archived", optional=True),
        "periodic": Key(Flag(), optional=True),
        "listing": Key(Flag(), "同意之后另有公示和列为", optional=True),
        "gate": Key(_GATE, optional=True),
        "materials": Key(Listed(_MATERIAL), optional=True),
        "deadlines": Key(Listed(_DEADLINE), optional=True),
        "forms": Key(Listed(_SLUG), optional=True),
        "articles": Key(Table(_EDITION, Listed(Whole(1, 999), or_one=True)), "依据", optional=True),
    }
)
WORKFLOW = Record(
    {
        "id": Key(_SLUG),
        "name": Key(Text()),
        "end_reasons": Key(Table(Text(), Text("去处", tuple(sorted(FINAL - {ARCHIVED})))), "终止原因中的字样: 去处"),
        "stages": Key(Listed(Record({"id": Key(_STEP), "name": Key(Text())}))),
        "steps": Key(Listed(_STEP_ENTRY)),
    }
)

DOCUMENTS: dict[str, Shape] = {
    "regulations": REGULATIONS,
    "workflow": WORKFLOW,
    "parameters": PARAMETERS,
    "rules": RULES,
    "pack": PACK,
}
"""The kinds of file by the name of their schema (``<name>.schema.json``)."""
