"""Pixels: which are asked about, which answers are valid, what they teach."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadAnswer, BadData
from labelwise.params import from_config, to_config
from labelwise.pool import Pool
from labelwise.tasks.pixels import Pixels
from labelwise.types import Answer, Query

IMAGES = np.zeros((3, 4, 6, 3), np.uint8)


def told(value="road", item="1", part="p2,3", kind="is", id="a"):
    return Answer(id, "q", "human:anna", kind, value, item=item, part=part)


def masks(seed=0):
    return np.random.default_rng(seed).random((3, 4, 6)) < 0.3


def test_without_void_every_pixel_is_a_unit():
    units = Pixels(["sky", "road"]).units(Pool(IMAGES))
    assert len(units) == 3 * 24 and units.coords.dtype == np.uint16
    assert units.inner[-1] == 23 and units.part(71) == "p3,5"


def test_void_comes_from_a_column_and_is_never_found():
    void = masks()
    units = Pixels(["sky", "road"], void="void").units(Pool(IMAGES, columns={"void": void}))
    image, y, x = np.argwhere(void)[0]
    with pytest.raises(BadData, match=rf"item {image} has no part 'p{y},{x}' to ask about"):
        units.find(image, f"p{y},{x}")


@pytest.mark.parametrize(
    "data",
    [np.zeros((5, 3)), ["a", "b"], np.zeros((2, 3, 4, 5, 6), np.uint8)],
    ids=["matrix", "texts", "5-D"],
)
def test_a_pool_without_images_is_refused(data):
    with pytest.raises(BadData, match="holds no images to label by pixel"):
        Pixels(["sky", "road"]).units(Pool(data))


@pytest.mark.parametrize(
    "void", [np.zeros((3, 4, 5), bool), np.zeros((3, 4, 6), np.uint8)], ids=["shape", "type"]
)
def test_masks_that_do_not_fit(void):
    with pytest.raises(BadData, match=r"bool of shape \(3, 4, 6\)"):
        Pixels(["sky", "road"], void="void").units(Pool(IMAGES, columns={"void": void}))


def test_an_answer_is_about_one_pixel_of_the_image():
    task = Pixels(["0", "1"])
    assert task.check(told(1)).value == "1"
    query = Query("q", "1", "p3,5")
    assert task.check(told(1, part=""), query, lambda: IMAGES[0]).value == "1"
    for part, wanted in (("", "a whole image"), ("p4,0", "part 'p4,0'.*image of 4 x 6"), ("s1", "part 's1'")):
        with pytest.raises(BadAnswer, match=wanted):
            task.check(told(1, part=part), None, lambda: IMAGES[0])
    with pytest.raises(BadAnswer, match="'2' is no class"):
        task.check(told("2"))


def test_targets_are_per_pixel_by_majority():
    task = Pixels(["sky", "road"])
    units = task.units(Pool(IMAGES))
    given = [
        told("sky", "2", "p0,1", id="a"),
        told("road", "2", "p0,1", id="b"),
        told("road", "2", "p0,1", id="c"),
    ]
    given += [told("sky", "0", "p3,5", id="d"), told(None, "1", "p0,0", kind="skip", id="e")]
    made = task.targets(given, int, units=units)
    assert (made.rows.tolist(), made.part.tolist(), made.value.tolist()) == ([0, 2], [23, 1], [0, 1])
    soft = task.targets(given, int, ("soft",), units=units)
    assert soft.value.round(2).tolist() == [[1, 0], [0.33, 0.67]]


def test_an_answer_about_a_void_pixel_teaches_nobody():
    void = masks()
    task = Pixels(["sky", "road"], void="void")
    units = task.units(Pool(IMAGES, columns={"void": void}))
    image, y, x = np.argwhere(void)[0]
    with pytest.raises(BadData, match="no part"):
        task.targets([told(item=str(image), part=f"p{y},{x}")], int, units=units)


def test_it_has_a_configuration():
    task = Pixels(["sky", "road"], void="void")
    assert from_config(to_config(task)) == task
    assert repr(task) == "Pixels(classes=('sky', 'road'), void='void')"
