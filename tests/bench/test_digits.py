"""The images are scikit-learn's digits, each in one of two folders."""

from __future__ import annotations

import numpy as np
import pytest
import sklearn.datasets
from PIL import Image
from sklearn.utils import Bunch

from labelwise.bench import digits
from labelwise.bench.digits import SIZE, write_digits


@pytest.fixture
def few(monkeypatch) -> Bunch:
    """The first 90 digits, 30 of them held out."""
    whole = sklearn.datasets.load_digits()
    part = Bunch(images=whole.images[:90], target=whole.target[:90])
    monkeypatch.setattr(sklearn.datasets, "load_digits", lambda: part)
    monkeypatch.setattr(digits, "HELD_OUT", 30)
    return part


def test_every_digit_once_with_its_truth(tmp_path, few):
    found = write_digits(tmp_path, 0)
    names = {**found.truth, **found.held_truth}
    assert len(names) == 90 and len(found.truth) == 60 and len(found.held_truth) == 30
    assert all(int(label) == few.target[int(name[:4])] for name, label in names.items())
    assert {p.name for p in found.folder.iterdir()} == set(found.truth)
    assert {p.name for p in found.held_out.iterdir()} == set(found.held_truth)
    assert found.classes == tuple("0123456789")


def test_dark_ink_on_white_and_not_blurred_away(tmp_path, few):
    found = write_digits(tmp_path, 0)
    for name in found.truth:
        image = np.asarray(Image.open(found.folder / name), float)
        assert image.shape == (SIZE, SIZE)
        small = image.reshape(8, SIZE // 8, 8, SIZE // 8).mean(axis=(1, 3))
        assert np.corrcoef(small.ravel(), -few.images[int(name[:4])].ravel())[0, 1] > 0.95


def test_the_seed_decides_which_are_held_out(tmp_path, few):
    places = [tmp_path / n for n in "abc"]
    for place in places:
        place.mkdir()
    a, b, c = (write_digits(place, seed).held_truth for place, seed in zip(places, (0, 0, 1), strict=True))
    assert a == b != c
