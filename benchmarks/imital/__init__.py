"""The learned strategy ImitAL: ``python -m benchmarks.imital [PART ...]``."""
