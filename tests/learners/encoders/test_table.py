"""Tables of mixed columns to dense features."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.base import clone

from labelwise.errors import BadData
from labelwise.learners.encoders import TableEncoder


def encoded(values, **options):
    return TableEncoder(**options).fit_transform(pd.DataFrame({"c": values}))


class TestNumbers:
    def test_they_are_standardised(self):
        z = encoded([1.0, 2.0, 6.0])
        assert z.dtype == np.float32 and z.shape == (3, 1)
        np.testing.assert_allclose([z.mean(), z.std()], [0, 1], atol=1e-6)

    def test_gaps_are_filled_with_the_median_and_marked(self):
        z = encoded([1.0, None, 2.0, 9.0])
        filled, marked = np.array([1, 2, 2, 9.0]), np.array([0, 1, 0, 0.0])
        expected = [(v - v.mean()) / v.std() for v in (filled, marked)]
        np.testing.assert_allclose(z, np.stack(expected, axis=1), atol=1e-6)

    def test_a_new_gap_in_a_full_column_is_the_median(self):
        fitted = TableEncoder().fit(pd.DataFrame({"c": [1.0, 2.0, 6.0]}))
        z = fitted.transform(pd.DataFrame({"c": [None, 2.0]}, dtype=float))
        assert z[0] == z[1]

    def test_far_outliers_are_cut(self):
        fitted = TableEncoder().fit(pd.DataFrame({"c": [1.0, 2.0, 6.0]}))
        assert fitted.transform(pd.DataFrame({"c": [1e300, -1e9]})).tolist() == [[20.0], [-20.0]]

    @pytest.mark.parametrize("values", [[5.0] * 4, [1e9 + 0.1] * 4, [0] * 4], ids=str)
    def test_constant_columns_are_zero(self, values):
        assert abs(encoded(values)).max() < 1e-6

    def test_a_column_of_gaps_is_zero(self):
        assert (encoded([None, None]) == 0).all()

    def test_booleans_and_dates(self):
        assert encoded([True, False]).tolist() == [[1.0], [-1.0]]
        assert encoded(pd.to_datetime(["2024-01-01", "2024-01-03"])).tolist() == [[-1.0], [1.0]]

    def test_dates_written_as_text(self):
        written = encoded(["2024-01-01", "2024-01-03T00:00:00", None])
        np.testing.assert_allclose(written[:2], [[-1.22, -0.71], [1.22, -0.71]], atol=0.01)


class TestLevels:
    def test_one_feature_a_level_and_one_for_others(self):
        fitted = TableEncoder().fit(pd.DataFrame({"c": ["b", "a", "b", None]}))
        new = pd.DataFrame({"c": ["a", "b", None, "new"]})
        assert fitted.transform(new).tolist() == [[1, 0, 0], [0, 1, 0], [0, 0, 0], [0, 0, 1]]

    def test_rare_levels_share_a_feature(self):
        z = encoded(["a"] * 5 + ["b"] * 4 + ["c"] * 3 + ["d"] * 2, levels=2)
        assert z.sum(axis=0).tolist() == [5, 4, 5]


class TestText:
    def test_long_texts_and_names_become_text_features(self):
        sentences = [f"this is a rather long remark about thing number {i}" for i in range(30)]
        names = [f"name{i}" for i in range(30)]
        for values in (sentences, names):
            z = encoded(values, text_dims=6, random_state=0)
            assert z.shape[0] == 30 and 3 < z.shape[1] <= 6
            np.testing.assert_allclose(np.linalg.norm(z, axis=1), 1, rtol=1e-5)

    def test_many_repeated_short_strings_are_levels(self):
        assert encoded([f"town{i % 25}" for i in range(200)]).shape == (200, 21)


FRAME = pd.DataFrame(
    {"n": [1.0, None, 3.0] * 20, "c": ["x", "y", None] * 20, "t": [f"item {i}" for i in range(60)]}
)


class TestWhole:
    def test_arrow_and_pandas_agree(self):
        a = TableEncoder(random_state=0).fit_transform(FRAME)
        b = TableEncoder(random_state=0).fit_transform(pa.Table.from_pandas(FRAME))
        np.testing.assert_array_equal(a, b)

    def test_chunks_give_what_the_whole_gives(self):
        fitted = TableEncoder(random_state=0).fit(FRAME)
        parts = [fitted.transform(FRAME.iloc[i : i + 7]) for i in range(0, 60, 7)]
        np.testing.assert_array_equal(np.concatenate(parts), fitted.transform(FRAME))

    def test_columns_are_found_by_name(self):
        fitted = TableEncoder(random_state=0).fit(FRAME)
        moved = FRAME[["t", "c", "n"]].assign(more=1)
        np.testing.assert_array_equal(fitted.transform(moved), fitted.transform(FRAME))

    def test_it_is_a_scikit_learn_transformer(self):
        encoder = TableEncoder(levels=3, text_dims=4, random_state=5)
        assert (
            clone(encoder).get_params()
            == encoder.get_params()
            == {"levels": 3, "text_dims": 4, "random_state": 5}
        )

    def test_an_array(self):
        z = TableEncoder().fit_transform(np.array([[1.0, 5], [3, np.nan]]))
        assert z.shape == (2, 3) and np.isfinite(z).all()

    @settings(max_examples=40)
    @given(
        st.lists(
            st.tuples(
                st.none() | st.floats(allow_nan=False, allow_infinity=False),
                st.none() | st.text(),
                st.none() | st.booleans(),
            ),
            min_size=1,
            max_size=12,
        )
    )
    def test_any_table_gives_finite_features(self, rows):
        table = pa.table(dict(zip("abc", map(list, zip(*rows, strict=True)), strict=True)))
        z = TableEncoder(random_state=0).fit_transform(table)
        assert z.shape[0] == len(rows) and np.isfinite(z).all()


class TestRefused:
    @pytest.mark.parametrize(
        "table",
        [pd.DataFrame(), pd.DataFrame({"a": []}), np.zeros((0, 2))],
        ids=["no columns", "no rows", "array"],
    )
    def test_empty_tables(self, table):
        with pytest.raises(BadData, match="without rows or columns"):
            TableEncoder().fit(table)

    def test_a_missing_column(self):
        with pytest.raises(BadData, match=r"no column 'n'.*all of n, c, t"):
            TableEncoder(random_state=0).fit(FRAME).transform(FRAME[["c", "t"]])

    def test_strings_where_numbers_were(self):
        fitted = TableEncoder().fit(pd.DataFrame({"n": [1, 2]}))
        with pytest.raises(BadData, match=r"column 'n' holds 'two'.*numbers or dates"):
            fitted.transform(pd.DataFrame({"n": ["1970-01-01", "two"]}))

    def test_numbers_where_strings_were_are_read_as_written(self):
        fitted = TableEncoder().fit(pd.DataFrame({"c": ["1234567", "b", "2.5"]}))
        assert fitted.transform(pd.DataFrame({"c": [1234567, 2.5]})).argmax(axis=1).tolist() == [0, 1]
