from __future__ import annotations

import hashlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelwise.bench import simulate
from labelwise.bench.datasets import LabelledSet, Origin
from labelwise.errors import BadParameter
from labelwise.tasks import Classification, Regression, Tags

NOWHERE = Origin({})


def of_classes(y, **options):
    y = np.asarray(y)
    task = Classification([str(name) for name in np.unique(y)])
    return LabelledSet("mine", np.arange(len(y))[:, None], y, task, NOWHERE, **options)


def test_the_checksum_of_several_files_is_that_of_their_list():
    sums = {"b": "22", "a": "11"}
    assert Origin(sums).checksum == hashlib.sha256(b"11  a\n22  b\n").hexdigest()
    assert Origin(sums).checksum != Origin({"a": "22", "b": "11"}).checksum


def test_kind_and_classes_are_those_of_the_task():
    tags = LabelledSet("t", np.eye(2), np.eye(2), Tags(["a", "b"]), NOWHERE)
    number = LabelledSet("n", np.eye(2), np.zeros(2), Regression(), NOWHERE)
    assert (tags.kind, tags.classes, number.kind, number.classes) == ("tags", ("a", "b"), "number", ())


@settings(max_examples=50)
@given(
    counts=st.lists(st.integers(1, 40), min_size=2, max_size=6),
    rows=st.integers(6, 80),
    seed=st.integers(0, 9),
)
def test_a_smaller_set_loses_no_class(counts, rows, seed):
    y = np.repeat([f"c{k}" for k in range(len(counts))], counts)
    found = of_classes(y).subsample(rows, seed)
    assert len(found) == min(rows, len(y))
    assert (np.diff(found.x[:, 0]) > 0).all()
    assert (y[found.x[:, 0]] == found.y).all()
    least = min(5, rows // len(counts))
    for k, count in enumerate(counts):
        assert (found.y == f"c{k}").sum() >= min(count, least)


@settings(max_examples=50)
@given(rows=st.integers(4, 30), seed=st.integers(0, 9))
def test_a_smaller_set_loses_no_tag(rows, seed):
    y = np.zeros((40, 4), np.uint8)
    y[:30, 0] = y[5:9, 1] = y[39, 2] = 1
    found = LabelledSet("t", np.arange(40.0)[:, None], y, Tags(list("abcd")), NOWHERE).subsample(rows, seed)
    least = min(5, rows // 3)  # of three tags that occur
    assert len(found) == rows
    assert (found.y.sum(0) >= np.minimum(y.sum(0), least)).all()


def test_frequent_classes_keep_their_shares_and_every_item_has_the_same_chance():
    y = np.repeat(["a", "b"], [600, 400])
    drawn = np.zeros(1000)
    for seed in range(300):
        drawn[of_classes(y).subsample(100, seed).x[:, 0]] += 1
    assert abs(drawn[:600].sum() / drawn.sum() - 0.6) < 0.01
    assert abs(drawn / 300 - 0.1).max() < 0.1  # five and a half standard deviations


def test_seeds_are_repeated_and_differ():
    y = ["a", "b"] * 100
    one, same, other = (of_classes(y).subsample(20, seed).x.tolist() for seed in (1, 1, 2))
    assert one == same != other


def test_test_groups_and_masks_are_cut_too():
    y, test = ["a", "b"] * 20, (np.arange(30)[:, None], np.array(["a", "b", "b"] * 10))
    masks = np.arange(40)[:, None] % 4 == np.arange(4)
    found = of_classes(y, test=test, groups=np.arange(40) // 2, masks=masks).subsample(10, 0)
    x_test, y_test = found.test
    assert len(y_test) == 10 and (test[1][x_test[:, 0]] == y_test).all()
    assert (found.groups == found.x[:, 0] // 2).all()
    assert (found.masks == masks[found.x[:, 0]]).all()
    assert found.subsample(1000, 0).x.tolist() == found.x.tolist()


def test_numbers_are_drawn_at_random():
    found = LabelledSet("n", np.arange(9.0)[:, None], np.arange(9.0), Regression(), NOWHERE).subsample(4, 0)
    assert len(found) == 4 and (found.x[:, 0] == found.y).all()


@pytest.mark.parametrize("rows", [0, 2.5, True, 1])
def test_too_few_rows_are_refused(rows):
    with pytest.raises(BadParameter, match=r"rows is"):
        of_classes(["a", "b", "a"]).subsample(rows, 0)


def test_images_become_rows():
    images = np.zeros((2, 3, 4, 3), np.uint8)
    images[1, 2, 3, 2] = 255
    task = Classification(("a", "b"))
    found = LabelledSet("i", images, np.array(["a", "b"]), task, NOWHERE, test=(images[1:], np.array(["b"])))
    flat = found.flat()
    assert (
        flat.x.dtype == np.float32 and flat.x.shape == (2, 36) and flat.x[1, -1] == flat.test[0][0, -1] == 1
    )
    assert flat.flat() is flat and flat.y is found.y


def test_official_splits():
    masks = np.array([[True, False], [False, True], [False, False]])
    found = of_classes(["a", "b", "a"], masks=masks).split(1)
    assert found.x.tolist() == [[0], [2]] and found.masks is None
    assert found.test[0].tolist() == [[1]] and found.test[1].tolist() == ["b"]
    with pytest.raises(BadParameter, match=r"0 to 1"):
        of_classes(["a", "b", "a"], masks=masks).split(2)
    with pytest.raises(BadParameter, match=r"no official splits"):
        of_classes(["a", "b"]).split(0)


def test_simulate_takes_it_as_it_is(rng):
    x = rng.normal(size=(60, 2))
    y = np.where(x[:, 0] > 0, "up", "down")
    task = Classification(("down", "level", "up"))  # one of which no item has
    found = LabelledSet("mine", x[:40], y[:40], task, NOWHERE, test=(x[40:], y[40:]))
    rows = simulate(
        found.x, found.y, task=found.task, test=found.test, strategy="random", batch=5, budget=10, seeds=1
    ).rows()
    assert rows[-1]["labels"] == 10 and rows[-1]["score"] > 0.6
