import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.representations import Embedding, Gradient, Posterior
from labelwise.strategy import View

RNG = np.random.default_rng(0)
ROWS = np.arange(30)


def view(**extra):
    labels = np.where(np.arange(30) < 12, 0, -1)
    return View(
        arrays={"embedding": RNG.normal(size=(30, 5)), "proba": RNG.dirichlet(np.ones(3), 30)},
        labels=labels,
        **extra,
    )


def test_equals_the_formula_in_the_space_of_the_kernel():
    for first in (Embedding(), Gradient()):
        given = view(pending=[20])
        plain = first.fit(given, RNG)(ROWS).dense(ROWS)
        k, known = plain @ plain.T, [*range(12), 20]
        inverse = np.linalg.inv(k[np.ix_(known, known)] + 0.3**2 * np.eye(13))
        made = (first >> Posterior(0.3)).fit(given, RNG)(ROWS)
        np.testing.assert_allclose(made.gram(ROWS, made), k - k[:, known] @ inverse @ k[known], atol=1e-9)


def test_nothing_known_changes_nothing():
    given = View(arrays={"embedding": RNG.normal(size=(30, 5))})
    made = (Embedding() >> Posterior()).fit(given, RNG)(ROWS)
    np.testing.assert_array_equal(made.dense(ROWS), given.embedding)


def test_noise_that_is_lost_is_refused():
    long = View(arrays={"embedding": np.full((30, 5), 1e18)}, labels=np.zeros(30, dtype=np.int64))
    with pytest.raises(BadParameter, match="lost in rounding"):
        (Embedding() >> Posterior(0.1)).fit(long, RNG)
