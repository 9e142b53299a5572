"""All diagnoses that given arrays allow."""

import numpy as np
import pytest

from labelwise.errors import BadData
from labelwise.evaluation.diagnostics import diagnose
from labelwise.types import Outcomes

RNG = np.random.default_rng(0)
N, C = 600, 3


def world(seed=0):
    """A campaign that chose at random, and a model that knows four answers of five."""
    rng = np.random.default_rng(seed)
    y, rows = rng.integers(0, C, N), rng.permutation(N)
    reserve, chosen = rows[:120], rows[120:270]
    labels = np.full(N, -1)
    labels[chosen], labels[reserve[:100]] = y[chosen], y[reserve[:100]]
    said = np.where(rng.random(N) < 0.8, y, rng.integers(0, C, N))
    proba = np.full((N, C), 0.1) + 0.7 * np.eye(C)[said]

    def judge(train, test):
        return proba[test]

    known = reserve[:100]
    return {
        "labels": labels,
        "chosen": chosen,
        "batch": np.arange(150) // 15,
        "reserve": reserve,
        "classes": tuple("abc"),
        "hits": said[chosen] == y[chosen],
        "right": said[known] == y[known],
        "outcomes": Outcomes(y[known], proba[known], tuple("abc")),
        "proba": proba,
        "embedding": rng.normal(size=(N, 3)),
        "dynamics": np.stack([proba, proba]),
        "when": np.arange(N),
        "answers": (np.repeat(np.arange(50), 2), ["anna", "ben"] * 50, np.repeat(y[:50], 2)),
        "judge": judge,
        "acquire": judge,
        "seed": seed,
    }


ALL = {
    "chosen against random", "asking model", "balance of questions", "repeated questions",
    "hardness of questions", "unlearnable items", "doubtful answers", "twins in the reserve",
    "change over time", "agreement", "certainty of the model",
}  # fmt: skip


def test_everything_is_looked_at():
    found = diagnose(**world())
    assert {f.name for f in found} == ALL and len(found) == len(ALL)
    assert all(f.value is not None for f in found)
    assert all(f.sentence.endswith(".") for f in found)


@pytest.mark.parametrize("left", sorted(world()))
def test_each_array_may_be_missing(left):
    given = world()
    del given[left]
    found = {f.name for f in diagnose(**given)}
    assert found <= ALL and len(found) >= 4


def test_one_array_alone_or_none():
    for name, thing in world().items():
        assert len(diagnose(**{name: thing})) <= (2 if name == "outcomes" else 1), name
    assert diagnose() == []


def test_the_same_seed_says_the_same():
    a, b = diagnose(**world()), diagnose(**world())
    assert [f.sentence for f in a] == [f.sentence for f in b]


def test_warnings_come_first():
    given = world()
    given["labels"] = np.where(given["labels"] == 2, 1, given["labels"])
    warned = [f.warn for f in diagnose(**given)]
    assert warned == sorted(warned, reverse=True) and warned[0]


@pytest.mark.slow
def test_random_campaigns_are_mostly_left_alone():
    """Each diagnosis at 5% or less: no single one above its rate."""
    made = [diagnose(**world(seed)) for seed in range(40)]
    for name in ALL:
        rate = np.mean([f.warn for fs in made for f in fs if f.name == name])
        assert rate <= 0.05 + 3 * np.sqrt(0.05 * 0.95 / 40), name


def test_questions_before_the_first_model_have_no_guess():
    given = world()
    given["hits"] = np.where(given["batch"] == 0, np.nan, given["hits"])
    found = next(f for f in diagnose(**given) if f.name == "hardness of questions")
    assert found.picture.x.tolist() == list(range(1, 10))
    with pytest.raises(BadData, match="3 guesses"):
        diagnose(hits=np.ones(3), batch=np.zeros(4))


def test_a_name_that_nobody_knows():
    with pytest.raises(BadData, match="probas"):
        diagnose(probas=np.ones(3))


def test_copies_that_nobody_may_ask_are_no_twins():
    given = {"embedding": np.random.default_rng(0).normal(size=(300, 3)), "reserve": np.arange(30)}
    given["embedding"][100:120] = given["embedding"][:20]
    assert [f.warn for f in diagnose(**given)] == [True]
    assert [f.warn for f in diagnose(**given, copies=np.arange(100, 120))] == [False]
