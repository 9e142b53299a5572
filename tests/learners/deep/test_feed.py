"""From items to tensors."""

import numpy as np
import pandas as pd
import pytest
import torch
from scipy import sparse

from labelwise.errors import BadData
from labelwise.learners.deep.feed import ArrayFeed, is_images, plain

X = np.random.default_rng(0).normal(3, 2, (50, 4))


def test_features_get_mean_0_and_spread_1_of_what_it_was_made_of():
    feed = ArrayFeed.of(X)
    z = feed.prepare(X).numpy()
    np.testing.assert_allclose(z.mean(axis=0), 0, atol=1e-5)
    np.testing.assert_allclose(z.std(axis=0), 1, atol=1e-5)
    np.testing.assert_allclose(feed.prepare(X[:1]).numpy(), z[:1], atol=1e-6)
    assert torch.equal(feed.batch(feed.prepare(X), np.array([3, 1])), feed.prepare(X)[[3, 1]])


def test_an_example_has_the_shape_of_one_item():
    assert ArrayFeed.of(X).example().shape == (1, 4)


def test_sparse_frames_and_constants():
    for items in (sparse.csr_matrix(X), pd.DataFrame(X)):
        np.testing.assert_allclose(ArrayFeed.of(items).prepare(items), ArrayFeed.of(X).prepare(X), atol=1e-5)
    same = ArrayFeed.of(np.ones((3, 2))).prepare(np.ones((3, 2)))
    assert (same == 0).all()


def test_images_have_their_colours_first_and_one_scale_a_colour():
    x = np.random.default_rng(0).integers(0, 256, (20, 6, 5, 3)).astype(np.uint8)
    feed = ArrayFeed.of(x)
    z = feed.prepare(x)
    assert feed.shape == (3, 6, 5) and feed.centre.shape == (3, 1, 1)
    np.testing.assert_allclose(z.mean(dim=(0, 2, 3)), 0, atol=1e-5)
    assert plain(x).max() <= 1 and not is_images(plain(x))
    assert ArrayFeed.of(x[..., 0]).shape == (1, 6, 5)


def test_state_and_back():
    feed = ArrayFeed.of(X)
    again = ArrayFeed.restored(feed.state())
    assert torch.equal(again.prepare(X), feed.prepare(X)) and again.shape == feed.shape


def test_other_shapes_and_other_things_are_refused():
    with pytest.raises(BadData, match=r"the shape \(3,\)"):
        ArrayFeed.of(X).prepare(X[:, :3])
    for wrong in (["a text"], np.array(["a", "b"]), np.array([[None]])):
        with pytest.raises(BadData, match="arrays of numbers"):
            plain(wrong)


def test_no_items_are_no_error():
    assert ArrayFeed.of(X).prepare(X[:0]).shape == (0, 4)
