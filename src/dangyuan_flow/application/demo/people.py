"""Invented people: names that nobody bears together, identity numbers of an area that exists nowhere (999999)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from dangyuan_flow.domain import identity
from dangyuan_flow.domain.facts import Value

_SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜谢邹苏潘葛范彭鲁韦马方袁柳史唐薛雷贺汤罗齐安常于傅康"
)
_FIRST = "星云溪松竹禾岚川霁晴雨雪霜露石泉林枫桐梧槿荷菱芷兰桂柏杉榆"
_SECOND = "远宁安和平明朗清澄澈立志诚信勤敏思齐乐然之恒青芸舟帆野原"
_POSTS = {
    "学生": ("学生",),
    "社区": ("网格员", "社区工作者", "居民小组长"),
    "机关": ("科员", "一级科员", "综合岗职员"),
    "新就业群体": ("配送员", "货车司机", "站点负责人"),
    "非公企业": ("工程师", "技术员", "班组长", "质检员", "项目主管"),
}
_AREA = "999999"
_NATIONS = ("汉族", "汉族", "汉族", "彝族", "白族", "傣族", "回族")
_EDUCATION = ("中专", "大学专科", "大学本科", "大学本科", "硕士研究生")


@dataclass(frozen=True, kw_only=True, slots=True)
class Person:
    """An invented person, as the first page of a dossier describes one."""

    name: str
    id_number: str
    branch: str
    field: str
    employer_and_post: str
    nation: str
    education: str
    is_floating: bool
    is_student: bool
    is_league_member: bool

    def facts(self) -> dict[str, Value]:
        """What is put on record when the dossier is opened."""
        return {
            "name": self.name,
            "id_number": self.id_number,
            "branch": self.branch,
            "field": self.field,
            "employer_and_post": self.employer_and_post,
            "nation": self.nation,
            "education": self.education,
            "is_floating": self.is_floating,
            "is_student": self.is_student,
            "is_league_member": self.is_league_member,
            "declared_sanctions": "无",
            "declared_punishments": "无",
        }


class Births:
    """Who is born into the zone: names and numbers are dealt out once each, by chance from one seed."""

    def __init__(self, seed: int) -> None:
        self._chance = Random(f"{seed}/names")  # noqa: S311  invented people, no secrets
        self._names = [f"{surname}{first}{second}" for surname in _SURNAMES for first in _FIRST for second in _SECOND]
        self._chance.shuffle(self._names)

    def name(self) -> str:
        """A name that nobody else in the zone has."""
        return self._names.pop()


def number(born_on: date, order: int) -> str:
    """A right identity number for the ``order``-th invented person; never one that ends in 000 (a mangled number)."""
    first_seventeen = f"{_AREA}{born_on:%Y%m%d}{order % 1000:03d}"
    whole = first_seventeen + identity.check_digit(first_seventeen)
    return number(born_on + timedelta(days=1), order) if whole.endswith("000") else whole


def invented(  # noqa: PLR0913  a person has all of these
    name: str, order: int, chance: Random, *, applies_on: date, branch: str, field: str, firm: str
) -> Person:
    """The ``order``-th person, grown up on the day of the application; students are young, the others work."""
    is_student = field == "学生"
    age_in_days = chance.randint(6720, 7300) if is_student else chance.randint(7700, 15000)
    youth = age_in_days < 28 * 365 - 400
    post = chance.choice(_POSTS.get(field, _POSTS["非公企业"]))
    return Person(
        name=name,
        id_number=number(applies_on - timedelta(days=age_in_days), order),
        branch=branch,
        field=field,
        employer_and_post=f"{firm}{post}",
        nation=chance.choice(_NATIONS),
        education="大学专科" if is_student else chance.choice(_EDUCATION),
        is_floating=not is_student and chance.random() < 0.12,  # noqa: PLR2004  about one in eight
        is_student=is_student,
        is_league_member=youth and chance.random() < 0.7,  # noqa: PLR2004  most of the young
    )
