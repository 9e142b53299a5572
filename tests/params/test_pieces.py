"""Pieces check themselves; configurations come back exactly."""

from __future__ import annotations

import functools
import json
from dataclasses import FrozenInstanceError, dataclass, field
from decimal import Decimal
from typing import Annotated, Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.calibration import CalibratedClassifierCV
from sklearn.compose import ColumnTransformer
from sklearn.feature_extraction.text import HashingVectorizer, TfidfVectorizer
from sklearn.gaussian_process import GaussianProcessClassifier
from sklearn.gaussian_process.kernels import RBF, WhiteKernel
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline, make_pipeline, make_union
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from labelwise.errors import BadParameter
from labelwise.params import Between, OneOf, Piece, asides_of, from_config, needs_of, to_config
from labelwise.tasks import Classification
from labelwise.types import Budget, Trust


@dataclass(frozen=True, repr=False)
class Part(Piece):
    share: Annotated[float, Between(0, 1)] = 0.5
    count: Annotated[int, Between(1)] = 3
    kind: Annotated[str | None, OneOf(("a", "b"))] = None
    extra: Any = ()
    made: int = field(default=0, init=False)


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"share": 1.5}, "Part: share is 1.5. Allowed: a number from 0 to 1."),
        ({"share": float("nan")}, "Part: share is nan. Allowed: a number from 0 to 1."),
        ({"share": None}, "Part: share is None. Allowed: a number from 0 to 1."),
        ({"share": "x"}, "Part: share is 'x'. Allowed: a number from 0 to 1."),
        ({"count": 0}, "Part: count is 0. Allowed: a number of 1 or more."),
        ({"count": 2.5}, "Part: count is 2.5. Allowed: a whole number."),
        ({"count": True}, "Part: count is True. Allowed: a whole number."),
        ({"kind": "c"}, "Part: kind is 'c'. Allowed: one of 'a', 'b'."),
    ],
)
def test_a_value_outside_the_declaration(given, message):
    with pytest.raises(BadParameter) as error:
        Part(**given)
    assert str(error.value) == message


def test_repr_shows_what_differs_from_the_default():
    assert repr(Part()) == repr(Part(0.5)) == "Part()"
    assert repr(Part(0.1, kind="a")) == "Part(share=0.1, kind='a')"
    assert repr(Part(extra=needs_of)) == "Part(extra=needs_of)"


def test_numpy_scalars_become_python_values():
    part = Part(np.float32(0.25), np.int64(4), np.str_("a"))
    assert [type(v) for v in (part.share, part.count, part.kind)] == [float, int, str]
    assert part == Part(0.25, 4, "a") and hash(part) == hash(Part(0.25, 4, "a"))


def test_pieces_are_frozen():
    with pytest.raises(FrozenInstanceError):
        Part().share = 0.1


def again(value):
    """Through JSON, as a store does it."""
    return from_config(json.loads(json.dumps(to_config(value), allow_nan=False)))


PIECES = st.one_of(
    st.builds(Trust, st.floats(0, 0.5), st.floats(0, 1), st.none() | st.floats(0, 1)),
    st.builds(Budget, st.integers(0, 10**9) | st.floats(0, 1e9)),
    st.builds(Budget, st.decimals(0, 1000, places=2), st.just("money")),
    st.builds(
        Classification,
        st.lists(
            st.text(st.characters(codec="utf-8"), min_size=1).filter(str.strip), min_size=2, unique=True
        ),
        st.booleans(),
    ),
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.decimals(allow_nan=False)
)
VALUES = st.recursive(
    LEAVES | PIECES,
    lambda v: (
        st.lists(v, max_size=3)
        | st.lists(v, max_size=3).map(tuple)
        | st.dictionaries(st.text() | st.integers(), v, max_size=3)
    ),
    max_leaves=8,
)


@given(PIECES)
def test_a_piece_comes_back(piece):
    made = type(piece).from_config(json.loads(json.dumps(piece.to_config())))
    assert made == piece and repr(made) == repr(piece)


def kinds(value):
    """The value with the type of every part, so that 1, 1.0 and True differ."""
    if isinstance(value, dict):
        return [(kinds(k), kinds(v)) for k, v in value.items()]
    return type(value), [kinds(v) for v in value] if isinstance(value, (list, tuple)) else repr(value)


@given(VALUES)
def test_any_value_comes_back_with_its_type(value):
    assert kinds(again(value)) == kinds(value)


def test_special_values_come_back():
    assert np.isnan(again(float("nan"))) and again(float("-inf")) == float("-inf")
    assert again(np.int64(3)) == 3 and type(again(np.int64(3))) is int
    assert again(np.float32) is np.float32 and again(np.dtype("int16")) is np.int16
    assert again(slice(0, 5, 2)) == slice(0, 5, 2)
    assert again(needs_of) is needs_of and again(LogisticRegression) is LogisticRegression
    assert again({1: Decimal("0.10")}) == {1: Decimal("0.10")}


