from __future__ import annotations

from labelwise.bench.datasets.folder import Folder
from labelwise.bench.datasets.formats import FORMATS, Found, Listing


def test_nothing_is_loaded_before_it_is_asked_for(folder):
    here = Folder(folder)
    found = [one for form in FORMATS for one in form(here, "questions")]
    assert [one.name for one in found] == ["questions"] and isinstance(found[0], Found)
    assert here.origin("questions").files == {}
    assert isinstance(found[0].listing(), Listing)
    assert found[0].load().name == found[0].listing().name == "local:questions"


def test_at_most_one_layout_fits_a_directory(folder):
    here = Folder(folder)
    for directory in here.directories():
        assert sum(bool(form(here, directory)) for form in FORMATS) == (directory not in ("other", "tagged"))
