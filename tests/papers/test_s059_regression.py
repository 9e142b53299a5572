"""S059: the benchmark, with its kernels as learners and its selections as strategies, and its table."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import torch

from labelwise.bench.protocols import Protocol, Results, arrays, figures, read_runs, run
from labelwise.bench.protocols.published import regression_net
from labelwise.cli.bench_names import check_learner, learner_of, makers
from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.representations import Embedding
from labelwise.selectors import KMeansPP
from labelwise.strategy import Strategy, View
from labelwise.training import TangentKernel
from labelwise.training.deep.tangent_kernel import drawn, tangents
from labelwise.types import Targets, Training

METRICS = ("-log-mae", "-log-rmse", "-log-q95", "-log-q99", "-log-max")
PLAN = Protocol.read("regression")
NAMES = {
    "local:regression_pmlb/564_fried": "fried",
    "local:regression_uci/protein": "protein",
    "local:regression_uci/keggundirected": "kegg",
}


def trained(size):
    rng = np.random.default_rng(0)
    x = rng.normal(size=(30, 4))
    targets = Targets(np.arange(30), np.sin(x[:, 0]) + x[:, 1], "real", np.ones(30))
    data = Training(lambda r: x[r], targets.rows, targets)
    net = TorchLearner(Mlp((6, 5)), Loop(epochs=5, least_steps=0), output="mean")
    return TangentKernel(net, size).fit(data, np.random.default_rng(0)), x


def test_the_gradient_kernel_is_that_of_all_weights_and_its_sketch_has_no_bias():
    """Against gradients of single items in weights and biases, each weight over the inputs of its layer."""
    model, x = trained(8)
    net, items = model.frame.net, model.feed.prepare(x)
    weights, rows = dict(net.named_parameters()), []
    for one in items:
        each = torch.autograd.grad(net(one[None])[0, 0], list(weights.values()))
        scale = [w.shape[1] ** 0.5 if w.ndim == 2 else 1.0 for w in weights.values()]
        rows.append(torch.cat([g.flatten() / s for g, s in zip(each, scale, strict=True)]))
    g = torch.stack(rows).numpy()
    exact = g @ g.T
    matrices = (drawn(model.frame, 512, seed) for seed in range(12))
    sketches = [tangents(model.frame, items, each).detach().numpy() for each in matrices]
    grams = np.mean([z @ z.T for z in sketches], axis=0)
    size = np.sqrt(np.outer(np.diag(exact), np.diag(exact)))
    assert np.abs((grams - exact) / size).mean() < 0.02
    own = tangents(model.frame, items, drawn(model.frame, 8, 0)).detach().numpy()
    np.testing.assert_allclose(model.embedding(x), own, rtol=1e-4, atol=1e-5)


def test_k_means_pp_draws_by_the_distance_to_labels_and_picks():
    x, labelled = np.random.default_rng(0).normal(size=(12, 2)), np.array([3, 7])
    view = View.from_arrays(embedding=x, labelled=labelled, y=[0, 0])
    strategy = Strategy(representation=Embedding(), selector=KMeansPP(labelled=True))
    made = strategy.select(view, 5, np.random.default_rng(0))
    for k in range(5):
        known = x[[*labelled, *made.indices[:k]]]
        mass = ((x[:, None] - known) ** 2).sum(axis=2).min(axis=1)
        assert made.p[k] == pytest.approx(mass[made.indices[k]] / mass.sum())


def test_the_protocol_is_that_of_the_paper():
    assert (PLAN.starts, PLAN.batches, PLAN.budgets) == ((256,), (256,), ("4352",))  # sixteen batches
    chosen = {
        "random",
        "maxdiag",
        "maxdet",
        "bait-regression",
        "acs-fw-regression",
        "k-center",
        "k-means-pp",
        "lcmd",
    }
    assert chosen <= set(PLAN.strategies) and len(PLAN.learners) == 2
    for name in PLAN.learners:
        check_learner(name)
    gradients = learner_of(PLAN.learners[1], None, None)
    assert isinstance(gradients, TangentKernel) and gradients.size == 512
    assert gradients.learner.network == regression_net().network


def friedman(size=260):
    """Five of ten features count, one of them by a sine."""
    rng = np.random.default_rng(0)
    x = rng.random((size, 10))
    y = 10 * np.sin(np.pi * x[:, 0] * x[:, 1]) + 20 * (x[:, 2] - 0.5) ** 2 + 10 * x[:, 3] + 5 * x[:, 4]
    return x, y + rng.normal(size=size)


class Friedman:
    """A data set of numbers."""

    def __init__(self):
        from labelwise.tasks import Regression

        (self.x, y), self.test, self.task = friedman(), None, Regression()
        self.y = y.tolist()


def small_net():
    return replace(regression_net(), network=Mlp((16,), 0.0), loop=Loop(epochs=20, least_steps=0, batch=32))


def small(folder, strategies):
    """The protocol with a small network, two batches of questions, and a set of its own."""
    here = f"{__name__}:small_net"
    plan = replace(
        PLAN, datasets=(f"{__name__}:Friedman",), strategies=tuple(strategies), seeds=(0, 1),
        starts=(16,), batches=(8,), budgets=("32",), learners=(here, f"{here} + tangent-kernel"), exclude=(),
        pool_rows=150, test_rows=100, full=False,
    )  # fmt: skip
    run(plan, folder, makers(), engine="serial")
    return plan, Results(folder)


def statistics(wrong):
    """The five errors of the paper, each row of (P, M) sorted absolute errors."""
    at = [int(share * wrong.shape[1]) for share in (0.95, 0.99)]
    return np.array(
        [wrong.mean(axis=1), np.sqrt((wrong**2).mean(axis=1)), *wrong[:, at].T, wrong.max(axis=1)]
    )


def test_the_numbers_of_the_table_are_means_of_log_errors_after_each_batch(tmp_path):
    plan, results = small(tmp_path, ("lcmd", "random"))
    expected = []
    for row in results.rows():
        if row["strategy"] == "lcmd":
            truth, said = row["truth"].astype(float), row["predictions"].astype(float)
            errors = statistics(np.sort(np.abs(said - truth), axis=1) / truth.std())
            expected.append(np.log(errors)[:, 1:].mean(axis=1))  # the first is before any question
    assert len(expected) == 4
    for k, metric in enumerate(METRICS):
        scores = arrays(figures(read_runs(results, plan, metric)), "later").complete()
        mean, error = scores.means()
        assert -mean[scores.methods.index("lcmd")] == pytest.approx(np.mean(expected, axis=0)[k], rel=1e-5)
        assert error.shape == (2,) and (error > 0).all()


@pytest.mark.slow
def test_every_selection_runs_with_both_kernels(tmp_path):
    plan, results = small(tmp_path, PLAN.strategies)
    rows = list(results.rows())
    assert len(rows) == 2 * 2 * len(PLAN.strategies)
    assert {row["status"] for row in rows} == {"done"}, [row["failure"] for row in rows]
    asked = {(row["learner"], row["strategy"], row["seed"]): list(row["queried"]) for row in rows}
    for strategy in ("lcmd", "k-center", "k-means-pp", "maxdet", "bait-regression"):
        one, other = (asked[name, strategy, 0] for name in plan.learners)
        assert one != other
