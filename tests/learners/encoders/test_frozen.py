"""What all encoders share that are a network in a folder."""

from __future__ import annotations

import pickle
import sys
import warnings

import numpy as np
import pytest
import torch
from sklearn.base import clone

from labelwise.errors import BadData, BadParameter, MissingExtra
from labelwise.learners.encoders.frozen import Frozen, content, model_folder
from labelwise.params import from_config, to_config


class Lengths(Frozen):
    """Texts to their lengths, at most three; memory is enough for two at a time."""

    what, cut = "texts", "are longer than 3"
    loads = 0
    room = 2

    def _load(self, folder, device):
        type(self).loads += 1
        return len(list(folder.iterdir())), device

    def _rows(self, net, items):
        def run(at):
            if len(items[at]) > self.room:
                raise torch.OutOfMemoryError("no")
            return np.array([[min(len(t), 3)] for t in items[at]], float)

        parts = self._in_parts(run, len(items))
        return np.concatenate([np.zeros((0, 1)), *parts]), sum(len(t) > 3 for t in items)


def test_it_halves_the_batch_says_so_and_stays_there(tmp_path):
    encoder = Lengths(tmp_path, batch=4)
    with pytest.warns(UserWarning, match="out of memory: 2 items at a time"):
        found = encoder.transform(["a", "bb", "ccc", "a", "b", "c", "d"])
    assert found.tolist() == [[1], [2], [3], [1], [1], [1], [1]]
    assert encoder.transform(["a", "b", "c"]).tolist() == [[1], [1], [1]]  # no further warning


def test_a_single_item_that_does_not_fit(tmp_path, monkeypatch):
    monkeypatch.setattr(Lengths, "room", 0)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        with pytest.raises(BadData, match="batch of one item"):
            Lengths(tmp_path).transform(["a"])


def test_one_warning_says_how_many_were_cut(tmp_path):
    encoder = Lengths(tmp_path, batch=1)
    with pytest.warns(UserWarning) as said:
        list(encoder.each([["a", "long"], ["longer", "bb"], ["long"]]))
    assert [str(w.message) for w in said] == ["3 of 5 texts are longer than 3"]


def test_the_type_of_the_features(tmp_path):
    assert Lengths(tmp_path).transform(["a"]).dtype == np.float32
    assert Lengths(tmp_path, dtype="float16").transform(["a"]).dtype == np.float16


def test_it_is_loaded_once_and_is_no_part_of_a_copy(tmp_path):
    Lengths.loads = 0
    encoder = Lengths(tmp_path).fit()
    encoder.transform(["a"])
    assert Lengths.loads == 1
    assert not hasattr(clone(encoder), "_loaded") and "_loaded" not in encoder.__getstate__()


def test_who_it_is_is_its_configuration_and_its_files(tmp_path):
    (tmp_path / "weights").write_text("1")
    same = [Lengths(tmp_path), Lengths(str(tmp_path), batch=1, device="cpu")]
    before = same[0].identity()
    assert same[1].identity() == before != Lengths(tmp_path, dtype="float16").identity()
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "time").write_text("now")
    assert same[0].identity() == before
    (tmp_path / "weights").write_text("2")
    assert same[0].identity() != before


def test_files_of_folders_and_names_count(tmp_path):
    (tmp_path / "1_Pooling").mkdir()
    (tmp_path / "1_Pooling" / "config.json").write_text("{}")
    before = content(tmp_path)
    (tmp_path / "1_Pooling" / "config.json").rename(tmp_path / "config.json")
    assert content(tmp_path) != before


@pytest.mark.parametrize("given", [{"batch": 0}, {"batch": 1.5}, {"dtype": "float8"}, {"device": "abacus"}])
def test_what_cannot_be_used(tmp_path, given):
    with pytest.raises(BadParameter, match=next(iter(given))):
        Lengths(tmp_path, **given).fit()


def test_a_name_on_a_hub_is_no_folder():
    with pytest.raises(BadParameter) as error:
        model_folder("BAAI/bge-small-en")
    assert "nothing is ever downloaded" in str(error.value)
    assert "hf download BAAI/bge-small-en --local-dir my-model" in str(error.value)


def test_without_torch(tmp_path, monkeypatch):
    for name in [n for n in sys.modules if n.startswith("labelwise.learners.deep")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, "torch", None)
    with pytest.raises(MissingExtra, match=r"labelwise\[torch\]"):
        Lengths(tmp_path).fit()


def test_pickle_for_other_processes(bert):
    from labelwise.learners.encoders import FrozenTransformer

    encoder = FrozenTransformer(bert).fit()
    again = pickle.loads(pickle.dumps(encoder))
    np.testing.assert_array_equal(again.transform(["good film"]), encoder.transform(["good film"]))
    assert to_config(from_config(to_config(encoder))) == to_config(encoder)
