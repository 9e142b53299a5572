"""Embeddings of what occurs together."""

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression

from labelwise.errors import BadData, BadParameter
from labelwise.learners import SklearnLearner
from labelwise.learners.encoders import Coincidence

RNG = np.random.default_rng(0)
SHARED = RNG.normal(size=(120, 2))
X = np.hstack([SHARED, SHARED @ RNG.normal(size=(2, 3))]) + 0.1 * RNG.normal(size=(120, 5))
QUICK = Coincidence(cut=2, dims=4, hidden=32, epochs=40, batch=32, rate=0.01, random_state=0)


def test_pairs_score_above_others():
    encoder = clone(QUICK).fit(X[:80])
    scores = encoder.scores(*encoder.parts(X[80:]))
    own = np.diag(scores)[:, None]
    assert (own > scores).mean() > 0.85


def test_embeddings_have_length_one_and_each_item_is_by_itself():
    encoder = clone(QUICK).fit(X)
    z = encoder.transform(X)
    assert z.shape == (120, 8) and z.dtype == np.float32
    np.testing.assert_allclose(np.linalg.norm(z, axis=1), 1, atol=1e-5)
    np.testing.assert_allclose(encoder.transform(X[5:6]), z[5:6], atol=1e-5)
    assert encoder.transform(X[:0]).shape == (0, 8)


def test_the_same_seed_gives_the_same():
    a, b = (clone(QUICK).fit(X).transform(X) for _ in "ab")
    np.testing.assert_array_equal(a, b)
    assert not np.array_equal(a, clone(QUICK).set_params(random_state=1).fit(X).transform(X))


@pytest.mark.parametrize(
    ("x", "cut", "shapes"),
    [
        (np.zeros((3, 5)), 2, (2, 3)),
        (np.zeros((3, 5)), 0.4, (2, 3)),
        (np.zeros((3, 4, 6)), 0.5, (12, 12)),
        (np.zeros((3, 4, 6, 2)), 1, (8, 40)),
    ],
)
def test_parts(x, cut, shapes):
    first, second = Coincidence(cut).parts(x)
    assert (first.shape, second.shape) == ((3, shapes[0]), (3, shapes[1]))


def test_the_left_half_of_an_image_are_its_left_columns():
    x = np.zeros((1, 2, 4))
    x[:, :, :2] = 1
    first, second = Coincidence().parts(x)
    assert first.all() and not second.any()


def test_bad_settings():
    with pytest.raises(BadData, match="leaves nothing on one side"):
        Coincidence(5).fit(X)
    with pytest.raises(BadParameter, match="dims is 0"):
        Coincidence(dims=0).fit(X)
    with pytest.raises(BadParameter, match="rate is 0"):
        Coincidence(rate=0).fit(X)


def test_one_item_has_no_other_pair():
    assert np.isfinite(clone(QUICK).fit(X[:1]).transform(X)).all()


def test_it_may_be_the_encoder_of_a_learner():
    assert SklearnLearner(LogisticRegression(), encoder=QUICK).encoder is QUICK
