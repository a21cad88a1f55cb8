"""What the wording of a resolution leaves out; and that no regular wording is ever said to leave out anything."""

import pytest

from dangyuan_flow.domain.derived.resolution import ENTITLED, MEETING, PRESENT, VOTES, lacks
from tests.rules.wordings import RESOLUTIONS


@pytest.mark.parametrize("text", RESOLUTIONS)
def test_a_regular_wording_leaves_nothing_out(text: str) -> None:
    assert lacks(text) == ()


@pytest.mark.parametrize(
    "text",
    [
        *(
            "见入党志愿书",
            "详见附件",
            "已写入志愿书",
            "有",
            "同意",
            "同意接收",
            "按期转正",
            "全票通过",
            "齐全",
            "决议.docx",
        ),
        *("应到11人，实到9人……", "支部大会讨论...", "志愿书第10页", "", "  ", "扫描件存档"),
    ],
)
def test_a_cell_that_only_points_to_the_resolution_is_not_judged(text: str) -> None:
    assert lacks(text) is None


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("支部研究同意", (MEETING, ENTITLED, PRESENT, VOTES)),
        ("经支部研究，同意杨柳依同志转为中共正式党员。", (MEETING, ENTITLED, PRESENT, VOTES)),
        ("经支部大会讨论，同意接收杨柳依同志为中共预备党员。", (ENTITLED, PRESENT, VOTES)),
        ("经支部大会讨论，一致同意杨柳依同志按期转正。", (ENTITLED, PRESENT)),
        ("支部大会应到会有表决权党员11名，同意接收杨柳依同志为预备党员。", (PRESENT, VOTES)),
        ("支部大会实到有表决权党员9名，赞成9票，同意接收。", (ENTITLED,)),
        ("支部大会应到11人，实到9人，同意接收杨柳依同志为预备党员。", (VOTES,)),
        ("支部大会应到会党员____名，实到____名，赞成____票，同意接收。", (ENTITLED, PRESENT, VOTES)),
        ("支委会议研究，同意接收杨柳依同志为预备党员，自2025年6月1日起。", (ENTITLED, PRESENT, VOTES)),
    ],
)
def test_what_a_resolution_leaves_out_is_named(text: str, lacking: tuple[str, ...]) -> None:
    assert lacks(text) == lacking
