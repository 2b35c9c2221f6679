"""The parts of a figure as triangles with normals, each corner carried by its joints."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from engines.dance.pictures.body import Array, Part
from engines.models.humanml import NAMES

SEGMENTS: Final = 16  # around a part
EGG: Final = np.radians(np.linspace(-90, 90, 9))  # latitudes of the rings of an egg,
DOME: Final = np.radians((90, 60, 30))  # and of a tube's end, beyond its last station
CARRIERS: Final = 4  # joints that may carry a corner


@dataclass(frozen=True)
class Mesh:
    """V corners and F triangles.

    Args:
        corners: (V, 3) float32, metres.
        normals: (V, 3) float32, of length 1.
        joints: (V, 4) uint8, indices into `humanml.NAMES`.
        weights: (V, 4) float32, their shares, which sum to 1.
        triangles: (F, 3) uint32, corners counter-clockwise from outside.
    """

    corners: NDArray[np.float32]
    normals: NDArray[np.float32]
    joints: NDArray[np.uint8]
    weights: NDArray[np.float32]
    triangles: NDArray[np.uint32]


def mesh_of(parts: list[Part]) -> Mesh:
    """Return the first frame of some parts as one mesh."""
    meshes = [_mesh(part) for part in parts]
    starts = np.cumsum([0] + [len(mesh.corners) for mesh in meshes])
    return Mesh(
        np.concatenate([mesh.corners for mesh in meshes]),
        np.concatenate([mesh.normals for mesh in meshes]),
        np.concatenate([mesh.joints for mesh in meshes]),
        np.concatenate([mesh.weights for mesh in meshes]),
        np.concatenate([mesh.triangles + np.uint32(start) for mesh, start in zip(meshes, starts, strict=False)]),
    )


def _mesh(part: Part) -> Mesh:
    rings = _rings(len(part.bound))
    angles = np.linspace(0, 2 * np.pi, SEGMENTS, endpoint=False)
    corners = []
    for station, latitude in rings:
        u, v, w = part.axes[0, station]
        around = np.cos(angles)[:, None] * u + np.sin(angles)[:, None] * v
        corners.append(part.at[0, station] + np.sin(latitude) * w + np.cos(latitude) * around)
    places = np.concatenate(corners)
    triangles = _triangles(len(rings))
    normals = _normals(places, triangles)
    if ((places - places.mean(0)) * normals).sum() < 0:  # a left-handed frame turns the part inside out
        triangles, normals = triangles[:, ::-1], -normals
    joints, weights = (np.zeros((len(rings), CARRIERS), kind) for kind in (np.uint8, np.float32))
    for ring, (station, _) in enumerate(rings):
        for slot, (name, share) in enumerate(part.bound[station].items()):
            joints[ring, slot], weights[ring, slot] = NAMES.index(name), share
    return Mesh(
        places.astype(np.float32),
        normals.astype(np.float32),
        np.repeat(joints, SEGMENTS, 0),
        np.repeat(weights, SEGMENTS, 0),
        np.ascontiguousarray(triangles, np.uint32),
    )


def _rings(stations: int) -> list[tuple[int, float]]:
    """Return the rings of a part, from its start to its end: the station, and the latitude on it."""
    if stations == 1:
        return [(0, float(latitude)) for latitude in EGG]
    start = [(0, -float(latitude)) for latitude in DOME]
    end = [(stations - 1, float(latitude)) for latitude in DOME[::-1]]
    return [*start, *((station, 0.0) for station in range(stations)), *end]


def _triangles(rings: int) -> NDArray[np.int64]:
    ring, place = np.meshgrid(np.arange(rings - 1), np.arange(SEGMENTS), indexing="ij")
    here, beside = ring * SEGMENTS + place, ring * SEGMENTS + (place + 1) % SEGMENTS
    halves = ((here, beside, beside + SEGMENTS), (here, beside + SEGMENTS, here + SEGMENTS))
    return np.concatenate([np.stack(half, -1).reshape(-1, 3) for half in halves])


def _normals(corners: Array, triangles: NDArray[np.int64]) -> Array:
    """Return (V, 3): the mean of the triangles at each corner, the larger ones counting more."""
    a, b, c = (corners[triangles[:, corner]] for corner in range(3))
    across = np.cross(b - a, c - a)
    sums = np.zeros_like(corners)
    for corner in range(3):
        np.add.at(sums, triangles[:, corner], across)
    ends = np.repeat(sums.reshape(-1, SEGMENTS, 3).sum(1), SEGMENTS, 0)  # at a pole all corners are one
    poles = np.isclose(np.ptp(corners.reshape(-1, SEGMENTS, 3), axis=1).max(-1), 0, atol=1e-7)
    sums = np.where(np.repeat(poles, SEGMENTS)[:, None], ends, sums)
    return np.asarray(sums / np.maximum(np.linalg.norm(sums, axis=-1, keepdims=True), 1e-12))
