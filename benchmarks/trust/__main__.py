"""Run the parts and put what they say into docs/benchmarks/trust.md.

python -m benchmarks.trust                all parts
python -m benchmarks.trust figures        one part, or several
python -m benchmarks.trust --quick figures    few repeats; prints and writes nothing
"""

import benchmarks.trust
from benchmarks.sections import main

ORDER = ("figures", "crossed", "testing", "savings", "stopping", "models", "numbers", "speed")

if __name__ == "__main__":
    main(benchmarks.trust, "trust.md", ORDER)
