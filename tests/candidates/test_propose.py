import numpy as np
import pytest

from labelwise.candidates import Open, Propose
from labelwise.errors import BadParameter
from labelwise.measures import entropy, margin
from labelwise.strategy import Strategy
from labelwise.testing.examples import view


def test_a_strategy_proposes_and_another_picks():
    inner = Strategy(measure=entropy)
    outer = Strategy(candidates=(Open(), Propose(inner, count=8)), measure=margin)
    rng = np.random.default_rng
    proposed = inner.select(view(), 8, rng(0)).indices
    picks = outer.select(view(), 3, rng(0)).indices
    assert set(picks) <= set(proposed)
    score = margin(view().get("proba"))
    assert picks.tolist() == sorted(proposed, key=lambda r: -score[r])[:3]


def test_share_and_needs():
    stage = Propose(Strategy(measure=margin), share=0.5)
    assert len(stage(view(), np.arange(4, 40), 2, np.random.default_rng(0))) == 18
    assert stage.needs == ("proba",)
    with pytest.raises(BadParameter, match="exactly one"):
        Propose(Strategy(measure=margin))
