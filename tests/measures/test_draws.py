import numpy as np
import pytest

import labelwise as lw
from labelwise.errors import BadData
from labelwise.measures.draws import BLOCK, mean_and_entropy


def naive(samples):
    logs = np.log(np.where(samples > 0, samples, 1))
    return samples.mean(axis=0), -(samples * logs).sum(axis=2).mean(axis=0)


@pytest.mark.parametrize("classes", [2, 5, BLOCK + 1])
def test_equals_the_naive_version(classes):
    samples = np.random.default_rng(0).dirichlet(np.ones(classes), (4, 7))
    for found, expected in zip(mean_and_entropy(samples), naive(samples), strict=True):
        np.testing.assert_allclose(found, expected, rtol=1e-10)


def test_many_blocks_and_any_layout_give_the_same_bits():
    samples = np.random.default_rng(0).dirichlet(np.ones(3), (5, 6000))
    mean, inside = mean_and_entropy(samples)
    part = slice(1, None, 7)
    for other in (
        samples[:, part],
        np.asfortranarray(samples)[:, part],
        np.ascontiguousarray(samples[:, part]),
    ):
        np.testing.assert_array_equal(mean_and_entropy(other)[0], mean[part])
        np.testing.assert_array_equal(mean_and_entropy(other)[1], inside[part])
    np.testing.assert_allclose(inside, naive(samples)[1], rtol=1e-12)


def test_whole_numbers_and_single_precision():
    votes = np.eye(3, dtype=np.int64)[np.random.default_rng(0).integers(0, 3, (4, 9))]
    assert mean_and_entropy(votes)[1].tolist() == [0.0] * 9
    samples = np.random.default_rng(0).dirichlet(np.ones(3), (4, 9)).astype(np.float32)
    assert mean_and_entropy(samples)[1].dtype == np.float32
    np.testing.assert_allclose(mean_and_entropy(samples)[1], naive(samples.astype(float))[1], atol=1e-6)
    for other in (np.longdouble, ">f8", ">f4", np.float16):
        wide = samples.astype(other)
        np.testing.assert_allclose(mean_and_entropy(wide)[1], naive(wide.astype(float))[1], atol=1e-6)


def test_logarithms_are_exact_to_the_last_digits_at_every_size():
    p = np.concatenate([[0.0, -0.0, 1.0, 0.5, 1 - 1e-16, 1e-300, 5e-324], np.geomspace(1e-30, 1, 4001),
                        np.linspace(0.6, 1, 4001)])  # fmt: skip
    for kind, eps in ((np.float64, 4e-16), (np.float32, 1e-7)):
        x = p.astype(kind)
        found = mean_and_entropy(np.stack([x, 0 * x], axis=-1)[None])[1]
        true = -x.astype(np.longdouble) * np.log(np.where(x > 0, x, 1).astype(np.longdouble))
        assert found.dtype == kind and (np.abs(found - true) <= eps * np.maximum(true, 1e-30)).all()
        assert found[:4].tolist() == [0, 0, 0, kind(np.log(2) / 2)]
    assert np.isnan(mean_and_entropy(np.array([[[np.nan, 0.5]]]))[1]).all()


def test_a_value_does_not_depend_on_its_place():
    one = np.random.default_rng(1).dirichlet(np.ones(7), (3, 1))
    for kind in (np.float32, np.float64):
        for size in (1, 2, 5, 33, 1000):
            many = np.repeat(one, size, axis=1).astype(kind)
            assert len(set(mean_and_entropy(many)[1].tolist())) == 1
            assert mean_and_entropy(many)[1][0] == mean_and_entropy(many[:, :1])[1][0]


def test_draws_of_a_number_are_refused_in_words():
    with pytest.raises(BadData, match=r"C of 2 or more: probabilities of classes.*emcm"):
        lw.query("bald", 1, samples=np.random.default_rng(0).normal(size=(4, 6, 1)))
