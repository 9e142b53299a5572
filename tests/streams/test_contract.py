"""Every piece of the family keeps the contract."""

import pytest

from labelwise.representations import Embedding, Gradient
from labelwise.streams import Bernoulli, Selective, Vessal
from labelwise.testing import gate_suite
from labelwise.testing.examples import pieces

VARIANTS = {
    "constant rate": Vessal(rate=0.3),
    "a block a class": Vessal(representation=Gradient()),
    "embedding": Vessal(representation=Embedding()),
    "coin": Bernoulli(0.3),
    "often sure": Selective(0.4, window=5, least=2),
    "out of balance": Selective(0.4, balance=False),
}
PIECES = {**pieces("streams"), **VARIANTS}


@pytest.mark.parametrize("check", gate_suite.CHECKS, ids=lambda c: c.__name__)
@pytest.mark.parametrize("name", PIECES)
def test_piece(name, check):
    check(PIECES[name])


def test_the_family_is_found():
    assert set(pieces("streams")) == {"Bernoulli", "ImportanceWeighted", "Selective", "Vessal"}
