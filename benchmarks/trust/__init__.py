"""Whether the figures about a campaign hold: ``python -m benchmarks.trust [PART ...]``."""
