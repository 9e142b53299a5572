import numpy as np
import pytest

from labelwise.errors import BadData
from labelwise.tasks.crowdlab import crowdlab
from labelwise.tasks.tempering import tempered

RNG = np.random.default_rng(0)
TRUTH = RNG.integers(0, 3, 80)
PROBA = (RNG.dirichlet(np.ones(3), 80) + 0.5 * np.eye(3)[TRUTH]) / 1.5


def votes_of(errors, seed=1):
    rng = np.random.default_rng(seed)
    wrong = rng.random((80, len(errors))) < errors
    code = 1 + np.where(wrong, (TRUTH[:, None] + rng.integers(1, 3, (80, len(errors)))) % 3, TRUTH[:, None])
    held = rng.random(code.shape) < 0.7
    held[np.arange(80), rng.integers(0, len(errors), 80)] = True
    return np.where(held, code, 0)


def naive(votes, proba, label):
    """Formulas 2 and 3 with loops: annotators' weights, the model's, probabilities of the classes."""
    classes, (n, annotators) = proba.shape[1], votes.shape
    many = (votes > 0).sum(axis=1)
    several = [i for i in range(n) if many[i] > 1]
    agree = np.mean([(votes[i] == label[i] + 1).sum() / many[i] for i in several])
    common = np.bincount(label[several], minlength=classes).argmax()
    chance = max(np.mean([label[i] != common for i in several]), 1e-6)
    weight = []
    for j in range(annotators):
        same = [votes[i, j] == votes[i, k] for i in several for k in range(annotators)
                if k != j and votes[i, j] and votes[i, k]]  # fmt: skip
        weight.append(max(1 - (1 - np.mean(same)) / chance, 1e-6))
    wrong = np.mean([proba[i].argmax() != label[i] for i in several])
    model = max(1 - wrong / chance, 1e-6) * np.sqrt(many.mean())
    posterior = np.empty((n, classes))
    for i in range(n):
        held = [j for j in range(annotators) if votes[i, j]]
        for c in range(classes):
            said = sum(
                weight[j] * (agree if votes[i, j] == c + 1 else (1 - agree) / (classes - 1)) for j in held
            )
            posterior[i, c] = (model * proba[i, c] + said) / (model + sum(weight[j] for j in held))
    return weight, model, posterior


@pytest.mark.parametrize("seed", range(4))
def test_equals_the_naive_version(seed):
    votes = votes_of([0.1, 0.2, 0.3, 0.5], seed)
    made = crowdlab(votes, PROBA)
    proba = tempered(PROBA, made.temperature)
    weight, model, posterior = naive(votes, proba, made.label)
    np.testing.assert_allclose(made.weight, weight, atol=1e-12)
    assert made.model == pytest.approx(model)
    np.testing.assert_allclose(made.proba, posterior, atol=1e-12)
    np.testing.assert_allclose(made.quality, posterior[np.arange(80), made.label])


def test_reliable_annotators_weigh_more_and_guessing_ones_nothing():
    made = crowdlab(votes_of([0.05, 0.25, 0.45, 0.67]), PROBA)
    assert made.weight[0] > made.weight[1] > made.weight[2] > made.weight[3]
    assert made.weight[3] == 1e-6


def test_the_consensus_is_better_than_the_majority_and_than_the_model():
    alone = (PROBA.argmax(axis=1) == TRUTH).mean()
    for seed in range(8):
        votes = votes_of([0.1, 0.4, 0.5], seed)
        most = np.array([np.bincount(row[row > 0] - 1, minlength=3).argmax() for row in votes])
        together = (crowdlab(votes, PROBA).label == TRUTH).mean()
        assert together > alone + 0.05 and together > (most == TRUTH).mean() + 0.1


def test_one_vote_a_unit_leaves_nothing_to_compare():
    votes = np.zeros((80, 4), int)
    votes[np.arange(80), np.arange(80) % 4] = 1 + TRUTH
    made = crowdlab(votes, PROBA)
    assert (made.label == TRUTH).all() and (made.weight == 1).all()
    assert (made.model, made.temperature) == (1, 1)
    np.testing.assert_array_equal(made.quality, PROBA[np.arange(80), TRUTH])


def test_a_unit_without_votes_is_refused():
    with pytest.raises(BadData, match="1 units have no vote"):
        crowdlab(np.array([[1, 2], [0, 0]]), PROBA[:2])
