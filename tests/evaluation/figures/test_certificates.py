import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.evaluation.figures import LOOKS, certificate, clopper_pearson, wilson


def ever_above(p, bound, looks):
    """Exact chance that a lower bound is ever above p."""
    inside, lost = np.array([1.0]), 0.0
    for m in range(1, max(looks) + 1):
        inside = np.append(inside * (1 - p), 0) + np.append(0, inside * p)
        if m in looks:
            out = bound(m) > p
            lost += inside[out].sum()
            inside[out] = 0
    return lost


def certified(looks):
    def bound(m):
        return np.array([certificate(np.arange(m) < k, looks=looks).low for k in range(m + 1)])

    return bound


@pytest.mark.parametrize("p", [0.7, 0.9, 0.97])
@pytest.mark.parametrize("looks", [(25, 50, 100, 200), None])
def test_all_looks_hold_together(p, looks):
    assert ever_above(p, certified(looks), (25, 50, 100, 200)) <= 0.05


@pytest.mark.parametrize("p", [0.7, 0.9])
def test_a_bound_for_one_look_taken_every_four_labels_fails_the_same_test(p):
    assert ever_above(p, lambda m: wilson(np.arange(m + 1), m, 0.9)[0], range(20, 401, 4)) > 0.15


def test_all_looks_hold_together_when_the_model_changes():
    """4000 campaigns whose model improves; each look judges its own, on items that are in part the same."""
    rng = np.random.default_rng(0)
    luck, truth = rng.uniform(size=(4000, 400)), np.array([0.7, 0.8, 0.85, 0.88, 0.9])
    wrong = np.zeros(4000, dtype=bool)
    careless = wrong.copy()
    for m, p in zip(LOOKS[:5], truth, strict=True):
        k = (luck[:, :m] < p).sum(axis=1)
        wrong |= clopper_pearson(k, m, 1 - 0.05 / 6, side="low")[0] > p
    for m in range(20, 401, 4):
        careless |= wilson((luck[:, :m] < 0.9).sum(axis=1), m, 0.9)[0] > 0.9
    assert wrong.mean() <= 0.05
    assert careless.mean() > 0.15


def test_the_bound_is_the_one_of_clopper_and_pearson():
    made = certificate(np.arange(200) >= 8)
    assert (made.metric, made.value, made.high, made.n, made.reason) == ("certificate", 0.96, None, 200, "")
    assert made.low == pytest.approx(clopper_pearson(192, 200, 1 - 0.05 / 6, side="low")[0])
    third = certificate(np.arange(100) >= 8, looks=None)
    assert third.low == pytest.approx(clopper_pearson(92, 100, 1 - 0.05 / 12, side="low")[0])


def test_a_plan_without_end_spends_no_more_than_all():
    assert sum(1 / (j * (j + 1)) for j in range(1, 10_000)) < 1
    looks = [m for m in range(1, 4000) if certificate(np.ones(m, bool), looks=None).low is not None]
    assert looks == [25, 50, 100, 200, 400, 800, 1600, 3200]


@pytest.mark.parametrize("m", [0, 24, 26, 101, 801])
def test_no_planned_look_no_certificate(m):
    made = certificate(np.ones(m, bool))
    assert made.value is made.low is made.high is None
    assert made.reason.endswith(f"there are {m}.")


def test_a_target_is_reached_or_not():
    assert "is certified" in certificate(np.ones(100, bool), target=0.9).reason
    assert "not certified yet" in certificate(np.ones(25, bool), target=0.9).reason


@pytest.mark.parametrize("given", [{"looks": ()}, {"looks": (50, 25)}, {"target": 1.0}, {"level": 0}])
def test_bad_input_is_named(given):
    with pytest.raises(BadParameter, match="Allowed"):
        certificate(np.ones(25, bool), **given)


@pytest.mark.parametrize(("told", "fails"), [(True, False), (False, True)])
def test_a_certificate_of_copies_holds_if_it_is_told_of_them(told, fails):
    rng, kin = np.random.default_rng(0), np.repeat(np.arange(50), 2)
    rights = np.repeat(rng.uniform(size=(2000, 50)) < 0.9, 2, axis=1)
    bounds = [certificate(r, looks=(100,), kin=kin if told else None).low for r in rights]
    limit = 0.05 + 3 * (0.05 * 0.95 / 2000) ** 0.5
    assert (np.mean(np.array(bounds) > 0.9) > limit) == fails
