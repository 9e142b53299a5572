import numpy as np
import pytest

import labelwise as lw
from labelwise.errors import BadData, MissingCapability


def naive(x, mean, known, told, pending, method, n):
    """Every product of distances anew for every pick."""
    chosen, found = list(known) + list(pending), []
    number = mean.copy()
    number[list(known)] = told
    for _ in range(n):
        near = np.linalg.norm(x[:, None] - x[chosen], axis=2)
        apart = np.abs(mean[:, None] - number[chosen])
        score = {"gsx": near, "gsy": apart, "igs": near * apart}[method].min(axis=1)
        score[chosen] = -np.inf
        found.append(int(score.argmax()))
        chosen.append(found[-1])
    return found


@pytest.mark.parametrize("method", ["gsx", "gsy", "igs"])
@pytest.mark.parametrize("offset", [0.0, 1e6])
def test_equals_the_naive_version(method, offset, rng):
    """Also with numbers far from zero, where squares would lose them."""
    x, mean = rng.normal(size=(60, 3)), rng.normal(size=60) + offset
    known, told = [4, 9, 20], np.array([0.5, -1.25, 2.0]) + offset
    made = lw.query(method, 12, embedding=x, mean=mean, labelled=known, y=told, pending=[7], rng=0)
    assert made.indices.tolist() == naive(x, mean, known, told, [7], method, 12)


def test_the_first_is_nearest_to_the_centroid(rng):
    x, mean = rng.normal(size=(50, 2)), rng.normal(size=50)
    first = int(np.linalg.norm(x - x.mean(axis=0), axis=1).argmin())
    assert lw.query("gsx", 1, embedding=x, rng=0).indices.tolist() == [first]
    both = lw.query("igs", 4, embedding=x, mean=mean, values=np.zeros(50), rng=0).indices.tolist()
    assert both == [first, *naive(x, mean, [], [], [first], "igs", 3)]


def test_numbers_of_labels_are_needed_and_explained():
    arrays = {"embedding": np.eye(4), "mean": np.arange(4.0)}
    with pytest.raises(MissingCapability, match="pass labelled= and y= with numbers"):
        lw.query("gsy", 1, labelled=[0], y=["high"], **arrays)
    with pytest.raises(BadData, match="shape"):
        lw.query("gsy", 1, labelled=[0], y=[0.5, 1.5], **arrays)
    assert len(lw.query("gsy", 9, labelled=[0], y=[3], **arrays)) == 3
