import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from labelwise.errors import BadData, BadParameter
from labelwise.evaluation.figures import foreground_aware_random


def blobs(rng, shape=(24, 24, 24), n=2, classes=2):
    """A volume with small balls, about 2% of it."""
    mask = np.zeros(shape, int)
    cells = np.stack(np.meshgrid(*map(np.arange, shape), indexing="ij"), axis=-1)
    for c in range(n):
        middle = rng.integers(3, np.array(shape) - 3)
        mask[((cells - middle) ** 2).sum(axis=-1) <= 9] = 1 + c % classes
    return mask


def cut(masks, corner, patch):
    return masks[corner[0]][tuple(slice(c, c + p) for c, p in zip(corner[1:], patch, strict=True))]


@settings(max_examples=25)
@given(st.integers(0, 2**32), st.integers(2, 3), st.floats(0, 1))
def test_patches_lie_inside_and_apart(seed, dimensions, aware):
    rng = np.random.default_rng(seed)
    masks = [blobs(rng, (16,) * dimensions) for _ in range(2)]
    patch = (4, 3, 5)[:dimensions]
    made = foreground_aware_random(masks, patch, 6, rng, aware=aware)
    assert made.shape == (6, 1 + dimensions)
    times = [np.zeros(mask.shape, int) for mask in masks]
    for corner in made:
        part = cut(times, corner, patch)
        assert part.shape == patch
        part += 1
    assert max(t.max() for t in times) == 1


@pytest.mark.parametrize("aware", [2 / 3, 1 / 3])
def test_foreground_is_hit_as_often_as_promised(aware):
    rng = np.random.default_rng(0)
    masks = [blobs(rng) for _ in range(12)]
    share = np.mean([(mask > 0).mean() for mask in masks])
    assert 0.01 < share < 0.03
    hit = [
        (cut(masks, foreground_aware_random(masks, (4, 4, 4), 1, rng, aware=aware)[0], (4, 4, 4)) > 0).any()
        for _ in range(400)
    ]
    assert np.mean(hit) >= aware - 3 * np.sqrt(aware * (1 - aware) / 400)


def test_unaware_is_uniform():
    mask = np.zeros((5, 5), int)
    mask[0, 0] = 1
    rng = np.random.default_rng(0)
    corners = np.array([foreground_aware_random([mask], (3, 3), 1, rng, aware=0)[0, 1:] for _ in range(900)])
    counts = np.bincount(corners[:, 0] * 3 + corners[:, 1], minlength=9)
    assert ((counts - 100) ** 2 / 100).sum() < 26.1  # chi-squared, 8 degrees, 0.1%


def test_classes_are_drawn_alike_however_rare():
    mask = np.ones((20, 20), int)
    mask[10, 10] = 2
    rng = np.random.default_rng(0)
    hits = [
        tuple(foreground_aware_random([mask], (1, 1), 1, rng, aware=1)[0, 1:]) == (10, 10) for _ in range(300)
    ]
    assert np.mean(hits) == pytest.approx(0.5, abs=0.09)


def test_without_foreground_patches_lie_anywhere_and_a_full_class_has_no_border():
    rng = np.random.default_rng(0)
    assert foreground_aware_random([np.zeros((9, 9), int)], (3, 3), 2, rng).shape == (2, 3)
    assert foreground_aware_random([np.ones((9, 9), int)], (3, 3), 2, rng, aware=1).shape == (2, 3)
    assert foreground_aware_random([np.ones((9, 9), int)], (3, 3), 0, rng).shape == (0, 3)


def test_bad_input_is_named():
    rng, mask = np.random.default_rng(0), np.ones((9, 9), int)
    for patch, aware in (((10, 3), 0.5), ((3,), 0.5), ((0, 3), 0.5), ((3, 3), 1.5)):
        with pytest.raises(BadParameter, match="Allowed"):
            foreground_aware_random([mask], patch, 1, rng, aware=aware)
    with pytest.raises(BadData, match="no room for patch"):
        foreground_aware_random([mask], (5, 5), 5, rng)
