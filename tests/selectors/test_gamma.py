import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from labelwise.params import from_config, to_config
from labelwise.selectors import Gamma


def naive(least, n):
    order = sorted(range(len(least)), key=lambda i: (least[i], i))
    limit = least[order[min(n, len(order)) - 1]]
    raw = [np.exp(-max(value - limit, 0) / limit) for value in least]
    found = [0.0] * len(least)
    for part in (order[:n], order[n:]):
        for i in part:
            found[i] = raw[i] / sum(raw[j] for j in part)
    return found


@given(st.lists(st.integers(1, 50), min_size=1, max_size=30), st.integers(1, 12))
def test_equals_the_naive_version(counts, n):
    least = np.array(counts) / 50
    np.testing.assert_allclose(Gamma()(-least, n), naive(least.tolist(), n), atol=1e-12)


def test_zero_disagreement_has_all_the_weight_of_its_part():
    assert Gamma()(np.array([0.0, 0.0, -0.3, -0.5]), 2).tolist() == [0.5, 0.5, 0, 0]


def test_configuration():
    assert from_config(to_config(Gamma())) == Gamma()
