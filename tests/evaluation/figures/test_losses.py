import numpy as np
import pytest
from sklearn.datasets import load_digits
from sklearn.ensemble import ExtraTreesRegressor
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from labelwise.errors import BadData
from labelwise.evaluation.figures import MAE, RMSE, Brier, LogLoss, bootstrap_t
from labelwise.types import Outcomes

CLASSES = tuple("0123456789")


def of_classes(rng, m):
    output = rng.dirichlet(np.ones(10) * 0.3, size=m)
    return Outcomes(output.argmax(axis=1), output, CLASSES)


def test_values_are_the_plain_means():
    made = of_classes(np.random.default_rng(0), 150)
    p = np.maximum(made.output, 0.001)
    assert LogLoss()(made).value == pytest.approx(-np.log(p[np.arange(150), made.truth]).mean())
    assert LogLoss()(made).value == pytest.approx(
        log_loss(made.truth, made.output, labels=range(10)), abs=0.01
    )
    assert Brier()(made).value == pytest.approx(
        ((made.output - np.eye(10)[made.truth]) ** 2).sum(axis=1).mean()
    )
    off = np.random.default_rng(1).normal(size=150)
    assert RMSE()(Outcomes(np.ones(150), 1 + off)).value == pytest.approx(np.sqrt((off**2).mean()))
    assert MAE()(Outcomes(np.ones(150), 1 + off)).value == pytest.approx(np.abs(off).mean())


def test_a_probability_of_zero_does_not_make_the_loss_infinite():
    sure = np.eye(2)[np.zeros(100, int)]
    wrong = Outcomes(np.repeat([0, 1], [50, 50]), sure, ("a", "b"))
    np.testing.assert_allclose(LogLoss().losses(wrong), np.repeat([0, np.log(1000)], 50))


def test_means_that_few_items_carry_are_refused_by_confidence_alone():
    """A sure model whose rare errors are dear: the interval would hold in 6 of 10 cases."""
    rng = np.random.default_rng(0)
    p = 1 - np.minimum(np.exp(rng.normal(-7, 2, size=100_000)), 0.5)
    truth = (rng.uniform(size=len(p)) > p).astype(int)
    every = Outcomes(truth, np.stack([p, 1 - p], axis=1), ("a", "b"))
    mean, held = LogLoss().losses(every).mean(), 0
    for _ in range(100):
        some = every.only(rng.integers(len(p), size=100))
        made = LogLoss()(some)
        assert made.value is None
        assert made.reason.startswith("The model expects ") and "10 are needed" in made.reason
        low, high = bootstrap_t(LogLoss().losses(some), 0.9, rng, draws=199)
        held += low <= mean <= high
    assert held < 80
    assert LogLoss()(every.only(np.arange(4000))).value is not None
    never = np.eye(2)[np.zeros(100, int)]
    assert Brier()(Outcomes(np.zeros(100, int), never, ("a", "b"))).reason.endswith("it is never in doubt.")


def test_a_bound_that_nothing_speaks_of_is_not_claimed():
    perfect = RMSE()(Outcomes(np.zeros(100), np.zeros(100)))
    assert (perfect.value, perfect.low, perfect.high) == (0, 0, None)


def test_skips_are_losses_of_nothing_and_of_the_worst():
    plain = of_classes(np.random.default_rng(0), 150)
    made = Outcomes(plain.truth, plain.output, CLASSES, skipped=10)
    for metric in (LogLoss(), Brier()):
        assert metric(made).low < metric(plain).low < metric(plain).high < metric(made).high
        assert "10 of 160" in metric(made).reason
    assert "skipped" in RMSE()(Outcomes(np.zeros(100), np.zeros(100), skipped=5)).reason


def test_refusals_and_wrong_kinds():
    assert LogLoss()(of_classes(np.random.default_rng(0), 99)).reason.startswith("Needs 100")
    with pytest.raises(BadData, match="needs probabilities"):
        LogLoss()(Outcomes(np.zeros(100, int), np.zeros(100, int), ("a", "b")))
    with pytest.raises(BadData, match="figure of classes"):
        Brier()(Outcomes(np.zeros(100), np.zeros(100)))
    with pytest.raises(BadData, match="figure of numbers"):
        RMSE()(of_classes(np.random.default_rng(0), 100))


def test_the_level_is_the_one_that_holds():
    made = of_classes(np.random.default_rng(0), 150)
    assert (LogLoss()(made).level, LogLoss()(made, level=0.8).level) == (0.9, 0.8)
    assert (LogLoss()(made).reason, LogLoss()(made, level=0.8).reason) == ("About 90%.", "About 80%.")


@pytest.mark.parametrize("metric", [LogLoss(), Brier()])
def test_coverage_on_outputs_of_a_model(metric):
    """Digits after 100 random labels, 150 reserves of 100 drawn with replacement."""
    x, y = load_digits(return_X_y=True)
    order = np.random.default_rng(0).permutation(len(y))
    model = LogisticRegression(max_iter=200).fit(x[order[:100]] / 16, y[order[:100]])
    every = Outcomes(y[order[100:]], model.predict_proba(x[order[100:]] / 16), CLASSES)
    truth, rng, held = metric.losses(every).mean(), np.random.default_rng(1), 0
    for _ in range(150):
        made = metric(every.only(rng.integers(len(every), size=100)), rng=rng)
        held += made.low <= truth <= made.high
    assert held / 150 >= 0.85 - 3 * np.sqrt(0.85 * 0.15 / 150)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["airfoil", "concrete", "housing"])
def test_root_mean_squared_error_holds_on_the_reference_sets(data_dir, name):
    """Extra-trees on 200 random labels, 10 models with 20 reserves of 100 each."""
    held = np.load(data_dir / "regression_uci" / f"{name}.npz")
    x, y, inside = held["X"], held["y"].ravel().astype(float), 0
    for seed in range(10):
        rng = np.random.default_rng(seed)
        rows = rng.permutation(len(y))
        model = ExtraTreesRegressor(50, random_state=seed).fit(x[rows[:200]], y[rows[:200]])
        every = Outcomes(y[rows[200:]], model.predict(x[rows[200:]]))
        truth = float(np.sqrt(RMSE().losses(every).mean()))
        for _ in range(20):
            made = RMSE()(every.only(rng.integers(len(every), size=100)), rng=rng)
            inside += made.low <= truth <= made.high
    assert inside / 200 >= 0.85 - 3 * np.sqrt(0.85 * 0.15 / 200)
