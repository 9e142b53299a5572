from __future__ import annotations

import pytest

from labelwise.bench.datasets.nearest import unknown

KNOWN = [
    "local:tabular_classification/adult",
    "local:trec6",
    "sklearn:digits",
    "local:tabular_al_binary/wdbc",
]


@pytest.mark.parametrize(
    ("name", "near"),
    [("adult", KNOWN[0]), ("local:Adults", KNOWN[0]), ("local:trec", KNOWN[1]), ("digits", KNOWN[2])],
)
def test_the_nearest_names_are_in_the_message(name, near):
    error = unknown(name, KNOWN, allowed="these")
    assert f"did you mean {near!r}" in str(error) and "Allowed: these" in str(error)


def test_nothing_near_is_not_guessed():
    assert "did you mean" not in str(unknown("qqqq", KNOWN, allowed="these"))
