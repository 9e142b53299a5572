from __future__ import annotations

import numpy as np
import pytest

from labelwise.bench.datasets.folder import Folder
from labelwise.bench.datasets.formats import pictures
from labelwise.bench.datasets.formats.pictures import decoded
from labelwise.errors import BadData


def test_images_are_in_the_order_of_their_names(folder):
    [one] = pictures(Folder(folder), "photos")
    found = one.load()
    assert found.x.shape == (3, 3, 4, 3) and found.x.dtype == np.uint8
    assert found.x[:, 0, 0, 0].tolist() == [10, 20, 30] and found.y.tolist() == ["2", "0", "2"]
    assert found.test[0][:, 0, 0, 0].tolist() == [40, 50] and found.classes == ("0", "1", "2")


def test_both_files_are_needed(folder):
    (folder / "photos" / "labels.npz").unlink()
    assert pictures(Folder(folder), "photos") == [] == pictures(Folder(folder), "pairs")


def test_labels_and_images_have_to_agree(folder):
    (folder / "MANIFEST.md").unlink()
    [one] = pictures(Folder(folder), "photos")
    np.savez(folder / "photos" / "labels.npz", y_train=np.array([0, 1]))
    with pytest.raises(BadData, match=r"photos/images.zip has 3 images in train/ for 2 labels"):
        one.load()
    np.savez(folder / "photos" / "labels.npz", y=np.array([0, 1]))
    with pytest.raises(BadData, match=r"photos/labels.npz has no y_train"):
        one.listing()
    np.savez(folder / "photos" / "labels.npz", y_train=np.array([0, 1]))
    (folder / "photos" / "images.zip").write_bytes(b"no zip")
    with pytest.raises(BadData, match=r"photos/images.zip cannot be read"):
        one.load()


def test_images_of_other_sizes_and_other_files_are_refused(image):
    with pytest.raises(BadData, match=r"different sizes, 4 x 3 and 5 x 3"):
        decoded([image(1), image(2, (5, 3))])
    with pytest.raises(BadData, match=r"image 1 cannot be read"):
        decoded([image(1), b"no image"])


def test_grey_becomes_colour(image):
    assert decoded([image(7)])[0, 0, 0].tolist() == [7, 7, 7]
