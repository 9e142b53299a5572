"""Models of single classes, taken together."""

import numpy as np

from labelwise.training.one_vs_rest import ScoresModel


class Half:
    provides = ("proba", "embedding")

    def __init__(self, share):
        self.share = share

    def proba(self, x):
        return np.column_stack([1 - self.share * x, self.share * x])

    def embedding(self, x):
        return x[:, None] * 2

    def state(self):
        return {"share": self.share}


X = np.array([0.0, 0.5, 1.0])


def test_a_column_a_class_and_constants_for_those_without_labels():
    model = ScoresModel([Half(1.0), 0.25, Half(0.5)])
    np.testing.assert_allclose(model.tags(X), [[0, 0.25, 0], [0.5, 0.25, 0.25], [1, 0.25, 0.5]])
    np.testing.assert_allclose(model.proba(X)[1:], [[0.5, 0.25, 0.25], [4 / 7, 1 / 7, 2 / 7]])
    np.testing.assert_allclose(model.proba(X).sum(axis=1), 1)
    assert model.provides == ("proba", "tags", "embedding") and len(model.trained) == 2
    np.testing.assert_array_equal(model.embedding(X), X[:, None] * 2)


def test_constants_alone_give_no_embedding_and_none_claims_is_an_even_share():
    assert ScoresModel([0.25, 0.25]).provides == ("proba", "tags")
    np.testing.assert_allclose(ScoresModel([Half(1.0), Half(1.0)]).proba(X[:1]), [[0.5, 0.5]])


def test_state_and_back():
    model = ScoresModel([Half(1.0), 0.25])
    again = ScoresModel.restored(model.state(), lambda own: Half(own["share"]))
    np.testing.assert_array_equal(again.tags(X), model.tags(X))
