import numpy as np

from labelwise.representations import Embedding
from labelwise.selectors.taken import taken_points
from labelwise.strategy import View
from labelwise.types import Slate


def slate(**extra):
    view = View(arrays={"embedding": np.arange(6.0)[:, None]}, **extra)
    space = Embedding().fit(view, np.random.default_rng(0))
    centres = space(np.union1d(view.labelled, view.pending))
    return Slate(np.arange(6), 1, None, view.labels, np.ones(6), space=space, centres=centres, view=view)


def test_pending_rows_always_count_labelled_ones_on_request():
    made = slate(labels=[0, -1, -1, 1, -1, -1], pending=[4])
    assert taken_points(made, labelled=True).x.ravel().tolist() == [0, 3, 4]
    assert taken_points(made, labelled=False).x.ravel().tolist() == [4]


def test_nothing_taken():
    assert taken_points(slate(), True) is None and taken_points(slate(), False) is None
