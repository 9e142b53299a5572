"""Scores of a pool, chunk by chunk: those of a View, whatever computes them and however rows are stored."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyarrow.parquet import write_table
from sklearn.linear_model import LogisticRegression

import labelwise as lw
from labelwise import measures
from labelwise.errors import BadData, BadParameter, MissingCapability
from labelwise.learners import SklearnLearner
from labelwise.measures import Mix
from labelwise.pool import Pool
from labelwise.scoring import JOB, cut, score
from labelwise.strategy import View
from labelwise.types import CHUNK, Targets, Training


class Slope:
    """Probabilities of two classes by the first feature, of an array or a table."""

    provides = ("proba", "samples")

    def proba(self, x):
        first = x[:, 0] if isinstance(x, np.ndarray) else x["a"].to_numpy()
        p = 1 / (1 + np.exp(-3 * first))
        return np.column_stack([p, 1 - p])

    def samples(self, x, seed):
        rng = np.random.default_rng(seed)
        return np.stack([self.proba(x + rng.normal()) for _ in range(3)])


def rows(n: int) -> np.ndarray:
    return np.random.default_rng(0).normal(size=(n, 2))


def by_view(measure, pool, model=None) -> np.ndarray:
    view = View(Pool(pool), model or Slope())
    return view.score(measure, np.arange(view.size))


def trained(x):
    """A model that other processes find, wherever tests are run from."""
    told = Targets(np.arange(40), (x[:40, 0] > 0).astype(np.int64), "hard", np.ones(40))
    data = Training(lambda r: x[r], told.rows, told, ("low", "high"), np.arange(40, len(x)))
    return SklearnLearner(LogisticRegression()).fit(data, np.random.default_rng(0))


@pytest.mark.parametrize("engine", ["serial", "loky"])
def test_the_scores_are_those_of_a_view(engine):
    x = rows(JOB + CHUNK + 5)
    model = trained(x)
    found = score(measures.margin, model, x, engine=engine, jobs=2)
    assert np.array_equal(found, by_view(measures.margin, x, model))


def test_draws_of_a_model_are_the_same_function_in_every_chunk():
    x = rows(CHUNK + 100)
    found = score(measures.bald, Slope(), x, engine="serial")
    assert np.array_equal(found, by_view(measures.bald, x))


@settings(max_examples=20)
@given(st.lists(st.integers(1, 3 * CHUNK), min_size=1, max_size=6))
def test_a_parquet_file_gives_the_same_however_its_rows_are_grouped(tmp_path_factory, sizes):
    x = rows(sum(sizes))
    path = tmp_path_factory.mktemp("pool") / "pool.parquet"
    table = pa.table({"a": x[:, 0], "b": x[:, 1]})
    with pa.parquet.ParquetWriter(path, table.schema) as file:
        for end, size in zip(np.cumsum(sizes), sizes, strict=True):
            file.write_table(table[end - size : end], row_group_size=size)
    found = score("margin", Slope(), str(path), engine="serial")
    assert np.array_equal(found, by_view(measures.margin, x))


def test_a_large_file_is_read_in_several_parts_of_whole_groups(tmp_path, monkeypatch):
    x = rows(3 * JOB)
    write_table(pa.table({"a": x[:, 0], "b": x[:, 1]}), tmp_path / "p.parquet", row_group_size=JOB)
    read = []
    monkeypatch.setattr("labelwise.scoring.Stored.chunks", chunks_of(read))
    found = score(measures.entropy, Slope(), tmp_path / "p.parquet", engine="serial")
    assert np.array_equal(found, by_view(measures.entropy, x))
    assert read[1:] == [(0, JOB, (0,)), (JOB, 2 * JOB, (1,)), (2 * JOB, 3 * JOB, (2,))]


def chunks_of(read):
    from labelwise.scoring import Stored

    plain = Stored.chunks

    def chunks(self):
        read.append((self.begin, self.end, self.groups))
        return plain(self)

    return chunks


def test_columns_of_the_pool_may_be_part_of_a_measure():
    def dear(proba, price):
        return measures.margin(proba) / price

    pool = Pool(rows(50), columns={"price": np.arange(1.0, 51.0)})
    view = View(pool, Slope())
    assert np.array_equal(score(dear, Slope(), pool, engine="serial"), view.score(dear, np.arange(50)))


def test_any_selector_takes_the_scores():
    x = rows(200)
    scores = score("margin", Slope(), x, engine="serial")
    picked = lw.query(lw.Strategy(measure=lambda score: score), 5, score=scores, rng=0).indices
    assert sorted(picked) == sorted(np.argsort(-scores)[:5])


def of_labels(proba, labels):
    return labels


def drawn(proba, rng):
    return rng.random(len(proba))


@pytest.mark.parametrize(
    ("measure", "why"),
    [
        (drawn, "draws numbers"),
        (of_labels, "reads labels"),
        (Mix((measures.margin, measures.entropy), (1.0, 1.0)), "compares items"),
        (measures.InformationDensity(), "compares items"),
        ("k-center", "the measure is 'k-center'"),
    ],
)
def test_a_measure_of_more_than_one_item_is_refused(measure, why):
    with pytest.raises(BadParameter, match=why):
        score(measure, Wide(), rows(10), engine="serial")


class Wide(Slope):
    """Gives an embedding too."""

    provides = ("proba", "embedding")

    def embedding(self, x):
        return x


def test_what_nobody_gives_is_named_before_anything_runs():
    with pytest.raises(MissingCapability, match="embedding"):
        score(lambda embedding: embedding[:, 0], Slope(), rows(10), engine="loky")


def test_a_file_that_is_none_is_refused(tmp_path):
    with pytest.raises(BadData, match="there is no file"):
        score("margin", Slope(), tmp_path / "none.parquet")
    write_table(pa.table({"a": pa.array([], pa.float64())}), tmp_path / "empty.parquet")
    with pytest.raises(BadData, match="no rows"):
        score("margin", Slope(), tmp_path / "empty.parquet")


def test_tables_are_cut_across_their_bounds():
    tables = [pa.table({"x": pa.array(part, pa.int64())}) for part in ([1], [2, 3, 4], [], [5])]
    assert [part["x"].to_pylist() for part in cut(iter(tables), [0, 2, 3])] == [[], [1, 2], [3, 4, 5]]
