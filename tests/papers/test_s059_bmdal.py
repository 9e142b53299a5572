"""S059: kernels, their transformations and selections combine freely, and are what the formulas say."""

import numpy as np
import pytest

import labelwise as lw
from labelwise.representations import (
    AcsGrad,
    AcsHyper,
    AcsRF,
    Embedding,
    Kernel,
    LastLayer,
    Layers,
    Posterior,
    Scale,
    Sketch,
    SumOf,
)
from labelwise.selectors import LCMD, Bait, FrankWolfe, KCenter, KMeansPP, MaxDet, MaxDiag, Picker, Random
from labelwise.strategy import View
from labelwise.types import Slate

RNG = np.random.default_rng(0)
SIZE, LABELLED = 60, np.arange(0, 60, 9)
NUMBERS = np.linspace(-1.5, 2.5, len(LABELLED))
ARRAYS = {
    "embedding": RNG.normal(size=(SIZE, 5)),
    "inputs": RNG.normal(size=(SIZE, 3)),
    "deltas": RNG.normal(size=(SIZE, 4)),
}
KERNELS = {
    "linear": Embedding(),
    "ll": LastLayer(bias=1.0),
    "grad": Layers((("inputs", "deltas"),)),
    "laplace": Embedding() >> Kernel("laplace"),
    "nngp": Embedding() >> Kernel("nngp"),
    "ntk": Embedding() >> Kernel("ntk"),
    "ensemble": SumOf((Embedding(), Layers((("inputs", "deltas"),)))),
}
TRANSFORMS = {
    "none": (),
    "sketch": (Sketch(12),),
    "posterior": (Scale("labelled"), Posterior(0.3)),
    "sketch-posterior": (Sketch(12), Posterior(0.3)),
    "acs-rf": (AcsRF(20),),
    "acs-grad": (AcsGrad(0.5),),
    "acs-rf-hyper": (AcsHyper(20),),
}
SELECTIONS = {
    "random": Random(),
    "maxdiag": MaxDiag(),
    "maxdet": MaxDet(noise=0.2),
    "maxdet-tp": MaxDet(noise=0.2, labelled=True),
    "bait-f": Bait(over=1.0),
    "bait-fb": Bait(over=2.0),
    "frank-wolfe": FrankWolfe(),
    "maxdist-tp": KCenter(),
    "kmeanspp": KMeansPP(),
    "lcmd-tp": LCMD(),
    "lcmd-p": LCMD(labelled=False),
}


def naive(name, x, known, n):
    """Greedy selections over all inner products, in their plainest form; ``known`` are rows of x."""
    k, picks = x @ x.T, []
    d = np.diag(k)[:, None] + np.diag(k) - 2 * k
    for _ in range(n):
        if name.startswith("maxdet"):
            given = [*(known if name.endswith("tp") else ()), *picks]
            solved = np.linalg.solve(k[np.ix_(given, given)] + 0.04 * np.eye(len(given)), k[given])
            score = np.diag(k) - (k[given] * solved).sum(axis=0)
        elif name == "maxdiag":
            score = np.diag(k).copy()
        else:
            near, least = d[:, [*known, *picks]].argmin(axis=1), d[:, [*known, *picks]].min(axis=1)
            sums = np.bincount(np.delete(near, known), weights=np.delete(least, known))
            score = np.where(near == sums.argmax(), least, -1) if name == "lcmd-tp" else least.copy()
        score[[*known, *picks]] = -np.inf
        picks.append(int(score.argmax()))
    return picks


@pytest.mark.parametrize("kernel", KERNELS)
def test_every_kernel_goes_with_every_selection(kernel):
    view = View.from_arrays(labelled=LABELLED, y=NUMBERS, **ARRAYS)
    free = np.setdiff1d(np.arange(SIZE), LABELLED)
    for transform, steps in TRANSFORMS.items():
        representation = KERNELS[kernel]
        for step in steps:
            representation = representation >> step
        space = representation.fit(view, np.random.default_rng(0))
        x = space(np.arange(SIZE)).dense(np.arange(SIZE))
        for name, selector in SELECTIONS.items():
            if name.startswith("bait") and x.shape[1] > 400:
                continue  # 2,500 x 2,500 matrices
            slate = Slate(
                free, 6, np.random.default_rng(0), view.labels, np.ones(len(free)),
                points=space(free), space=space, centres=space(LABELLED), view=view,
            )  # fmt: skip
            made = Picker(slate, selector).fill().selection().indices.tolist()
            assert len(set(made) - set(LABELLED.tolist())) == 6
            tied = name == "maxdiag" and np.ptp(np.square(x).sum(axis=1)) < 1e-9
            if name in ("maxdet", "maxdet-tp", "maxdiag", "maxdist-tp", "lcmd-tp") and not tied:
                assert made == naive(name, x, LABELLED.tolist(), 6), f"{kernel}, {transform}, {name}"


def test_transformations():
    """Scale: mean 1 over the labelled. Posterior: the formula in the kernel's space. Sketch: no bias."""
    view, rows = View.from_arrays(labelled=LABELLED, **ARRAYS), np.arange(SIZE)
    grad = KERNELS["grad"]

    def gram(representation, seed=0):
        points = representation.fit(view, np.random.default_rng(seed))(rows)
        return points.gram(rows, points)

    k = gram(grad)
    scaled = gram(grad >> Scale("labelled"))
    assert np.diag(scaled)[LABELLED].mean() == pytest.approx(1)
    inverse = np.linalg.inv(k[np.ix_(LABELLED, LABELLED)] + 0.25 * np.eye(len(LABELLED)))
    np.testing.assert_allclose(
        gram(grad >> Posterior(0.5)), k - k[:, LABELLED] @ inverse @ k[LABELLED], atol=1e-9
    )
    size = np.sqrt(np.outer(np.diag(k), np.diag(k)))
    sketched = np.mean([gram(grad >> Sketch(10), seed) for seed in range(100)], axis=0)
    assert np.abs((sketched - k) / size).mean() < 0.06


def rmse(strategy, seed):
    """Ridge regression on wide features of points that lie densely in one place and rarely elsewhere."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(800, 2)) * np.exp(rng.normal(size=(800, 1)))
    y = np.sin(1.5 * x[:, 0]) + np.tanh(x[:, 1]) * np.log1p(np.abs(x[:, 0]))
    waves, shift = rng.normal(size=(2, 200)), rng.uniform(0, 2 * np.pi, 200)
    z = np.concatenate([np.cos(x @ waves + shift) / 10, x], axis=1)
    labelled = rng.choice(500, 20, replace=False)
    for _ in range(4):
        made = lw.query(strategy, 20, embedding=z, rows=np.arange(500), labelled=labelled, rng=seed)
        labelled = np.append(labelled, made.indices)
    a = z[labelled]
    w = np.linalg.solve(a.T @ a + 1e-3 * np.eye(a.shape[1]), a.T @ y[labelled])
    return np.log(np.sqrt(np.mean((z[500:] @ w - y[500:]) ** 2)))


def test_lcmd_and_maxdet_learn_faster_than_chance():
    chance = np.array([rmse("random", seed) for seed in range(6)])
    for name in ("lcmd", "maxdet"):
        gain = chance - [rmse(name, seed) for seed in range(6)]
        assert gain.mean() > 2 * gain.std(ddof=1) / np.sqrt(6), f"{name}: {gain.mean():.2f}"
