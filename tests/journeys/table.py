"""The scenario table: every journey that the doors are sent on."""

from tests.journeys import admissions, gates

SCENARIOS = (*admissions.SCENARIOS, *gates.SCENARIOS)
assert len({scenario.name for scenario in SCENARIOS}) == len(SCENARIOS)
