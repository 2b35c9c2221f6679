"""A motion as GLB: glTF 2.0 in one file (Khronos, 2017), which Blender, browsers and game engines open."""

import json
import struct
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from engines.dance.files.mesh import mesh_of
from engines.dance.files.posing import BELOW, NODES, posed
from engines.dance.pictures.figures import figure
from engines.dance.pictures.looks import LOOKS, Colour, Look
from engines.models.humanml import NAMES, Motion

KINDS: Final = {np.dtype(np.float32): 5126, np.dtype(np.uint8): 5121, np.dtype(np.uint32): 5125}  # glTF's numbers
SHAPES: Final = {1: "SCALAR", 3: "VEC3", 4: "VEC4", 16: "MAT4"}
CORNERS, INDICES = 34962, 34963  # what a buffer view is for
MATT: Final = 0.85  # roughness


class _Binary:
    """The numbers of a glTF file, and the tables that say where they are."""

    def __init__(self) -> None:
        self.data = bytearray()
        self.views: list[dict[str, Any]] = []
        self.accessors: list[dict[str, Any]] = []

    def add(self, numbers: NDArray[Any], target: int | None = None, limits: bool = False) -> int:
        """Add (N,) or (N, width) numbers; return the number of their accessor."""
        table = np.ascontiguousarray(numbers).reshape(len(numbers), -1)
        view = {"buffer": 0, "byteOffset": len(self.data), "byteLength": table.nbytes}
        self.views.append(view if target is None else view | {"target": target})
        self.data += table.tobytes() + b"\0" * (-table.nbytes % 4)
        accessor = {
            "bufferView": len(self.views) - 1,
            "componentType": KINDS[table.dtype],
            "count": len(table),
            "type": SHAPES[table.shape[1]],
        }
        if limits:
            accessor |= {"min": table.min(0).tolist(), "max": table.max(0).tolist()}
        self.accessors.append(accessor)
        return len(self.accessors) - 1


def write_glb(motion: Motion, look: Look = LOOKS["kid"]) -> bytes:
    """Return a figure that dances: one skinned mesh on 22 joints, metres, Y up, one animation named "Dance".

    The nodes are those of `posing`: the joints in the order of `humanml.NAMES`, the stems, and last the mesh. Nothing
    is turned at rest, so a joint's inverse bind matrix only moves it to the origin.
    """
    pose = posed(motion.joints)
    rest = pose.at_rest()[: len(NAMES)]
    binary = _Binary()
    primitives: list[dict[str, Any]] = []
    materials: list[dict[str, Any]] = []
    parts = figure(rest[None], look, motion.fps)
    for colour in dict.fromkeys(part.colour for part in parts):
        mesh = mesh_of([part for part in parts if part.colour == colour])
        primitives.append(
            {
                "attributes": {
                    "POSITION": binary.add(mesh.corners, CORNERS, limits=True),
                    "NORMAL": binary.add(mesh.normals, CORNERS),
                    "JOINTS_0": binary.add(mesh.joints, CORNERS),
                    "WEIGHTS_0": binary.add(mesh.weights, CORNERS),
                },
                "indices": binary.add(mesh.triangles.reshape(-1), INDICES),
                "material": len(materials),
            }
        )
        materials.append(_material(colour))
    bind = np.tile(np.eye(4, dtype=np.float32), (len(NAMES), 1, 1))
    bind[:, 3, :3] = -rest  # by columns, as glTF has matrices
    document = {
        "asset": {"version": "2.0", "generator": "Five Doors"},
        "scene": 0,
        "scenes": [{"nodes": [0, len(NODES)]}],
        "nodes": [*_nodes(pose.offsets, pose.root[0]), {"name": look.id, "mesh": 0, "skin": 0}],
        "meshes": [{"name": look.id, "primitives": primitives}],
        "materials": materials,
        "skins": [
            {"joints": list(range(len(NAMES))), "skeleton": 0, "inverseBindMatrices": binary.add(bind.reshape(-1, 16))}
        ],
        "animations": [_animation(binary, pose.root, pose.turns, motion.fps)],
        "accessors": binary.accessors,
        "bufferViews": binary.views,
        "buffers": [{"byteLength": len(binary.data)}],
    }
    return _packed(document, binary.data)


def _nodes(offsets: NDArray[np.floating], start: NDArray[np.floating]) -> list[dict[str, Any]]:
    nodes = []
    for number, name in enumerate(NODES):
        place = start if number == 0 else offsets[number]
        node: dict[str, Any] = {"name": name, "translation": [round(float(value), 6) for value in place]}
        nodes.append(node | {"children": list(BELOW[number])} if BELOW[number] else node)
    return nodes


def _animation(binary: _Binary, root: NDArray[np.floating], turns: NDArray[np.floating], fps: float) -> dict[str, Any]:
    times = binary.add((np.arange(len(root)) / fps).astype(np.float32), limits=True)
    curves = [(0, "translation", root)]
    curves += [(node, "rotation", turns[:, node][:, [1, 2, 3, 0]]) for node in range(len(NODES)) if BELOW[node]]
    return {
        "name": "Dance",
        "samplers": [
            {"input": times, "interpolation": "LINEAR", "output": binary.add(curve.astype(np.float32))}
            for _, _, curve in curves
        ],
        "channels": [
            {"sampler": number, "target": {"node": node, "path": path}} for number, (node, path, _) in enumerate(curves)
        ],
    }


def _material(colour: Colour) -> dict[str, Any]:
    share = np.array(colour) / 255
    linear = np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)  # glTF wants light, not sRGB
    return {
        "name": "{:02X}{:02X}{:02X}".format(*colour),
        "pbrMetallicRoughness": {
            "baseColorFactor": [*(round(float(value), 4) for value in linear), 1.0],
            "metallicFactor": 0.0,
            "roughnessFactor": MATT,
        },
    }


def _packed(document: dict[str, Any], data: bytearray) -> bytes:
    text = json.dumps(document, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 4)
    chunks = struct.pack("<I4s", len(text), b"JSON") + text + struct.pack("<I4s", len(data), b"BIN\0") + bytes(data)
    return struct.pack("<4sII", b"glTF", 2, 12 + len(chunks)) + chunks
