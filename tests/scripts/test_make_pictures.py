"""The picture of the guide: drawn anew it shows the same methods, small and well-formed."""

from __future__ import annotations

import importlib.util
from xml.etree import ElementTree

import numpy as np
import pytest


@pytest.fixture(scope="module")
def make_pictures(repo_root):
    spec = importlib.util.spec_from_file_location("make_pictures", repo_root / "scripts" / "make_pictures.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def names(root: ElementTree.Element) -> list[str]:
    return [t.text for t in root.iter("{http://www.w3.org/2000/svg}text") if t.get("class") == "name"]


def test_it_draws_eight_methods_and_the_committed_picture_has_the_same(make_pictures, tmp_path, capsys):
    assert make_pictures.main(tmp_path) == 0 and "wrote" in capsys.readouterr().out
    for folder in (tmp_path, make_pictures.IMAGES):
        file = folder / "which-strategy.svg"
        assert file.stat().st_size < 60_000
        root = ElementTree.fromstring(file.read_text("utf-8"))
        assert names(root) == [name for name, _ in make_pictures.PANELS]
        assert "prefers-color-scheme" in file.read_text("utf-8")


def test_every_method_picks_eight_rows_without_a_label(make_pictures):
    labelled = make_pictures.toy()[2]
    for rows in make_pictures.picks().values():
        assert len(set(rows.tolist())) == make_pictures.PICKS and not np.isin(rows, labelled).any()
