"""What the project promises to be quick at, measured: ``python -m benchmarks``."""
