"""What the teacher does in the loop."""

from dataclasses import replace

import numpy as np
import torch

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.learners.deep import Hook
from labelwise.testing.learner_suite import blobs
from labelwise.training import FutureTeacher
from labelwise.training.deep.future_teacher import FutureTeacherHook, pseudo_labels
from labelwise.types import Targets, Training

X, Y = blobs()
PLAIN = TorchLearner(Mlp((8,)), Loop(epochs=3, least_steps=0, batch=8, rate=0.01))


def training(labels=16):
    rows = np.arange(labels)
    targets = Targets(rows, Y[rows], "hard", np.ones(labels))
    return Training(lambda r: X[r], rows, targets, tuple("abcd"), np.arange(labels, 80))


class Course(Hook):
    """Weights before and after each real step, and those that it starts from."""

    def __init__(self):
        self.before, self.after, self.given = [], [], []

    def batch(self, run, batch):
        return batch

    def before_step(self, run, batch):
        self.before.append(run.weights())
        self.given.append(batch)

    def after_step(self, run, batch):
        self.after.append(run.weights())


def test_the_student_goes_on_from_the_weights_it_had():
    for how in ("deep", "wide"):
        course = Course()
        FutureTeacher(PLAIN, how).fit(training(), np.random.default_rng(0), (course,))
        for earlier, later in zip(course.after, course.before[1:], strict=False):
            assert all(torch.equal(a, b) for a, b in zip(earlier, later, strict=True))


def test_the_teacher_keeps_its_share_of_the_weights():
    course = Course()
    model = FutureTeacher(PLAIN, ahead=0, decay=0.75, ramp=False).fit(
        training(), np.random.default_rng(0), (course,)
    )
    expected = course.before[0]
    for weights in course.before:
        expected = [0.75 * e + 0.25 * w for e, w in zip(expected, weights, strict=True)]
    hook = model.hooks[0]
    for value, want in zip(list(hook.teacher.values()), expected, strict=True):
        torch.testing.assert_close(value, want)


def test_wide_looks_are_averaged():
    looks = []

    class Spy(FutureTeacherHook):
        def other(self, run, batch):
            looks.append(super().other(run, batch))
            return looks[-1]

    class Spying(FutureTeacher):
        def hook(self):
            return Spy(self)

    Spying(PLAIN, "wide", ahead=3).fit(training(), np.random.default_rng(0))
    assert len(looks) == 3 * 6
    assert all(len(b) == 16 and (b.at >= 0).sum() == 8 for b in looks)
    assert len({tuple(b.at) for b in looks[:3]}) == 3


def test_early_stopping_and_fewer_labels_than_a_batch():
    loop = replace(PLAIN.loop, patience=2, epochs=20)
    model = FutureTeacher(replace(PLAIN, loop=loop), "wide").fit(training(22), np.random.default_rng(0))
    assert np.isfinite(model.proba(X)).all()


def test_pseudo_labels():
    z = torch.tensor([[0.0, 9.0], [0.1, 0.0]])
    target, share = pseudo_labels(z, "tags", 0.9)
    assert target.tolist() == [[0.0, 1.0], [1.0, 0.0]] and share == 0.25
    assert pseudo_labels(z, "mean", 0.9) == (z, 1.0)
