import numpy as np
import pytest

from labelwise.papers import resolve
from labelwise.policies import Auto
from labelwise.selectors import FacilityLocation, Typical
from labelwise.selectors.base import Listed
from labelwise.strategy import View

RNG = np.random.default_rng(0)
PROBA, Z = RNG.dirichlet(np.ones(3), 60), RNG.normal(size=(60, 4))


def why(labels=(), n=30, **arrays):
    view = View.from_arrays(labelled=np.arange(len(labels)), y=list(labels), classes=3, **arrays)
    return Auto().select(view, n, np.random.default_rng(0)).why


def test_typiclust_until_every_class_has_a_label():
    assert why((0, 1), proba=PROBA, embedding=Z)[0].startswith("auto, start: typiclust: most typical")


def test_uncertainty_herding_afterwards():
    view = View.from_arrays(labelled=[0, 1, 2], y=[0, 1, 2], classes=3, proba=PROBA, embedding=Z)
    made = Auto().select(view, 5, np.random.default_rng(0))
    herding = resolve("uncertainty-herding").select(view, 5, np.random.default_rng(0))
    assert made.indices.tolist() == herding.indices.tolist()
    assert made.why == tuple(f"auto: {reason}" for reason in herding.why)


def test_largest_clusters_around_the_labels_for_numbers():
    view = View.from_arrays(labelled=[0, 1], y=[0.5, 2.5], mean=Z[:, 0], std=Z[:, 1] ** 2, embedding=Z)
    begun = View.from_arrays(labelled=np.arange(12), y=Z[:12, 2], mean=Z[:, 0], embedding=Z)
    assert Auto().select(view, 1, np.random.default_rng(0)).why[0].startswith("auto, start: typiclust")
    made = Auto().select(begun, 5, np.random.default_rng(0))
    lcmd = resolve("lcmd").select(begun, 5, np.random.default_rng(0))
    assert made.indices.tolist() == lcmd.indices.tolist()


def test_whole_numbers_are_no_classes():
    """Two of them are two labels, not two classes of which each has one."""
    view = View.from_arrays(labelled=[0, 1], y=[3.0, 7.0], mean=Z[:, 0], embedding=Z)
    assert Auto().select(view, 1, np.random.default_rng(0)).why[0].startswith("auto, start: typiclust")


def test_without_places_numbers_are_drawn_by_variance():
    std = np.where(np.arange(60) < 40, 0.01, 1.0)
    view = View.from_arrays(labelled=np.arange(12), y=Z[:12, 2], std=std)
    made = Auto().select(view, 15, np.random.default_rng(0))
    assert (made.indices >= 40).mean() > 0.8 and not np.isnan(made.p).any()


def test_without_places_margin_with_a_random_tenth():
    reasons = why((0, 1, 2), n=50, proba=PROBA)
    assert set(reasons) == {"auto: margin", "auto: random"}
    assert 1 <= reasons.count("auto: random") <= 15


def test_five_labels_a_class_end_the_start():
    assert why((0,) * 15, proba=PROBA, embedding=Z)[0].startswith("auto: ")


@pytest.mark.parametrize(
    ("labels", "arrays", "expected"),
    [
        ((), {"embedding": Z}, "auto, start: typiclust"),
        ((), {"proba": PROBA}, "auto, start without embedding: random"),
        ((), {"cost": np.ones(60)}, "auto, start without embedding: random"),
        ((0, 1, 2), {"embedding": Z}, "auto, start, no proba or tags or std or mean yet: typiclust"),
        (
            (0, 1, 2),
            {"cost": np.ones(60)},
            "auto, start without embedding, no proba or tags or std yet: random",
        ),
        ((0, 1, 2), {"proba": PROBA}, "auto: margin"),
        ((0, 1, 2), {"tags": PROBA}, "auto: tag-margin"),
        ((0, 1, 2), {"tags": PROBA, "embedding": Z}, "auto: tag-margin"),
        ((0,) * 10, {"std": PROBA[:, 0]}, "auto: drawn by score"),
        ((0,) * 10, {"std": PROBA[:, 0], "embedding": Z}, "auto: lcmd: distance"),
        ((0,) * 10, {"mean": PROBA[:, 0], "embedding": Z}, "auto: lcmd: distance"),
    ],
)
def test_what_is_missing_gives_way_by_a_rule_that_is_named(labels, arrays, expected):
    assert why(labels, 1, **arrays)[0].startswith(expected)


def test_it_needs_nothing():
    assert getattr(Auto(), "needs", ()) == ()
    assert Auto.optional == ("proba", "tags", "mean", "std", "embedding")


def test_of_very_many_items_a_part_is_clustered(monkeypatch):
    seen = []

    def begin(self, slate):
        seen.append(len(slate.rows))
        return Listed(np.arange(2), len(slate.rows))

    monkeypatch.setattr(Typical, "start", begin)
    assert len(why((), 2, embedding=RNG.normal(size=(50_020, 2)))) == 2
    assert seen == [50_000]


def test_of_many_items_a_part_is_compared(monkeypatch):
    seen = []

    def begin(self, slate):
        seen.append(len(slate.rows))
        return Listed(np.arange(2), len(slate.rows))

    monkeypatch.setattr(FacilityLocation, "start", begin)
    z, proba = RNG.normal(size=(10_020, 2)), RNG.dirichlet(np.ones(3), 10_020)
    assert len(why((0, 1, 2), 2, embedding=z, proba=proba)) == 2 and seen == [10_000]
