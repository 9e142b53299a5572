"""The draw of the reserve, and the sides on which copies lie."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from sklearn.naive_bayes import GaussianNB

from labelwise.campaign import Campaign, setup
from labelwise.campaign.reserve import Reserve
from labelwise.campaign.sealing import copies_of, families, joining, reserve_rows
from labelwise.campaign.subject import Subject
from labelwise.pool import Pool
from labelwise.store import MemoryLedger
from labelwise.tasks import as_task
from labelwise.tasks.pixels import Pixels
from labelwise.types import Budget, Targets, Trust
from labelwise.types.outcomes import worth

from .conftest import Make, blobs

BIG, TRUTH = blobs(300)
CONTENT = np.concatenate([np.arange(300), np.arange(100), np.arange(100)])
"""What each row of the largest pool below holds: 300 contents, a hundred of them three times."""
TWICE = BIG[CONTENT[:400]]


def subject(texts: list[str]) -> Subject:
    return Subject(Pool(texts), as_task(["a", "b"]))


@pytest.mark.parametrize(
    ("items", "planned", "size"), [(100, 0, 20), (5000, 0, 200), (5000, 4000, 1000), (90_000, 80_000, 2000)]
)
def test_the_size_of_the_reserve(items: int, planned: int, size: int) -> None:
    budget = Budget(planned) if planned else None
    rows = reserve_rows(items, Trust(), budget, 0).tolist()
    assert len(set(rows)) == len(rows) == size
    assert max(rows) < items
    assert len(reserve_rows(items, None, budget, 0)) == 0


def test_copies_are_of_one_family_and_common_contents_of_none() -> None:
    texts = ["A film", "other", "a  FILM ", *["ok"] * 6, "a film", "afilm"]
    assert families(subject(texts), 0.2).tolist() == [0, 1, 0, 3, 4, 5, 6, 7, 8, 0, 10]
    assert families(subject(texts), 0.1).tolist() == [0, 1, 0, 3, 3, 3, 3, 3, 3, 0, 10]
    assert families(subject(texts), 0.0).tolist() == list(range(11))


def test_parts_of_items_are_alone() -> None:
    images = Subject(Pool(np.zeros((3, 2, 2))), Pixels(["a", "b"], (2, 2)))
    assert families(images, 0.2).tolist() == list(range(12))


def test_copies_of_the_reserve_are_set_aside() -> None:
    family = np.array([0, 0, 2, 3, 0, 3, 6])
    assert copies_of(np.array([1, 6]), family).tolist() == [0, 4]
    assert copies_of(np.array([1, 6]), family, start=3).tolist() == [4]
    assert copies_of(np.array([], dtype=np.int64), family).tolist() == []


def test_what_joins_follows_the_first_of_its_copies() -> None:
    family = np.array([0, 1, 1, 3, 4, 0, 1, 3, 8, 9])  # rows from 5 on are new
    order = np.array([4, 3, 2, 1, 0])
    assert joining(np.array([0]), family, 5, order).tolist() == [5]
    assert joining(np.array([2]), family, 5, order).tolist() == []  # its first copy was not drawn
    assert copies_of(np.array([2]), family, 5).tolist() == [6]
    assert joining(np.array([1, 3, 4]), family, 5, order).tolist() == [9, 7, 6]


def test_every_row_joins_the_reserve_at_its_share() -> None:
    old, new, share = 200, 100, 0.2
    contents = np.random.default_rng(0).integers(0, 150, old + new)
    _, first, content = np.unique(contents, return_index=True, return_inverse=True)
    family, drawn = first[content], np.zeros(new)
    for seed in range(1500):
        rng = np.random.default_rng(seed)
        reserve = rng.permutation(old)[: int(share * old)]
        rows = joining(reserve, family, old, rng.permutation(new))
        sealed = np.concatenate([reserve, rows])
        aside = copies_of(reserve, family), copies_of(sealed, family, old)
        sides = np.isin(np.arange(old + new), np.concatenate([sealed, *aside]))
        inside = np.bincount(family, sides)
        assert ((inside == 0) | (inside == np.bincount(family))).all(), "a family lies on both sides"
        drawn[rows - old] += 1
    assert np.abs(drawn / 1500 - share).max() < 4.5 * (share * (1 - share) / 1500) ** 0.5 + 0.005


def asked(campaign: Campaign, n: int = 200) -> dict[str, list[int]]:
    """Rows by purpose of everything that a campaign asks, all of it answered."""
    found: dict[str, list[int]] = {"train": [], "test": [], "audit": []}
    while batch := campaign.ask(n):
        campaign.tell(batch, [str(TRUTH[CONTENT[int(q.item)]]) for q in batch])
        for query in batch:
            found[query.purpose].append(int(query.item))
    return found


def met(found: dict[str, list[int]]) -> int:
    """How many questions of the strategy were about a content of the reserve."""
    return int(np.isin(CONTENT[found["train"]], CONTENT[found["test"]]).sum())


def test_the_strategy_never_asks_a_copy_of_the_reserve_and_all_are_asked_in_the_end(make: Make) -> None:
    campaign = make(pool=TWICE, trust=Trust(), seed=1, learner=GaussianNB())
    copies = sorted(map(int, campaign.fold.config["copies"]))
    assert len(copies) > 20
    found = asked(campaign)
    assert met(found) == 0 and sorted(found["audit"]) == copies
    assert (
        sorted(found["train"] + found["test"] + found["audit"]) == list(range(400))
        and campaign.status().labels == 400
    )
    whole = [q.purpose for q in (campaign.fold.query(i) for i in campaign.fold.asked)]
    assert set(whole[-len(copies) :]) == {"audit"}, "copies come last"


def test_without_the_rule_it_does(make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup, "copies_of", lambda reserve, family: reserve[:0])
    campaign = make(pool=TWICE, trust=Trust(), seed=1, learner=GaussianNB())
    assert campaign.fold.config["copies"] == [] and met(asked(campaign)) > 10


def test_the_draw_is_the_same_with_copies_and_without(make: Make) -> None:
    other = np.random.default_rng(1).normal(size=TWICE.shape)
    one, two = (make(pool=pool, trust=Trust(), seed=3).fold.config for pool in (TWICE, other))
    assert one["reserve"] == two["reserve"] and one["copies"] and two["copies"] == []
    assert make(pool=TWICE, seed=3).fold.config["copies"] == []


def test_a_project_from_before_opens_as_it_was(make: Make) -> None:
    campaign, old = make(pool=TWICE, trust=Trust(), seed=1, learner=GaussianNB()), MemoryLedger()
    first = campaign.ledger.events()[0]
    del first.body["created"]["copies"]
    first.body["created"]["format"] = 1
    with old.transaction() as tx:
        tx.append([first])
    again = Campaign.open(old, pool=TWICE)
    assert len(again._popper.open_rows(0.0)[0]) == 400 - 80
    assert len(campaign._popper.open_rows(0.0)[0]) == 400 - 80 - len(campaign.fold.copies)


def test_a_label_that_came_with_a_copy_never_teaches_the_model_that_asks(make: Make) -> None:
    campaign = make(pool=TWICE, trust=Trust(), seed=1, learner=GaussianNB())
    copies = [int(item) for item in campaign.fold.config["copies"]]
    others = [row for row in range(100, 200) if str(row) not in campaign.fold.config["reserve"]]
    for rows in (copies, others):
        campaign.add_labels(rows, [str(TRUTH[CONTENT[row]]) for row in rows])
    fold, brain = campaign._stand()
    assert campaign._trained(fold, brain).labels == len(others)
    assert sum(fold.held_out(a) for a in fold.present()) == len(copies)


def test_copies_are_judged_by_a_model_that_has_seen_none_of_them(
    make: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign = make(pool=TWICE, trust=Trust(), seed=1, learner=GaussianNB())
    asked(campaign)
    fold, brain = campaign._stand()
    reserve, rows = Reserve(brain, campaign._trained(fold, brain), fold), list[set[int]]()
    fit = brain.fit

    def noted(learner: Any, targets: Targets, rng: np.random.Generator) -> Any:
        rows.append(set(targets.rows.tolist()))
        return fit(learner, targets, rng)

    monkeypatch.setattr(brain, "fit", noted)
    found = reserve.outcomes()
    assert found is not None and len(rows) == 5
    for taught in rows:
        left = set(range(400)) - taught
        assert left and all({row, row + 300} <= left for row in left if row < 100)
    held = CONTENT[reserve.rows]
    assert len(np.unique(held)) < len(held), "the reserve holds both of a pair"
    assert found.worth() == worth(held) < 1


def test_what_joins_a_campaign_lies_on_the_side_of_its_copy(make: Make) -> None:
    campaign = make(pool=BIG, trust=Trust(), seed=1, learner=GaussianNB())
    campaign.grow(TWICE)
    config = campaign.fold.config
    sealed = {int(item) for item in config["reserve"]}
    assert {row - 300 for row in sealed if row >= 300} == {row for row in sealed if row < 100}
    assert config["copies"] == [] and met(asked(campaign)) == 0
    twice = make(pool=TWICE, trust=Trust(), seed=1, learner=GaussianNB())
    twice.grow(BIG[CONTENT])
    assert any(int(item) >= 400 for item in twice.fold.copies)
    assert met(asked(twice)) == 0
