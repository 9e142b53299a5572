import pytest

from labelwise.errors import BadParameter
from labelwise.streams import Gate, rate_of
from labelwise.types import Spent


def test_what_is_left_over_what_is_to_come():
    assert rate_of(None, Spent(seen=90, asked=5, limit=10, horizon=100)) == 0.5
    assert rate_of(None, Spent(seen=99, asked=5, limit=10, horizon=100)) == 1.0
    assert rate_of(None, Spent(seen=120, asked=5, limit=10, horizon=100)) == 1.0
    assert rate_of(0.2, Spent(seen=90, asked=5, limit=10, horizon=100)) == 0.2


@pytest.mark.parametrize("own", [None, 0.2])
def test_nothing_left_is_rate_0(own):
    assert rate_of(own, Spent(seen=5, asked=10, limit=10, horizon=100)) == 0.0
    assert rate_of(own, Spent(limit=0)) == 0.0


@pytest.mark.parametrize("spent", [Spent(), Spent(limit=5), Spent(horizon=5)])
def test_without_rate_or_length_it_says_what_to_pass(spent):
    with pytest.raises(BadParameter, match=r"no rate.*a rate, or both a limit and a horizon.*rate=0.05"):
        rate_of(None, spent)


def test_a_gate_has_to_decide():
    with pytest.raises(TypeError, match="abstract"):
        Gate()
