"""Train the networks of ImitAL; what they are worth and what they cost goes into docs/benchmarks/imital.md.

python -m benchmarks.imital                all parts
python -m benchmarks.imital weights        trains them and writes their weights: some minutes
python -m benchmarks.imital curves speed   what they are worth, and what a question costs
python -m benchmarks.imital --quick        few tables; prints and writes nothing
"""

import benchmarks.imital
from benchmarks.sections import main

ORDER = ("weights", "curves", "speed")

if __name__ == "__main__":
    main(benchmarks.imital, "imital.md", ORDER)
