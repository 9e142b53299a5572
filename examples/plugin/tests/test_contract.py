"""The pieces keep the contracts of their families; these few lines are all that it takes."""

from labelwise.testing import check_measure, check_rows, check_selector

from labelwise_example import Herding, balanced_entropy, rows


def test_measure():
    check_measure(balanced_entropy)


def test_selector():
    check_selector(Herding())
    check_selector(Herding(radius=0.1))


def test_rows():
    check_rows(rows)
