import numpy as np

from labelwise.measures import predicted_loss


def test_it_is_the_array_itself():
    given = np.array([0.3, -1.0, 2.0], np.float32)
    assert predicted_loss(given).tolist() == given.tolist()
