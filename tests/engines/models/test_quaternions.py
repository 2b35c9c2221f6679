"""Quaternions against SciPy's rotations."""

import numpy as np
import pytest
from scipy.spatial.transform import Rotation

from engines.models import quaternions

RANDOM = np.random.default_rng(0)
P, Q = (RANDOM.normal(size=(6, 4)) for _ in range(2))
P, Q = (at / np.linalg.norm(at, axis=-1, keepdims=True) for at in (P, Q))
V = RANDOM.normal(size=(6, 3))


def rotation(q: quaternions.Array) -> Rotation:
    return Rotation.from_quat(q, scalar_first=True)


def test_products_inverses_and_rotated_vectors_are_scipys() -> None:
    np.testing.assert_allclose(quaternions.rotate(Q, V), rotation(Q).apply(V), atol=1e-12)
    np.testing.assert_allclose(quaternions.rotate(quaternions.inverse(Q), V), rotation(Q).inv().apply(V), atol=1e-12)
    product = quaternions.multiply(P, Q)
    np.testing.assert_allclose(quaternions.to_matrix(product), (rotation(P) * rotation(Q)).as_matrix(), atol=1e-12)
    np.testing.assert_allclose(quaternions.to_matrix(Q), rotation(Q).as_matrix(), atol=1e-12)


def test_a_rotation_about_the_vertical_turns_forth_to_the_left() -> None:
    turned = quaternions.rotate(quaternions.about_y(np.array([np.pi / 2])), np.array([[0.0, 0.0, 1.0]]))
    np.testing.assert_allclose(turned, [[1.0, 0.0, 0.0]], atol=1e-12)


def test_between_turns_one_direction_into_the_other_whatever_their_lengths() -> None:
    W = RANDOM.normal(size=(6, 3))
    turned = quaternions.rotate(quaternions.between(V, 3 * W), V / np.linalg.norm(V, axis=-1, keepdims=True))
    np.testing.assert_allclose(turned, W / np.linalg.norm(W, axis=-1, keepdims=True), atol=1e-12)


@pytest.mark.parametrize("scale", [1.0, 0.2, 30.0])  # a network's six numbers are no exact columns
def test_six_numbers_hold_a_rotation(scale: float) -> None:
    got = quaternions.matrix_from_6d(scale * quaternions.to_6d(Q).reshape(2, 3, 6))
    np.testing.assert_allclose(got.reshape(6, 3, 3), rotation(Q).as_matrix(), atol=1e-12)


def test_second_column_is_made_upright_to_the_first() -> None:
    six = np.array([2.0, 0.0, 0.0, 5.0, 3.0, 0.0])
    np.testing.assert_allclose(quaternions.matrix_from_6d(six), np.eye(3), atol=1e-12)
