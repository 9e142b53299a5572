import numpy as np
from sklearn.cluster import AgglomerativeClustering
from sklearn.metrics import adjusted_rand_score

from labelwise.representations import Agglomerative
from labelwise.strategy import View


def test_equals_scikit_learn(rng):
    x = rng.normal(size=(80, 3))
    theirs = AgglomerativeClustering(9, linkage="average").fit_predict(x)
    ours = Agglomerative(9).values(View(arrays={"embedding": x}))
    assert adjusted_rand_score(theirs, ours) == 1


def test_rows_outside_the_sample_follow_their_nearest(rng):
    of = rng.integers(0, 5, 400)
    x = (8 * np.eye(5)[of] + rng.normal(size=(400, 5)) * 0.3).astype(np.float32)
    made = Agglomerative(5, sample=60).values(View(arrays={"embedding": x}))
    assert adjusted_rand_score(of, made) == 1
    assert Agglomerative(3).values(View(arrays={"embedding": x[:1]})).tolist() == [0]


def test_far_from_zero():
    x = np.random.default_rng(0).normal(size=(200, 3)).astype(np.float32) + np.float32(1e4)
    far, near = (Agglomerative(5, sample=50).values(View(arrays={"embedding": e})) for e in (x, x - 1e4))
    assert far.tolist() == near.tolist()
