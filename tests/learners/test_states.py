"""States of several models as one."""

from labelwise.learners.states import nested, unnested


def test_more_than_ten_keep_their_order():
    states = [{"place": k} for k in range(12)]
    assert unnested({"own": 1, **nested(states)}) == states


def test_nested_within_nested():
    inner = nested([{"a": 1}, {"a": 2}])
    assert unnested(nested([inner, {"a": 3}])) == [inner, {"a": 3}]
    assert unnested(inner) == [{"a": 1}, {"a": 2}]
