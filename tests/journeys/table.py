from tests.journeys.regular import regular
from tests.journeys.scenario import Scenario
SCENARIOS = (
    Scenario(name="regular under 2014", steps=regular("2014").steps),
    Scenario(name="regular straddling", steps=regular("straddling").steps),
    Scenario(name="regular under 2026", steps=regular("2026").steps),
)
