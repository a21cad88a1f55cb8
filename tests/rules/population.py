"""A county of people who all live within the law: dossiers of many branches and years, for rules across them."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import TYPE_CHECKING

from tests.rules.dossiers import AS_OF, Recorded, facts_of, identity_number
from tests.rules.lives import ENDS, OUTCOMES, RESTS, Plan, regular

if TYPE_CHECKING:
    from dangyuan_flow.domain.facts import Facts

COUNTY = "云岭县委组织部"
COMMITTEES = ("云岭高新区党工委", "东瓜镇党委", "鹿城镇党委", "云岭职业学院党委")
_FIELDS = ("新兴领域企业职工", "农民", "机关干部", "教师", "学生")
_SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"


@dataclass
class County:
    """Draws people one after the other; the same seed gives the same people."""

    seed: int
    branches_each: int = 25
    serials: dict[int, int] = field(default_factory=dict)
    taken: set[str] = field(default_factory=set)

    def people(self, count: int) -> list[tuple[str, Facts]]:
        """``count`` dossiers, each under its number."""
        chance = random.Random(self.seed)
        return [(f"D{number:05d}", self._person(number, chance)) for number in range(1, count + 1)]

    def _person(self, number: int, chance: random.Random) -> Facts:
        return facts_of(self.recorded(number, chance))

    def recorded(self, number: int, chance: random.Random) -> Recorded:
        """One life, told with a branch, sponsors, contacts and a form number of its own."""
        committee = chance.choice(COMMITTEES)
        branch = f"{committee[:2]}第{chance.randint(1, self.branches_each)}党支部"
        applied = date(2012, 1, 1) + timedelta(days=chance.randrange((AS_OF - date(2012, 1, 1)).days))
        born = date(1970, 1, 1) + timedelta(days=chance.randrange(8000))
        sex = chance.choice("男女")
        rests = chance.choice((*RESTS, "", "", "", "", ""))
        plan = Plan(
            applied=applied,
            born=born,
            sex=sex,
            has_committee=chance.random() < 0.8,
            members=chance.randint(5, 40),
            stops_after=rests,
            ends=chance.choice(ENDS) if rests else "",
            outcome=chance.choice((OUTCOMES[0],) * 9 + OUTCOMES),
        )
        told = regular(plan, seed=self.seed * 100_000 + number)
        people = [f"{_SURNAMES[n % 16]}{branch[:2]}{n}" for n in chance.sample(range(12), 5)]
        told.update(
            name=f"{_SURNAMES[number % 16]}第{number}",
            id_number=self._identity(born, sex),
            branch=branch,
            committee=committee,
            county_department=COUNTY,
            branch_full_members=plan.members,
            field=chance.choice(_FIELDS),
            nation=chance.choice(("汉族", "彝族")),
            education=chance.choice(("高中", "大专", "本科")),
            employer_and_post=f"云岭第{chance.randint(1, 400)}有限公司 职工",
            leader_kin="无",
        )
        if "contacts" in told:
            told["contacts"] = tuple(people[:2])
        if "sponsors" in told:
            told["sponsors"] = tuple(people[2:4])
        if "admission_talked_on" in told:
            told["admission_talked_by"] = f"组织员{chance.randint(1, 6)}"
        issued = told.get("form_issued_on")
        if isinstance(issued, date):
            self.serials[issued.year] = self.serials.get(issued.year, 0) + 1
            told["form_number"] = f"{self.serials[issued.year]:05d}"
        return told

    def _identity(self, born: date, sex: str) -> str:
        """A number that nobody else bears."""
        number = next(n for serial in range(1, 499) if (n := identity_number(born, sex, serial)) not in self.taken)
        self.taken.add(number)
        return number
