"""The published pool-based protocol, seed by seed, driven through Campaign.

Lu, Li and Lin 2023, Re-Benchmarking Pool-Based Active Learning for Binary Classification: the split, the
20 first labels, one question a round by margin with the RBF-SVM that is also scored, until the pool is empty.
"""

from pathlib import Path

import numpy as np
import pyarrow.csv as pacsv
import pytest
from sklearn.preprocessing import StandardScaler
from sklearn.svm import SVC

from labelwise.campaign import Campaign
from labelwise.learners import SklearnLearner

PUBLISHED = {
    "appendicitis": (0.8629, 0.8186, 0.8551, 0.8829, 0.8345, 0.8175),
    "ionosphere": (0.9441, 0.9281, 0.9412, 0.9618, 0.9362, 0.9058),
}
"""Area under the accuracy curve of margin (US-C) for seeds 0 to 5, from the authors' per-run files."""


def load(path: Path) -> tuple[np.ndarray, np.ndarray]:
    table = pacsv.read_csv(path, parse_options=pacsv.ParseOptions(delimiter="\t")).to_pydict()
    y = np.array(table.pop("target"))
    return np.column_stack([np.array(v, float) for v in table.values()]), y


def split(n: int, seed: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(first labels, pool, test): rows as the authors draw them."""
    rows = np.arange(n)
    np.random.default_rng(seed).shuffle(rows)
    train, test = rows[: int(0.6 * n)], rows[int(0.6 * n) :]
    train = train.copy()
    np.random.default_rng(seed).shuffle(train)
    return train[:20], train[20:], test


def area(x: np.ndarray, y: np.ndarray, seed: int) -> float:
    """Trapezoid area over the T + 1 accuracies, divided by T + 1."""
    first, rest, test = split(len(x), seed)
    train = np.concatenate([first, rest])
    scaler = StandardScaler().fit(x[train])
    pool, held_out = scaler.transform(x[train]), scaler.transform(x[test])
    svc = SVC(kernel="rbf", gamma="auto", C=1.0, random_state=6211)
    classes = [str(c) for c in np.unique(y)]
    learner = SklearnLearner(svc, scores="decision")
    campaign = Campaign(pool, classes, learner=learner, strategy="margin", trust=None, seed=seed)
    campaign.add_labels(list(range(20)), y[first])
    scores = []
    while True:
        batch = campaign.ask(1)
        model = campaign.model
        guess = np.array(classes)[model.proba(held_out).argmax(axis=1)]  # type: ignore[attr-defined]
        scores.append(float(np.mean(guess == y[test].astype(str))))
        if not batch:
            break
        campaign.tell(batch, [y[train[int(q.item)]] for q in batch])
    assert len(scores) == len(rest) + 1
    return float(np.trapezoid(scores) / len(scores))


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_published_areas_seed_by_seed(data_dir: Path, name: str) -> None:
    x, y = load(data_dir / "tabular_al_binary" / f"{name}.tsv.gz")
    ours = [area(x, y, seed) for seed in range(6)]
    np.testing.assert_allclose(ours, PUBLISHED[name], atol=0.005)


def test_the_split_is_the_published_one() -> None:
    """Twenty first labels, three fifths for training, nothing twice."""
    first, rest, test = split(106, 0)
    assert (len(first), len(rest), len(test)) == (20, 43, 43)
    assert len(np.unique(np.concatenate([first, rest, test]))) == 106
