import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.measures import Product, entropy, margin
from labelwise.strategy import View


def test_is_the_product_alone_and_through_a_view():
    proba = np.random.default_rng(0).dirichlet(np.ones(4), 50)
    expected = [float(margin(p[None])[0] * entropy(p[None])[0]) for p in proba]
    both = Product((margin, entropy))
    np.testing.assert_allclose(both(proba=proba), expected)
    np.testing.assert_allclose(View(arrays={"proba": proba}).score(both, np.arange(50)), expected)
    assert both.title == "margin x entropy"


def test_negative_scores_are_refused():
    with pytest.raises(BadParameter, match=r"<lambda> gave -0\.6 to Product"):
        Product((margin, lambda proba: -proba[:, 0]))(proba=np.array([[0.6, 0.4]]))
