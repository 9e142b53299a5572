"""Whoever holds the rarest view."""

from __future__ import annotations

from labelwise.annotators import LabelMinority

from .test_routing import ask, told


def test_the_rarest_label_by_hand():
    lines = [(0, "anna", "x"), (1, "anna", "x"), (2, "ben", "y"), (3, "ben", "x"), (4, "cleo", "y")]
    lines += [(k, "dan", "x") for k in range(6, 9)]
    assert ask(LabelMinority(), told(*lines)) == ["cleo"]
    assert ask(LabelMinority(), told(*lines, (5, "cleo", "x"))) == ["ben"]  # cleo answered that item
    skips = [(9, "ben", None, "skip"), (10, "ben", ["y"], "not")]
    assert ask(LabelMinority(), told(*lines, *skips)) == ["cleo"]


def test_the_rarest_label_is_that_of_all_together_those_who_left_too():
    """Among those who may be asked x and y were given once each, x by others who left as well."""
    lines = [(0, "anna", "x"), (1, "ben", "y"), (2, "cleo", "z"), (3, "dan", "z")]
    assert ask(LabelMinority(), told(*lines)) == ["anna"]
    assert ask(LabelMinority(), told(*lines, (6, "gone", "x"))) == ["ben"]
