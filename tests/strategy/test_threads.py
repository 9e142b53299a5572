"""The same picks for every number of threads."""

import os
import subprocess
import sys

import pytest

SCRIPT = """
import numpy as np, labelwise as lw
rng = np.random.default_rng(0)
y = rng.integers(0, 5, 9000)
z = (rng.normal(size=(9000, 32)) + 2 * np.eye(5, 32)[y]).astype(np.float32)
p = np.exp(z[:, :5].astype(float))
p /= p.sum(axis=1, keepdims=True)
given = {"proba": p, "embedding": z, "head": (rng.normal(size=(5, 32)), np.zeros(5)), "oof_proba": p}
given["votes"] = np.where(rng.random((9000, 4)) < 0.3, rng.integers(1, 6, (9000, 4)), 0)
names = "margin k-center badge typiclust probcover kmeans-uncertainty auto lada ldm-s activelab".split()
for name in names:
    made = lw.query(name, 40, labelled=np.arange(50), y=y[:50], rng=0, **given)
    print(name, made.indices.tolist())
from labelwise.representations import Embedding, Gradient
from labelwise.selectors import KCenter, KMeansPP
from labelwise.strategy import Strategy
for points in (Embedding(), Embedding(norm="l2"), Gradient()):
    for selector in (KCenter(carry=True), KMeansPP(first="uniform", power=2.0)):
        labelled, state = np.arange(50), None
        for _ in range(3):
            made = lw.query(Strategy(representation=points, selector=selector), 40, labelled=labelled,
                            y=y[labelled], state=state, rng=0, **given)
            labelled, state = np.append(labelled, made.indices), made.state
        print(made.indices.tolist(), made.scores.tolist(), None if made.p is None else made.p.tolist())
"""


@pytest.mark.slow
def test_picks_do_not_depend_on_the_number_of_threads():
    """Pools of more than one chunk, every kind of strategy, a process for each number of threads."""
    found = []
    for threads in ("1", "2", "4"):
        limits = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), threads)
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={**os.environ, **limits},
            capture_output=True,
            text=True,
            check=True,
        )
        found.append(done.stdout)
    assert found[0] == found[1] == found[2]
    assert found[0].count("\n") == 16
