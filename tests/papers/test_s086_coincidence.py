"""S086: an embedding learned from halves of images that belong together."""

import numpy as np
from sklearn.cluster import KMeans
from sklearn.datasets import load_digits

from labelwise.learners.encoders import Coincidence

X, Y = load_digits(return_X_y=True)
IMAGES = X.reshape(-1, 8, 8) / 16


def purity(z, count=10):
    cluster = KMeans(count, n_init=2, random_state=0).fit_predict(z)
    return sum(np.bincount(Y[cluster == c]).max() for c in range(count)) / len(Y)


def test_clusters_are_purer_than_those_of_pixels_and_halves_find_their_digit():
    encoder = Coincidence(epochs=20, random_state=0).fit(IMAGES)
    assert purity(encoder.transform(IMAGES)) > purity(X) + 0.03
    left, right = encoder.parts(IMAGES[:300])
    found = encoder.scores(left, right).argmax(axis=1)
    assert (Y[:300][found] == Y[:300]).mean() > 0.75
