import numpy as np
import pytest

from engines.dance.files.glb import write_glb
from engines.dance.pictures.looks import LOOKS
from engines.models.humanml import NAMES
from tests.engines.dance.files.glb import Read
from tests.engines.dance.files.motions import dancing


@pytest.fixture(scope="module", params=LOOKS)
def read(request):
    return Read(write_glb(dancing(), LOOKS[request.param]))


def test_the_joints_move_as_the_motion_does(read):
    joints = dancing().joints
    for frame in (0, 13, len(joints) - 1):
        assert np.linalg.norm(read.joints_at(frame) - joints[frame], axis=-1).max() < 0.005


def test_the_skin_is_named_and_bound(read):
    (skin,) = read.gltf.skins
    assert [read.gltf.nodes[node].name for node in skin.joints] == list(NAMES)
    for primitive in read.gltf.meshes[0].primitives:
        weights, joints = (read.numbers(getattr(primitive.attributes, name)) for name in ("WEIGHTS_0", "JOINTS_0"))
        assert np.allclose(weights.sum(1), 1)
        assert joints.max() < len(NAMES)
        assert np.allclose(np.linalg.norm(read.numbers(primitive.attributes.NORMAL), axis=1), 1, atol=1e-3)
        assert read.numbers(primitive.indices).max() < len(weights)


def test_the_mesh_is_where_the_joints_are(read):
    corners = np.concatenate([corners for _, corners in read.skinned(13)])
    joints = dancing().joints[13]
    assert np.abs(corners.min(0) - joints.min(0)).max() < 0.4
    assert np.abs(corners.max(0) - joints.max(0)).max() < 0.6
    assert corners[:, 1].min() > -0.15


def test_the_triangles_look_outwards(read):
    (primitive, *_), (corners, *_) = zip(*read.skinned(0), strict=True)
    a, b, c = (corners[read.numbers(primitive.indices).reshape(-1, 3)[:, corner]] for corner in range(3))
    volume = np.einsum("ij,ij->i", a - corners.mean(0), np.cross(b - corners.mean(0), c - corners.mean(0))).sum()
    assert volume > 0


def test_the_animation_keeps_the_pace(read):
    curves, times = read.curves()
    assert np.allclose(np.diff(times), 0.05, atol=1e-5)
    assert len(times) == 40
    turns = np.stack([curve for (_, path), curve in curves.items() if path == "rotation"])
    assert np.allclose(np.linalg.norm(turns, axis=-1), 1, atol=1e-5)
