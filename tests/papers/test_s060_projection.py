"""S060: the error of each group is predicted from its own labels, and reported beside its share of picks."""

from __future__ import annotations

import numpy as np
import pytest
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from labelwise.evaluation.projection import project_groups
from labelwise.types import History

SHARES = (0.6, 0.3, 0.1)


def campaign(seed: int):
    """Three groups, each with a rule of its own to learn and the last one pure noise; random labels.

    Items are one-hot words of their group, by Zipf's law, and the class depends on the word: a group's error
    falls with its own labels alone.
    """
    rng = np.random.default_rng(seed)
    group = rng.choice(3, 6000, p=SHARES)
    rank = (300 ** rng.uniform(size=6000)).astype(int) - 1  # frequent and rare words
    word = group * 300 + rank
    truth = rng.integers(2, size=900)[word]
    truth = np.where(group == 2, rng.integers(2, size=6000), truth)
    x = sparse.csr_array((np.ones(6000), (np.arange(6000), word)), shape=(6000, 900))
    reserve, rows = np.arange(5000, 5600), np.arange(5000)
    n = np.arange(40, 520, 40)
    said = []
    for k in [*n, n[-1] + 40]:
        model = LogisticRegression(C=10).fit(x[rows[:k]], truth[rows[:k]])
        said.append(model.predict(x[reserve]))
    counts = {g: np.array([(group[:k] == i).sum() for k in n]) for i, g in enumerate("abc")}
    history = History(n, [].__getitem__, truth[reserve], np.stack(said[:-1]), ("no", "yes"))
    names = np.array(["a", "b", "c"])[group[reserve]]
    later = {g: float((said[-1] != truth[reserve])[names == g].mean()) for g in "abc"}
    return history, names, counts, later


@pytest.fixture(scope="module")
def played():
    return [campaign(seed) for seed in range(3)]


def test_each_group_gets_its_own_curve(played):
    """What is learned falls, noise does not; what came is nearer to the group's curve than to that of all."""
    own, common = [], []
    for history, names, counts, later in played:
        made = project_groups(history, names, counts, 25, rng=np.random.default_rng(0))
        fell = [float(-np.diff(g.curve(counts[g.group][[0, -1]].astype(float)))[0]) for g in made]
        assert fell[0] > 0.1 and fell[0] > 2 * fell[2], fell
        assert made[2].error.value > 0.3 > made[0].error.value, "noise stays noise"
        own += [g.error.value - later[g.group] for g in made]
        common += [(~history.right[-1]).mean() - later[g.group] for g in made]
    assert np.abs(own).mean() < 0.6 * np.abs(common).mean()
    assert abs(np.mean(own)) < 0.05


def test_the_report_names_size_error_and_share_of_the_labels(played):
    history, names, counts, _ = played[0]
    made = project_groups(history, names, counts, 10, rng=np.random.default_rng(0))
    assert [g.group for g in made] == ["a", "b", "c"]
    assert sum(g.share for g in made) == pytest.approx(1)
    assert sum(g.labels for g in made) == history.labels[-1]
    assert [g.error.n for g in made] == [(names == g).sum() for g in "abc"]
