import numpy as np
import pytest
from sklearn.metrics import f1_score, precision_score, recall_score

from labelwise.errors import BadData, UnknownName
from labelwise.evaluation.figures import F1, MacroF1, Precision, Recall, clopper_pearson, wilson
from labelwise.types import Outcomes

CLASSES = ("a", "b", "c")


def some(rng, m, classes=CLASSES, right=0.8):
    truth = rng.integers(len(classes), size=m)
    said = np.where(rng.uniform(size=m) < right, truth, rng.integers(len(classes), size=m))
    return Outcomes(truth, said, classes)


def test_values_are_those_of_scikit_learn():
    made = some(np.random.default_rng(0), 200)
    given = {"labels": [0, 1, 2], "average": None}
    for metric, score in ((F1, f1_score), (Precision, precision_score), (Recall, recall_score)):
        expected = score(made.truth, made.predicted, **given)
        np.testing.assert_allclose([metric(name)(made).value for name in CLASSES], expected)
    assert MacroF1()(made).value == pytest.approx(f1_score(made.truth, made.predicted, average="macro"))


def test_the_map_from_the_share_is_monotone_and_meets_its_ends():
    shown = [F1("a")._shown(j) for j in np.linspace(0, 1, 101)]
    assert shown[0] == 0 and shown[-1] == 1
    assert (np.diff(shown) > 0).all()


def test_f1_is_the_interval_of_the_share_that_is_both():
    made = some(np.random.default_rng(1), 120)
    n = int(((made.truth == 0) | (made.predicted == 0)).sum())
    both = int(((made.truth == 0) & (made.predicted == 0)).sum())
    for exact, interval in ((False, wilson), (True, clopper_pearson)):
        low, high = interval(both, n)
        estimate = F1("a", exact=exact)(made)
        assert (estimate.low, estimate.high) == (2 * low / (1 + low), 2 * high / (1 + high))
        assert estimate.n == n


def test_skips_are_both_right_and_wrong():
    plain = some(np.random.default_rng(1), 120)
    made = Outcomes(plain.truth, plain.predicted, CLASSES, skipped=10)
    n, both = F1("a")(plain).n, int(((made.truth == 0) & (made.predicted == 0)).sum())
    low, high = wilson(both, n + 10)[0], wilson(both + 10, n + 10)[1]
    estimate = F1("a")(made)
    assert (estimate.low, estimate.high) == (2 * low / (1 + low), 2 * high / (1 + high))
    assert "10 of 130 items were skipped" in estimate.reason
    assert "skipped" in MacroF1()(made).reason and MacroF1()(made).value is None


def rare(rng, m):
    """7% positives, found with precision and recall of about 0.8; its F1 is exactly 0.8."""
    kind = rng.choice(4, size=m, p=[0.056, 0.014, 0.014, 0.916])
    return np.isin(kind, (0, 1)).astype(int), np.isin(kind, (0, 2)).astype(int)


def percentile(truth, said, rng):
    rows = rng.integers(len(truth), size=(200, len(truth)))
    both, sides = truth[rows] & said[rows], truth[rows] + said[rows]
    return np.quantile(2 * both.sum(axis=1) / np.maximum(sides.sum(axis=1), 1), [0.05, 0.95])


@pytest.mark.parametrize("m", [50, 100, 200])
def test_clopper_holds_where_positives_are_rare(m):
    rng = np.random.default_rng(0)
    metric, held, spoken = F1("b", exact=True), 0, 0
    for _ in range(400):
        truth, said = rare(rng, m)
        made = metric(Outcomes(truth, said, ("a", "b")), level=0.9)
        if made.value is not None:
            spoken += 1
            held += made.low <= 0.8 <= made.high
    assert held / spoken >= 0.9 - 3 * np.sqrt(0.09 / spoken)
    assert spoken > (40 if m == 50 else 300)


def test_resampling_fails_the_same_test():
    rng = np.random.default_rng(0)
    held = 0
    for _ in range(400):
        truth, said = rare(rng, 50)
        low, high = percentile(truth, said, rng)
        held += low <= 0.8 <= high
    assert held / 400 < 0.9 - 3 * np.sqrt(0.09 / 400)


@pytest.mark.parametrize(("true", "called", "words"), [(0, 0, "far more than 60"), (2, 2, "about 150")])
def test_a_class_of_which_few_speak_is_refused(true, called, words):
    made = F1("b")(Outcomes(np.arange(60) < true, np.arange(60) < called, ("a", "b")))
    assert made.value is None
    assert words in made.reason


def naive_macro(weights, size):
    total = 0.0
    for c in range(size):
        both, row, column = weights[c, c], weights[c].sum(), weights[:, c].sum()
        total += 2 * both / (row + column)
    return total / size


