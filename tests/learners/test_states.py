"""States of several models as one."""

from labelwise.learners.states import joined, nested, parted, unnested


def test_more_than_ten_keep_their_order():
    states = [{"place": k} for k in range(12)]
    assert unnested({"own": 1, **nested(states)}) == states


def test_nested_within_nested():
    inner = nested([{"a": 1}, {"a": 2}])
    assert unnested(nested([inner, {"a": 3}])) == [inner, {"a": 3}]
    assert unnested(inner) == [{"a": 1}, {"a": 2}]


def test_what_is_joined_comes_apart_again_however_often():
    levels = [{"w": k, "own": k} for k in range(3)]
    both = {"w": 9}
    for own in levels:
        both = joined(both, own, "x.")
    for own in levels[::-1]:
        both, found = parted(both, "x.")
        assert found == own
    assert both == {"w": 9}
