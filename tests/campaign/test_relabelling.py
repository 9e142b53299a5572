"""ActiveLab in a campaign: labelled and unlabelled items compete for the next answer."""

from collections import Counter

import numpy as np
import pytest

from labelwise.campaign import Campaign
from labelwise.papers import resolve

from .conftest import blobs

X, Y = blobs(90, seed=3)
WHO = ("anna", "ben", "cleo", "dan")


def noisy(who: str, item: str, error: float = 0.3) -> str:
    """Each annotator's own answer, the same whenever they are asked."""
    rng = np.random.default_rng([WHO.index(who), int(item)])
    return str((Y[int(item)] + rng.integers(1, 3)) % 3 if rng.random() < error else Y[int(item)])


@pytest.mark.parametrize("seed", [0, 1])
def test_doubtful_labels_are_asked_again_and_sure_ones_are_not(seed: int) -> None:
    strategy = resolve("activelab")
    with Campaign(X, ["0", "1", "2"], strategy=strategy, trust=None, seed=seed) as campaign:
        for k in range(16):
            who = WHO[k % 4]
            batch = campaign.ask(10, to=who)
            campaign.tell(batch, [noisy(who, q.item) for q in batch], by=who)
        fold = campaign.fold
        votes = {u: fold.people(u) for u in fold.by_unit}
    counts = Counter(len(given) for given in votes.values())
    assert max(counts) > 1 and max(counts) <= campaign.overlap  # some were asked again, none too often
    assert all(len({a.by for a in given}) == len(given) for given in votes.values())
    first_wrong = {u for u, given in votes.items() if given[0].value != str(Y[int(u.item)])}
    again = {u for u, given in votes.items() if len(given) > 1}
    share = len(again & first_wrong) / max(len(first_wrong), 1)
    rest = len(again - first_wrong) / max(len(votes) - len(first_wrong), 1)
    assert share > rest  # wrong labels are asked about again more often than right ones
