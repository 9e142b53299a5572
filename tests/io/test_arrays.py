"""One array a file, and nothing that would have to be unpickled."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadData
from labelwise.io.arrays import read_array


def test_the_array_comes_back(tmp_path):
    for made in (np.eye(3, dtype=np.float16), np.array(["é", "b"]), np.arange(4)):
        np.save(tmp_path / "a.npy", made)
        np.savez_compressed(tmp_path / "a.npz", what=made)
        for name in ("a.npy", "a.npz"):
            found = read_array(tmp_path / name)
            assert found.dtype == made.dtype and found.tolist() == made.tolist()


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("none.npy", "cannot read .*none.npy: No such file.*check the path"),
        ("text.npy", "no .npy file of numbers or texts"),
        ("empty.npy", "no .npy file"),
        ("objects.npy", "no .npy file.*dtype=str"),
        ("objects.npz", "no .npy file.*dtype=str"),
        ("two.npz", "several arrays: a, b"),
        ("folder.npy", "cannot read"),
    ],
)
def test_other_files_are_refused(tmp_path, name, says):
    (tmp_path / "text.npy").write_text("0.1")
    (tmp_path / "empty.npy").touch()
    (tmp_path / "folder.npy").mkdir()
    objects = np.array(["a", 1], dtype=object)
    np.save(tmp_path / "objects.npy", objects)
    np.savez(tmp_path / "objects.npz", a=objects)
    np.savez(tmp_path / "two.npz", a=np.zeros(2), b=np.ones(2))
    with pytest.raises(BadData, match=says):
        read_array(tmp_path / name)
