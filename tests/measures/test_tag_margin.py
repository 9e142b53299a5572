import hypothesis.extra.numpy as hnp
import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from labelwise.measures import margin, tag_margin

TAGS = hnp.arrays(float, st.tuples(st.integers(1, 9), st.integers(1, 5)), elements=st.floats(0, 1))


@given(TAGS)
def test_equals_the_naive_version(tags):
    found = [max(1 - abs(p - (1 - p)) for p in row) for row in tags.tolist()]
    np.testing.assert_allclose(tag_margin(tags), found, atol=1e-12)


@given(TAGS)
def test_one_tag_is_the_margin_of_there_against_not_there(tags):
    one = tags[:, :1]
    np.testing.assert_allclose(tag_margin(one), margin(np.hstack([one, 1 - one])), atol=1e-12)


def test_neither_the_order_of_tags_nor_yes_and_no_matter():
    tags = np.random.default_rng(0).random((20, 4))
    np.testing.assert_allclose(tag_margin(tags[:, ::-1]), tag_margin(tags))
    np.testing.assert_allclose(tag_margin(1 - tags), tag_margin(tags))
