"""The six kinds of definition file: their keys, as one declaration for the reader and for editors."""

from __future__ import annotations

from dataclasses import replace

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
from dangyuan_flow.definitions.vocabulary import EXAMPLE, EXAMPLE_ROW, FactName
from dangyuan_flow.domain.across import SELECTS, About
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

_TABLE = Shared(
    "table",
    Record(
        {
            "dossiers": Key(Listed(EXAMPLE_ROW), "档案，每份写登记的事实"),
            "plan": Key(
                Listed(
                    Record(
                        {
                            "year": Key(Whole(1990, 2100)),
                            "body": Key(Text()),
                            "quota": Key(Whole(), optional=True),
                            "structure": Key(Text(), optional=True),
                        }
                    )
                ),
                "年度计划",
                optional=True,
            ),
            "elections": Key(
                Listed(Record({"branch": Key(Text()), "day": Key(Day())})), "换届：党支部和日期", optional=True
            ),
            "entries": Key(
                Listed(Record({"dossier": Key(Text()), "by": Key(Text()), "at": Key(Text())})),
                "录入记录：第几份档案（从 1 数起）、用户、时刻",
                optional=True,
            ),
            "findings": Key(
                Listed(
                    Record(
                        {
                            "subject": Key(Text()),
                            "about": Key(Text("对象", tuple(about.value for about in About)), optional=True),
                            "code": Key(Text()),
                            "due_on": Key(Day(), optional=True),
                            "body": Key(Text(), optional=True),
                            "settled": Key(Flag(), optional=True),
                        }
                    )
                ),
                "登记的排查问题：第几份档案（从 1 数起；about: body 时写党组织）、代码、整改期限、责任单位、是否已处理",
                optional=True,
            ),
            "texts": Key(
                Listed(Record({"dossier": Key(Text()), "kind": Key(Text()), "text": Key(Text())})),
                "材料文字：第几份档案（从 1 数起）、材料、文字",
                optional=True,
            ),
            "numbers": Key(Table(Text(), Whole()), "地方规定可能给出的数（全国停用的规定才写）", optional=True),
            "as_of": Key(Day(), "截至日期（不写为 2026-11-01）", optional=True),
        }
    ),
)
ACROSS = Shared(
    "across",
    Record(
        {
            "id": Key(_SLUG, "标识，全部规定中唯一"),
            "code": Key(Text("问题代码（V 或 P 加两三位数字）", pattern=r"[VP]\d{2,3}"), "报告时用的代码"),
            "title": Key(Text(), "问题的名称"),
            "cites": Key(Table(_EDITION, OrNothing(Whole(1, 999)), least=1), "版本: 条号；不写条号即引用整部"),
            "across": Key(Text("查询", tuple(SELECTS)), "用哪个跨档案的查询"),
            "numbers": Key(Table(Text(), EitherKind(Whole(), Text())), "查询所取的数：整数或参数名", optional=True),
            "off_at": Key(Table(Text(), Whole()), "参数取什么值时停用（等地方规定启用）", optional=True),
            "severity": Key(Text("严重程度", tuple(Severity)), "S1 最重"),
            "class": Key(Text("类别", tuple(Class)), "person 不符合党员条件，procedure 只是程序"),
            "certainty": Key(Text("把握", tuple(Certainty)), "fact（默认）或 lead（线索）", optional=True),
            "silences": Key(Listed(Text(), or_one=True), "因它而起、不再另报的代码或标识", optional=True),
            "says": Key(Text(), "给人看的说明；{数值名} 处填入数值"),
            "remedy": Key(Text(), "怎么办"),
            "examples": Key(
                Record(
                    {
                        "keeps": Key(Listed(_TABLE, or_one=True, least=1), "遵守的例子"),
                        "breaks": Key(Listed(_TABLE, or_one=True, least=1), "违反的例子"),
                    }
                )
            ),
        }
    ),
)
RULES = Record(
    {
        "rules": Key(Listed(RULE), "看一份档案的规定", optional=True),
        "across": Key(Listed(ACROSS), "跨档案的规定", optional=True),
    }
)

PACK = Record(
    {
        "id": Key(_SLUG, "标识，与文件名相同"),
        "title": Key(Text(), "名称"),
        "since": Key(Day(), "从哪一日起适用"),
        "until": Key(Day(), "适用的最后一日（现行的不写）", optional=True),
        "over": Key(Listed(_SLUG, or_one=True), "在哪些地方规定（标识）之上再加严；加用它时一并加用", optional=True),
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
            "把全国规定（或 over 所列地方规定的）提高到",
            optional=True,
        ),
        "rules": Key(Listed(RULE), "新增的规定", optional=True),
        "across": Key(Listed(ACROSS), "新增的跨档案规定", optional=True),
    }
)

TRIAL = Record({name: replace(key, optional=True) for name, key in PACK.keys.items()})
"""What somebody tries out: a pack, or nothing but rules."""

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

_V_CODE = Text("问题代码（V 加两三位数字）", pattern=r"V\d{2,3}")
MANUAL = Record(
    {
        "manual": Key(
            Listed(
                Record(
                    {
                        "code": Key(_V_CODE),
                        "title": Key(Text(), "问题的名称"),
                        "severity": Key(Text("严重程度", tuple(Severity)), "S1 最重"),
                        "class": Key(Text("类别", tuple(Class)), "person 不符合党员条件，procedure 只是程序"),
                        "cites": Key(Table(_EDITION, OrNothing(Whole(1, 999)), least=1), "版本: 条号"),
                        "because": Key(Text(), "为什么没有数据能够显示"),
                        "look": Key(Listed(Text(), least=1), "看什么"),
                        "where": Key(Listed(Text(), least=1), "在哪些材料里看"),
                    }
                )
            ),
            "只有人能看出来的",
        ),
        "retired": Key(
            Listed(Record({"code": Key(_V_CODE), "title": Key(Text()), "because": Key(Text(), "为什么不再使用")})),
            "不再使用的代码",
        ),
    }
)

DOCUMENTS: dict[str, Shape] = {
    "regulations": REGULATIONS,
    "workflow": WORKFLOW,
    "parameters": PARAMETERS,
    "rules": RULES,
    "pack": PACK,
    "manual": MANUAL,
}
"""The kinds of file by the name of their schema (``<name>.schema.json``)."""
