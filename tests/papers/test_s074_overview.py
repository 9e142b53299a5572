"""S074: who is asked about, how even the labels are, and a run that can be repeated from its record."""

from pathlib import Path

import numpy as np

from labelwise.campaign import Campaign
from labelwise.campaign.replay import replay
from labelwise.evaluation.figures import group_curves, group_shares, label_evenness
from labelwise.types import History


def test_a_strategy_that_never_asks_about_a_group_is_seen():
    pool = np.repeat(["a", "b"], [300, 300])
    planted = group_shares(pool[:60], pool)
    assert planted.warn and "Hardly any question is of b" in planted.sentence
    assert np.isclose(planted.picture.series["questions"].sum(), 1)
    assert not group_shares(np.tile(["a", "b"], 30), pool).warn


def test_a_group_that_is_not_learned_is_seen():
    """Rounds get better in one group only."""
    rng, m = np.random.default_rng(0), 200
    groups = np.repeat(["a", "b"], m // 2)
    chance = np.stack([np.where(groups == "a", 0.5 + 0.1 * t, 0.5) for t in range(5)])
    said = (rng.uniform(size=(5, m)) >= chance).astype(int)
    found = group_curves(
        History(np.arange(5) * 20, [].__getitem__, np.zeros(m, int), said, ("no", "yes")), groups
    )
    assert found.warn
    gain = {group: line[-1] - line[0] for group, line in found.picture.series.items()}
    assert gain["a"] > 0.2 > abs(gain["b"])


def test_labels_of_one_class_are_seen():
    seen = np.array([[10, 0], [19, 1], [30, 30]])
    values = label_evenness(seen, ("no", "yes")).picture.series["evenness"]
    assert values[0] == 0 < values[1] < values[2] == 1


def test_a_campaign_repeats_bit_by_bit_from_its_record(tmp_path: Path):
    texts = [f"a {'good' if i % 3 else 'bad'} film, number {i}" for i in range(60)]
    with Campaign(
        texts, ["good", "bad"], strategy="margin", store=tmp_path / "project.db", seed=3
    ) as campaign:
        for _ in range(3):
            batch = campaign.ask(8)
            campaign.tell(batch, [q.payload.split()[1] for q in batch])
        assert replay(campaign.ledger, pool=texts) == []
