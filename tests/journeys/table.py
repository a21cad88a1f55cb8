"""The scenario table: every journey that the doors are sent on."""

from tests.journeys import admissions, departures, gates, probations, vettings

FAMILIES = (admissions, gates, probations, departures, vettings)
SCENARIOS = tuple(scenario for family in FAMILIES for scenario in family.SCENARIOS)
assert len({scenario.name for scenario in SCENARIOS}) == len(SCENARIOS)
