import numpy as np

from labelwise.measures import max_loss, mean_max_loss


def loss(f, j):
    return sum(max(1 - (1 if c == j else -1) * x, 0) for c, x in enumerate(f))


def test_equal_the_naive_versions():
    tags = np.random.default_rng(0).random((40, 4))
    for row, one, mean in zip(2 * tags - 1, max_loss(tags), mean_max_loss(tags), strict=True):
        there = [j for j, x in enumerate(row) if x > 0] or [int(row.argmax())]
        assert np.isclose(one, loss(row, row.argmax()))
        assert np.isclose(mean, np.mean([loss(row, j) for j in there]))


def test_one_certain_tag_loses_nothing():
    sure = np.array([[1.0, 0.0, 0.0]])
    assert max_loss(sure) == mean_max_loss(sure) == 0
