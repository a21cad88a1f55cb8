"""The journeys: what a person can do with the flow, one file each. Every door calls these and nothing below them."""
