"""Each check catches the representation that it is for."""

from dataclasses import dataclass

import numpy as np
import pytest

from labelwise.representations import Embedding, Representation
from labelwise.testing import representation_suite as suite
from labelwise.types import Dense


class Wrong(Dense):
    def dot(self, other, j):
        return super().dot(other, j) + 1


class Negative(Dense):
    def sq_dist(self, other, j):
        return super().sq_dist(other, j) - 1


@dataclass(frozen=True, repr=False)
class Base(Representation):
    needs = ("embedding",)

    def fit(self, view, rng):
        return lambda rows: self.points(view, rows, rng)

    def points(self, view, rows, rng):
        return Dense(view.get("embedding", rows))


class WrongDot(Base):
    def points(self, view, rows, rng):
        return Wrong(view.get("embedding", rows))


class NegativeDistance(Base):
    def points(self, view, rows, rng):
        return Negative(view.get("embedding", rows))


class Centred(Base):
    """Its origin depends on the rows that are asked for."""

    def points(self, view, rows, rng):
        x = view.get("embedding", rows)
        return Dense(x - x.mean(axis=0))


class NeverEmpty(Base):
    def points(self, view, rows, rng):
        return Dense(view.get("embedding", rows if len(rows) else np.array([0])))


class Noisy(Base):
    def points(self, view, rows, rng):
        return Dense(view.get("embedding", rows) + np.random.default_rng().normal())


class Scribbling(Base):
    def points(self, view, rows, rng):
        x = view.get("embedding")
        x += 1
        return Dense(x[rows])


class Secretive(Base):
    needs = ()


@pytest.mark.parametrize(
    ("check", "broken"),
    [
        (suite.points_agree_with_themselves_written_out, WrongDot()),
        (suite.distances_are_never_negative, NegativeDistance()),
        (suite.a_unit_stands_in_one_place, Centred()),
        (suite.no_rows_give_no_points, NeverEmpty()),
        (suite.same_seed_same_space, Noisy()),
        (suite.the_view_stays, Scribbling()),
        (suite.needs_are_enough, Secretive()),
    ],
)
def test_a_broken_representation_is_caught(check, broken):
    with pytest.raises(AssertionError):
        check(broken)


def test_a_representation_that_forgets_its_parameters_is_caught(monkeypatch):
    monkeypatch.setattr(suite, "from_config", lambda config: Embedding())
    with pytest.raises(AssertionError):
        suite.config_comes_back(Embedding(norm="l2"))
    used = test_a_broken_representation_is_caught.pytestmark[-1].args[1]
    assert {check for check, _ in used} | {suite.config_comes_back} == set(suite.CHECKS)
