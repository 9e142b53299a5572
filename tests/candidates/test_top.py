import numpy as np
import pytest

from labelwise.candidates import Top
from labelwise.errors import BadParameter
from labelwise.measures import margin
from labelwise.testing.examples import view

ROWS = np.arange(40)


def best(k):
    return np.sort(np.argsort(-margin(view().get("proba")), kind="stable")[:k]).tolist()


@pytest.mark.parametrize(
    ("stage", "n", "size"),
    [
        (Top(margin, share=0.25), 1, 10),
        (Top(margin, share=0.01), 3, 3),
        (Top(margin, count=7), 1, 7),
        (Top(margin, count=7), 9, 9),
        (Top(margin, per_pick=2), 4, 8),
        (Top(margin, per_pick=20), 4, 40),
    ],
)
def test_takes_the_highest_scores(stage, n, size):
    assert stage(view(), ROWS, n, np.random.default_rng(0)).tolist() == best(size)


def test_in_each_group():
    found = Top(margin, count=2, by="group")(view(), ROWS, 1, np.random.default_rng(0))
    score, group = margin(view().get("proba")), ROWS % 3
    for g in range(3):
        mine = np.flatnonzero(group == g)
        assert set(found[found % 3 == g]) == set(mine[np.argsort(-score[mine])[:2]])


def test_the_share_of_a_group_does_not_grow_with_the_batch():
    score, group = margin(view().get("proba")), ROWS % 3
    found = Top(margin, share=0.3, by="group")(view(), ROWS, 12, np.random.default_rng(0))
    for g in range(3):
        mine = np.flatnonzero(group == g)
        k = int(np.ceil(0.3 * len(mine)))
        assert set(found[found % 3 == g]) == set(mine[np.argsort(-score[mine])[:k]])


def test_where_the_groups_are_too_small_the_best_of_the_others_go_on():
    score, group = margin(view().get("proba")), ROWS % 3
    found = Top(margin, count=1, by="group")(view(), ROWS, 5, np.random.default_rng(0))
    first = [mine[np.argmax(score[mine])] for mine in (np.flatnonzero(group == g) for g in range(3))]
    rest = np.setdiff1d(ROWS, first)
    assert found.tolist() == sorted([*first, *rest[np.argsort(-score[rest])[:2]]])


def test_per_pick_counts_for_each_group():
    found = Top(margin, per_pick=2, by="group")(view(), ROWS, 3, np.random.default_rng(0))
    assert np.bincount(found % 3).tolist() == [6, 6, 6]


def test_ties_fall_by_seed_and_not_by_position():
    constant = view(mode="constant")
    found = [Top(margin, count=5)(constant, ROWS, 1, np.random.default_rng(s)).tolist() for s in (0, 0, 1)]
    assert found[0] == found[1] != found[2]
    assert found[0] != [0, 1, 2, 3, 4]


@pytest.mark.parametrize("sizes", [{}, {"share": 0.1, "count": 3}])
def test_exactly_one_size(sizes):
    with pytest.raises(BadParameter, match="exactly one of share, count, per_pick"):
        Top(margin, **sizes)


def test_needs_follow_measure_and_group():
    assert Top(margin, count=1, by="domain").needs == ("proba", "domain")
