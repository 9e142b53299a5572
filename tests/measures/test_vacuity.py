import numpy as np

from labelwise.measures import vacuity


def naive(row):
    evidence = [a - 1 for a in row]
    return len(row) / (sum(evidence) + len(row))


def test_equals_the_naive_version():
    alpha = np.random.default_rng(0).uniform(1, 9, (50, 4))
    np.testing.assert_allclose(vacuity(alpha), [naive(row) for row in alpha])


def test_it_counts_evidence_and_not_whom_it_is_for():
    assert vacuity(np.array([[9.0, 1.0]])) == vacuity(np.array([[5.0, 5.0]]))
    assert vacuity(np.ones((1, 7))) == 1
