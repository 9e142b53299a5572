"""Artefacts: the same arrays, the same bytes, whole or not there."""

from __future__ import annotations

import hashlib
import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from labelwise.errors import StoreError
from labelwise.store.artefacts import ArtefactFolder, name_of, pack, unpack

ARRAYS = st.dictionaries(
    st.text("abcxyz_/ü", min_size=1, max_size=5),
    hnp.arrays(hnp.scalar_dtypes() | hnp.unicode_string_dtypes(), hnp.array_shapes(min_dims=0, min_side=0)),
    max_size=3,
)


@settings(max_examples=40)
@given(ARRAYS)
def test_any_arrays_come_back_and_layout_does_not_matter(arrays):
    content = pack(arrays)
    assert (
        pack({k: np.asfortranarray(v) if v.ndim else v.copy() for k, v in reversed(arrays.items())})
        == content
    )
    got = unpack(content, name_of(content))
    assert got.keys() == arrays.keys()
    for key, array in arrays.items():
        assert (got[key].dtype, got[key].shape) == (array.dtype, array.shape)
        assert got[key].tobytes() == array.tobytes()


def test_the_name_is_the_hash_and_stays_the_same():
    content = pack({"a": np.arange(3, dtype=np.int64), "b": np.float32(0.5)})
    assert name_of(content) == hashlib.sha256(content).hexdigest()
    assert name_of(content).startswith("2658307f2f4eb3ab")


def test_numpy_reads_the_file_as_it_is(tmp_path):
    folder = ArtefactFolder(tmp_path / "artefacts")
    name = folder.put({"a": np.eye(2)})
    with np.load(tmp_path / "artefacts" / f"{name}.npz") as file:
        np.testing.assert_array_equal(file["a"], np.eye(2))


def test_nothing_but_the_artefact_is_left(tmp_path):
    folder = ArtefactFolder(tmp_path / "artefacts")
    assert folder.put({"a": np.eye(2)}) == folder.put({"a": np.eye(2)})
    assert len(list((tmp_path / "artefacts").iterdir())) == 1


def test_arrays_that_need_pickle_are_refused():
    file = io.BytesIO()
    np.savez(file, a=np.array([{}]))
    content = file.getvalue()
    with pytest.raises(ValueError, match="allow_pickle"):
        unpack(content, name_of(content))


def test_a_folder_that_cannot_be_made_is_a_typed_error(tmp_path):
    (tmp_path / "artefacts").write_text("in the way")
    with pytest.raises(StoreError, match="cannot be written"):
        ArtefactFolder(tmp_path / "artefacts").put({"a": np.eye(2)})


def test_a_cut_file_is_damaged(tmp_path):
    folder = ArtefactFolder(tmp_path)
    name = folder.put({"a": np.arange(1000)})
    file = tmp_path / f"{name}.npz"
    file.write_bytes(file.read_bytes()[:500])
    with pytest.raises(StoreError, match=f"{name} is damaged"):
        folder.get(name)
