"""A regular life, from application to archive, as a walk of named acts from which scenarios take what they need."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
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
    life = _Life(by=by, levels=levels)
    life.add("open", "open", start, set={"姓名": name, "身份证号": number, "所在党支部": branch, "民族": "汉族"})
    listed = life.until_listed(start, meeting)
    met = life.until_met(listed)
    life.until_approved(met)
    life.until_archived(met)
    return Walk(life.acts)


@dataclass(kw_only=True)
class _Life:
    """The acts of a life as they are planned, one stage after another."""

    by: str
    levels: int
    acts: dict[str, Do] = field(default_factory=dict)

    def add(self, key: str, what: int | str, on: date, **values: object) -> None:
        """Plan an act; the branch's secretary does it, unless another is named."""
        by = str(values.pop("by", self.by))
        self.acts[key] = Do(what, on.isoformat(), by, **values)  # type: ignore[arg-type]  # by name

    def gate(self, key: str, submit: date, deliberate: date, approve: date, **values: object) -> None:
        """Plan a gate with its two or three levels."""
        self.add(f"{key}.submit", "submit", submit, opinion="同意")
        if self.levels == 3:
            self.add(f"{key}.deliberate", "deliberate", deliberate, by="general", opinion="同意")
        self.add(f"{key}.approve", "approve", approve, by="committee", opinion="同意", **values)

    def until_listed(self, start: date, meeting: str) -> date:
        """Stages 1 to 3: the application, the activist, a year of cultivation, the listing."""
        self.add("applied", 1, start, papers=("入党申请书",))
        self.add("talk", 2, _after(start, 14), set={"谈话人": "钱支书"})
        activist = _after(start, 60)
        self.add("activist", 3, activist, set={"推荐方式": "党员推荐", "积极分子会议形式": meeting})
        self.gate("G1", _after(activist, 1), _after(activist, 2), _after(activist, 5))
        self.add("contacts", 5, _after(activist, 7), set={"培养联系人": "党员甲、党员乙"})
        for order, months in enumerate((6, 12), start=1):
            self.add(f"examined {order}", 6, months_later(activist, months))
        discussed = _after(years_complete(activist, 1), 3)
        self.add("discussed", 7, discussed, set={"征求意见日期": _after(discussed, -1).isoformat()})
        self.gate("G2", _after(discussed, 1), _after(discussed, 2), _after(discussed, 5))
        listed, notice = _after(discussed, 5), {}
        if listed >= EDITION_2026:  # notice is due, and the listing follows it
            days = {"公示开始日期": _after(discussed, 6), "公示结束日期": _after(discussed, 20)}
            notice = {label: day.isoformat() for label, day in days.items()}
            listed = _after(discussed, 21)
        self.add("listed", 8, listed, set=notice)
        return listed

    def until_met(self, listed: date) -> date:
        """From the listing to the meeting that admits."""
        self.add("sponsors", 9, _after(listed, 2), set={"入党介绍人": "党员甲、党员乙"})
        self.add("review", 10, _after(listed, 20), papers=("政治审查报告",), set={"政审结论": "合格"})
        self.add("training", 11, _after(listed, 30), set={"培训天数": "3"})
        self.add("examined", 12, _after(listed, 40))
        self.gate("G3", _after(listed, 41), _after(listed, 42), _after(listed, 45))
        signed = {"志愿书编号": "53-0001", "介绍人意见日期": _after(listed, 49).isoformat()}
        self.add("form", 14, _after(listed, 48), papers=("中国共产党入党志愿书",), set=signed)
        met = _after(listed, 60)
        self.add("ballot", "ballot", met, votes=VOTES)
        self.add("meeting", 15, met, papers=("表决票",))
        return met

    def until_approved(self, met: date) -> None:
        """The talk and the approval from above, with what follows it."""
        self.gate("G4", _after(met, 2), _after(met, 5), _after(met, 20), votes=COMMITTEE_VOTES)
        approval = self.acts.pop("G4.approve")
        self.add("talk above", 16, _after(met, 10), by="organiser", set={"上级谈话人": "冯组织"})
        self.acts["G4.approve"] = approval
        self.add("filed above", 18, _after(met, 30), by="organiser")
        self.add("assigned", 19, _after(met, 25))
        self.add("oath", 20, _after(met, 40))

    def until_archived(self, met: date) -> None:
        """The year of probation, the conversion and the archive."""
        self.add("probation 1", 21, months_later(met, 6))
        ends = years_complete(met, 1)
        self.add("probation 2", 21, _after(ends, -12))
        self.add("asks", 22, _after(ends, -8), papers=("转正申请书",))
        self.add("second ballot", "ballot", _after(ends, 3), votes=VOTES)
        outcome = {"转正结果": "按期转正", "转正支委会审查日期": _after(ends, 1).isoformat()}
        self.add("second meeting", 23, _after(ends, 3), papers=("表决票",), set=outcome)
        self.gate("G5", _after(ends, 5), _after(ends, 7), _after(ends, 20), votes=COMMITTEE_VOTES)
        self.add("archived", 25, _after(ends, 30), set={"归档材料": ARCHIVED})


def _after(day: date, days: int) -> date:
    return day + timedelta(days=days)


def later(day: str, days: int) -> str:
    """The day so many days after (or before) another, both as ISO text."""
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
