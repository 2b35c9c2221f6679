"""Rotations as unit quaternions (w, x, y, z): arrays (..., 4), any leading shape, vectorised."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.floating]


def inverse(q: Array) -> Array:
    """Return the rotations back."""
    return q * np.array([1, -1, -1, -1], q.dtype)


def multiply(q: Array, r: Array) -> Array:
    """Return the rotations that turn by `r` and then by `q`."""
    qw, rw, qv, rv = q[..., :1], r[..., :1], q[..., 1:], r[..., 1:]
    w = qw * rw - (qv * rv).sum(-1, keepdims=True)
    return np.concatenate([w, qw * rv + rw * qv + np.cross(qv, rv)], -1)


def rotate(q: Array, v: Array) -> Array:
    """Return the vectors `v` (..., 3), rotated by `q`."""
    across = np.cross(q[..., 1:], v)
    return v + 2 * (q[..., :1] * across + np.cross(q[..., 1:], across))


def between(start: Array, end: Array) -> Array:
    """Return the shortest rotations that turn the directions `start` into `end`, both (..., 3) and not zero."""
    axis = np.cross(start, end)
    lengths = np.sqrt((start**2).sum(-1, keepdims=True) * (end**2).sum(-1, keepdims=True))
    q = np.concatenate([lengths + (start * end).sum(-1, keepdims=True), axis], -1)
    return q / np.linalg.norm(q, axis=-1, keepdims=True)


def about_y(angle: Array) -> Array:
    """Return the rotations about the vertical by `angle` (...), in radians."""
    none = np.zeros_like(angle)
    return np.stack([np.cos(angle / 2), none, np.sin(angle / 2), none], -1)


def to_matrix(q: Array) -> Array:
    """Return the rotation matrices, (..., 3, 3)."""
    columns = [rotate(q, np.broadcast_to(axis, (*q.shape[:-1], 3))) for axis in np.eye(3, dtype=q.dtype)]
    return np.stack(columns, -1)


def to_6d(q: Array) -> Array:
    """Return the first two columns of the rotation matrices, one after the other, (..., 6)."""
    matrix = to_matrix(q)
    return np.concatenate([matrix[..., 0], matrix[..., 1]], -1)


def matrix_from_6d(six: Array) -> Array:
    """Return the rotation matrices (..., 3, 3) whose first two columns `six` (..., 6) nearly holds.

    The first column is made unit length and the second one upright to it (Zhou et al.: "On the Continuity of Rotation
    Representations in Neural Networks", CVPR 2019).
    """
    x = six[..., :3] / np.linalg.norm(six[..., :3], axis=-1, keepdims=True)
    z = np.cross(x, six[..., 3:])
    z = z / np.linalg.norm(z, axis=-1, keepdims=True)
    return np.stack([x, np.cross(z, x), z], -1)
