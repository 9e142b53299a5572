import numpy as np
import pytest
from scipy import sparse

import labelwise as lw
from labelwise.candidates import All
from labelwise.errors import BadData
from labelwise.measures import activelab
from labelwise.strategy import Strategy, View
from labelwise.tasks.crowdlab import crowdlab
from labelwise.tasks.tempering import tempered


def crowd_of(size=60, annotators=5, classes=3, seed=0, single=False):
    """Votes (some units have none) and probabilities that fit the same truth."""
    rng = np.random.default_rng(seed)
    truth = rng.integers(0, classes, size)
    proba = rng.dirichlet(np.ones(classes), size) + np.eye(classes)[truth]
    wrong = rng.random((size, annotators)) < np.linspace(0.1, 0.4, annotators)
    code = 1 + np.where(wrong, rng.integers(0, classes, (size, annotators)), truth[:, None])
    held = rng.permuted(np.arange(size * annotators).reshape(size, -1) % annotators < 1, axis=1)
    held |= (rng.random((size, annotators)) < 0.5) & (not single)
    held[rng.choice(size, size // 4, replace=False)] = False
    return np.where(held, code, 0), proba / 2


def naive(votes, oof, proba):
    """Scores one unit at a time, with the weights of CROWDLAB."""
    classes, found = proba.shape[1], []
    crowd = crowdlab(votes[votes.any(axis=1)], oof[votes.any(axis=1)])
    quality = iter(crowd.quality)
    mean = crowd.weight.mean()
    for row, p in zip(votes, proba, strict=True):
        mine = crowd.model + sum(w for code, w in zip(row, crowd.weight, strict=True) if code)
        trust = next(quality) if row.any() else tempered(p[None], crowd.temperature).max()
        found.append(1 - (mine * trust + mean / classes) / (mine + mean))
    return found


@pytest.mark.parametrize("single", [True, False])
@pytest.mark.parametrize("seed", range(4))
def test_equals_the_naive_version(seed, single):
    votes, proba = crowd_of(seed=seed, single=single)
    oof = np.roll(proba, 1, axis=1) * 0.3 + proba * 0.7
    for kind in (np.asarray, sparse.csr_matrix):
        np.testing.assert_allclose(activelab(kind(votes), oof, proba), naive(votes, oof, proba), atol=1e-12)


def test_without_any_vote_it_is_least_confidence_on_another_scale():
    proba = np.random.default_rng(0).dirichlet(np.ones(4), 20)
    made = activelab(sparse.csr_matrix((20, 3), dtype=int), proba, proba)
    np.testing.assert_allclose(made, 1 - (proba.max(axis=1) + 0.25) / 2, atol=1e-12)


def test_probabilities_of_a_unit_are_read_where_they_are_honest():
    votes, proba = crowd_of()
    asked = votes.any(axis=1)
    other = np.roll(proba, 1, axis=0)
    made = activelab(votes, proba, proba)
    mixed = activelab(votes, np.where(asked[:, None], proba, other), np.where(asked[:, None], other, proba))
    np.testing.assert_array_equal(made, mixed)


def test_in_a_view_all_votes_tell_who_is_reliable_though_few_rows_are_scored():
    votes, proba = crowd_of()
    view = View(arrays={"votes": votes, "oof_proba": proba, "proba": proba})
    made, rows = activelab(votes, proba, proba), np.array([1, 8, 40])
    np.testing.assert_array_equal(view.score(activelab, rows), made[rows])
    strategy = Strategy(candidates=All(max_votes=3), measure=activelab)
    picks = lw.query(strategy, 10, votes=votes, oof_proba=proba, proba=proba, rng=0).indices
    open_rows = np.flatnonzero((votes > 0).sum(axis=1) < 3)
    assert picks.tolist() == open_rows[np.argsort(-made[open_rows], kind="stable")[:10]].tolist()


def test_codes_that_are_no_class_are_refused_by_view_and_query():
    given = {"votes": np.array([[4, 0], [1, 1]]), "proba": np.eye(3)[:2], "oof_proba": np.eye(3)[:2]}
    with pytest.raises(BadData, match=r"codes from 1 to 4.*from 1 to 3"):
        View(arrays=given).score(activelab, np.arange(2))
    with pytest.raises(BadData, match=r"codes from 1 to 4.*from 1 to 3"):
        lw.query(Strategy(candidates=All(), measure=activelab), 1, **given)


@pytest.mark.peer
@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("single", [True, False])
@pytest.mark.parametrize("classes", [2, 3, 5])
def test_equals_cleanlab(classes, single, monkeypatch):
    """One vote an item, several, and (at the end) none at all.

    Version 2.9 files the votes of an item under the wrong classes where a class has none, because its labels
    are floats (they hold NaN); that count is put right here, or the temperature would differ.
    """
    theirs = pytest.importorskip("cleanlab.multiannotator", reason="pip install 'cleanlab>=2.9'")
    from cleanlab.internal import multiannotator_utils

    def counted(x, num_classes):
        return np.bincount(x.astype(int), minlength=num_classes)

    monkeypatch.setattr(multiannotator_utils, "value_counts", counted)
    for seed in range(8):
        votes, proba = crowd_of(90, 5, classes, seed, single)
        asked = votes.any(axis=1)
        labels = np.where(votes > 0, votes - 1.0, np.nan)[asked]
        old, new = theirs.get_active_learning_scores(labels, proba[asked], proba[~asked])
        trust = 1 - activelab(votes, proba, proba)
        np.testing.assert_allclose(trust[asked], old, atol=1e-8)
        np.testing.assert_allclose(trust[~asked], new, atol=1e-8)
    _, none = theirs.get_active_learning_scores(None, None, proba)
    np.testing.assert_allclose(1 - activelab(np.zeros_like(votes), proba, proba), none, atol=1e-8)
