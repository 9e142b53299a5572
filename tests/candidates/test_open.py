import numpy as np

from labelwise.candidates import Open
from labelwise.strategy import View


def test_labelled_and_pending_rows_are_closed():
    view = View(labels=[-1, 0, -1, -1, 2], pending=[3])
    assert Open()(view, np.arange(5), 1, np.random.default_rng(0)).tolist() == [0, 2]
    assert Open()(view, np.array([4, 2, 1]), 1, np.random.default_rng(0)).tolist() == [2]
