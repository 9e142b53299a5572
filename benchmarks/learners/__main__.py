"""Run the parts and put what they say into docs/benchmarks/learners.md.

python -m benchmarks.learners                 all parts
python -m benchmarks.learners curves          one part, or several
python -m benchmarks.learners --quick curves  few repeats; prints and writes nothing

What ``curves`` has measured stands in ``benchmarks/results/learners/``, one file a recipe: a second call
measures what is missing there, so delete the file of a recipe to measure it again.
"""

import benchmarks.learners
from benchmarks.sections import main

ORDER = ("curves", "calibration", "strategies", "rounds", "encoding")

if __name__ == "__main__":
    main(benchmarks.learners, "learners.md", ORDER)
