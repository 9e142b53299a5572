"""S075: labels with descriptions; what is learned of frequent ones helps rare ones and new ones."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, roc_auc_score

from labelwise.learners import Loop, Matching, MatchingLearner
from labelwise.learners.matching import match
from labelwise.types import Targets, Training

LABELS, SYNONYMS, NEW, TEXTS = 30, 3, 18, 300
LOOP = Loop(epochs=1, least_steps=200, rate=3e-2, decay=0.0)


def word(label, place, synonym):
    return f"w{label}x{place}s{synonym}"


DESCRIPTIONS = tuple(" ".join(word(c, j, 0) for j in range(3)) for c in range(LABELS))


def corpus(size, rng):
    """Texts of one to three labels (Zipf): a synonym of each word of the description, three words of other
    labels, six of none."""
    share = 1 / np.arange(1, LABELS + 1)
    tags, texts = np.zeros((size, LABELS)), []
    for row in tags:
        own = rng.choice(LABELS, rng.integers(1, 4), replace=False, p=share / share.sum())
        row[own] = 1
        parts = [" ".join(word(c, j, rng.integers(SYNONYMS)) for j in range(3)) for c in own]
        parts += [word(rng.integers(LABELS), rng.integers(3), rng.integers(SYNONYMS)) for _ in range(3)]
        texts.append(" ".join(rng.permutation([*parts, *(f"f{k}" for k in rng.integers(100, size=6))])))
    return texts, tags


@pytest.fixture(scope="module")
def world():
    """Word vectors in which synonyms are near, texts to learn from, and others."""
    rng = np.random.default_rng(0)
    base = rng.normal(size=(LABELS, 3, 16))
    every = [(c, j, s) for c in range(LABELS) for j in range(3) for s in range(SYNONYMS)]
    vectors = {word(c, j, s): base[c, j] + 0.15 * rng.normal(size=16) for c, j, s in every}
    vectors |= {f"f{k}": rng.normal(size=16) for k in range(100)}
    return vectors, corpus(TEXTS, np.random.default_rng(1)), corpus(1000, np.random.default_rng(2))


def learnt(world, descriptions, tags):
    vectors, (texts, _), _ = world
    targets = Targets(np.arange(TEXTS), tags, "tags", np.ones(TEXTS))
    data = Training(lambda r: [texts[i] for i in r], targets.rows, targets, tuple(range(LABELS)))
    learner = MatchingLearner(Matching(descriptions, vectors=vectors), LOOP)
    return learner.fit(data, np.random.default_rng(0))


def scores(world, found):
    """F1 over the rare third of the labels (macro) and over all (micro)."""
    _, (_, tags), (_, truth) = world
    rare = np.argsort(-tags.sum(axis=0))[-LABELS // 3 :]
    macro = f1_score(truth[:, rare], found[:, rare], average="macro", zero_division=0)
    return macro, f1_score(truth, found, average="micro")


@pytest.fixture(scope="module")
def linear(world):
    """Logistic regression on TF-IDF, each label by itself."""
    _, (texts, tags), (others, truth) = world
    vectorizer = TfidfVectorizer(token_pattern=r"\w+").fit(texts)
    x, z, found = vectorizer.transform(texts), vectorizer.transform(others), np.zeros_like(truth)
    for c in np.flatnonzero(tags.any(axis=0)):
        found[:, c] = LogisticRegression(C=100, max_iter=500).fit(x, tags[:, c]).predict(z)
    return scores(world, found)


def test_rare_labels_gain_and_frequent_ones_do_not_lose(world, linear):
    model = learnt(world, DESCRIPTIONS, world[1][1])
    macro, micro = scores(world, model.tags(world[2][0]) > 0.5)
    assert macro > linear[0] + 0.2 and micro > linear[1] - 0.02


def test_shuffled_descriptions_gain_nothing(world, linear):
    shuffled = tuple(np.random.default_rng(3).permutation(DESCRIPTIONS).tolist())
    model = learnt(world, shuffled, world[1][1])
    macro, _ = scores(world, model.tags(world[2][0]) > 0.5)
    assert macro < linear[0] + 0.1


def test_a_label_that_was_never_seen_is_ranked(world):
    """By its description alone, on a model that was told of no positive item."""
    tags = world[1][1].copy()
    tags[:, NEW] = 0
    model, (texts, truth) = learnt(world, DESCRIPTIONS, tags), world[2]
    assert roc_auc_score(truth[:, NEW], match(model, texts, DESCRIPTIONS[NEW : NEW + 1])[:, 0]) > 0.8
    assert roc_auc_score(truth[:, NEW], model.tags(texts)[:, NEW]) > 0.8
