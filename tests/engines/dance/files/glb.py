"""Reads GLB files back with pygltflib, and moves what is in them as the glTF specification says."""

import numpy as np
import pygltflib
from scipy.spatial.transform import Rotation

TYPES = {5121: np.uint8, 5125: np.uint32, 5126: np.float32}
WIDTHS = {"SCALAR": 1, "VEC3": 3, "VEC4": 4, "MAT4": 16}


class Read:
    """A file in memory: `gltf`, and its numbers by accessor."""

    def __init__(self, data):
        self.gltf = pygltflib.GLTF2.load_from_bytes(data)

    def numbers(self, accessor):
        table = self.gltf.accessors[accessor]
        view = self.gltf.bufferViews[table.bufferView]
        kind, width = TYPES[table.componentType], WIDTHS[table.type]
        assert view.byteOffset % np.dtype(kind).itemsize == 0
        assert table.count * width * np.dtype(kind).itemsize == view.byteLength
        blob = self.gltf.binary_blob()
        return np.frombuffer(blob, kind, table.count * width, view.byteOffset).reshape(table.count, width)

    def curves(self):
        (animation,) = self.gltf.animations
        found = {}
        for channel in animation.channels:
            sampler = animation.samplers[channel.sampler]
            found[channel.target.node, channel.target.path] = self.numbers(sampler.output)
        return found, self.numbers(animation.samplers[0].input)[:, 0]

    def globals_at(self, frame):
        """Return the matrix (4, 4) of each node in the animation's frame."""
        curves, _ = self.curves()
        matrices = {}

        def place(node, above):
            own = np.eye(4)
            turn = curves.get((node, "rotation"))
            if turn is not None:
                own[:3, :3] = Rotation.from_quat(turn[frame]).as_matrix()
            move = curves.get((node, "translation"))
            own[:3, 3] = self.gltf.nodes[node].translation or (0, 0, 0) if move is None else move[frame]
            matrices[node] = above @ own
            for child in self.gltf.nodes[node].children or []:
                place(child, matrices[node])

        place(self.gltf.scenes[0].nodes[0], np.eye(4))
        return matrices

    def joints_at(self, frame):
        """Return (22, 3)."""
        matrices = self.globals_at(frame)
        return np.stack([matrices[node][:3, 3] for node in self.gltf.skins[0].joints])

    def skinned(self, frame):
        """Return corners (V, 3) of each primitive, carried by the joints."""
        skin = self.gltf.skins[0]
        bind = self.numbers(skin.inverseBindMatrices).reshape(-1, 4, 4).swapaxes(1, 2)
        matrices = self.globals_at(frame)
        carry = np.stack([matrices[node] for node in skin.joints]) @ bind
        for primitive in self.gltf.meshes[0].primitives:
            corners = self.numbers(primitive.attributes.POSITION)
            whole = np.concatenate([corners, np.ones((len(corners), 1))], 1)
            joints = self.numbers(primitive.attributes.JOINTS_0)
            weights = self.numbers(primitive.attributes.WEIGHTS_0)
            mixed = (weights[..., None, None] * carry[joints]).sum(1)
            yield primitive, (mixed @ whole[..., None])[:, :3, 0]
