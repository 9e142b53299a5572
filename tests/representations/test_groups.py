import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from labelwise.errors import BadData, BadParameter
from labelwise.representations import Groups
from labelwise.strategy import View
from labelwise.types import Ragged


def fit(by, **arrays):
    return Groups(by).fit(View(arrays=arrays), np.random.default_rng(0))


@given(st.lists(st.lists(st.sampled_from("abc"), max_size=5), min_size=1, max_size=8))
def test_words_of_sentences_are_counted(sentences):
    values = np.array([w for s in sentences for w in s], dtype="U1")
    words = Ragged(values, np.cumsum([0, *map(len, sentences)]))
    space = fit(("words",), words=words)
    made = space(np.arange(len(sentences))).rows.toarray()
    assert space.names == tuple(f"words={w}" for w in sorted(set(values.tolist())))
    for row, sentence in zip(made, sentences, strict=True):
        assert row.tolist() == [sentence.count(name[-1]) for name in space.names]
    np.testing.assert_allclose(space.mass, made.sum(axis=0) / max(len(values), 1))


def test_several_partitions_side_by_side_each_with_a_mass_of_1():
    counts = np.array([[2, 0], [1, 1], [0, 0]])
    space = fit(("domain", "counts"), domain=np.array(["web", "news", "web"]), counts=counts)
    assert space.names == ("domain=news", "domain=web", "counts=0", "counts=1")
    assert space(np.array([1, 0])).rows.toarray().tolist() == [[1, 0, 1, 1], [0, 1, 2, 0]]
    np.testing.assert_allclose(space.mass, [1 / 3, 2 / 3, 3 / 4, 1 / 4])
    same = fit(
        ("domain", "counts"), domain=np.array(["web", "news", "web"]), counts=sparse.csr_matrix(counts)
    )
    np.testing.assert_array_equal(same.mass, space.mass)


def test_numbers_are_groups_too():
    assert fit(("cluster",), cluster=np.array([3, 1, 3])).names == ("cluster=1", "cluster=3")


def test_needs_and_what_cannot_be():
    assert Groups(("word", "shape")).needs == ("word", "shape")
    with pytest.raises(BadData, match="counts -1 of a group"):
        fit(("counts",), counts=np.array([[1.0, -1.0]]))
    for by in ("group", ()):
        with pytest.raises(BadParameter, match="a tuple of View names"):
            Groups(by)
