"""Charts: what is drawn is what is told, and facts and leads differ by more than their colour."""

import re
import xml.etree.ElementTree as ET

from dangyuan_flow.paper.charts import ACCENT, WIDTH, Bar, Mark, bars, lines

SVG = "{http://www.w3.org/2000/svg}"


def words(svg: str) -> list[str]:
    return [text.text or "" for text in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314  what was just drawn


def test_every_bar_has_its_name_and_its_number_beside_it() -> None:
    drawn = bars([Bar(name="第一党支部", facts=12, leads=3), Bar(name="第二党支部", facts=4, leads=0)])
    assert words(drawn) == ["第一党支部", "12", "3", "第二党支部", "4", "事实", "线索（须核实）"]


def test_a_bar_is_as_long_as_its_number() -> None:
    drawn = bars([Bar(name="甲", facts=40, leads=0), Bar(name="乙", facts=10, leads=0)])
    long, short, _ = (float(r.attrib["width"]) for r in ET.fromstring(drawn).iter(f"{SVG}rect"))  # noqa: S314  as above
    assert abs(long - 4 * short) < 0.2
    assert long < WIDTH


def test_a_fact_is_solid_and_a_lead_is_hatched() -> None:
    drawn = bars([Bar(name="甲", facts=9, leads=9)])
    assert drawn.count(f'fill="{ACCENT}"') == 2  # the bar and its key
    hatched = re.findall(r'<path d="([^"]+)" stroke="#8c8579"[^>]*fill="none"', drawn)
    assert len(hatched) == 2
    assert all(path.count("L") > 3 for path in hatched)


def test_no_lead_no_key_to_leads() -> None:
    assert "线索（须核实）" not in words(bars([Bar(name="甲", facts=9, leads=0)]))


def test_a_name_is_escaped_and_a_long_one_cut_with_a_sign() -> None:
    drawn = bars([Bar(name="<甲>&乙", facts=1, leads=0), Bar(name="丙" * 30, facts=1, leads=0)])
    assert words(drawn)[0] == "<甲>&乙"
    assert words(drawn)[2] == "丙" * 13 + "…"


def test_a_trend_has_a_point_and_a_number_for_each_sweep() -> None:
    drawn = lines([Mark(name=f"2026.0{n}.01", facts=n * 10, leads=n) for n in range(1, 5)])
    assert {"10", "20", "30", "40", "2026.01.01", "2026.04.01"} <= set(words(drawn))
    assert drawn.count("<circle") == 4
    assert drawn.count("<polygon") == 4
    assert 'stroke-dasharray="4 2"' in drawn


def test_nothing_told_nothing_drawn() -> None:
    assert bars([]) == ""
    assert bars([Bar(name="甲", facts=0, leads=0)]) == ""
    assert lines([Mark(name="x", facts=1, leads=1)]) == ""
