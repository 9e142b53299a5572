"""S104: every strategy has one taxonomy class and declares its inputs; without them it says so."""

from __future__ import annotations

import dataclasses
from typing import Any

import numpy as np
import pytest
from sklearn.svm import LinearSVC

import labelwise as lw
from labelwise.errors import BadParameter, LabelwiseError, MissingCapability
from labelwise.papers import method_rows, methods, resolve
from labelwise.strategy import needs_now
from labelwise.strategy.providers import PROVIDERS
from labelwise.testing import examples

CLASSES = {"data", "model", "prediction"}
PREDICTIONS = {
    "proba", "samples", "variants", "tags", "tag_samples", "panel", "dynamics", "previous_proba", "mean",
    "std",
}  # fmt: skip
OUTPUTS = {"head", *PREDICTIONS} - {"dynamics"}
"""What only a model trained on labels gives; self-supervised training has dynamics too."""

ROWS = {row["name"]: row for row in method_rows()}


def arrays() -> dict[str, Any]:
    """One of everything that a registered strategy takes: that of the contract suites, and some more."""
    rng = np.random.default_rng(0)
    return examples.arrays(40) | {
        "votes": np.where(np.arange(40)[:, None] < 3, 1 + rng.integers(0, 3, (40, 5)), 0)
    }


def misplaced(name: str, taxonomy: str, needs: list[str]) -> str:
    """Why a strategy of these needs is in no or the wrong class; empty when it is right."""
    if taxonomy not in CLASSES:
        return f"{name} has the class {taxonomy!r}"
    if taxonomy == "data" and OUTPUTS & set(needs):
        return f"{name} is data based and reads {needs}"
    if taxonomy == "prediction" and not PREDICTIONS & set(needs):
        return f"{name} is prediction based and reads no prediction"
    return ""


def test_every_method_has_one_taxonomy_class():
    """Exactly one of three, in agreement with what it reads; a method without or with another is refused."""
    assert all(isinstance(method.taxonomy, str) for method in methods().values())
    assert {row["taxonomy"] for row in ROWS.values()} == CLASSES
    wrong = [misplaced(row["name"], row["taxonomy"], row["needs"] + row["optional"]) for row in ROWS.values()]
    assert not any(wrong), wrong
    for other in ("", "data model", "both", None):
        with pytest.raises(BadParameter, match="taxonomy"):
            dataclasses.replace(methods()["margin"], taxonomy=other)


def test_a_method_in_the_wrong_class_is_noticed():
    """Negative control of the agreement."""
    assert misplaced("margin", "data", ROWS["margin"]["needs"])
    assert misplaced("k-center", "prediction", ROWS["k-center"]["needs"])


@pytest.mark.parametrize("name", sorted(ROWS))
def test_declared_inputs_are_all_it_needs(name):
    """With exactly these arrays it picks."""
    given = {key: array for key, array in arrays().items() if key in {*ROWS[name]["needs"], "cost"}}
    made = lw.query(name, 3, labelled=[0, 1, 2], y=[0, 1, 2], rng=0, **given)
    assert len(set(made.indices) - {0, 1, 2}) == 3


def test_missing_inputs_give_a_clear_error():
    """Each declared input left out, and a learner that cannot give it: what is missing and what to do.

    A policy needs at a time only what its strategy of the moment reads.
    """
    refused, labels = 0, np.r_[0, 1, 2, np.full(37, -1)]
    view = lw.View.from_arrays(**arrays()).now(labels=labels)
    for name, row in ROWS.items():
        needs = set(row["needs"]) & set(needs_now(resolve(name), view))
        for lacking in needs & set(arrays()) - {*PROVIDERS, "values"}:  # y gives the values
            wanted = {*row["needs"], "cost"} - {lacking}
            given = {key: array for key, array in arrays().items() if key in wanted}
            with pytest.raises(MissingCapability, match=rf"nobody provides '{lacking}'.*pass [a-z_]+="):
                lw.query(name, 3, labelled=[0, 1, 2], y=[0, 1, 2], rng=0, **given)
            with pytest.raises(MissingCapability, match=f"nobody provides '{lacking}'"):
                known = lw.View.from_arrays(**given).now(labels=labels)
                resolve(name).select(known, 3, np.random.default_rng(0))
            refused += 1
        if set(row["needs"]) <= {"proba", "embedding"} and "proba" in row["needs"]:
            with pytest.raises(MissingCapability, match=r"proba.*CalibratedClassifierCV"):
                lw.Campaign(arrays()["embedding"], ["a", "b"], learner=LinearSVC(), strategy=name)
            refused += 1
    assert refused >= 10
    assert issubclass(MissingCapability, LabelwiseError)


def test_least_confidence_margin_and_entropy_are_one_for_two_classes():
    p = np.random.default_rng(0).permutation(np.linspace(0.001, 0.999, 61) ** 1.1)
    orders = {
        name: lw.query(name, 61, proba=np.c_[p, 1 - p], rng=0).indices.tolist()
        for name in ("least-confidence", "margin", "entropy")
    }
    assert orders["least-confidence"] == orders["margin"] == orders["entropy"]
    assert orders["margin"] == sorted(range(61), key=lambda i: abs(p[i] - 0.5))
