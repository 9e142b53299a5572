"""S058: a random choice that knows where foreground is beats the uniform one, at the price of foreground."""

import numpy as np
from scipy import ndimage
from sklearn.linear_model import LogisticRegression

from labelwise.evaluation.figures import foreground_aware_random, foreground_efficiency, penalty_matrix

PATCH = (4, 4, 4)


def volume(rng):
    """A noisy volume with two balls, 2% of it, and features of its voxels."""
    shape = (24, 24, 24)
    cells = np.stack(np.meshgrid(*map(np.arange, shape), indexing="ij"), axis=-1)
    mask = np.zeros(shape, int)
    for _ in range(2):
        mask[((cells - rng.integers(4, 20, size=3)) ** 2).sum(axis=-1) <= 9] = 1
    light = mask + rng.normal(size=shape)
    return mask, np.stack(
        [light, ndimage.uniform_filter(light, 3), ndimage.uniform_filter(light, 5)], axis=-1
    )


def dice(truth, said):
    return 2 * (truth & said).sum() / (truth.sum() + said.sum()) if truth.any() or said.any() else 1.0


def run(aware, seed, rounds=2, each=10):
    """(rounds,) Dice on other volumes, and share of the foreground annotated by each."""
    rng = np.random.default_rng(seed)
    volumes, test = [volume(rng) for _ in range(4)], volume(np.random.default_rng(1000))
    masks = [mask for mask, _ in volumes]
    chosen = foreground_aware_random(masks, PATCH, rounds * each, rng, aware=aware)
    scores, shares = [], []
    for t in range(1, rounds + 1):
        x, y = [], []
        for image, *corner in chosen[: t * each]:
            part = tuple(slice(c, c + p) for c, p in zip(corner, PATCH, strict=True))
            x.append(volumes[image][1][part].reshape(-1, 3))
            y.append(masks[image][part].ravel())
        learned, truth = np.concatenate(y), test[0].ravel() == 1
        said = np.zeros(truth.shape, bool)
        if 0 < learned.sum() < len(learned):
            said = LogisticRegression().fit(np.concatenate(x), learned).predict(test[1].reshape(-1, 3)) == 1
        scores.append(dice(truth, said))
        shares.append(learned.sum() / sum(mask.sum() for mask in masks))
    return np.array(scores), np.array(shares)


def test_foreground_aware_random_beats_uniform_random():
    scores, shares = {}, {}
    for aware in (2 / 3, 1 / 3, 0.0):
        made = [run(aware, seed) for seed in range(6)]
        scores[aware] = np.stack([one[0] for one in made])
        shares[aware] = np.stack([one[1] for one in made])
    assert scores[2 / 3].mean() > scores[1 / 3].mean() > scores[0.0].mean() + 0.05
    beats = penalty_matrix(np.stack([scores[2 / 3], scores[0.0]]))
    assert beats[0, 1] >= 0.5 and beats[1, 0] == 0
    assert shares[2 / 3][:, -1].mean() > 2 * shares[0.0][:, -1].mean()  # what it costs


def test_efficiency_finds_the_rate_of_a_curve():
    x = np.linspace(0.02, 0.3, 8)
    for beta in (3.0, 20.0):
        y = 0.8 - 0.5 * np.exp(-beta * (x - x[0]))
        assert np.isclose(foreground_efficiency(x, y, 0.8), beta, rtol=1e-6)
        assert np.isclose(foreground_efficiency(2 * x, y, 0.8), beta / 2, rtol=1e-6)
