import numpy as np

from labelwise.measures import ValueOfInformation
from labelwise.strategy import View


def test_equals_the_naive_version(rng):
    """A model that is told one row moves its neighbours, more the nearer they are."""
    x, proba, cost = rng.normal(size=20), rng.dirichlet(np.ones(3), 20), rng.uniform(0, 20, 20)

    def train(rows, targets):
        pull = np.exp(-((x - x[rows[0]]) ** 2))[:, None]
        return (1 - pull) * proba + pull * np.eye(3)[targets[0]]

    def wrong(p):
        return sum(p[z, c] * (1 - p[z, c]) for z in range(len(p)) for c in range(3))

    free = np.arange(5, 20)
    naive = []
    for row in free:
        rest = free[free != row]
        after = sum(proba[row, c] * wrong(train([row], [c])[rest]) for c in range(3))
        naive.append(4 * (wrong(proba[free]) - after) - cost[row])
    given = {"proba": proba, "cost": cost, "refit": lambda r, t: View(arrays={"proba": train(r, t)})}
    view = View.from_arrays(labelled=np.arange(5), y=np.arange(5) % 3, **given)
    np.testing.assert_allclose(view.score(ValueOfInformation(4), free), naive)
    assert min(naive) < 0 < max(naive)
