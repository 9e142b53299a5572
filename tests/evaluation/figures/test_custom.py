import numpy as np
import pytest
from sklearn.metrics import roc_auc_score

from labelwise.evaluation.figures import Custom
from labelwise.types import Outcomes


def binary(rng, m):
    truth = rng.integers(2, size=m)
    score = 1 / (1 + np.exp(-(rng.normal(size=m) + 1.5 * truth - 0.75)))
    return Outcomes(truth, np.stack([1 - score, score], axis=1), ("a", "b"))


def test_any_function_has_a_figure():
    given = binary(np.random.default_rng(0), 150)
    made = Custom("auc", rank)(given)
    assert made.metric == "auc"
    assert made.value == pytest.approx(roc_auc_score(given.truth, given.output[:, 1]))
    assert made.low < made.value < made.high
    assert (made.n, made.level, made.reason) == (150, 0.9, "About 90%.")
    assert Custom("auc", rank)(given, level=0.8).reason == "About 80%."


@pytest.mark.slow
def test_it_holds_about_as_often_as_it_says():
    """Area under the ROC curve of a known pair of normals: Phi(1.5 / sqrt 2)."""
    rng, held, truth = np.random.default_rng(0), 0, 0.8556
    metric = Custom("rank", rank)
    for _ in range(300):
        made = metric(binary(rng, 100), rng=rng)
        held += made.low <= truth <= made.high
    assert held / 300 >= 0.9 - 3 * np.sqrt(0.09 / 300)


def rank(truth, output):
    """The same area by ranks, fast."""
    order = np.argsort(np.argsort(output[:, 1]))
    n = truth.sum()
    return float((order[truth == 1].sum() - n * (n - 1) / 2) / (n * (len(truth) - n)))


def test_refusals_say_what_is_needed():
    rng = np.random.default_rng(0)
    assert Custom("auc", rank)(binary(rng, 99)).reason.startswith("Needs 100")
    full = binary(rng, 120)
    skips = Outcomes(full.truth, full.output, full.classes, skipped=5)
    assert Custom("auc", rank)(skips).reason == "5 of 125 items were skipped."
    none = Custom("nothing", lambda truth, output: float("nan"))(full)
    assert none.value is None and "no number" in none.reason
