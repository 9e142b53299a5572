"""What several claims about one unit say together."""

from __future__ import annotations

from collections import Counter

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from labelwise.tasks.evidence import Evidence

C = 4
SETS = st.lists(st.integers(0, C), min_size=1, max_size=C, unique=True).map(lambda s: tuple(sorted(s)))
CLAIMS = st.lists(st.tuples(SETS, st.sampled_from([1.0, 2.0])), max_size=6)


@given(CLAIMS)
def test_what_is_possible_equals_a_count_by_hand(claims):
    support = Counter({c: sum(w for s, w in claims if c in s) for c in range(C + 1)})
    best = max(support.values())
    believed = [c for c in range(C + 1) if support[c] == best] if claims else []
    evidence = Evidence(claims, C)
    assert np.flatnonzero(evidence.possible()).tolist() == [c for c in believed if c < C]
    label = evidence.label()
    assert label is None or label in believed
    assert (label is not None) or len(believed) != 1 or believed == [C]


@given(CLAIMS)
def test_without_a_contradiction_it_is_the_intersection(claims):
    common = set.intersection(*(set(s) for s, _ in claims)) if claims else set()
    evidence = Evidence(claims, C)
    assert evidence.contradictory == (len(claims) > 1 and not common)
    if common:
        assert set(np.flatnonzero(evidence.possible()).tolist()) == common - {C}


@given(st.lists(st.tuples(st.integers(0, C - 1).map(lambda c: (c,)), st.just(1.0)), min_size=1))
def test_plain_votes_are_a_majority_and_the_first_of_equals(claims):
    counts = Counter(s[0] for s, _ in claims)
    evidence = Evidence(claims, C)
    first = next(s[0] for s, _ in claims if counts[s[0]] == max(counts.values()))
    assert evidence.label() == first
    assert evidence.votes().tolist() == [counts[c] for c in range(C)]
    np.testing.assert_allclose(evidence.shares(), evidence.votes() / len(claims))


@given(CLAIMS)
def test_shares_are_shares_of_a_label(claims):
    evidence = Evidence(claims, C)
    if evidence.label() is not None:
        assert np.isclose(evidence.shares().sum(), 1)
        assert evidence.shares()[evidence.label()] > 0


def test_a_draw_of_yes_and_no_is_no_label():
    assert Evidence([((0,), 1.0), ((1, 2, 3), 1.0)], C).label() is None
    assert Evidence([((0,), 1.0), ((1,), 1.0)], 2).label() == 0
    assert Evidence([((0,), 1.0), ((C,), 1.0)], C).label() == 0
    assert Evidence([((C,), 1.0), ((0,), 1.0)], C).label() is None
    assert Evidence([], C).label() is None and not Evidence([], C).possible().any()
