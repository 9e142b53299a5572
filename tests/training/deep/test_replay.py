"""What replay does in the loop."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.learners.deep import Hook
from labelwise.learners.deep.losses import losses
from labelwise.testing.learner_suite import blobs
from labelwise.training import Replay
from labelwise.training.deep.replay import Memory, apart, covering, doubt, kernel
from labelwise.types import Targets, Training

X, Y = blobs()
WARM = TorchLearner(Mlp((16,)), Loop(epochs=2, least_steps=0, batch=4, rate=0.01), retrain="warm")


def labelled(rows, y=Y, **more):
    rows = np.asarray(rows)
    return Training(
        lambda r: X[r], rows, Targets(rows, y[rows], "hard", np.ones(len(rows))), tuple("abcd"), **more
    )


class Watch(Hook):
    def __init__(self):
        self.batches_seen, self.runs, self.drops = [], [], []

    def start(self, run):
        self.runs.append(run)

    def before_step(self, run, batch):
        self.batches_seen.append((run.epoch, batch))


def two_rounds(recipe, first=range(24), then=range(34), y=Y):
    watch, rng = Watch(), np.random.default_rng(0)
    one = recipe.fit(labelled(first), rng)
    two = recipe.fit(labelled(then, y, previous=one), rng, (watch,))
    return one, two, watch


def test_an_epoch_is_one_pass_over_the_new_labels_with_old_ones_beside():
    _, model, watch = two_rounds(Replay(WARM, "er", replayed=5, epochs=3))
    assert len(watch.batches_seen) == 3 * 3  # ten new labels in steps of four
    for epoch in range(3):
        at = [b.at for e, b in watch.batches_seen if e == epoch]
        assert sorted(np.concatenate([a[a >= 24] for a in at])) == list(range(24, 34))
        assert all((a < 24).sum() == 5 == len(np.unique(a[a < 24])) for a in at)
    assert model.hooks[0].memory.rows.tolist() == list(range(34))


def test_stored_outputs_are_never_renewed():
    one, two, _ = two_rounds(Replay(WARM))
    at_first, later = one.hooks[0].memory, two.hooks[0].memory
    np.testing.assert_array_equal(later.logits[:24], at_first.logits)
    np.testing.assert_allclose(at_first.logits, one.logits(X[:24]), atol=1e-5)
    np.testing.assert_allclose(later.logits[24:], two.logits(X[24:34]), atol=1e-5)
    assert np.abs(one.logits(X[:24]) - two.logits(X[:24])).max() > 1e-3


def test_outputs_may_be_stored_in_the_first_epoch():
    loop = Loop(epochs=1, least_steps=0, batch=24, rate=1e-9)
    recipe = Replay(replace(WARM, network=Mlp((16,), dropout=0), loop=loop), record="first")
    model = recipe.fit(labelled(range(24)), np.random.default_rng(0))
    np.testing.assert_allclose(model.hooks[0].memory.logits, model.logits(X[:24]), atol=1e-5)
    loop = replace(loop, epochs=50, rate=0.01)
    model = replace(recipe, learner=replace(recipe.learner, loop=loop)).fit(
        labelled(range(24)), np.random.default_rng(0)
    )
    assert np.abs(model.hooks[0].memory.logits - model.logits(X[:24])).max() > 0.5


def test_changed_labels_are_new_and_those_taken_back_forgotten():
    y = Y.copy()
    y[3] = (y[3] + 1) % 4
    _, model, _watch = two_rounds(Replay(WARM), then=[0, 3, 5, 30], y=y)
    hook = model.hooks[0]
    assert hook.new.tolist() == [1, 3] and hook.old.tolist() == [0, 2]
    assert hook.memory.rows.tolist() == [0, 3, 5, 30]


def test_without_new_labels_the_model_stays():
    one, two, watch = two_rounds(Replay(WARM), then=range(20))
    np.testing.assert_array_equal(one.proba(X), two.proba(X))
    assert not watch.batches_seen
    assert two.hooks[0].memory.rows.tolist() == list(range(20))


def test_labels_held_out_are_learned_in_a_later_round():
    recipe = Replay(replace(WARM, loop=replace(WARM.loop, patience=5)))
    one, two, watch = two_rounds(recipe, range(40), range(60))
    held = np.setdiff1d(np.arange(40), one.hooks[0].memory.rows)
    assert len(held) == 4
    new = two.hooks[0].new
    assert set(new) <= {*held, *range(40, 60)} and not set(new) & set(watch.runs[0].watched)


@pytest.mark.parametrize("how", ["sd", "sds2"])
@pytest.mark.parametrize(("old", "new"), [(24, 10), (7, 30), (3, 1)])
def test_scaled_distillation_weighs_every_label_alike(how, old, new):
    _, _, watch = two_rounds(Replay(WARM, how, replayed=5, epochs=1), range(old), range(old + new))
    _, batch = watch.batches_seen[0]
    fresh = torch.from_numpy(batch.at >= old)
    told = float(batch.weight[fresh].sum()) / len(batch)
    rest = float((batch.weight + batch.extra["replayed"])[~fresh].sum()) / len(batch)
    assert told + rest == pytest.approx(1, abs=1e-6)
    assert rest / told == pytest.approx(old / new, rel=1e-5)
    soft = float(batch.extra["replayed"][~fresh].sum() / batch.weight[~fresh].sum())
    assert soft == pytest.approx(1 / 3, rel=1e-5)  # alpha / beta


@pytest.mark.parametrize("how", ["sd", "der++"])
def test_the_loss_is_that_of_the_formula_in_any_parts(how):
    _, model, watch = two_rounds(Replay(WARM, how, replayed=5, epochs=1))
    run, hook, (_, batch) = watch.runs[0], model.hooks[0], watch.batches_seen[0]
    with torch.no_grad():
        logits = run.frame(batch.x).logits
        ce = losses(logits, batch.target, "proba")
        stored = hook.stored[batch.at]
        fresh = batch.at >= 24
        new, old = ce[fresh].mean(), ce[~fresh].mean()
        if how == "sd":
            soft = (stored.softmax(1) * (stored.log_softmax(1) - logits.log_softmax(1))).sum(1)[~fresh].mean()
            r = 2.4
            expected = new / (1 + r) + r / (1 + r) * (0.25 * soft + 0.75 * old)
        else:
            expected = new + 0.25 * ((logits - stored)[~fresh] ** 2).mean() + 0.75 * old
        torch.testing.assert_close(run.loss(batch), expected)
        parts = [batch.part(slice(0, 2)), batch.part(slice(2, 9))]
        torch.testing.assert_close(sum(run.loss(p) * len(p) / len(batch) for p in parts), expected)


def test_interference_leaves_weights_and_the_optimiser_as_they_were():
    _, model, watch = two_rounds(Replay(WARM, "mir", replayed=5, epochs=1))
    run, hook = watch.runs[0], model.hooks[0]
    state = lambda: [  # noqa: E731
        torch.as_tensor(v).clone()
        for v in [*run.frame.state_dict().values()]
        + [v for kept in run.optimizer.state.values() for v in kept.values()]
    ]
    before = state()
    rise = hook.rise(run, run.batch(np.arange(30, 34)), np.arange(24))
    assert all(torch.equal(a, b) for a, b in zip(state(), before, strict=True))
    assert np.isfinite(rise).all() and rise.std() > 0


def test_interference_is_the_loss_after_a_step_less_that_before():
    learner = replace(WARM, network=Mlp((16,), dropout=0))
    _, model, watch = two_rounds(Replay(learner, "mir", replayed=5, epochs=1))
    run, hook = watch.runs[0], model.hooks[0]
    at, target = np.arange(24), run.target[:24]
    rise = hook.rise(run, run.batch(np.arange(30, 34)), at)
    before = losses(run.predicted(at), target, "proba")
    run.descend(run.batch(np.arange(30, 34)), lambda part: run.plain(run.forward(part.x), part))
    after = losses(run.predicted(at), target, "proba")
    np.testing.assert_allclose(rise, (after - before).numpy(), atol=1e-6)


def test_the_first_pick_and_all_others_are_those_of_brute_force():
    rng = np.random.default_rng(0)
    similar, doubts, weight = kernel(rng.normal(size=(30, 4))), rng.random(30), 1.7

    def worth(chosen):
        return similar[:, chosen].max(axis=1).sum() + weight * np.log(1 + doubts[chosen].sum())

    picked = covering(similar, doubts, 6, weight).tolist()
    for k in range(6):
        rest = [j for j in range(30) if j not in picked[:k]]
        assert picked[k] == max(rest, key=lambda j: worth([*picked[:k], j]))
    assert len(set(covering(similar, doubts, 99, weight))) == 30


def test_distances():
    a, b = torch.tensor([[0.3, -1.0, 2.0]]), torch.tensor([[1.0, 0.0, -0.5]])
    p, q = b.softmax(1), a.softmax(1)
    torch.testing.assert_close(apart(a, b, "proba"), (p * (p / q).log()).sum(1))
    p, q = b.sigmoid(), a.sigmoid()
    each = p * (p / q).log() + (1 - p) * ((1 - p) / (1 - q)).log()
    torch.testing.assert_close(apart(a, b, "tags"), each.mean(1))
    torch.testing.assert_close(apart(a, b, "mean"), ((a - b) ** 2).mean(1))
    for output in ("proba", "tags", "mean"):
        torch.testing.assert_close(apart(a, a, output), torch.zeros(1))


def test_doubt():
    z = torch.tensor([[0.0, 0.0]])
    assert [float(doubt(z, output)) for output in ("proba", "tags", "mean")] == [0.5, 0.5, 0.0]
    assert float(doubt(torch.tensor([[9.0, -9.0]]), "tags")) < 1e-3


def test_unknown_tags_are_the_same_label_twice():
    value = np.array([[np.nan, 1.0], [0.0, np.nan]])
    memory = Memory(np.array([2, 5]), value, value)
    assert memory.find(np.array([5, 2]), value[::-1]).tolist() == [1, 0]
    assert memory.find(np.array([2, 6]), np.array([[0.0, 1.0], [0.0, np.nan]])).tolist() == [-1, -1]


def test_models_of_other_kinds_have_no_memory():
    assert len(Memory.of(None, 4).rows) == 0
    one = Replay(WARM).fit(labelled(range(24)), np.random.default_rng(0))
    assert len(Memory.of(one, 4).rows) == 24 and len(Memory.of(one, 3).rows) == 0
