import numpy as np

from labelwise.candidates import Seals
from labelwise.strategy import View


def test_the_union_of_the_neighbours_of_all_labels(rng):
    x = rng.normal(size=(60, 3))
    unit = x / np.linalg.norm(x, axis=1, keepdims=True)
    view = View.from_arrays(embedding=x, labelled=[0, 7], y=[0, 1])
    rows = np.setdiff1d(np.arange(60), [0, 7])
    expected = {r for i in (0, 7) for r in rows[np.argsort(-unit[rows] @ unit[i])[:5]]}
    assert set(Seals(k=5)(view, rows, 3, np.random.default_rng(0))) == expected


def test_the_graph_gives_the_same(rng):
    x = rng.normal(size=(60, 3))
    view = View.from_arrays(embedding=x, labelled=[0, 7], y=[0, 1])
    rows = np.setdiff1d(np.arange(60), [0, 7])
    plain = Seals(k=5)(view, rows, 3, np.random.default_rng(0))
    assert plain.tolist() == Seals(k=5, graph=True)(view, rows, 3, np.random.default_rng(0)).tolist()


def test_before_the_first_label_and_when_too_few_are_near(rng):
    x = rng.normal(size=(60, 3))
    cold = View(arrays={"embedding": x})
    assert len(Seals(k=5)(cold, np.arange(60), 4, np.random.default_rng(0))) == 20
    warm = View.from_arrays(embedding=x, labelled=[0], y=[0])
    assert len(Seals(k=5)(warm, np.arange(1, 60), 9, np.random.default_rng(0))) == 9
