import numpy as np
import pytest

from labelwise.candidates import Furthest, Subsample, Where
from labelwise.errors import BadParameter
from labelwise.measures import entropy, margin
from labelwise.policies import Exp4P, Interleave, Mixture
from labelwise.selectors import Quota, Random, TopK
from labelwise.strategy import Strategy, View
from labelwise.types import Budget

PROBA = np.random.default_rng(0).dirichlet(np.ones(3), 30)
VIEW = View.from_arrays(proba=PROBA, group=np.arange(30) % 3)
MARGIN, RANDOM = Strategy(measure=margin), Strategy(selector=Random())


def test_the_share_of_each_arm():
    policy = Mixture((MARGIN, RANDOM), (0.7, 0.3))
    whys = [w for s in range(100) for w in policy.select(VIEW, 10, np.random.default_rng(s)).why]
    assert abs(whys.count("random") - 300) < 5 * np.sqrt(1000 * 0.3 * 0.7)
    assert set(whys) == {"margin", "random"}


def test_the_recorded_probability_is_the_frequency():
    """First picks over many seeds against the recorded p: chi-squared on 5 rows."""
    view, policy, repeats = View.from_arrays(proba=PROBA[:5]), Mixture((MARGIN, RANDOM), (0.6, 0.4)), 600
    count, p = np.zeros(5), np.zeros(5)
    for seed in range(repeats):
        made = policy.select(view, 1, np.random.default_rng(seed))
        count[made.indices[0]] += 1
        p[made.indices[0]] = made.p[0]
    assert p.sum() == pytest.approx(1)
    assert ((count - repeats * p) ** 2 / (repeats * p)).sum() < 18.5  # 4 degrees: p = 0.001


def test_the_probability_given_the_earlier_picks():
    made = Mixture((MARGIN, RANDOM), (0.9, 0.1)).select(VIEW, 12, np.random.default_rng(3))
    best, left = np.argsort(-margin(PROBA)).tolist(), 30
    for row, p in zip(made.indices.tolist(), made.p, strict=True):
        assert p == pytest.approx(0.1 / left + 0.9 * (row == best[0]))
        best.remove(row)
        left -= 1


def test_two_arms_that_want_the_same_never_collide():
    made = Mixture((MARGIN, MARGIN, Strategy(measure=entropy)), (0.4, 0.3, 0.3)).select(
        VIEW, 30, np.random.default_rng(0)
    )
    assert sorted(made.indices) == list(range(30))


def test_an_arm_with_nothing_left_gives_up_its_share():
    narrow = Strategy(measure=margin, selector=Quota(TopK(), each=1))
    made = Mixture((narrow, RANDOM), (0.9, 0.1)).select(VIEW, 30, np.random.default_rng(0))
    assert sorted(made.indices) == list(range(30))
    assert (made.p > 0).all()


def test_the_budget_holds_for_all_arms_together():
    made = Mixture((MARGIN, RANDOM), (0.5, 0.5)).select(VIEW, 30, np.random.default_rng(0), budget=Budget(7))
    assert len(made) == 7
    assert made.short


def test_arms_over_different_candidates():
    left = Strategy(candidates=Where("group", 0), measure=margin)
    right = Strategy(candidates=Where("group", (1, 2)), selector=Random())
    made = Mixture((left, right), (0.5, 0.5)).select(VIEW, 30, np.random.default_rng(0), budget=Budget(20))
    assert len(made) == len(set(made.indices.tolist())) == 20
    assert {w for r, w in zip(made.indices, made.why, strict=True) if r % 3 == 0} == {"margin"}
    assert {w for r, w in zip(made.indices, made.why, strict=True) if r % 3} == {"random"}


@pytest.mark.parametrize("stage", [Subsample(10), Furthest(10), Subsample(share=0.5)])
def test_no_probability_where_the_candidates_of_an_arm_were_drawn(stage):
    """Of 10 drawn rows each has the chance 1/10 within them, and 1/30 in all: neither is recorded."""
    view = View.from_arrays(proba=PROBA, embedding=PROBA)
    arm = Strategy(candidates=stage, selector=Random())
    for strategy in (arm, Mixture((MARGIN, arm), (0.5, 0.5)), Interleave((arm, RANDOM), Exp4P())):
        made = strategy.select(view, 2, np.random.default_rng(0))
        assert len(made) == 2 and made.p is None and made.design is None
    whole = Strategy(candidates=Subsample(30), selector=Random())
    made = Mixture((MARGIN, whole), (0.5, 0.5)).select(view, 1, np.random.default_rng(0))
    assert made.p[0] in (pytest.approx(0.5 + 0.5 / 30), pytest.approx(0.5 / 30))


def test_mixtures_nest():
    inner = Mixture((MARGIN, RANDOM), (0.5, 0.5))
    made = Mixture((inner, RANDOM), (0.5, 0.5)).select(VIEW, 30, np.random.default_rng(0))
    assert sorted(made.indices) == list(range(30))
    best = np.argsort(-margin(PROBA))[0]
    assert made.p[0] == pytest.approx(0.75 / 30 + 0.25 * (made.indices[0] == best))


@pytest.mark.parametrize("shares", [(0.5,), (0.5, 0.6), (1.5, -0.5)])
def test_shares_that_are_none(shares):
    with pytest.raises(BadParameter, match="together 1"):
        Mixture((MARGIN, RANDOM), shares)
