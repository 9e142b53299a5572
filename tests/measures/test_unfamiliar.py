import numpy as np

from labelwise.measures import unfamiliar


def test_the_lowest_chance_of_a_label_first():
    given = np.array([0.25, 1.0, 0.0])
    assert unfamiliar(given).tolist() == [0.75, 0.0, 1.0]
