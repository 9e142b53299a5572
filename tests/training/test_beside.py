"""A model and what stands beside it."""

from types import SimpleNamespace

from labelwise.learners.states import parted
from labelwise.training.beside import Beside, inside


def made():
    inner = SimpleNamespace(
        provides=("proba", "embedding"),
        proba=lambda x: "p",
        embedding=lambda x: "own",
        state=lambda: {"w": 1.0},
    )
    side = SimpleNamespace(provides=("embedding",), embedding=lambda x: "other", state=lambda: {"w": 2.0})
    return Beside(inner, side, "side.")


def test_the_side_comes_first_and_both_are_stored():
    both = made()
    assert both.provides == ("proba", "embedding")
    assert (both.proba(None), both.embedding(None)) == ("p", "other")
    assert parted(both.state(), "side.") == ({"w": 1.0}, {"w": 2.0})


def test_what_the_model_cannot_do_is_not_there():
    both = made()
    del both.model.state
    assert not hasattr(both, "state") and not hasattr(both, "head")


def test_the_same_may_stand_inside_too():
    both = made()
    twice = Beside(both, both.side, "side.")
    inner, own = parted(twice.state(), "side.")
    assert inner == both.state() and own == {"w": 2.0}
    assert inside(twice, "side.") is both and inside(twice, "other.") is twice
