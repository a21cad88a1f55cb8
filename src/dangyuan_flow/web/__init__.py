"""The web door: pages that work without JavaScript, and the same journeys as JSON. Thin, as the command line is."""
