"""Features of tokens."""

from __future__ import annotations

import numpy as np
import pandas as pd
from sklearn.linear_model import LogisticRegression

from labelwise.learners.encoders import TokenFeatures
from labelwise.learners.encoders.traits import FLAGS

NAMES, VERBS = ["Anna", "Bert", "Cleo", "Dora", "Emil"], ["sees", "hears", "knows", "meets"]


def sentences(size=60, seed=0):
    rng = np.random.default_rng(seed)
    return [
        [rng.choice(NAMES), rng.choice(VERBS), "the", rng.choice(["dog", "cat"]), "."] for _ in range(size)
    ]


def test_a_row_a_token_and_an_item_a_sentence():
    table = pd.DataFrame({"tokens": [["Anna", "U2", "!"], [], ["ok"]]})
    z = TokenFeatures(dims=3, random_state=0).fit_transform(table)
    assert z.offsets.tolist() == [0, 3, 3, 4] and z.values.shape == (4, 3 + FLAGS)
    flags = z.values[:, -FLAGS:]
    assert flags[:, :6].tolist() == [
        [1, 0, 0, 0, 1, 0],
        [1, 1, 1, 0, 0, 0],
        [0, 0, 0, 1, 0, 1],
        [0, 0, 0, 0, 1, 1],
    ]


def test_a_sentence_by_itself_has_the_same_features():
    table = pd.DataFrame({"tokens": sentences()})
    encoder = TokenFeatures(dims=20, random_state=0)
    whole = encoder.fit_transform(table)
    np.testing.assert_allclose(encoder.transform(table.iloc[[7]])[0], whole[7], atol=1e-5)


def test_neighbours_and_affixes_tell_kinds_of_words():
    words = sentences()
    z = TokenFeatures(dims=20, random_state=0).fit_transform(pd.DataFrame({"tokens": words})).values
    y = np.array([w in NAMES for s in words for w in s])
    model = LogisticRegression(max_iter=500).fit(z[:25], y[:25])
    assert model.score(z[25:], y[25:]) > 0.99


def test_no_tokens_at_all():
    z = TokenFeatures(dims=3).fit_transform(pd.DataFrame({"tokens": [[], []]}))
    assert z.values.shape == (0, 1 + FLAGS) and len(z) == 2
