"""A last layer is refused in words unless it fits the embedding."""

import numpy as np
import pytest

from labelwise.errors import BadData
from labelwise.types.head import checked_head

W = np.zeros((3, 4))


def test_what_fits_is_given_back():
    w, b = checked_head((W, np.ones(3)), 4)
    assert w is W and b.tolist() == [1, 1, 1]


WRONG = [W, None, (W,), (W, np.zeros(2)), (W[:, :2], np.zeros(3)), (W[:1], np.zeros(1)), (W.T, np.zeros(4))]


@pytest.mark.parametrize("head", WRONG)
def test_what_does_not_fit_is_refused(head):
    with pytest.raises(BadData, match="the head has weights of shape"):
        checked_head(head, 4)
