"""The figures of a round are made from its records alone."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from labelwise.campaign.honest import EVERY, SLOW, Judged, figures, warnings
from labelwise.store.fold import Fold
from labelwise.types import Event, History, Outcomes, Trust


def judged(m: int, labels: int, before: list[dict[str, object]] | None = None) -> Judged:
    """Two classes; nine of ten answers of the reserve are right."""
    truth = np.arange(m) % 2
    said = np.where(np.arange(m) % 10 == 3, 1 - truth, truth)
    rounds = np.arange(20, labels + 1, 20)
    probe = np.tile([0.9, 0.1], (50, 1))
    history = History(rounds, lambda t: probe, truth, np.tile(said, (len(rounds), 1)), ("a", "b"))
    outcomes = Outcomes(truth, np.eye(2)[said] * 0.8 + 0.1, ("a", "b")) if m >= 20 else None
    return Judged(outcomes, history, lambda places, rng: said, Trust(), before or [], 0, labels)


def test_too_few_answers_are_refused_in_words() -> None:
    body = judged(7, 40).body(savings=False)
    assert "there are 7" in body["figures"][0]["reason"] and "saved_at" not in body
    assert body["certificate"] is None and body["advice"]["stop"] is None


def test_a_certificate_takes_the_first_answers_and_stays() -> None:
    first = judged(60, 80).body(savings=False)
    assert first["certificate"]["n"] == 50 and first["certificate"]["value"] == 0.9
    second = judged(90, 100, [first]).body(savings=False)
    assert second["certificate"] == first["certificate"]
    third = judged(130, 140, [first, second]).body(savings=False)
    assert third["certificate"]["n"] == 100


def test_savings_are_computed_every_hundred_labels_or_on_request() -> None:
    first = judged(40, 100).body(savings=False)
    assert first["saved_at"] == 100
    mark = {**first, "savings": {**first["savings"], "reason": "of then"}}
    soon, later = 100 + EVERY - 20, 100 + EVERY
    assert first["savings"]["reason"].endswith("Computed at 100 labels and 40 answers on random items.")
    assert judged(44, soon, [mark]).body(savings=False)["savings"]["reason"] == "of then"
    assert judged(44, soon, [mark]).body(savings=True)["savings"]["reason"] != "of then"
    assert judged(44, later, [mark]).body(savings=False)["saved_at"] == 200


def test_slow_models_keep_the_savings_that_were_asked_for() -> None:
    asked = replace(judged(40, 100), seconds=SLOW + 1)
    assert asked.body(savings=False)["savings"]["reason"].endswith("Ask for it.")
    mark = asked.body(savings=True)
    later = replace(judged(44, 300, [mark]), seconds=SLOW + 1).body(savings=False)
    assert (later["savings"], later["saved_at"]) == (mark["savings"], 100)


def test_events_of_older_versions_are_read() -> None:
    body = judged(60, 80).body(savings=False)
    old = {k: v for k, v in body["savings"].items() if k not in ("used", "random")}
    fold = Fold()
    fold.apply(Event("changed", "c", 0.0, body={"created": {"reserve": ["a"]}}, seq=1))
    fold.apply(Event("evaluated", "v", 0.0, body={**body, "savings": old | {"labels": 9.0}}, seq=2))
    found = figures(fold, Trust())["savings"]
    assert (found.labels, found.used, found.random) == (9.0, None, None)


def test_the_status_reads_the_newest_body() -> None:
    fold = Fold()
    created = {"reserve": ["a"], "trust": None}
    fold.apply(Event("changed", "c", 0.0, body={"created": created}, seq=1))
    assert figures(fold, Trust())["quality"].reason == "Nothing is trained yet."
    fold.apply(Event("evaluated", "v", 0.0, body=judged(60, 80).body(savings=False), seq=2))
    found = figures(fold, Trust())
    assert found["quality"].n == 60 and found["certificate"].n == 50
    assert found["figures"][0] == found["quality"]
    fold.apply(Event("evaluated", "w", 0.0, body={"reason": "There are no figures yet."}, seq=3))
    refused = figures(fold, Trust())
    assert refused["quality"].reason == "There are no figures yet." and refused["advice"].stop is None
    assert figures(fold, None)["advice"].sentence == "No advice: no reserve was set aside."


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (200, ""),
        (40, ""),
        (39, "running out: 39 of its 200 items"),
        (1, "1 of its"),
        (0, "used up: from here"),
    ],
)
def test_the_end_of_the_reserve_is_said_in_one_sentence_or_two(left: int, said: str) -> None:
    fold = Fold()
    fold.config = {"reserve": [str(k) for k in range(200)]}
    found = warnings(fold, Trust(), left)
    assert len(found) == bool(said) and all(said in sentence for sentence in found)
    assert warnings(fold, None, left) == warnings(Fold(), Trust(), left) == ()
