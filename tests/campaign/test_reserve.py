"""The sealed items of a campaign, read from its fold."""

from __future__ import annotations

import numpy as np

from labelwise.campaign.reserve import Reserve
from labelwise.evaluation.figures import cross_fit
from labelwise.pool import Pool
from labelwise.types import Trust

from .conftest import Make, blobs

BIG, TRUTH = blobs(300)


def made(make: Make, n: int = 60) -> tuple[Reserve, list[str]]:
    """The reserve of a campaign with n answers, and the items of it that were asked."""
    campaign = make(pool=BIG, trust=Trust(), strategy="random")
    batch = campaign.ask(n)
    campaign.tell(batch, [str(TRUTH[int(q.item)]) for q in batch])
    campaign.fit()
    fold, brain = campaign._stand()
    trained = campaign._trained(fold, brain)
    return Reserve(brain, trained, fold), [q.item for q in batch if q.purpose == "test"]


def test_answers_stand_in_sealed_order(make: Make) -> None:
    reserve, tests = made(make)
    assert reserve.at.tolist() == list(range(20)) and len(reserve) == 20
    assert [str(row) for row in reserve.rows[reserve.at].tolist()] == tests
    assert reserve.truth.tolist() == [TRUTH[int(item)] for item in tests]
    assert not set(reserve.rest.tolist()) & {int(item) for item in tests}
    assert len(reserve.rest) == len(reserve.rows) - 20


def test_outcomes_are_cross_fitted_and_their_rest_is_unanswered(make: Make) -> None:
    reserve, _ = made(make)
    found = reserve.outcomes()
    assert found is not None and found.output.shape == (20, 3)
    assert found.rest.shape == (len(reserve.rest), 3) and found.skipped == 0
    np.testing.assert_allclose(found.output.sum(axis=1), 1)
    assert found.right.mean() > 0.8


def test_unanswered_items_are_asked_of_the_model_of_their_own_part(make: Make) -> None:
    """A mean over the parts is surer or less sure than each, and no class where models give classes."""
    reserve, _ = made(make, 100)
    parts, rest = cross_fit(map(str, reserve.rows[reserve.at])), cross_fit(map(str, reserve.rest))
    models = {k: reserve._without(reserve.rows[reserve.at[parts == k]], k) for k in np.unique(parts)}
    said = [reserve._brain.outputs(models[k], reserve.rest[rest == k]) for k in sorted(models)]
    found = reserve.outcomes()
    assert found is not None and len(models) == 5
    np.testing.assert_array_equal(found.rest, np.concatenate(said))


def test_a_model_of_some_answers_says_something_of_all(make: Make) -> None:
    reserve, _ = made(make)
    rng = np.random.default_rng(0)
    assert (reserve.learn(np.arange(15), rng) == reserve.truth).mean() > 0.8
    one = np.flatnonzero(reserve.truth == reserve.truth[0])[:2]
    assert set(reserve.learn(one, rng).tolist()) == {int(reserve.truth[0])}


def test_groups_are_columns_of_the_pool(make: Make) -> None:
    site = np.where(np.arange(300) % 2, "east", "west")
    campaign = make(pool=Pool(BIG, columns={"site": site}), trust=Trust(by=("site",)), strategy="random")
    batch = campaign.ask(60)
    campaign.tell(batch, [str(TRUTH[int(q.item)]) for q in batch])
    campaign.fit()
    names = [figure.metric for figure in campaign.status().figures]
    assert [n for n in names if "east" in n] and [n for n in names if "west" in n]


def test_what_the_strategy_was_told_counts_as_seen(make: Make) -> None:
    assert sum(made(make, 40)[0].seen()) == 20
