"""Parts of combined points fit together; that they equal the dense points is in test_points."""

from __future__ import annotations

import numpy as np
import pytest

from labelwise.errors import BadParameter
from labelwise.types import Dense, Product, Scaled, Sum


def test_product_blocks_follow_the_left_part():
    product = Product(Dense(np.array([[2.0, 3.0]])), Dense(np.array([[1.0, 10.0]])))
    assert product.dense(np.array([0])).tolist() == [[2.0, 20.0, 3.0, 30.0]]


def test_a_sum_of_one_part_is_the_part():
    part = Dense(np.array([[1.0, 2.0], [0.0, 1.0]]))
    assert Sum([part]).dot(Sum([part]), 0).tolist() == part.dot(part, 0).tolist()


def test_a_factor_of_zero_moves_a_point_to_the_origin():
    scaled = Scaled(Dense(np.array([[3.0, 4.0], [1.0, 0.0]])), np.array([0.0, 2.0]))
    assert scaled.diag().tolist() == [0.0, 4.0]
    assert scaled.sq_dist(scaled, 0).tolist() == [0.0, 4.0]


@pytest.mark.parametrize("make", [lambda a, b: Product(a, b), lambda a, b: Sum([a, b]), lambda a, b: Sum([])])
def test_parts_of_different_length_are_refused(make):
    with pytest.raises(BadParameter, match=r"parts of .* points\. Allowed: one or more parts of one length"):
        make(Dense(np.zeros((2, 3))), Dense(np.zeros((3, 3))))
