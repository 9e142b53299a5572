"""The learner of each kind of part, and what is refused."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

from labelwise.errors import BadParameter
from labelwise.learners import PartLearner, SklearnLearner, as_learner, default_learner, encode
from labelwise.learners.encoders import PixelFeatures, StepFeatures, TokenFeatures
from labelwise.learners.part_defaults import part_learner
from labelwise.pool import Pool
from labelwise.tasks import Classification, Pixels, Spans, Steps
from labelwise.types import Ragged

IMAGES = Pool(np.zeros((3, 4, 6, 3), np.uint8))
TABLE = Pool(
    pd.DataFrame({"question": ["q", "r"], "steps": [["a b"], ["c", "d"]], "tokens": [["x"], ["y", "z"]]})
)
RAGGED = Pool(Ragged(np.ones((5, 2)), np.array([0, 2, 5])))


@pytest.mark.parametrize(
    ("pool", "task", "features"),
    [
        (IMAGES, Pixels(["a", "b"]), PixelFeatures),
        (TABLE, Steps([0, 1]), StepFeatures),
        (TABLE, Spans(["PER"]), TokenFeatures),
        (RAGGED, Steps([0, 1]), type(None)),
    ],
)
def test_each_task_has_its_features(pool, task, features):
    made = default_learner(pool, task)
    assert isinstance(made, PartLearner) and isinstance(made.features, features)
    encoded, _ = encode(made, pool, 0)
    assert len(encoded) == len(pool) and encoded.kind in ("array", "parts")


def test_an_estimator_alone_gets_the_features():
    made = as_learner(GaussianNB(), TABLE, Steps([0, 1], column="tokens"))
    assert isinstance(made.estimator, GaussianNB)
    assert (made.features.column, made.features.question) == ("tokens", "question")
    assert part_learner(Pool(pd.DataFrame({"steps": [["a"]]})), Steps([0, 1])).features.question is None


def test_learners_of_whole_items_are_refused_at_once():
    with pytest.raises(BadParameter, match="SklearnLearner learns from whole items, Pixels labels pixels"):
        as_learner(SklearnLearner(LogisticRegression()), IMAGES, Pixels(["a", "b"]))
    made = PartLearner(LogisticRegression(), PixelFeatures())
    assert as_learner(made, IMAGES, Pixels(["a", "b"])) is made


@pytest.mark.parametrize("pool", [Pool(np.zeros((3, 4, 5))), RAGGED], ids=["deep", "ragged"])
def test_items_that_no_default_can_read(pool):
    with pytest.raises(BadParameter, match="no learner is known for Pool"):
        default_learner(pool, Classification(["a", "b"]))


def test_parts_that_nobody_knows():
    class Regions(Pixels):
        parts = "regions"

    with pytest.raises(BadParameter, match=r"no features are known of regions.*pixels, steps, tokens"):
        part_learner(IMAGES, Regions(["a", "b"]))
