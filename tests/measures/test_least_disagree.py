import numpy as np
import pytest

import labelwise as lw
from labelwise.errors import BadData, BadParameter
from labelwise.measures import LeastDisagree, least_disagree
from labelwise.params import from_config, to_config
from labelwise.strategy import Strategy, View


def naive(x, w, b, sigmas, patience, rng):
    """The listing, one unit at a time; noise is drawn for weights and bias of a class together."""

    def predict(w, b):
        return [max(range(len(w)), key=lambda c: sum(w[c] * row) + b[c]) for row in x]

    now, least = predict(w, b), [1.0] * len(x)
    for sigma in sigmas:
        idle, waiting = [0] * len(x), set(range(len(x)))
        while waiting:
            noise = rng.normal(scale=sigma, size=(len(w), x.shape[1] + 1))
            other = predict(w + noise[:, :-1], b + noise[:, -1])
            rho = sum(a != b for a, b in zip(now, other, strict=True)) / len(x)
            for i in range(len(x)):
                better = other[i] != now[i] and rho < least[i]
                least[i], idle[i] = (rho, 0) if better else (least[i], idle[i] + 1)
                waiting -= {i} if idle[i] == patience else set()
    return [-value for value in least]


@pytest.mark.parametrize("seed", range(5))
def test_equals_the_naive_version(seed):
    rng = np.random.default_rng(seed)
    x, w, b = rng.normal(size=(25, 3)), rng.normal(size=(4, 3)), rng.normal(size=4)
    made = LeastDisagree(3, (0.01, 0.1, 0.5, 1.0))(x, (w, b), np.random.default_rng(seed))
    expected = naive(x, w, b, (0.01, 0.1, 0.5, 1.0), 3, np.random.default_rng(seed))
    np.testing.assert_allclose(made, expected, atol=1e-12)


def test_the_number_of_draws_hardly_grows_with_the_rows():
    """Ten times the rows, less than twice the draws."""

    class Counting:
        def __init__(self):
            self.rng, self.draws = np.random.default_rng(0), 0

        def normal(self, **how):
            self.draws += 1
            return self.rng.normal(**how)

    head, found = (np.random.default_rng(1).normal(size=(3, 4)), np.zeros(3)), []
    for size in (200, 2000):
        rng = Counting()
        least_disagree(np.random.default_rng(2).normal(size=(size, 4)), head, rng)
        found.append(rng.draws)
    assert 510 <= found[0] < found[1] < 2 * found[0]


def test_the_ladder_is_the_paper_s():
    sigmas = least_disagree.sigmas
    assert (len(sigmas), least_disagree.patience) == (51, 10)
    np.testing.assert_allclose([sigmas[0], sigmas[1], sigmas[-1]], [10**-4.9, 10**-4.8, 10**0.1])


def test_the_same_seed_gives_the_same_scores_in_a_view_and_another_seed_others():
    rng = np.random.default_rng(0)
    view = View(
        arrays={"embedding": rng.normal(size=(50, 3)), "head": (rng.normal(size=(3, 3)), np.zeros(3))}
    )
    rows = np.arange(0, 50, 2)
    first, again, other = (view.score(least_disagree, rows, np.random.default_rng(s)) for s in (1, 1, 2))
    np.testing.assert_array_equal(first, again)
    assert not np.array_equal(first, other)
    direct = least_disagree(view.embedding[rows], view.head, np.random.default_rng(1))
    np.testing.assert_array_equal(first, direct)


def test_no_rows_have_no_scores():
    assert least_disagree(np.zeros((0, 3)), (np.eye(3), np.zeros(3)), np.random.default_rng(0)).shape == (0,)


def test_options():
    made = LeastDisagree(patience=3, sigmas=(0.5, 1.0))
    assert from_config(to_config(made)) == made
    with pytest.raises(BadParameter, match="sigmas are"):
        LeastDisagree(sigmas=(0.0,))
    with pytest.raises(BadParameter, match="patience is 0"):
        LeastDisagree(0)


@pytest.mark.parametrize(
    ("head", "shapes"),
    [
        ((np.ones((3, 5)), np.ones(3)), r"\(3, 5\).*\(3,\).*2 columns"),
        ((np.ones((1, 2)), np.ones(1)), r"\(1, 2\).*-w/2 and w/2"),
        ((np.ones((3, 2)), np.ones(2)), r"biases of shape \(2,\)"),
        (np.ones((3, 2)), r"\(W, b\) of shapes"),
    ],
)
def test_a_head_that_does_not_fit_is_refused_by_view_and_query(head, shapes):
    given = {"embedding": np.ones((4, 2)), "head": head}
    with pytest.raises(BadData, match=shapes):
        View(arrays=given).score(least_disagree, np.arange(4), np.random.default_rng(0))
    with pytest.raises(BadData, match=shapes):
        lw.query(Strategy(measure=least_disagree), 1, rng=0, **given)
