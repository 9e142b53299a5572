import numpy as np
import pytest

from labelwise.errors import BadParameter, MissingCapability
from labelwise.measures import Mix, Per, activelab, entropy, least_disagree, margin, on
from labelwise.params import from_config, to_config
from labelwise.strategy import View

PROBA, OTHER = np.random.default_rng(0).dirichlet(np.ones(3), (2, 30))
VIEW = View(arrays={"proba": PROBA, "teacher_proba": OTHER})
ROWS = np.arange(30)


def test_it_scores_the_other_array_and_leaves_its_own_alone():
    np.testing.assert_array_equal(VIEW.score(on("teacher_proba", entropy), ROWS), entropy(OTHER))
    np.testing.assert_array_equal(VIEW.score(entropy, ROWS), entropy(PROBA))
    assert on("teacher_proba", entropy).needs == ("teacher_proba",)


def test_one_array_may_serve_several_parameters():
    def shift(proba, teacher_proba):
        return np.abs(proba - teacher_proba).sum(axis=1)

    assert on({"teacher_proba": "proba"}, shift).needs == ("proba",)
    assert VIEW.score(on({"teacher_proba": "proba"}, shift), ROWS).max() == 0
    swapped = on({"teacher_proba": "proba", "proba": "teacher_proba"}, shift)
    np.testing.assert_array_equal(VIEW.score(swapped, ROWS), shift(PROBA, OTHER))


def test_the_ending_says_which_of_several_arrays_is_meant():
    moved = on("prompt_embedding", least_disagree)
    assert moved.needs == ("prompt_embedding", "head")
    assert (moved.pooled, moved.whole, moved.asides) == (True, False, ("rng",))
    z, head = np.random.default_rng(1).normal(size=(30, 2)), (np.eye(2), np.zeros(2))
    view = View(arrays={"prompt_embedding": z, "head": head})
    made = view.score(moved, ROWS, np.random.default_rng(2))
    np.testing.assert_array_equal(made, least_disagree(z, head, np.random.default_rng(2)))


def test_a_missing_array_is_missed_under_its_own_name():
    with pytest.raises(MissingCapability, match="entropy on early_proba takes 'early_proba'"):
        VIEW.score(on("early_proba", entropy), ROWS)


def test_configuration_and_name():
    made = on("teacher_proba", Mix((entropy, margin), (1.0, 2.0)))
    assert from_config(to_config(made)) == made
    assert made.title == "1 entropy + 2 margin on teacher_proba"
    assert hash(made) == hash(on("teacher_proba", Mix((entropy, margin), (1.0, 2.0))))


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: on("cost", activelab), "activelab takes votes, oof_proba, proba.*pass a mapping"),
        (lambda: on("new_oof_proba", activelab), "activelab takes votes"),
        (lambda: on({"probas": "x"}, entropy), "entropy takes no 'probas'. Allowed: proba"),
        (lambda: on("x", "margin"), "the measure is 'margin'"),
        (lambda: Per("pixel", margin), "what is 'pixel'"),
    ],
)
def test_what_is_not_clear_is_refused(make, message):
    with pytest.raises(BadParameter, match=message):
        make()
