"""Scenarios of vetting: asked, answered, lapsed, blocked, with the zone's own pack and without it."""

from collections.abc import Iterable
from dataclasses import replace

from tests.journeys.regular import regular
from tests.journeys.scenario import Do, Scenario

OLD, NEW = regular("2014"), regular("2026")
PACK = "chuxiong-high-tech-zone"
FOUR = ("纪检监察机关", "公安机关", "检察院", "法院")
REPORTED = "2026-07-20、2026-10-15、2027-01-10、2027-04-08、2027-07-01"


def asked(on: str, bodies: Iterable[str] = FOUR) -> Do:
    """Letters to bodies."""
    return Do("ask", on, "organiser", bodies=tuple(bodies))


def answered(on: str, *bodies: str, opinion: str = "无异常", **changes: object) -> tuple[Do, ...]:
    """One reply from each of ``bodies``."""
    return tuple(
        replace(Do("answer", on, "organiser", bodies=(body,), opinion=opinion), **changes)  # type: ignore[arg-type]  # fields by name
        for body in bodies
    )


REPORTING = replace(NEW["examined 2"], set={"思想汇报日期": REPORTED})

SCENARIOS = (
    Scenario(
        name="a letter before its answer",
        steps=(
            *OLD.until("activist").steps,
            Do("ask", "2019-02-01", "organiser", bodies=FOUR, no="no_such_move"),
            *OLD.between("activist", "contacts").steps,
            Do("answer", "2019-04-01", "organiser", bodies=("法院",), opinion="无异常", no="bad_input"),
            asked("2019-04-02"),
            Do("ask", "2019-04-03", "organiser", bodies=("公安机关",), no="bad_input", says=("尚未回复",)),
            Do("answer", "2019-04-01", "organiser", bodies=("法院",), opinion="无异常", no="bad_input", says=("早于",)),
            *answered("2019-04-10", *FOUR),
            asked("2019-04-20", ("公安机关",)),
            *answered("2019-04-25", "公安机关"),
        ),
    ),
    Scenario(
        name="a finding nobody handled stops the admission everywhere",
        steps=(
            *OLD.until("ballot").steps,
            asked("2020-05-04", ("公安机关",)),
            *answered("2020-05-08", "公安机关", opinion="2016年行政拘留五日"),
            OLD["ballot"],
            replace(OLD["meeting"], no="refused", codes=frozenset({"V02"})),
            asked("2020-05-09", ("公安机关",)),
            *answered("2020-05-12", "公安机关", opinion="2016年行政拘留五日", reason="经研判，已改正，上级同意"),
            OLD["meeting"],
        ),
        finds=frozenset({"V02"}),
    ),
    Scenario(
        name="the zone lists nobody before four bodies answered",
        packs=(PACK,),
        steps=(
            *NEW.until("examined 2").steps,
            REPORTING,
            *NEW.between("discussed", "listed").steps,
            replace(NEW["listed"], no="refused", codes=frozenset({"P01"})),
            asked(NEW["G2.approve"].on),
            *answered("2027-07-25", "纪检监察机关", "公安机关", "检察院"),
            replace(NEW["listed"], no="refused", codes=frozenset({"P01"}), says=("3",)),
            *answered("2027-07-26", "法院"),
            replace(NEW["listed"], at="12"),
        ),
    ),
    Scenario(
        name="in the zone answers lapse after twelve months",
        packs=(PACK,),
        steps=(
            *NEW.until("contacts").steps,
            asked("2026-07-21"),
            *answered("2026-07-25", *FOUR),
            *NEW.between("contacts", "examined 2").steps,
            REPORTING,
            *NEW.between("discussed", "listed").steps,
            replace(NEW["listed"], no="refused", codes=frozenset({"P02"})),
            asked("2027-07-22"),
            *answered("2027-07-28", *FOUR),
            replace(NEW["listed"], at="12"),
        ),
    ),
    Scenario(
        name="the zone has no tolerance even for what was handled",
        packs=(PACK,),
        steps=(
            *NEW.until("examined 2").steps,
            REPORTING,
            *NEW.between("discussed", "listed").steps,
            asked(NEW["G2.approve"].on),
            *answered("2027-07-25", "纪检监察机关", "检察院", "法院"),
            *answered("2027-07-25", "公安机关", opinion="2010年行政拘留三日", reason="已研判"),
            replace(NEW["listed"], no="refused", codes=frozenset({"V02"})),
        ),
    ),
)