ESTIMATORS = [
    LogisticRegression(),
    LogisticRegression(C=0.5, class_weight={0: 1.0, 1: 5.0}),
    make_pipeline(TfidfVectorizer(ngram_range=(1, 2), max_features=100), LogisticRegression(C=3)),
    make_pipeline(HashingVectorizer(dtype=np.float32, n_features=2**10), LogisticRegression()),
    Pipeline([("scale", StandardScaler()), ("skip", "passthrough"), ("fit", LogisticRegression())]),
    ColumnTransformer(
        [
            ("n", make_pipeline(SimpleImputer(strategy="median"), StandardScaler()), ["age", "pay"]),
            ("c", OneHotEncoder(handle_unknown="ignore"), ["town"]),
            ("s", "drop", slice(0, 2)),
        ],
        remainder="passthrough",
    ),
    make_union(StandardScaler(), SimpleImputer(missing_values=-1)),
    CalibratedClassifierCV(LogisticRegression(C=2.0), cv=3),
    GaussianProcessClassifier(1.0 * RBF(2.0) + WhiteKernel(0.1)),
]


@pytest.mark.parametrize("estimator", ESTIMATORS, ids=lambda e: type(e).__name__)
def test_an_estimator_comes_back(estimator):
    made = again(estimator)
    assert type(made) is type(estimator)
    assert repr(made) == repr(estimator)
    assert to_config(made) == to_config(estimator)


def test_an_estimator_that_comes_back_predicts_the_same(rng):
    x = np.column_stack([rng.normal(size=80), rng.integers(0, 3, 80)])
    y = (x[:, 0] + (x[:, 1] == 2) > 0).astype(int)
    columns = ColumnTransformer([("n", StandardScaler(), [0]), ("c", OneHotEncoder(), [1])])
    model = make_pipeline(columns, LogisticRegression(C=0.3))
    made = again(model)
    assert (made.fit(x, y).predict_proba(x) == model.fit(x, y).predict_proba(x)).all()


@pytest.mark.parametrize(
    "value",
    [object(), np.zeros(2), lambda x: x, Part(), {1, 2}, make_pipeline(StandardScaler(), memory="cache")],
)
def test_what_has_no_configuration_is_refused(value):
    with pytest.raises(BadParameter):
        to_config(value)


BUDGET = "labelwise.types.asking:Budget"


@pytest.mark.parametrize(
    ("config", "part"),
    [
        ({}, "names no type"),
        ({"kind": 3}, "names no type"),
        ({"type": BUDGET}, "names no type"),
        ({"type": "os:system", "params": {"command": "true"}}, "'os:system'"),
        ({"type": "sklearn.datasets._base:os.system", "params": {"command": "true"}}, "os.system"),
        ({"type": "labelwise.params:from_config", "params": {"config": 1}}, "builds a from_config"),
        ({"type": "labelwise.errors:BadData", "params": {"problem": "x"}}, "builds a BadData"),
        ({"type": BUDGET, "params": {"limit": 5, "colour": "red"}}, "cannot be built.*colour"),
        ({"type": BUDGET, "params": {"limit": -5}}, "limit is -5"),
        (
            {"type": "sklearn.pipeline:Pipeline", "params": {"steps": {"list": []}, "memory": "cache"}},
            "cache folder",
        ),
    ],
)
def test_a_bad_configuration_is_refused(config, part):
    with pytest.raises(BadParameter, match=part):
        from_config(config)


def test_a_configuration_of_another_class_is_refused():
    with pytest.raises(BadParameter, match=r"makes a Budget\. Allowed: Trust"):
        Trust.from_config(Budget(5).to_config())


class Scaled:
    def __call__(self, samples, scale=1.0, *, weight): ...


def test_needs_are_the_parameters_without_a_default():
    assert needs_of(lambda proba, embedding, view, rng, k=3: proba) == ("proba", "embedding")
    assert needs_of(Scaled()) == ("samples", "weight")
    assert needs_of(functools.partial(lambda proba, tau: proba, tau=2)) == ("proba",)
    assert needs_of(lambda *rest, **more: rest) == ()


class Adaptor:
    needs, asides = ("proba", "head"), ("rng",)

    def __call__(self, rng=None, view=None, **arrays): ...


def test_a_measure_may_name_its_needs_itself():
    assert needs_of(Adaptor()) == ("proba", "head")
    assert asides_of(Adaptor()) == ("rng",)
    assert asides_of(lambda proba, view, rng=None: proba) == ("rng", "view")
    assert asides_of(Scaled()) == ()
