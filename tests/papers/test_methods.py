"""Every named method in the rows is the composition that its row describes."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import MissingCapability
from labelwise.papers import resolve
from labelwise.strategy import View
from labelwise.types import Ragged

RNG = np.random.default_rng(0)
ARRAYS = {
    "proba": RNG.dirichlet(np.ones(3), 60),
    "oof_proba": RNG.dirichlet(np.ones(3), 60),
    "embedding": RNG.normal(size=(60, 4)),
    "head": (RNG.normal(size=(3, 4)), np.zeros(3)),
    "neighbours": (RNG.integers(0, 60, (60, 5)), RNG.random((60, 5))),
    "votes": RNG.integers(0, 4, (60, 3)),
    "variants": RNG.dirichlet(np.ones(3), (4, 60)),
    "patches": Ragged(RNG.normal(size=(120, 4)), np.arange(0, 121, 2)),
    "calibration": RNG.random(12),
    "calibrated": np.arange(12),
}
LABELLED, Y = np.array([3, 20, 41]), np.array([0, 1, 2])
NEEDS = {
    "activelab": {"votes", "oof_proba", "proba"},
    "csq": {"proba", "calibration", "calibrated"},
    "lada": {"neighbours", "proba", "embedding"},
    "ldm-s": {"embedding", "head"},
    "random": set(),
    "random-then-margin": {"proba", "embedding"},
    "least-confidence": {"proba"},
    "margin": {"proba"},
    "entropy": {"proba"},
    "k-center": {"embedding"},
    "typiclust": {"embedding"},
    "typiclust-then-margin": {"proba", "embedding"},
    "probcover": {"embedding"},
    "badge": {"proba", "embedding"},
    "display-size": {"proba", "embedding"},
    "tailor": {"proba", "embedding"},
    "albl": {"proba", "embedding"},
    "ups": {"proba"},
    "edg": {"proba", "embedding"},
    "kmeans-uncertainty": {"proba", "embedding"},
    "pcb": {"proba", "predicted"},
    "gmm-modes": {"embedding"},
    "galaxy": {"proba"},
    "direct": {"proba"},
    "clipping": {"proba"},
    "condition-aware": {"variants", "embedding"},
    "pcoreset": {"proba"},
    "seedal": {"patches"},
    "falcun": {"proba"},
    "alfa-mix": {"embedding", "head"},
    "clue": {"proba", "embedding"},
    "cbal": {"proba"},
    "imital": {"proba", "embedding"},
    "imital-batch": {"proba", "embedding"},
}


@pytest.mark.parametrize("name", NEEDS)
def test_needs_are_what_the_composition_reads(name):
    assert set(resolve(name).needs) == NEEDS[name]


@pytest.mark.parametrize("name", NEEDS)
def test_a_method_picks_from_the_arrays_it_needs(name):
    arrays = {key: ARRAYS[key] for key in NEEDS[name] & set(ARRAYS)} or {"cost": np.ones(60)}
    view = View.from_arrays(labelled=LABELLED, y=Y, classes=3, **arrays)
    picks = resolve(name).select(view, 6, np.random.default_rng(1)).indices
    assert len(set(picks.tolist())) == 6
    assert name == "activelab" or not set(picks) & set(LABELLED)


@pytest.mark.parametrize("name", [name for name, needs in NEEDS.items() if needs])
def test_without_them_it_says_what_is_missing(name):
    view = View.from_arrays(labelled=LABELLED, y=Y, classes=3, cost=np.ones(60))
    with pytest.raises(MissingCapability, match="|".join(NEEDS[name])):
        resolve(name).select(view, 6, np.random.default_rng(1))


@pytest.mark.parametrize(
    ("name", "score"),
    [
        ("least-confidence", lambda p: -p.max(1)),
        ("margin", lambda p: -np.diff(np.sort(p, 1)[:, -2:])[:, 0]),
        ("entropy", lambda p: -(p * np.log(p)).sum(1)),
    ],
)
def test_uncertainty_takes_the_highest_scores(name, score):
    view = View.from_arrays(proba=ARRAYS["proba"])
    picks = resolve(name).select(view, 5, np.random.default_rng(0)).indices
    assert picks.tolist() == np.argsort(-score(ARRAYS["proba"]))[:5].tolist()
