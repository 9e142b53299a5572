from dataclasses import dataclass
from unittest import mock

import numpy as np
import pytest

import labelwise as lw
from labelwise import parallel
from labelwise.errors import BadData, BadParameter, MissingCapability
from labelwise.measures import Mix, Per, entropy, local_inconsistency, margin, on, pooled, whole
from labelwise.strategy import Strategy, View, scoring
from labelwise.types import CHUNK, Ragged

SIZE = 2 * CHUNK + 10
PROBA = np.random.default_rng(0).dirichlet(np.ones(3), SIZE)


class Counted:
    """A margin that counts the rows of its calls."""

    def __init__(self):
        self.rows = []

    def __call__(self, proba):
        self.rows.append(len(proba))
        return margin(proba)


def test_a_plain_measure_is_fed_chunk_by_chunk_and_once():
    measure, view = Counted(), View(arrays={"proba": PROBA})
    with mock.patch.object(parallel, "THREADS", 1):
        made = view.score(measure, np.arange(SIZE))
        view.score(measure, np.arange(5, 500))
    assert measure.rows == [CHUNK, CHUNK, 10]
    np.testing.assert_array_equal(made, margin(PROBA))


def test_scores_are_kept_for_newer_labels_and_not_for_measures_of_labels():
    measure, view = Counted(), View(arrays={"proba": PROBA[:50]})
    rows = np.arange(50)
    view.score(measure, rows)
    newer = view.now(labels=np.where(rows == 3, 1, -1), pending=[4])
    newer.score(measure, rows)
    assert measure.rows == [50]

    def labelled_first(labels):
        return (labels >= 0).astype(float)

    assert view.score(labelled_first, rows).sum() == 0
    assert newer.score(labelled_first, rows).nonzero()[0].tolist() == [3]


def test_a_provider_of_labels_is_live_too():
    def seen(labels):
        return (labels >= 0).astype(float)

    def measure(seen):
        return seen

    view = View(arrays={"seen": seen}, labels=[-1, -1])
    assert view.score(measure, np.arange(2)).tolist() == [0, 0]
    assert view.now(labels=[-1, 1]).score(measure, np.arange(2)).tolist() == [0, 1]


def test_rows_in_any_order_and_a_part_of_those_known():
    view = View(arrays={"proba": PROBA})
    view.score(margin, np.arange(100, 200))
    rows = np.array([150, 120, 9000, 3])
    np.testing.assert_array_equal(view.score(margin, rows), margin(PROBA[rows]))


def test_a_random_measure_is_drawn_anew():
    def noise(proba, rng):
        return rng.random(len(proba))

    view, rows = View(arrays={"proba": PROBA}), np.arange(SIZE)
    first, second = (view.score(noise, rows, np.random.default_rng(s)) for s in (0, 1))
    again = view.score(noise, rows, np.random.default_rng(0))
    assert not np.array_equal(first, second)
    np.testing.assert_array_equal(first, again)


def test_a_pooled_measure_gets_all_rows_at_once():
    @pooled
    def above_mean(proba):
        return proba[:, 0] - proba[:, 0].mean()

    view = View(arrays={"proba": PROBA})
    assert view.score(above_mean, np.arange(SIZE)).mean() == pytest.approx(0)
    assert view.score(above_mean, np.arange(9)).mean() == pytest.approx(0)


def test_a_pooled_measure_on_too_large_a_pool_says_how_much_memory():
    @pooled
    def everything(proba):
        return proba[:, 0]

    with mock.patch.object(scoring, "POOLED_BYTES", 1000), pytest.raises(BadParameter) as error:
        View(arrays={"proba": PROBA}).score(everything, np.arange(SIZE))
    assert f"needs all {SIZE} rows at once, 0.0 GiB" in str(error.value)
    assert "Subsample" in str(error.value)


def both_ways(measure, **arrays):
    """The message when a view scores, and when a query selects; the same but for who asks."""
    rows = np.arange(len(next(iter(arrays.values()))))
    calls = (
        lambda: View(arrays=arrays).score(measure, rows, np.random.default_rng(0)),
        lambda: lw.query(Strategy(measure=measure), 1, rng=0, **arrays),
    )
    found = []
    for call in calls:
        with pytest.raises(lw.LabelwiseError) as error:
            call()
        found.append(error.value)
    return found


def test_memory_of_a_pooled_measure_counts_what_is_derived_and_nothing_is_computed():
    calls = []

    def heavy(embedding):
        calls.append(len(embedding))

    heavy.pooled, heavy.row_bytes = True, 1000

    @pooled
    def everything(heavy, proba):
        return proba[:, 0]

    embedding = np.ones((2000, 16), dtype=np.float32)
    given = {"heavy": heavy, "embedding": embedding, "proba": PROBA[:2000]}
    with (
        mock.patch.object(scoring, "POOLED_BYTES", 10**6),
        mock.patch.object(scoring, "gib", lambda b: f"{b:.0f} B"),
    ):
        errors = both_ways(everything, **{"proba": given["proba"], **given})
    for error in errors:
        assert isinstance(error, BadParameter)
        size = 2000 * (1000 + 16 * 4 + 3 * 8)
        assert f"the measure everything needs all 2000 rows at once, {size} B" in str(error)
        assert "heavy 2000000 B, embedding 128000 B, proba 48000 B" in str(error)
        assert "up to 1000000 B" in str(error) and "Subsample(100_000)" in str(error)
    assert calls == []


