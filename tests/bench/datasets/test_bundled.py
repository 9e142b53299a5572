from __future__ import annotations

import numpy as np
import pytest

from labelwise.bench.datasets import bundled
from labelwise.bench.datasets.bundled import BUNDLED, load_bundled
from labelwise.errors import BadData, UnknownName

SHAPES = {
    "breast_cancer": (569, 30, 2),
    "diabetes": (442, 10, 0),
    "digits": (1797, 64, 10),
    "iris": (150, 4, 3),
    "wine": (178, 13, 3),
}


@pytest.mark.parametrize("name", SHAPES)
def test_every_set_has_the_known_numbers(name):
    found = load_bundled(name)
    assert (*found.x.shape, len(found.classes)) == SHAPES[name]
    assert found.name == f"sklearn:{name}" and found.origin.checksum == BUNDLED[name]
    assert found.kind == ("classes" if SHAPES[name][2] else "number")


def test_labels_are_names():
    assert load_bundled("breast_cancer").classes == ("benign", "malignant")
    assert load_bundled("digits").y[:3].tolist() == ["0", "1", "2"]
    assert load_bundled("diabetes").x[0, 0] == 59  # years, not scaled


def test_other_numbers_are_refused(monkeypatch):
    monkeypatch.setitem(bundled.BUNDLED, "iris", "0" * 64)
    with pytest.raises(BadData, match=r"sklearn:iris has the sha256"):
        load_bundled("iris")


def test_an_unknown_name_is_refused():
    with pytest.raises(UnknownName, match=r"did you mean 'sklearn:digits'"):
        load_bundled("digit")


def test_the_known_sums_are_of_features_and_labels_alike(monkeypatch):
    found = bundled._read("iris")
    found.target = np.roll(found.target, 1)
    monkeypatch.setattr(bundled, "_read", lambda name: found)
    with pytest.raises(BadData, match=r"sha256"):
        load_bundled("iris")
