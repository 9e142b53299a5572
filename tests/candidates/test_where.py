import numpy as np

from labelwise.candidates import Where
from labelwise.strategy import View

VIEW = View(arrays={"domain": np.array(["a", "b", "c", "b"]), "price": np.array([1, 2, 3, 2])})


def test_one_value_or_several():
    rows, rng = np.arange(4), np.random.default_rng(0)
    assert Where("domain", "b")(VIEW, rows, 1, rng).tolist() == [1, 3]
    assert Where("domain", ("a", "c"))(VIEW, rows, 1, rng).tolist() == [0, 2]
    assert Where("price", 2)(VIEW, rows, 1, rng).tolist() == [1, 3]
    assert Where("domain", "x")(VIEW, rows, 1, rng).tolist() == []
