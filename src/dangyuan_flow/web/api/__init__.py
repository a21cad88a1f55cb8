"""The JSON door: the same journeys for programs, under ``/api/v1``; tokens let in, problem+json refuses."""
