"""The journal as sentences: whom a line is about, without their identity number."""

from dataclasses import replace

from dangyuan_flow.application.chronicle import lines_of, sentence
from dangyuan_flow.application.founding import register_members
from dangyuan_flow.flow import Flow
from tests.journeys.zone import MEMBERS, NUMBER


def test_a_line_of_the_roster_shows_no_whole_identity_number(zone: Flow) -> None:
    register_members(zone, [replace(MEMBERS[0], id_number=NUMBER)])
    (line,) = lines_of(zone, None, 1)
    said = sentence(zone, line)
    assert MEMBERS[0].name in said
    assert NUMBER not in said
    assert NUMBER[-4:] in said
