"""Small records of forms and gates."""

from __future__ import annotations

from labelwise.types import Decision, Posed, Spent


def test_nothing_special_is_posed_by_default():
    assert Posed() == Posed((), None, None, "full")


def test_what_is_left_never_goes_below_zero():
    assert Spent(seen=9, asked=7, limit=5).left == 0
    assert Spent(seen=9, asked=7).left is None


def test_a_decision_counts_once_by_default():
    assert Decision("self-label", 0.0, label=1).weight == 1.0


def test_positions_become_names():
    assert Posed((1, "no"), 0, 0.5, "yes-no").named("ab") == Posed(("b", "no"), "a", 0.5, "yes-no")
    assert Posed((), None).named("ab") == Posed() and Posed((3,), 2.5).named(()) == Posed((3,), 2.5)
