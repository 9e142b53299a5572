"""Features are computed once for a pool, survive a kill, and are never taken for others."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from scipy import sparse
from sklearn.base import BaseEstimator, TransformerMixin
from sklearn.decomposition import PCA
from sklearn.linear_model import LogisticRegression

import labelwise as lw
from labelwise.bench.split import drawn
from labelwise.errors import BadData
from labelwise.learners import SklearnLearner, encode
from labelwise.learners.cache import embedded, identity, place
from labelwise.learners.progress import listening
from labelwise.pool import Pool
from labelwise.types import CHUNK, Ragged

SIZE = 2 * CHUNK + 100


class Halves(TransformerMixin, BaseEstimator):
    """A frozen encoder that counts its calls."""

    calls = 0

    def __init__(self, name="halves"):
        self.name = name

    def identity(self):
        return self.name

    def each(self, chunks):
        for x in chunks:
            type(self).calls += 1
            yield (np.asarray(x) / 2).astype(np.float16)

    def transform(self, x):
        return next(self.each([x]))


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("LABELWISE_CACHE", str(tmp_path / "cache"))
    Halves.calls = 0
    return tmp_path / "cache"


def items(size=SIZE, seed=0):
    return Pool(np.random.default_rng(seed).integers(100, size=(size, 3)))


def learner(encoder=None):
    return SklearnLearner(LogisticRegression(), encoder=encoder or Halves())


def files(folder):
    return sorted(path.name for path in folder.rglob("*") if path.is_file())


class TestPlace:
    def test_the_variable_a_project_the_home(self, monkeypatch):
        assert place(Path("p.db.cache")) == Path("p.db.cache")
        monkeypatch.setenv("LABELWISE_CACHE", "elsewhere")
        assert place() == Path("elsewhere")
        monkeypatch.delenv("LABELWISE_CACHE")
        monkeypatch.setenv("XDG_CACHE_HOME", "xdg")
        assert place() == Path("xdg/labelwise")
        monkeypatch.delenv("XDG_CACHE_HOME")
        assert place() == Path.home() / ".cache" / "labelwise"

    def test_an_empty_variable_keeps_nothing(self, monkeypatch, tmp_path):
        monkeypatch.setenv("LABELWISE_CACHE", "")
        assert place() is None and place(Path("p.db.cache")) is None
        encode(learner(), items(), 0, tmp_path / "p.db.cache")
        assert list(tmp_path.iterdir()) == []


class TestComputedOnce:
    def test_the_second_time_is_read_from_disk(self, cache):
        first, _ = encode(learner(), items(), 0)
        assert Halves.calls == 3
        again, encoder = encode(learner(), items(), 1)
        assert Halves.calls == 3 and isinstance(again.data, np.memmap) and again.data.dtype == np.float16
        np.testing.assert_array_equal(again.data, items().data / 2)
        np.testing.assert_array_equal(first.data, again.data)
        assert encoder.transform(np.array([[4]])).tolist() == [[2.0]]
        assert files(cache) == ["chunks.jsonl", "lock", "pool.json", "values.npy"]

    def test_other_items_or_another_encoder_are_computed(self):
        encode(learner(), items(), 0)
        found, _ = encode(learner(), items(seed=1), 0)
        np.testing.assert_array_equal(found.data, items(seed=1).data / 2)
        encode(learner(Halves("others")), items(), 0)
        assert Halves.calls == 9

    def test_ids_and_columns_do_not_matter(self):
        encode(learner(), items(100), 0)
        encode(learner(), Pool(items(100).data, ids=[f"i{k}" for k in range(100)]), 0)
        assert Halves.calls == 1

    def test_a_pool_that_grows_keeps_its_chunks(self):
        encode(learner(), items(), 0)
        more = np.concatenate([items().data, items(CHUNK, seed=1).data])
        found, _ = encode(learner(), Pool(more), 0)
        assert Halves.calls == 3 + 2
        np.testing.assert_array_equal(found.data, more / 2)

    def test_a_list_that_was_cut_off_is_no_error(self, cache):
        encode(learner(), items(), 0)
        [told] = cache.rglob("pool.json")
        told.write_text(told.read_text()[:20])
        more = np.concatenate([items().data, items(CHUNK, seed=1).data])
        found, _ = encode(learner(), Pool(more), 0)
        np.testing.assert_array_equal(found.data, more / 2)

    def test_a_project_opened_again(self, tmp_path):
        store, pool = tmp_path / "p.db", items(300)
        campaign = lw.Campaign(pool, ["a", "b"], learner=learner(), strategy="k-center", store=store)
        campaign.ask(5)
        campaign.close()
        assert Halves.calls == 1 and "values.npy" in files(tmp_path / "p.db.cache")
        with lw.Campaign.open(store, pool=pool, learner=learner()) as again:
            again.brain.inputs()
        assert Halves.calls == 1

    def test_the_seeds_of_a_simulation(self):
        pool = items(300)
        y = (pool.data[:, 0] > 50).astype(str)
        given = {"learner": learner(), "strategy": "random", "batch": 5, "budget": 10, "seeds": 3}
        curves = lw.simulate(pool, y, **given)
        assert Halves.calls == 1
        plain = lw.simulate(pool.encoded(pool.data / 2), y, **{**given, "learner": LogisticRegression()})
        assert [row["score"] for row in curves.rows()] == [row["score"] for row in plain.rows()]

    def test_a_split_has_the_items_it_says(self):
        pool = items(100)
        part = drawn(pool, ["a", "b"] * 50, lw.Classification(["a", "b"]), learner(), 0)
        rows = pool.rows([part.pool.id(k) for k in range(70)])
        np.testing.assert_array_equal(part.pool.data, pool.data[rows] / 2)
        assert len(np.concatenate(part.blocks)) == 30 and part.learner.encoder is None


class TestFitted:
    def test_large_pools_of_a_project_only(self, cache, tmp_path, monkeypatch):
        monkeypatch.setattr("labelwise.learners.defaults.ENCODER_ITEMS", 1000)
        pca, folder = learner(PCA(2)), tmp_path / "p.db.cache"
        plain, _ = encode(pca, items(), 0)
        assert not cache.exists()
        kept, fitted = encode(pca, items(), 0, folder)
        assert isinstance(kept.data, np.memmap) and len(files(folder)) == 4
        np.testing.assert_array_equal(kept.data, plain.data)
        again, _ = encode(pca, items(), 0, folder)
        assert len(files(folder)) == 4
        np.testing.assert_array_equal(again.data, plain.data)
        np.testing.assert_allclose(fitted.transform(items().x([7])), plain.data[[7]])
        encode(pca, items(), 1, folder)
        assert len(files(folder)) == 8

    def test_what_cannot_be_named_is_not_kept(self):
        assert identity(PCA(2), 0) == identity(PCA(2), 0) != identity(PCA(3), 0)
        assert identity(PCA(2), np.random.default_rng(0)) is None

        class Own(PCA):
            pass

        assert identity(Own(), 0) is None


class TestOtherForms:
    @pytest.mark.parametrize("form", ["sparse", "ragged"])
    def test_they_stay_in_memory(self, form, cache):
        def each(chunks):
            for x in chunks:
                yield sparse.csr_matrix(x) if form == "sparse" else Ragged(x, np.arange(len(x) + 1))

        found = embedded(items(), each, "me", cache)
        whole = found.toarray() if form == "sparse" else found.values
        np.testing.assert_array_equal(whole, items().data)
        assert "values.npy" not in files(cache)


class TestTrouble:
    def test_it_reports_and_can_be_stopped(self):
        heard = []

        def stop(what, share):
            heard.append((what, round(share, 2)))
            if share > 0.5:
                raise KeyboardInterrupt

        with pytest.raises(KeyboardInterrupt), listening(stop):
            encode(learner(), items(), 0)
        assert heard == [("encoding the items", v) for v in (0.0, 0.33, 0.67)]
        Halves.calls = 0
        with listening(lambda what, share: heard.append((what, round(share, 2)))):
            found, _ = encode(learner(), items(), 0)
        assert Halves.calls == 2  # the second chunk was not on disk yet
        np.testing.assert_array_equal(found.data, items().data / 2)

    def test_a_killed_run_goes_on_and_gives_the_same_bytes(self, cache):
        code = f"""if True:
            import sys, os, signal
            sys.path.insert(0, {str(Path(__file__).parent)!r})
            from test_cache import Halves, encode, items, learner
            from labelwise.learners.progress import listening
            def kill(what, share):
                if share > 0.5:
                    os.kill(os.getpid(), signal.SIGKILL)
            with listening(kill):
                encode(learner(), items(), 0)"""
        assert subprocess.run([sys.executable, "-c", code]).returncode == -signal.SIGKILL
        encode(learner(), items(), 0)
        assert Halves.calls == 2
        killed = next(cache.rglob("values.npy")).read_bytes()
        os.environ["LABELWISE_CACHE"] = str(cache / "other")
        encode(learner(), items(), 0)
        assert next((cache / "other").rglob("values.npy")).read_bytes() == killed

    def test_a_damaged_file_is_computed_anew_and_said(self, cache):
        encode(learner(), items(), 0)
        path = next(cache.rglob("values.npy"))
        content = bytearray(path.read_bytes())
        content[-3] ^= 1
        path.write_bytes(content)
        with pytest.warns(UserWarning, match=r"1 of 3 chunks have other content .* computed anew"):
            found, _ = encode(learner(), items(), 0)
        assert Halves.calls == 4
        np.testing.assert_array_equal(found.data, items().data / 2)

    def test_a_folder_that_cannot_be_written(self, tmp_path, monkeypatch):
        (tmp_path / "file").touch()
        monkeypatch.setenv("LABELWISE_CACHE", str(tmp_path / "file"))
        with pytest.warns(UserWarning, match="cannot be kept in .*file"):
            found, _ = encode(learner(), items(10), 0)
        np.testing.assert_array_equal(found.data, items(10).data / 2)

    @pytest.mark.parametrize("kept", [True, False])
    def test_no_finite_number(self, cache, kept):
        pool = Pool(np.ones((5, 2)), ids=list("abcde"))

        def each(chunks):
            for x in chunks:
                yield np.where(np.arange(5)[:, None] == 3, np.nan, x)

        with pytest.raises(BadData, match="finite numbers for the item 'd'"):
            embedded(pool, each, "me", cache if kept else None)

    def test_two_processes_compute_it_once(self, cache):
        code = f"""if True:
            import sys, time
            sys.path.insert(0, {str(Path(__file__).parent)!r})
            from test_cache import Halves, encode, items, learner
            from labelwise.learners.progress import listening
            def slow(what, share):
                print(share, flush=True)
                time.sleep(0.3)
            with listening(slow):
                encode(learner(), items(), 0)"""
        heard = []
        with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE) as other:
            other.stdout.readline()
            with listening(lambda what, share: heard.append(what)):
                encode(learner(), items(), 0)
        assert Halves.calls == 0 and heard[0] == "waiting for another process that encodes the items"
