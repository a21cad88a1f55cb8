"""Invented sheets: an ordinary filling of every form, and the means to vary it."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from dangyuan_flow.paper.sheet import MaterialLine, PersonLine, Sheet, StepLine, VettingLine

FORMS = Path(__file__).parents[2] / "templates" / "forms"

STAGES = {
    1: "一、申请入党",
    3: "二、入党积极分子的确定和培养教育",
    7: "三、发展对象的确定和考察",
    12: "四、预备党员的接收",
    19: "五、预备党员的教育考察和转正",
}
STEPS = (
    "递交入党申请书", "党组织派人谈话", "推荐和确定入党积极分子", "上级党委备案", "指定培养联系人", "培养教育考察",
    "确定发展对象", "报上级党委同意", "确定入党介绍人", "进行政治审查", "开展集中培训", "支部委员会审查",
    "上级党委预审", "填写入党志愿书", "支部大会讨论", "上级党委派人谈话", "上级党委审批", "再上一级党委组织部门备案",
    "编入党支部和党小组", "入党宣誓", "继续教育考察", "提出转正申请", "支部大会讨论", "上级党委审批", "材料归档",
)  # fmt: skip

TALK = (
    "申请人介绍了本人的学习和工作经历。2018年毕业后到企业从事质量管理工作，现任工程师，多次参加技术攻关。\n"
    "谈到对党的认识，申请人说，身边的党员在项目最紧张的时候总是先上，自己由此产生了加入组织的愿望。\n"
    "谈话人介绍了党的基本知识、党员标准和条件，说明了入党手续，希望其端正动机，经受考察。"
)

FACTS: dict[str, object] = {
    "name": "钱晓雯",
    "sex": "女",
    "nation": "彝族",
    "born_on": date(1996, 3, 8),
    "id_number": "999999199603080021",
    "education": "大学本科",
    "employer_and_post": "云岭精密仪器有限公司质量管理部工程师",
    "native_place": "云南姚安",
    "applied_on": date(2024, 3, 20),
    "talked_on": date(2024, 4, 8),
    "talked_by": "孙立民",
    "talker_post": "党支部书记",
    "talked_at": "公司党员活动室",
    "talk_content": TALK,
    "recommended_by": "党员推荐",
    "activist_on": date(2024, 9, 10),
    "activist_meeting": "支委会",
    "activist_filed_on": date(2024, 9, 20),
    "contacts": ("周启明", "吴静"),
    "candidate_consented_on": date(2026, 5, 20),
    "notice_from": date(2026, 5, 21),
    "notice_to": date(2026, 5, 27),
    "notice_working_days": 5,
    "notice_phone": "0999-0000000",
    "candidate_listed_on": date(2026, 5, 28),
    "sponsors": ("周启明", "吴静"),
    "letter_to": "中共虚构市河东街道云溪社区支部委员会",
    "letter_contact": "郑和平",
    "phone": "0999-0000000",
    "letter_due_on": date(2026, 7, 1),
    "vetting_batch": "2026年第二批",
    "admission_met_on": date(2026, 7, 15),
    "admission_met_at": "公司三楼会议室",
    "admission_chaired_by": "孙立民",
    "admission_recorded_by": "郑和平",
    "admission_members": 14,
    "admission_full_members": 12,
    "admission_attended": 13,
    "admission_entitled": 12,
    "admission_present": 11,
    "admission_ballots_issued": 11,
    "admission_collected": 11,
    "admission_for": 10,
    "admission_against": 0,
    "admission_abstained": 1,
    "admission_invalid": 0,
    "admission_written_for": 1,
    "admission_written_against": 0,
    "admission_method": "无记名",
    "admission_on_leave": "冯志强（出差，会前已书面提出意见）",
    "admission_observers": "入党积极分子 2 人",
    "admission_speeches": "周启明：该同志工作踏实，能主动承担急难任务。\n吴静：学习认真，建议加强理论学习。",
    "admission_overseen_by": "王海燕",
    "admission_counted_by": "陈建国",
    "admission_failed": False,
    "admission_talked_on": date(2026, 7, 25),
    "admission_talked_by": "何为民",
    "admission_talker_post": "党工委组织员",
    "admission_approved_on": date(2026, 8, 12),
    "document_number": "虚高党工复〔2026〕18号",
    "probation_from": date(2026, 7, 15),
    "probation_ends_on": date(2027, 7, 14),
    "conversion_notice_from": date(2027, 7, 1),
    "conversion_notice_to": date(2027, 7, 7),
    "conversion_met_on": date(2027, 7, 20),
    "conversion_entitled": 13,
    "conversion_present": 12,
    "conversion_ballots_issued": 12,
    "conversion_collected": 12,
    "conversion_for": 12,
    "conversion_against": 0,
    "conversion_abstained": 0,
    "conversion_result": "按期转正",
    "conversion_approved_on": date(2027, 8, 10),
    "member_since": date(2027, 7, 15),
    "archived_on": date(2027, 8, 20),
}

# What a form cannot do without, and nothing more.
BARE = {
    name: FACTS[name]
    for name in (
        "name", "sex", "nation", "born_on", "id_number", "education", "employer_and_post", "applied_on",
        "talked_on", "talked_by", "activist_on", "activist_meeting", "notice_from", "notice_to", "letter_to",
        "admission_met_on", "admission_entitled",
        "admission_present", "admission_ballots_issued", "admission_collected", "admission_for", "admission_against",
        "admission_abstained", "admission_approved_on", "probation_from", "probation_ends_on",
    )
}  # fmt: skip

MATERIALS = tuple(
    MaterialLine(number=number, kind=kind, copies=1, pages=pages, on=on)
    for number, (kind, pages, on) in enumerate(
        (
            ("中国共产党入党志愿书", 14, date(2026, 7, 10)),
            ("入党申请书", 6, date(2024, 3, 20)),
            ("入党积极分子培养考察登记表", 12, date(2024, 9, 10)),
            ("政治审查材料", 9, date(2026, 6, 20)),
            ("预备党员教育考察登记表", 10, date(2026, 8, 15)),
            ("转正申请书", 4, date(2027, 7, 1)),
            ("谈话记录", 2, date(2024, 4, 8)),
            ("支部大会会议记录、票决汇总表", 5, date(2026, 7, 15)),
            ("党工委批复", 1, date(2026, 8, 12)),
        ),
        start=1,
    )
)

VETTINGS = (
    VettingLine(
        body="纪检监察",
        asked_on=date(2026, 6, 1),
        letter="虚高组函〔2026〕7号",
        due_on=date(2026, 6, 15),
        answered_on=date(2026, 6, 9),
        outcome="无异常",
    ),
    VettingLine(body="公安", asked_on=date(2026, 6, 1), letter="虚高组函〔2026〕8号", due_on=date(2026, 6, 15)),
    VettingLine(body="检察院", asked_on=date(2026, 6, 1), letter="虚高组函〔2026〕9号", due_on=date(2026, 6, 15)),
    VettingLine(body="法院", asked_on=date(2026, 6, 1), letter="虚高组函〔2026〕10号", due_on=date(2026, 6, 15)),
)


def steps() -> tuple[StepLine, ...]:
    stage, lines = "", []
    for number, name in enumerate(STEPS, start=1):
        stage = STAGES.get(number, stage)
        done = number <= 17
        lines.append(
            StepLine(
                number=number,
                name=name,
                stage=stage,
                on=date(2024, 3, 20) if done else None,
                by="孙立民" if done else None,
                conclusion="已办结，材料齐全" if done else None,
            )
        )
    return tuple(lines)


def sheet(facts: dict[str, object] | None = None, **changes: Any) -> Sheet:  # noqa: ANN401  fields of Sheet, as replace() takes them
    """An ordinary sheet; ``facts`` overlay the ordinary facts, ``changes`` the sheet's other fields."""
    ordinary = Sheet(
        facts=FACTS | (facts or {}),
        dossier_id="D-2024-0031",
        dossier_seq=57,
        digest="3f9c02ab71d4",
        printed_on=date(2026, 8, 13),
        edition="细则-2026",
        branch="中共云岭精密仪器有限公司支部委员会",
        general_branch="中共虚构高新区企业第二总支部委员会",
        committee="中共虚构高新技术产业开发区工作委员会",
        steps=steps(),
        materials=MATERIALS,
        vettings=VETTINGS,
    )
    return replace(ordinary, **changes)


def roster(count: int) -> tuple[PersonLine, ...]:
    """``count`` invented people with all their columns."""
    names = ("钱晓雯", "赵亦凡", "欧阳若岚", "李䶮", "马㛃", "王𬭚", "杨志远", "罗秋实")
    return tuple(
        PersonLine(
            name=names[number % len(names)],
            sex="女" if number % 2 else "男",
            nation="汉族",
            born_on=date(1994 + number % 6, 5, 9),
            id_number=f"99999919940509{number:03d}X",
            education="大学本科",
            employer_and_post="云岭精密仪器有限公司技术员",
            applied_on=date(2024, 1, 5),
            recommended_by="群团推优",
            activist_on=date(2024, 9, 10),
            contacts=("周启明",),
            remarks="中共云岭精密仪器有限公司支部委员会",
        )
        for number in range(count)
    )
