import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.params import from_config, to_config
from labelwise.representations import L2, Balls, Chain, Embedding, Gradient, Scale
from labelwise.testing.examples import view


def test_transforms_apply_in_the_written_order():
    rows = np.arange(10)
    chain = Embedding() >> Scale() >> L2()
    other = Embedding() >> L2() >> Scale()
    x = view().get("embedding", rows)
    first = chain.fit(view(), np.random.default_rng(0))(rows).dense(rows)
    second = other.fit(view(), np.random.default_rng(0))(rows).dense(rows)
    np.testing.assert_allclose(first, x / np.linalg.norm(x, axis=1, keepdims=True))
    np.testing.assert_allclose(first, second)


def test_needs_repr_and_config_follow_the_parts():
    chain = Gradient() >> L2()
    assert chain.needs == ("proba", "embedding")
    assert repr(chain) == "Gradient() >> L2()"
    assert from_config(to_config(chain)) == chain
    assert Balls(Embedding("prompt"), 1.0).needs == ("prompt",)


def test_what_is_no_transform_is_refused():
    with pytest.raises(BadParameter, match="follows Embedding"):
        Chain(Embedding(), ("l2",))