def test_macro_is_drawn_from_the_confusion_table():
    made = some(np.random.default_rng(2), 200)
    rng, counts = np.random.default_rng(3), np.full((3, 3), 1 / 9)
    for truth, said in zip(made.truth, made.predicted, strict=True):
        counts[truth, said] += 1
    drawn = [naive_macro(rng.dirichlet(counts.ravel()).reshape(3, 3), 3) for _ in range(4000)]
    estimate = MacroF1()(made, level=0.9)
    np.testing.assert_allclose((estimate.low, estimate.high), np.quantile(drawn, [0.05, 0.95]), atol=0.01)
    assert (estimate.level, MacroF1()(made, level=0.95).level) == (0.9, 0.9)


def test_macro_says_the_level_that_it_was_asked_for():
    made = some(np.random.default_rng(0), 300)
    assert [MacroF1()(made, level=level).reason for level in (0.8, 0.95)] == ["About 80%.", "About 90%."]


def test_macro_is_refused_where_classes_are_many_or_rare():
    rng = np.random.default_rng(0)
    letters = tuple("abcdefghijklmnopqrstuvwxyz")
    assert "Needs" in MacroF1()(some(rng, 200, letters)).reason
    even = np.arange(500) % 26
    assert MacroF1()(Outcomes(even, even, tuple(letters))).reason.startswith("Needs 520")
    assert MacroF1()(Outcomes(even, even, tuple(letters))).n == 500
    said = np.arange(300) < 3
    assert MacroF1()(Outcomes(said, said, ("a", "b"))).reason.startswith("Needs 1000")
    assert "never says c" in MacroF1()(Outcomes(said, said, CLASSES)).reason
    assert MacroF1()(some(rng, 300)).value is not None
    assert MacroF1()(some(rng, 10)).reason.startswith("Needs 20")


def test_shares_of_the_pool_decide_what_is_rare():
    said = np.repeat([0, 1], [180, 20])
    assert MacroF1()(Outcomes(said, said, ("a", "b"))).value is not None
    rest = np.repeat([0, 1], [1990, 10])
    assert MacroF1()(Outcomes(said, said, ("a", "b"), rest=rest)).value is None


def macro_held(interval, m=50, repeats=300):
    """Two classes, 97% right: how often the truth is inside at 90%."""
    joint = np.array([[0.61, 0.01], [0.02, 0.36]])
    truth = np.mean(2 * np.diag(joint) / (joint.sum(axis=0) + joint.sum(axis=1)))
    rng, held = np.random.default_rng(0), 0
    for _ in range(repeats):
        low, high = interval(rng.multinomial(m, joint.ravel()), rng)
        held += low <= truth <= high
    return held / repeats


def test_macro_holds_where_errors_are_few_and_the_plain_bootstrap_does_not():
    def ours(counts, rng):
        cells = np.repeat(np.arange(4), counts)
        made = MacroF1()(Outcomes(cells // 2, cells % 2, ("a", "b")), rng=rng)
        return made.low, made.high

    def plain(counts, rng):
        drawn = rng.standard_gamma(np.maximum(counts, 1e-9), (200, 4)).reshape(-1, 2, 2)
        return np.quantile([naive_macro(table, 2) for table in drawn], [0.05, 0.95])

    least = 0.88 - 3 * np.sqrt(0.88 * 0.12 / 300)
    assert macro_held(ours) >= least
    assert macro_held(plain, repeats=100) < least


@pytest.mark.slow
def test_macro_holds_where_it_answers():
    """Three classes, 60 answers and more: at 90%, 1000 reserves each."""
    for m in (60, 100, 200):
        rng, held = np.random.default_rng(m), 0
        joint = np.array([[0.4, 0.05, 0.03], [0.03, 0.25, 0.02], [0.02, 0.02, 0.18]])
        truth = np.mean(2 * np.diag(joint) / (joint.sum(axis=0) + joint.sum(axis=1)))
        for _ in range(1000):
            cell = rng.choice(9, size=m, p=joint.ravel())
            made = MacroF1()(Outcomes(cell // 3, cell % 3, CLASSES), rng=rng)
            held += made.value is None or made.low <= truth <= made.high
        assert held / 1000 >= 0.87


def test_bad_input_is_named():
    with pytest.raises(UnknownName, match="there is no class named 'd'"):
        F1("d")(some(np.random.default_rng(0), 30))
    with pytest.raises(BadData, match="numbers"):
        MacroF1()(Outcomes(np.zeros(30), np.zeros(30)))


@pytest.mark.parametrize("metric", [F1("b"), Precision("b"), Recall("b"), F1("b", exact=True)])
def test_copies_count_where_they_speak_of_the_class(metric):
    truth, said = np.repeat([0, 1, 1, 0], [120, 60, 10, 10]), np.repeat([0, 1, 0, 1], [120, 60, 10, 10])
    kin = np.arange(200) // 2
    half = metric(Outcomes(truth[::2], said[::2], ("a", "b")))
    made = metric(Outcomes(truth, said, ("a", "b"), kin=kin))
    assert (made.low, made.high) == pytest.approx((half.low, half.high)) and made.n == 2 * half.n
    elsewhere = np.where(truth + said > 0, np.arange(200), 0)  # only items that do not speak of it are copies
    assert metric(Outcomes(truth, said, ("a", "b"), kin=elsewhere)) == metric(
        Outcomes(truth, said, ("a", "b"))
    )