def test_neighbours_on_too_large_a_pool_say_what_else_could_be_done():
    given = {"proba": PROBA, "embedding": np.ones((SIZE, 4))}
    with mock.patch.object(scoring, "POOLED_BYTES", 2**20):
        errors = both_ways(local_inconsistency, **given)
    for error in errors:
        assert isinstance(error, BadParameter)
        assert f"local-inconsistency needs all {SIZE} rows at once" in str(error)
        assert "neighbours 0.0 GiB" in str(error) and "embedding 0.0 GiB" in str(error)
        assert "neighbours=(idx, dist) from an index" in str(error)


def test_a_measure_of_the_whole_pool_gets_it_whichever_rows_are_scored_and_once():
    calls = []

    @whole
    def above_mean(proba):
        calls.append(len(proba))
        return proba[:, 0] - proba[:, 0].mean()

    view = View(arrays={"proba": PROBA})
    every = view.score(above_mean, np.arange(SIZE))
    np.testing.assert_array_equal(view.score(above_mean, np.array([7, 9000])), every[[7, 9000]])
    assert calls == [SIZE]


def test_an_unknown_parameter_names_the_measure_what_it_takes_and_what_there_is():
    def odd(probas):
        return probas[:, 0]

    for error in both_ways(odd, proba=PROBA[:9]):
        assert isinstance(error, MissingCapability)
        assert "the measure odd takes 'probas'" in str(error)
        assert "nobody provides 'probas'; there is" in str(error) and ", proba," in str(error)
        assert "did you mean 'proba'?" in str(error)


def test_an_array_that_a_derived_one_lacks_is_named_with_the_measure():
    for error in both_ways(local_inconsistency, proba=PROBA[:9]):
        assert isinstance(error, MissingCapability)
        assert "local-inconsistency takes 'neighbours'" in str(error)
        assert "nobody provides 'embedding'" in str(error)


def test_two_sources_for_one_name_are_refused_by_view_and_query(make_pool, make_model):
    def labelled_first(labels):
        return labels >= 0.0

    with pytest.raises(BadParameter, match="'proba' comes from a model and from an array"):
        View(make_pool(PROBA[:9]), make_model(3), {"proba": PROBA[:9]})
    with pytest.raises(BadParameter, match="'labels' comes from an array and from the view"):
        lw.query(Strategy(measure=labelled_first), 1, labels=np.zeros(9, dtype=int), proba=PROBA[:9])


def test_a_mix_is_streamed_though_a_part_is_pooled():
    counted = Counted()

    @pooled
    def above_mean(proba):
        return proba[:, 0] - proba[:, 0].mean()

    with mock.patch.object(parallel, "THREADS", 1):
        made = View(arrays={"proba": PROBA}).score(Mix((counted, above_mean), (1, 1)), np.arange(SIZE))
    assert counted.rows == [CHUNK, CHUNK, 10]
    np.testing.assert_allclose(made, margin(PROBA) + PROBA[:, 0] - PROBA[:, 0].mean())


def test_an_object_with_options_is_a_measure():
    @dataclass(frozen=True)
    class Tempered:
        power: float = 1.0

        def __call__(self, proba):
            return 1 - proba.max(axis=1) ** self.power

    view, rows = View(arrays={"proba": PROBA[:9]}), np.arange(9)
    np.testing.assert_allclose(view.score(Tempered(2.0), rows), 1 - PROBA[:9].max(axis=1) ** 2)
    np.testing.assert_allclose(view.score(Tempered(1.0), rows), 1 - PROBA[:9].max(axis=1))


@pytest.mark.parametrize(
    ("measure", "error", "message"),
    [
        (lambda attention: attention, MissingCapability, "nobody provides 'attention'"),
        (lambda proba: proba, BadData, "gave shape"),
        (lambda proba: np.where(proba[:, 0] > 2, 0, np.nan), BadData, "gave nan for row 0"),
        (lambda proba: np.log(proba[:, 0] * 0 + 1) - np.inf, BadData, "finite scores"),
        ("margin", BadParameter, "a function of View arrays"),
    ],
)
def test_measures_that_do_not_work(measure, error, message):
    with pytest.raises(error, match=message):
        View(arrays={"proba": PROBA[:9]}).score(measure, np.arange(9))


@pytest.mark.parametrize(
    "measure", [margin, entropy, on("token_proba", margin)], ids=["margin", "entropy", "on"]
)
def test_a_measure_of_items_on_outputs_of_parts_says_what_joins_them(measure):
    parts = Ragged(np.array([[0.5, 0.5], [0.9, 0.1], [0.6, 0.4]]), np.array([0, 2, 3]))
    view = View(arrays={"proba": parts, "token_proba": parts})
    with pytest.raises(BadData, match=r"has one for each part.*Per\('item', "):
        view.score(measure, np.arange(2))
    assert view.score(Per("item", margin, "mean"), np.arange(2)).round(2).tolist() == [0.6, 0.8]
