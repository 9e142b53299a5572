import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.representations import L2, Embedding, ProductOf, SumOf
from labelwise.strategy import View

RNG = np.random.default_rng(0)


def test_kernels_add_and_multiply():
    view = View(arrays={"embedding": RNG.normal(size=(9, 3)), "proba": RNG.dirichlet(np.ones(4), 9)})
    rows, parts = np.arange(9), (Embedding() >> L2(), Embedding("proba"), Embedding())
    grams = [p.gram(rows, p) for p in (part.fit(view, RNG)(rows) for part in parts)]
    for made, expected in ((SumOf(parts), sum(grams)), (ProductOf(parts), np.prod(grams, axis=0))):
        points = made.fit(view, RNG)(rows)
        np.testing.assert_allclose(points.gram(rows, points), expected, rtol=1e-12)
        assert made.needs == ("embedding", "proba")


def test_parts_are_representations():
    with pytest.raises(BadParameter, match="a tuple of representations"):
        SumOf((L2(),))
