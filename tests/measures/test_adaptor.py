import pytest

from labelwise.measures import Mix, Per, activelab, entropy, least_disagree, local_inconsistency, on
from labelwise.measures.adaptor import Adaptor, passed
from labelwise.params import asides_of, needs_of


def test_needs_are_those_of_all_measures_each_once():
    mixed = Mix((entropy, local_inconsistency, on("teacher_proba", entropy)), (1, 1, 1))
    assert needs_of(mixed) == mixed.needs == ("proba", "neighbours", "teacher_proba")
    assert asides_of(mixed) == () and asides_of(Per("item", least_disagree)) == ("rng",)


def test_it_is_pooled_or_whole_when_one_of_them_is():
    kinds = [
        (m.pooled, m.whole) for m in (on("a", entropy), Per("item", least_disagree), Mix((activelab,), (1,)))
    ]
    assert kinds == [(False, False), (True, False), (True, True)]


def test_a_measure_gets_what_it_takes_and_nothing_else():
    def noisy(proba, rng):
        return proba, rng

    assert passed(noisy, {"proba": 1, "head": 2}, {"rng": 3, "view": 4}) == (1, 3)


def test_the_base_is_no_measure():
    with pytest.raises(TypeError, match="abstract"):
        Adaptor()
