import numpy as np
from sklearn.decomposition import PCA as Theirs

from labelwise.representations import PCA, Embedding
from labelwise.strategy import View


def test_equals_scikit_learn_up_to_signs():
    x = np.random.default_rng(0).normal(size=(50, 6)) * np.arange(1, 7)
    made = (Embedding() >> PCA(3)).fit(View(arrays={"embedding": x}), np.random.default_rng(0))(np.arange(50))
    theirs = Theirs(3).fit_transform(x)
    np.testing.assert_allclose(np.abs(made.x), np.abs(theirs), atol=1e-9)


def test_no_more_directions_than_there_are():
    view = View(arrays={"embedding": np.ones((5, 2))})
    made = (Embedding() >> PCA(9)).fit(view, np.random.default_rng(0))(np.arange(5))
    assert made.x.tolist() == [[0.0, 0.0]] * 5
