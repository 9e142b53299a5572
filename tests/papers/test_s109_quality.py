"""S109: boxes that pass all three tests are better than the most confident ones."""

import numpy as np
from sklearn.ensemble import ExtraTreesClassifier

from labelwise.training.choosing.quality import bin_confidence, evidence_inside, overlap, passing, stability

SIZE = 12


def world(n, rng):
    """Images (n, 12, 12) with one bright rectangle under noise of three strengths, and its box."""
    corner, far = rng.integers(0, SIZE - 4, (n, 2)), rng.integers(3, 6, (n, 2))
    box = np.column_stack([corner, np.minimum(corner + far, SIZE - 1)]).astype(float)
    centres = np.arange(SIZE) + 0.5
    across = (centres > box[:, :1]) & (centres < box[:, 2:3])
    down = (centres > box[:, 1:2]) & (centres < box[:, 3:])
    strength = 0.6 * rng.choice([0.3, 1.0, 2.0], n)[:, None, None]
    return strength * rng.normal(size=(n, SIZE, SIZE)) + down[:, :, None] * across[:, None, :], box


def shares(members, x):
    """(n, 4, 12): a forest for each coordinate, over its bins."""
    out = np.zeros((len(x), 4, SIZE))
    for k, member in enumerate(members):
        out[:, k, member.classes_] = member.predict_proba(x.reshape(len(x), -1))
    return out


def boxes_of(proba):
    return (proba * np.arange(SIZE)).sum(axis=2)


def flipped(box, near, far):
    """The box in an image that was turned round along one axis."""
    made = box.copy()
    made[:, near], made[:, far] = SIZE - box[:, far], SIZE - box[:, near]
    return made


def test_kept_boxes_are_better_than_random_ones_and_than_the_most_confident():
    found = []
    for seed in range(2):
        rng = np.random.default_rng(seed)
        (x, box), (pool, true) = world(150, rng), world(300, rng)
        flat = x.reshape(len(x), -1)
        members = [
            ExtraTreesClassifier(40, random_state=k).fit(flat, box[:, k].astype(int)) for k in range(4)
        ]
        proba = shares(members, pool)
        said = boxes_of(proba)
        views = [
            flipped(boxes_of(shares(members, pool[:, :, ::-1])), 0, 2),
            flipped(boxes_of(shares(members, pool[:, ::-1])), 1, 3),
        ]
        scores = np.stack(
            [
                evidence_inside(np.clip(pool, 0, None), said),
                stability(said, np.stack(views)),
                bin_confidence(proba),
            ]
        )
        right = overlap(said, true)
        confident = np.argsort(-scores[2])[:60]
        found.append((right.mean(), right[confident].mean(), right[passing(scores, 60)].mean()))
    random, confident, kept = np.mean(found, axis=0)
    assert kept > confident + 0.02 and confident > random + 0.1
