import numpy as np
import pytest

from labelwise.measures import Dissent

S = np.random.default_rng(0).dirichlet(np.full(4, 0.5), (7, 50))


@pytest.mark.parametrize("outlier", [None, 0, 3, -1])
def test_equals_the_naive_version(outlier):
    found = []
    for i in range(50):
        mean = [sum(S[k, i, c] for k in range(7)) / 7 for c in range(4)]
        said = mean.index(max(mean))
        other = sum(int(S[k, i].argmax()) != said for k in range(7)) / 7
        found.append(0.0 if outlier is not None and said == outlier % 4 else other)
    np.testing.assert_allclose(Dissent(outlier)(S), found)


def test_it_is_a_whole_number_of_parts_and_0_when_all_agree():
    assert set((Dissent()(S) * 7).round(9)) <= set(range(8))
    assert Dissent()(np.repeat(S[:1], 3, axis=0)).max() == 0
