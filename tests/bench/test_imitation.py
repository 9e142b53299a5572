from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from labelwise.bench import imitation
from labelwise.bench.imitation import batch_form, demonstrations, item_form

FORMS = [(item_form, 5), (batch_form, 4)]


@pytest.fixture(autouse=True)
def small_tables(monkeypatch):
    whole = imitation.synthetic_table
    monkeypatch.setattr(
        imitation,
        "synthetic_table",
        lambda rng: whole(rng, items=(100, 150), features=(2, 6), classes=(2, 3)),
    )
    monkeypatch.setattr(imitation, "STEPS", 3)


@pytest.mark.parametrize(("form", "blocks"), FORMS)
def test_shapes_and_limits(form, blocks):
    shown = demonstrations(form, [3, 8], count=6)
    assert shown.states.shape == (6, 6, blocks) and shown.gains.shape == (6, 6)
    assert shown.tables.tolist() == [3, 3, 3, 8, 8, 8]
    for part in (shown.states, shown.gains):
        assert part.min() >= 0 and part.max() <= 1


@pytest.mark.parametrize(("form", "blocks"), FORMS)
def test_a_table_is_the_same_whichever_come_before_it(form, blocks):
    alone, second, other = (demonstrations(form, tables, count=4) for tables in ([5], [1, 5], [5]))
    np.testing.assert_array_equal(alone.states, second.states[3:])
    np.testing.assert_array_equal(alone.gains, other.gains)
    assert (demonstrations(form, [5], count=4, seed=1).gains[0] != alone.gains[0]).any()


def watched(seen):
    """The form of single items, which leaves in ``seen`` what it was given."""

    def form(view, rows, count, rng):
        found, states = item_form(view, rows, count, rng)
        seen.append((view, rows, found))
        return found, states

    return form


def test_it_starts_with_a_label_of_each_class_and_goes_on_with_five_random_ones():
    seen = []
    demonstrations(watched(seen), [0], count=4)
    assert [len(view.labelled) for view, _, _ in seen] == [
        view.classes + 5 * k for k, (view, _, _) in enumerate(seen)
    ]
    for view, rows, found in seen:
        assert np.unique(view.labels[view.labelled]).tolist() == list(range(view.classes))
        assert rows.tolist() == np.flatnonzero(view.labels < 0).tolist() and set(found) <= set(rows)


def test_the_expert_trains_anew_with_each_candidate(monkeypatch):
    seen, truth = [], []
    oracle = imitation.greedy_oracle
    monkeypatch.setattr(imitation, "greedy_oracle", lambda *args: truth.append(args[1]) or oracle(*args))
    gains = demonstrations(watched(seen), [0], count=4).gains
    for (view, _, found), y, of_list in zip(seen, truth, gains, strict=True):
        x = view.get("embedding")
        for row, gain in zip(found, of_list, strict=True):
            rows = np.sort(np.append(view.labelled, row))
            model = LogisticRegression(tol=1e-3, max_iter=1000).fit(x[rows], y[rows])
            assert gain == (model.predict(x) == y).mean()
