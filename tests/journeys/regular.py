"""A regular life, from application to archive, as a walk of named acts from which scenarios take what they need."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta

from dangyuan_flow.domain.deadlines import months_later, years_complete
from tests.journeys.scenario import Do
from tests.journeys.zone import BRANCH, NUMBER, PERSON

VOTES = (9, 8, 8, 0, 0)
COMMITTEE_VOTES = (7, 7, 7, 0, 0)
ARCHIVED = "入党志愿书、入党申请书、入党积极分子培养考察登记表、政审材料、预备党员教育考察登记表、转正申请书"
EDITION_2026 = date(2026, 5, 11)
BEGINS = {"2014": date(2019, 1, 7), "straddling": date(2025, 3, 3), "2026": date(2026, 5, 11)}
"""First days of lives that lie under one edition, or under both."""


@dataclass(frozen=True, slots=True)
class Walk:
    """Named acts in their order; every method gives a new walk."""

    acts: Mapping[str, Do]

    def until(self, name: str) -> "Walk":
        """The acts before ``name``."""
        names = list(self.acts)
        return Walk({n: self.acts[n] for n in names[: names.index(name)]})

    def since(self, name: str) -> "Walk":
        """``name`` and the acts after it."""
        names = list(self.acts)
        return Walk({n: self.acts[n] for n in names[names.index(name) :]})

    def between(self, first: str, end: str) -> "Walk":
        """From ``first`` to the act before ``end``."""
        return self.since(first).until(end)

    def without(self, *names: str) -> "Walk":
        """Everything but ``names``."""
        return Walk({n: act for n, act in self.acts.items() if n not in names})

    def but(self, name: str, **changes: object) -> "Walk":
        """With the act ``name`` changed."""
        return Walk({**self.acts, name: replace(self.acts[name], **changes)})  # type: ignore[arg-type]  # by name

    def __getitem__(self, name: str) -> Do:
        return self.acts[name]

    @property
    def steps(self) -> tuple[Do, ...]:
        """The acts as a scenario's steps."""
        return tuple(self.acts.values())


def regular(
    begin: date | str = "straddling",
    *,
    levels: int = 3,
    branch: str = BRANCH,
    by: str = "branch",
    name: str = PERSON,
    number: str = NUMBER,
    meeting: str = "支委会",
) -> Walk:
    """A regular life whose application is handed in on ``begin``; ``by``: the account of the branch's secretary."""
    start = BEGINS[begin] if isinstance(begin, str) else begin
    acts: dict[str, Do] = {}

    def add(key: str, what: int | str, on: date, **values: object) -> None:
        acts[key] = Do(what, on.isoformat(), str(values.pop("by", by)), **values)  # type: ignore[arg-type]  # by name

    def gate(key: str, submit: date, deliberate: date, approve: date, **values: object) -> None:
        add(f"{key}.submit", "submit", submit, opinion="同意")
        if levels == 3:
            add(f"{key}.deliberate", "deliberate", deliberate, by="general", opinion="同意")
        add(f"{key}.approve", "approve", approve, by="committee", opinion="同意", **values)

    def after(day: date, days: int) -> date:
        return day + timedelta(days=days)

    add("open", "open", start, set={"姓名": name, "身份证号": number, "所在党支部": branch, "民族": "汉族"})
    add("applied", 1, start, papers=("入党申请书",))
    add("talk", 2, after(start, 14), set={"谈话人": "钱支书"})
    activist = after(start, 60)
    add("activist", 3, activist, set={"推荐方式": "党员推荐", "积极分子会议形式": meeting})
    gate("G1", after(activist, 1), after(activist, 2), after(activist, 5))
    add("contacts", 5, after(activist, 7), set={"培养联系人": "党员甲、党员乙"})
    for order, months in enumerate((6, 12), start=1):
        add(f"examined {order}", 6, months_later(activist, months))
    discussed = after(years_complete(activist, 1), 3)
    add("discussed", 7, discussed, set={"征求意见日期": after(discussed, -1).isoformat()})
    gate("G2", after(discussed, 1), after(discussed, 2), after(discussed, 5))
    listed, notice = after(discussed, 5), {}
    if listed >= EDITION_2026:  # notice is due, and the listing follows it
        notice = {"公示开始日期": after(discussed, 6).isoformat(), "公示结束日期": after(discussed, 20).isoformat()}
        listed = after(discussed, 21)
    add("listed", 8, listed, set=notice)
    add("sponsors", 9, after(listed, 2), set={"入党介绍人": "党员甲、党员乙"})
    add("review", 10, after(listed, 20), papers=("政治审查报告",), set={"政审结论": "合格"})
    add("training", 11, after(listed, 30), set={"培训天数": "3"})
    add("examined", 12, after(listed, 40))
    gate("G3", after(listed, 41), after(listed, 42), after(listed, 45))
    signed = {"志愿书编号": "53-0001", "介绍人意见日期": after(listed, 49).isoformat()}
    add("form", 14, after(listed, 48), papers=("中国共产党入党志愿书",), set=signed)
    met = after(listed, 60)
    add("ballot", "ballot", met, votes=VOTES)
    add("meeting", 15, met, papers=("表决票",))
    add("G4.submit", "submit", after(met, 2), opinion="同意")
    if levels == 3:
        add("G4.deliberate", "deliberate", after(met, 5), by="general", opinion="同意")
    add("talk above", 16, after(met, 10), by="organiser", set={"上级谈话人": "冯组织"})
    add("G4.approve", "approve", after(met, 20), by="committee", opinion="同意", votes=COMMITTEE_VOTES)
    add("filed above", 18, after(met, 30), by="organiser")
    add("assigned", 19, after(met, 25))
    add("oath", 20, after(met, 40))
    add("probation 1", 21, months_later(met, 6))
    ends = years_complete(met, 1)
    add("probation 2", 21, after(ends, -12))
    add("asks", 22, after(ends, -8), papers=("转正申请书",))
    add("second ballot", "ballot", after(ends, 3), votes=VOTES)
    outcome = {"转正结果": "按期转正", "转正支委会审查日期": after(ends, 1).isoformat()}
    add("second meeting", 23, after(ends, 3), papers=("表决票",), set=outcome)
    gate("G5", after(ends, 5), after(ends, 7), after(ends, 20), votes=COMMITTEE_VOTES)
    add("archived", 25, after(ends, 30), set={"归档材料": ARCHIVED})
    return Walk(acts)


def later(day: str, days: int) -> str:
    """The day so many days after (or before) another, both as ISO text."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
