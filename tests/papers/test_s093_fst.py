"""S093: a teacher that looks ahead."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest
import torch
from sklearn.datasets import make_moons
from torch.nn import functional as F

from labelwise.learners import Loop, Mlp, TorchLearner
from labelwise.learners.deep import Hook
from labelwise.training import FutureTeacher
from labelwise.training.deep.future_teacher import FutureTeacherHook
from labelwise.types import Targets, Training

LOOP = Loop(epochs=60, least_steps=0, batch=32, rate=0.01, schedule="constant", decay=0.0)
PLAIN = TorchLearner(Mlp((32,), dropout=0.0), LOOP)


@cache
def moons(seed, n=300, labels=6):
    x, y = make_moons(n, noise=0.12, random_state=seed)
    rng = np.random.default_rng(seed)
    rows = np.sort(
        [r for c in (0, 1) for r in rng.choice(np.flatnonzero(y == c), labels // 2, replace=False)]
    )
    rest = np.setdiff1d(np.arange(n), rows)
    targets = Targets(rows, y[rows], "hard", np.ones(labels))
    return x, y, Training(lambda r: x[r], rows, targets, (0, 1), rest)


class Course(Hook):
    """The student's weights after each step, what it learned from, and how right the teacher is."""

    def __init__(self, x, y):
        self.x, self.y, self.weights, self.given, self.right = x, torch.as_tensor(y), [], [], []
        self.first = []

    def start(self, run):
        self.first += run.weights()
        self.all = run.feed.prepare(self.x)

    def before_step(self, run, batch):
        self.given.append(batch)

    def after_step(self, run, batch):
        self.weights.append(run.weights())
        if run.steps % 4 == 0:
            self.right.append(float((run.hooks[0].said(run, self.all).argmax(1) == self.y).float().mean()))


def trained(recipe, seed=0):
    x, y, data = moons(seed)
    course = Course(x, y)
    recipe.fit(data, np.random.default_rng(seed), (course,))
    return course


def by_hand(course, recipe, after):
    """Self-training with a moving average, written down once more: the weights after each step."""
    student = [w.clone().requires_grad_(True) for w in course.first]
    teacher = [w.clone() for w in course.first]
    optimizer = torch.optim.AdamW(student, LOOP.rate, weight_decay=0.0, fused=True)  # as in the loop

    def logits(x, weights):
        return F.linear(F.relu(F.linear(x, *weights[:2])), *weights[2:])

    def move(t):
        keep = min(1 - 1 / (t + 1), recipe.decay)
        return [a.lerp(b.detach(), 1 - keep) for a, b in zip(teacher, student, strict=True)]

    found = []
    for t, batch in enumerate(course.given):
        teacher = teacher if after else move(t)
        known = batch.weight > 0
        p = logits(batch.x[~known], teacher).softmax(dim=1)
        share = float((p.max(dim=1).values >= recipe.sure).float().mean())
        each = torch.zeros_like(batch.weight)
        target = batch.target.clone()
        target[~known] = F.one_hot(p.argmax(dim=1), 2).float()
        each = -(target * F.log_softmax(logits(batch.x, student), dim=1)).sum(dim=1)
        told = (each * batch.weight).mean()
        others = (each * (batch.extra["future"] * torch.full_like(each, share))).mean()
        optimizer.zero_grad()
        (told + others).backward()
        optimizer.step()
        teacher = move(t) if after else teacher
        found.append([w.detach().clone() for w in student])
    return found


def same(one, two):
    return all(torch.equal(a, b) for x, y in zip(one, two, strict=True) for a, b in zip(x, y, strict=True))


@pytest.mark.parametrize("how", ["deep", "wide"])
def test_without_a_look_ahead_it_is_self_training_with_a_moving_average_bit_for_bit(how):
    recipe = FutureTeacher(PLAIN, how, ahead=0, sure=0.9)
    course = trained(recipe)
    assert any(float(b.extra["future.share"][0]) > 0.3 for b in course.given)
    assert same(course.weights, by_hand(course, recipe, after=how == "wide"))
    assert not same(course.weights, trained(FutureTeacher(PLAIN, how, ahead=1, sure=0.9)).weights)


class SameBatch(FutureTeacherHook):
    def other(self, run, batch):
        return batch


class WideOnTheSame(FutureTeacher):
    def hook(self):
        return SameBatch(self)


class FirstMove(FutureTeacherHook):
    """Deep looks without the very first move of the teacher."""

    moved = False

    def _move(self, run):
        if self.moved:
            super()._move(run)
        self.moved = True


class DeepWithoutFirst(FutureTeacher):
    def hook(self):
        return FirstMove(self)


def test_one_wide_look_at_the_same_batch_is_one_deep_look():
    settings = {"ahead": 1, "decay": 0.9, "sure": 0.9, "ramp": False}
    wide = trained(WideOnTheSame(PLAIN, "wide", **settings))
    assert same(wide.weights, trained(DeepWithoutFirst(PLAIN, "deep", **settings)).weights)
    # the first move is from the student's own weights to themselves, so it makes no difference here
    assert same(wide.weights, trained(FutureTeacher(PLAIN, "deep", **settings)).weights)


def teachers(recipe, seeds):
    return np.array([np.mean(trained(recipe, seed).right) for seed in seeds])


def test_a_teacher_that_looks_ahead_is_right_more_often():
    recipe = FutureTeacher(PLAIN, ahead=3, sure=0.9)
    plain = teachers(replace(recipe, ahead=0), range(3))
    assert teachers(recipe, range(3)).mean() > plain.mean() + 0.01


@pytest.mark.slow
@pytest.mark.parametrize(("how", "gain"), [("deep", 0.02), ("wide", -0.005)])
def test_it_is_over_ten_seeds(how, gain):
    """Wide looks gain nothing that could be told from chance: 0.003 with a standard error of 0.002."""
    recipe = FutureTeacher(PLAIN, how, ahead=3, sure=0.9)
    plain, ahead = (teachers(r, range(10)) for r in (replace(recipe, ahead=0), recipe))
    assert ahead.mean() > plain.mean() + gain
