from __future__ import annotations

import numpy as np
import pytest

from labelwise.bench.datasets.folder import Folder
from labelwise.bench.datasets.formats import arrays
from labelwise.errors import BadData


def found(folder, directory):
    return {one.name: one.load() for one in arrays(Folder(folder), directory)}


def test_images_with_a_test_part(folder):
    clothes = found(folder, "pairs")["pairs"]
    assert clothes.x.shape == (4, 5, 5) and clothes.x.dtype == np.uint8
    assert clothes.y.tolist() == ["0", "1", "10", "9"] and clothes.test[1].tolist() == ["1", "2"]
    assert clothes.classes == ("0", "1", "2", "9", "10")


def test_tags(folder):
    both = found(folder, "tags")
    assert sorted(both) == ["tags/all", "tags/scene"]
    scene = both["tags/scene"]
    assert (scene.kind, scene.classes) == ("tags", ("sea", "sun", "fog"))
    assert scene.y.tolist() == np.eye(3).tolist() and scene.test[0].tolist() == np.ones((2, 3)).tolist()
    assert both["tags/all"].test is None and both["tags/all"].classes == ("0", "1", "2")


def test_numbers_with_official_splits(folder):
    air = found(folder, "uci")["uci"]
    assert (air.kind, air.y.tolist()) == ("number", [0, 1, 2, 3])
    assert air.split(1).test[1].tolist() == [1] and air.split(1).x.tolist() == [[0, 1], [4, 5], [6, 7]]


def test_other_arrays_are_passed_over(folder):
    assert found(folder, "other") == {} == found(folder, "films")


def test_pickles_and_damaged_files_are_refused(folder):
    (folder / "MANIFEST.md").unlink()
    np.savez(folder / "uci" / "air.npz", X=np.array([{"a": 1}, None], dtype=object), y=np.arange(2.0))
    with pytest.raises(BadData, match=r"uci/air.npz cannot be read: Object arrays"):
        found(folder, "uci")
    np.savez(folder / "uci" / "air.npz", X=np.eye(2), y=np.array([1, 1]))
    with pytest.raises(BadData, match=r"^all labels are '1'"):
        found(folder, "uci")
    (folder / "uci" / "air.npz").write_bytes(b"PK\x03\x04 broken")
    with pytest.raises(BadData, match=r"uci/air.npz cannot be read"):
        found(folder, "uci")
