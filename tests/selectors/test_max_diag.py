import numpy as np

import labelwise as lw
from labelwise.representations import Embedding, Posterior
from labelwise.selectors import MaxDiag
from labelwise.strategy import Strategy


def test_behind_a_posterior_it_is_the_variance():
    x = np.random.default_rng(0).normal(size=(30, 4))
    strategy = Strategy(representation=Embedding() >> Posterior(0.5), selector=MaxDiag())
    made = lw.query(strategy, 5, embedding=x, labelled=[0, 1], rng=0)
    m = np.linalg.inv(np.eye(4) + x[:2].T @ x[:2] / 0.25)
    variance = np.einsum("ij,jk,ik->i", x, m, x)
    variance[:2] = -1
    assert made.indices.tolist() == np.argsort(-variance)[:5].tolist()
