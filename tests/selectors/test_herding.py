import numpy as np
import pytest

import labelwise as lw


@pytest.mark.parametrize("labelled", [[], [3, 9]])
def test_equals_the_naive_version(labelled, rng):
    x = rng.normal(size=(50, 3))
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    kernel = np.exp(-((x[:, None] - x[None]) ** 2).sum(-1))
    chosen, mean = list(labelled), kernel.mean(axis=1)
    for _ in range(8):
        score = mean - kernel[:, chosen].sum(axis=1) / (len(chosen) + 1)
        score[chosen] = -np.inf
        chosen.append(int(score.argmax()))
    made = lw.query("herding", 8, embedding=x, labelled=labelled, rng=0)
    assert made.indices.tolist() == chosen[len(labelled) :]


def test_the_mean_of_the_batch_is_nearer_than_by_chance(rng):
    x = rng.normal(size=(300, 2)) + 4 * (rng.random((300, 1)) < 0.2)
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    kernel = np.exp(-((x[:, None] - x[None]) ** 2).sum(-1))

    def off(rows):
        """Squared distance of the two means in kernel space."""
        return kernel.mean() - 2 * kernel[rows].mean() + kernel[np.ix_(rows, rows)].mean()

    chance = [off(rng.choice(300, 20, replace=False)) for _ in range(30)]
    assert off(lw.query("herding", 20, embedding=x, rng=0).indices) < 0.2 * np.mean(chance)
