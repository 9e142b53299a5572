"""Active model selection beside the authors' code (justinkay/coda), a copy of which CODA_PATH names.

Theirs runs in double precision here: in single precision gains are differences of entropies that agree to
six digits, so that near ties fall either way. Where several items have the same gain both take any; the test
compares the sets of ties and tells both the same item.
"""

from __future__ import annotations

import os
import sys
import types
from pathlib import Path

import numpy as np
import pytest

from labelwise.evaluation.models import ActiveTesting, Coda, ModelPicker, Uncertainty, Vma

pytestmark = [pytest.mark.peer, pytest.mark.filterwarnings("ignore")]

ANSWERS = 50


@pytest.fixture
def theirs(monkeypatch):
    """Their package, in double precision, without progress bars and pictures."""
    folder = os.environ.get("CODA_PATH")
    if not folder or not (Path(folder) / "coda" / "coda.py").is_file():
        pytest.skip(
            "NOT COMPARED: set CODA_PATH to a copy of justinkay/coda to compare with the authors' code"
        )
    torch = pytest.importorskip("torch", reason="NOT COMPARED: the authors' code needs torch")
    monkeypatch.syspath_prepend(folder)
    plain = types.ModuleType("tqdm")
    plain.tqdm = lambda things: things
    pictures = {
        name: types.ModuleType(name) for name in ("matplotlib", "matplotlib.pyplot", "PIL", "PIL.Image")
    }
    for name, module in {"tqdm": plain, **pictures}.items():
        monkeypatch.setitem(sys.modules, name, module)
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    monkeypatch.setattr(torch.Tensor, "float", torch.Tensor.double)
    import coda
    import coda.baselines

    yield coda
    torch.set_default_dtype(before)
    for name in [n for n in sys.modules if n.split(".")[0] == "coda"]:
        del sys.modules[name]


def made(seed, models=8, items=120, classes=4):
    """Predictions of models that are right 40 to 80% of the time, and the truth."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(classes, size=items)
    proba = rng.dirichlet(np.full(classes, 0.4), (models, items))
    proba[:, np.arange(items), truth] += rng.uniform(0.1, 1.0, (models, 1))
    return proba / proba.sum(axis=2, keepdims=True), truth


def dataset(proba):
    import torch

    return types.SimpleNamespace(preds=torch.from_numpy(proba), device=torch.device("cpu"))


def accuracy_loss(preds, labels, **options):
    return (preds.argmax(-1) != labels).double()


def data(name, request):
    if name == "made":
        return made(0)
    held = np.load(request.getfixturevalue("data_dir") / f"modelselect_{name}" / "preds.npz")
    proba = held["probs"][:12, :150].astype(np.float64)
    return proba / proba.sum(axis=2, keepdims=True), held["y"][:150].astype(int)


@pytest.mark.parametrize("name", ["made", "davidson", "fashion"])
def test_coda_chooses_the_same_50_items(theirs, name, request):
    import torch

    proba, truth = data(name, request)
    peer, run = theirs.CODA(dataset(proba)), Coda().start(proba, np.random.default_rng(0))
    for _ in range(ANSWERS):
        gains, rows = peer.eig_batched()
        assert np.abs(run.gain(np.array(rows)) - gains.numpy()).max() < 1e-9
        best = gains.max()
        ties = np.array(rows)[torch.isclose(gains, best, rtol=1e-8).numpy()]
        item, chance = run.ask()
        assert item in ties and chance == 1 / len(ties)
        run.tell(item, truth[item])
        peer.add_label(item, int(truth[item]), best.item())
        model, posterior = run.best()
        assert model == int(peer.get_best_model_prediction())
        np.testing.assert_allclose(posterior, peer.get_pbest()[0].numpy(), atol=1e-9)


@pytest.mark.parametrize(
    ("ours", "name", "options"),
    [
        (Uncertainty(), "Uncertainty", {"loss_fn": accuracy_loss}),
        (ModelPicker(), "ModelPicker", {}),
    ],
)
def test_what_needs_no_chance_asks_the_same(theirs, ours, name, options):
    proba, truth = made(1)
    peer = getattr(theirs.baselines, name)(dataset(proba), **options)
    run = ours.start(proba, np.random.default_rng(0))
    for _ in range(ANSWERS):
        wanted, _ = peer.get_next_item_to_label()
        item, chance = run.ask()
        assert chance < 1 or item == wanted
        run.tell(item, truth[item])
        peer.add_label(item, int(truth[item]), 1.0)
    if name == "ModelPicker":
        np.testing.assert_allclose(run.best()[1], peer.posterior.numpy())
        assert peer.correct_counts[run.leader()] == peer.correct_counts.max()
    else:
        np.testing.assert_allclose(1 - run.accuracy(), peer.get_risk_estimates().numpy())


@pytest.mark.parametrize(("ours", "name"), [(ActiveTesting(), "ActiveTesting"), (Vma(), "VMA")])
def test_what_draws_has_the_same_chances_and_risks(theirs, ours, name, monkeypatch):
    proba, truth = made(2)
    peer = getattr(theirs.baselines, name)(dataset(proba), accuracy_loss)
    run = ours.start(proba, np.random.default_rng(0))
    for k in range(ANSWERS):
        item, chance = run.ask()
        monkeypatch.setattr("random.choices", lambda rows, weights, k=1, item=item: [item])
        wanted, theirs_chance = peer.get_next_item_to_label()
        assert wanted == item and abs(chance - theirs_chance) < 1e-12
        run.tell(item, truth[item])
        peer.add_label(item, int(truth[item]), chance)
        if k:
            np.testing.assert_allclose(run.risk(), peer.get_risk_estimates().numpy(), atol=1e-9)
