import numpy as np
import pytest

from labelwise.errors import BadData
from labelwise.representations import Gradient
from labelwise.strategy import View
from labelwise.testing.examples import view
from labelwise.types import Ragged


def test_equals_the_gradient_of_the_loss():
    """Cross-entropy of a linear last layer under the predicted label, by finite differences."""
    rng = np.random.default_rng(0)
    weights, h = rng.normal(size=(3, 4)), rng.normal(size=4)
    label = int((weights @ h).argmax())

    def loss(w):
        z = w.reshape(3, 4) @ h
        return np.log(np.exp(z).sum()) - z[label]

    flat, eps = weights.ravel(), 1e-6
    numeric = [(loss(flat + eps * e) - loss(flat - eps * e)) / (2 * eps) for e in np.eye(12)]
    z = weights @ h
    proba = np.exp(z) / np.exp(z).sum()
    one = View(arrays={"proba": proba[None], "embedding": h[None]})
    made = Gradient().fit(one, rng)(np.array([0])).dense(np.array([0]))[0]
    np.testing.assert_allclose(made, numeric, atol=1e-6)


def test_the_probabilities_stay():
    looked = view()
    before = looked.get("proba").copy()
    Gradient().fit(looked, np.random.default_rng(0))(np.arange(40))
    np.testing.assert_array_equal(looked.get("proba"), before)


def test_by_rank_the_most_probable_class_comes_first():
    proba = np.array([[0.2, 0.7, 0.1], [0.7, 0.1, 0.2], [1.0, 0.0, 0.0]])
    given = View(arrays={"proba": proba, "embedding": np.ones((3, 1))})
    made = Gradient(order="rank").fit(given, np.random.default_rng(0))(np.arange(3)).dense(np.arange(3))
    np.testing.assert_allclose(made, [[-0.3, 0.2, 0.1], [-0.3, 0.2, 0.1], [0, 0, 0]], atol=1e-12)


def test_several_rows_an_item_are_refused():
    parts = Ragged(np.array([[0.5, 0.5], [0.9, 0.1], [0.2, 0.8]]), np.array([0, 2, 3]))
    view = View(arrays={"proba": parts, "embedding": np.eye(2)})
    with pytest.raises(BadData, match=r"proba has one row for each part.*one row an item.*Per\('item'"):
        Gradient().fit(view, np.random.default_rng(0))(np.array([0]))
