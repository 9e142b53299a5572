import pytest

from labelwise.errors import BadParameter
from labelwise.measures import entropy, margin
from labelwise.policies import Auto, CriteriaAndSize, Interleave, Labelled, Mixture, Schedule, Switch, Tailor
from labelwise.policies.arms import arm_of, arms_of, folded, kept_by, state_of, told
from labelwise.selectors import Random
from labelwise.strategy import Strategy
from labelwise.types import Answer, Reply

RANDOM, MARGIN, ENTROPY = Strategy(selector=Random()), Strategy(measure=margin), Strategy(measure=entropy)
ANSWER = Answer("a1", "q1", "human:anna", "is", "yes")


def test_the_arms_of_every_policy_in_order():
    assert arms_of(Switch(RANDOM, MARGIN, Labelled(3))) == (RANDOM, MARGIN)
    assert arms_of(Schedule(((0, RANDOM), (5, MARGIN), (9, ENTROPY)))) == (RANDOM, MARGIN, ENTROPY)
    assert arms_of(Mixture((ENTROPY, RANDOM), (0.5, 0.5))) == (ENTROPY, RANDOM)
    assert arms_of(object()) == ()


WHOLE = CriteriaAndSize()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Interleave((), Tailor()), r"Interleave: the arms are \(\).*one strategy or more"),
        (lambda: Mixture((), ()), r"Mixture: the arms are \(\).*one strategy or more"),
        (lambda: Interleave(MARGIN, Tailor()), r"Interleave: the arms are Strategy.*a tuple"),
        (lambda: Interleave((RANDOM, "margin"), Tailor()), r"Interleave: arm 2 is 'margin'.*not a name"),
        (lambda: Mixture(("random", "margin"), (0.5, 0.5)), r"Mixture: arm 1 is 'random'.*not a name"),
        (lambda: Switch("random", "margin", Labelled(3)), r"Switch: arm 1 is 'random'.*not a name"),
        (lambda: Switch(RANDOM, Strategy, Labelled(3)), r"Switch: arm 2 is .*strategies and policies"),
        (lambda: Schedule(((0, RANDOM), (5, margin))), r"Schedule: arm 2 is .*strategies and policies"),
        (lambda: Interleave((WHOLE, RANDOM), Tailor()), r"arm 1 is CriteriaAndSize.*in a Switch"),
        (lambda: Mixture((RANDOM, WHOLE), (0.5, 0.5)), r"Mixture: arm 2 is CriteriaAndSize.*in a Switch"),
        (
            lambda: Mixture((Switch(RANDOM, Schedule(((0, WHOLE),)), Labelled(3)),), (1.0,)),
            r"Mixture: arm 1 is Switch.*picker\(\)",
        ),
    ],
)
def test_arms_that_cannot_pick_are_refused(make, message):
    with pytest.raises(BadParameter, match=message):
        make()


def test_arms_that_can_pick_are_taken():
    switch = Switch(RANDOM, WHOLE, Labelled(3))
    assert arms_of(switch) == (RANDOM, WHOLE)
    Mixture((Auto(), Switch(RANDOM, Interleave((MARGIN,), Tailor()), Labelled(3))), (0.5, 0.5))


def test_what_an_arm_keeps_comes_back_to_it_and_to_no_other():
    kept = kept_by(1, {"selector.k": 2, "candidates0.u": 5, "fold.alpha": 3}) | kept_by(10, {"selector.k": 9})
    assert state_of(kept, 1) == {"selector.k": 2, "candidates0.u": 5}
    assert state_of(kept, 10) == {"selector.k": 9}
    assert state_of(kept, 0) == state_of(None, 1) == {}


class Counting:
    def fold(self, replies, classes):
        return {"fold.seen": len(replies), "fold.arm0.deep": classes}


def test_folds_of_arms_come_back_as_their_own():
    made = folded((MARGIN, Counting(), Counting()), ((), (1, 2), (3,)), ("a", "b"))
    assert state_of(made, 1) == {"fold.seen": 2, "fold.arm0.deep": ("a", "b")}
    assert state_of(made, 2)["fold.seen"] == 1
    assert state_of(state_of(made, 1), 0) == {"fold.deep": ("a", "b")}


def test_which_arm_asked_is_read_from_the_reason():
    for why, arm, own in [
        ("tailor arm 2: margin", 1, "margin"),
        ("tailor arm 12: k-center: distance 2", 11, "k-center: distance 2"),
        ("tailor arm 2 (p 0.5): margin (100 of 399)", 1, "margin (100 of 399)"),
        ("then: tailor arm 12: k-center: distance 2", None, ""),
        ("tailor arm 1: tailor arm 3: random", 0, "tailor arm 3: random"),
        ("margin", None, ""),
        ("my tailor arm 2: x", None, ""),
        ("tailor arm x: y", None, ""),
    ]:
        reply = Reply({"why": why, "seq": 4}, ANSWER)
        assert arm_of(reply, "tailor") == arm
        for k in range(12):
            mine = [r.asked for r in told([reply], f"tailor arm {k + 1}")]
            assert mine == [{"why": own, "seq": 4}] * (k == arm)
    assert arm_of(Reply({}, ANSWER), "tailor") is None
    nameless = Reply({"why": " arm 1: x"}, ANSWER)
    assert arm_of(nameless, "") is None and told([nameless], "") == [nameless]
