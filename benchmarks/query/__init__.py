"""What choosing costs, beside other libraries: ``python -m benchmarks.query`` (see the README there)."""
