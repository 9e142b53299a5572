"""Three tests of pseudo-labels."""

import numpy as np

from labelwise.training.choosing.quality import bin_confidence, evidence_inside, overlap, passing, stability

RNG = np.random.default_rng(0)


def boxes(n, size=12):
    corners = np.sort(RNG.integers(0, size, (n, 2, 2)), axis=1)
    return corners.reshape(n, 4).astype(float)


def pixels(box, size=12):
    """The unit squares of a box of whole numbers."""
    left, top, right, bottom = box.astype(int)
    return {(i, j) for i in range(left, right) for j in range(top, bottom) if i < size and j < size}


def test_overlap_counts_shared_squares():
    a, b = boxes(200), boxes(200)
    for x, y, found in zip(a, b, overlap(a, b), strict=True):
        one, two = pixels(x), pixels(y)
        assert np.isclose(found, len(one & two) / len(one | two) if one | two else 0.0)
    inside_out = np.array([5.0, 5.0, 2.0, 9.0])
    assert overlap(inside_out, np.array([0.0, 0.0, 9.0, 9.0])) == 0


def test_evidence_counts_pixels_whose_centres_are_inside():
    evidence, where = RNG.random((50, 12, 12)), boxes(50)
    for image, box, found in zip(evidence, where, evidence_inside(evidence, where), strict=True):
        inside = sum(image[j, i] for i, j in pixels(box))
        assert np.isclose(found, inside / image.sum())
    assert evidence_inside(np.zeros((1, 4, 4)), np.array([[0.0, 0.0, 4.0, 4.0]])).tolist() == [0]


def test_stability_is_the_mean_overlap_with_the_views():
    a, views = boxes(9), np.stack([boxes(9) for _ in range(3)])
    np.testing.assert_allclose(stability(a, views), np.mean([overlap(a, v) for v in views], axis=0))
    wide = a + np.array([0, 0, 1, 1])
    np.testing.assert_allclose(stability(wide, wide[None]), 1)


def test_confidence_is_a_product_over_coordinates():
    p = RNG.dirichlet(np.ones(5), (7, 4))
    naive = [np.prod([max(row) for row in item]) for item in p.tolist()]
    np.testing.assert_allclose(bin_confidence(p), naive)


def test_what_stays_lies_above_one_share_in_every_test():
    scores = RNG.random((3, 80))
    kept = passing(scores, 15)
    ranks = (-scores).argsort(axis=1).argsort(axis=1)
    assert len(kept) == 15 and (np.diff(kept) > 0).all()
    cut = ranks[:, kept].max()
    assert (ranks <= cut).all(axis=0).sum() <= 15 + 2 and (ranks[:, kept] <= cut).all()
    assert passing(scores, 200).tolist() == list(range(80)) and len(passing(scores[:, :0], 3)) == 0
    tied = np.array([[1.0, 1.0, 0.0], [0.5, 0.9, 0.0]])
    assert passing(tied, 1).tolist() == [1]
