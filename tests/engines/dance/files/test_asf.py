import numpy as np
import pytest

from engines.dance.files.asf import read_amc
from engines.dance.files.reading import read_clips, read_files

BONES = {  # name: direction, length in inches / 0.45, parent, axis, moves
    "lhipjoint": ((0.7, -0.7, 0), 1.9, "root", "0 0 0", ""),
    "rhipjoint": ((-0.7, -0.7, 0), 1.9, "root", "0 0 0", ""),
    "lfemur": ((0, -1, 0), 7, "lhipjoint", "0 0 20", "rx ry rz"),
    "rfemur": ((0, -1, 0), 7, "rhipjoint", "0 0 -20", "rx ry rz"),
    "ltibia": ((0, -1, 0), 7.5, "lfemur", "0 0 20", "rx"),
    "rtibia": ((0, -1, 0), 7.5, "rfemur", "0 0 -20", "rx"),
    "lfoot": ((0, -0.4, 0.9), 2.3, "ltibia", "0 0 0", "rx rz"),
    "rfoot": ((0, -0.4, 0.9), 2.3, "rtibia", "0 0 0", "rx rz"),
    "lowerback": ((0, 1, 0), 2.1, "root", "0 0 0", "rx ry rz"),
    "upperback": ((0, 1, 0), 2.1, "lowerback", "0 0 0", "rx ry rz"),
    "thorax": ((0, 1, 0), 2.1, "upperback", "0 0 0", "rx ry rz"),
    "lowerneck": ((0, 1, 0), 1.6, "thorax", "0 0 0", "rx ry rz"),
    "upperneck": ((0, 1, 0), 1.6, "lowerneck", "0 0 0", "rx ry rz"),
    "head": ((0, 1, 0), 1.6, "upperneck", "0 0 0", "rx ry rz"),
    "lclavicle": ((0.9, 0.4, 0), 3.4, "thorax", "0 0 0", "ry rz"),
    "rclavicle": ((-0.9, 0.4, 0), 3.4, "thorax", "0 0 0", "ry rz"),
    "lhumerus": ((1, 0, 0), 5, "lclavicle", "180 30 90", "rx ry rz"),
    "rhumerus": ((-1, 0, 0), 5, "rclavicle", "180 -30 -90", "rx ry rz"),
    "lradius": ((1, 0, 0), 3.3, "lhumerus", "180 30 90", "rx"),
    "rradius": ((-1, 0, 0), 3.3, "rhumerus", "180 -30 -90", "rx"),
}


def asf():
    lines = [":version 1.10", ":name TEST", ":units", "  mass 1.0", "  length 0.45", "  angle deg", ":root"]
    lines += ["  order TX TY TZ RX RY RZ", "  axis XYZ", "  position 0 0 0", "  orientation 0 0 0", ":bonedata"]
    for number, (name, (direction, length, _, axis, moves)) in enumerate(BONES.items(), 1):
        lines += ["  begin", f"     id {number}", f"     name {name}", f"     length {length}"]
        lines += ["     direction {} {} {}".format(*direction), f"     axis {axis} XYZ"]
        lines += [f"     dof {moves}", "     limits (-180 180)"] if moves else []
        lines += ["  end"]
    lines += [":hierarchy", "  begin", "    root lhipjoint rhipjoint lowerback"]
    lines += [f"    {parent} {name}" for name, (_, _, parent, _, _) in BONES.items() if parent != "root"]
    return "\n".join([*lines, "  end", ""]).encode()


def amc(frames=121, **angles):
    """Angles by bone; all others are 0."""
    lines = ["#!OML:ASF", ":FULLY-SPECIFIED", ":DEGREES"]
    for frame in range(1, frames + 1):
        lines += [str(frame), "root 0 17 0 0 0 0"]
        for name, (*_, moves) in BONES.items():
            if moves:
                numbers = angles.get(name, [0] * len(moves.split()))
                lines.append(f"{name} " + " ".join(map(str, numbers)))
    return "\n".join([*lines, ""]).encode()


def test_a_bone_turns_about_its_own_axes():
    take = read_amc(asf(), amc(lradius=[90], lfemur=["-9e1", 0, 0]))
    place = dict(zip(take.names, take.positions[0], strict=True))
    c, s = np.cos(np.radians(20)), np.sin(np.radians(20))
    turned = np.array([[c, -s, 0], [s, c, 0], [0, 0, 1]])
    thigh = turned @ np.array([[1, 0, 0], [0, 0, 1], [0, -1, 0]]) @ turned.T @ (0, -7, 0)  # -90 degrees about X
    assert np.allclose(place["left_knee"] - place["left_hip"], thigh, atol=1e-9)
    assert np.allclose(place["right_knee"] - place["right_hip"], (0, -7, 0))
    upper, lower = place["left_elbow"] - place["left_shoulder"], place["left_wrist"] - place["left_elbow"]
    assert np.linalg.norm(lower) == pytest.approx(3.3)
    assert abs(upper @ lower) < 5 * 3.3  # bent


def test_the_pair_is_read():
    (clip,) = read_clips("05_01.amc", amc(), asf()).accepted
    assert clip.joints.shape == (21, 22, 3)  # 120 a second
    values = {remark.key: remark.value for remark in clip.remarks}
    assert (values["dance_found_unit"], values["dance_found_rig"]) == ("CMU", "AMC, 21")
    assert clip.joints[0, 15, 1] > 1.3


def test_an_amc_finds_its_skeleton():
    read = read_files({"05.asf": asf(), "60.asf": asf(), "05_01.amc": amc(), "07_01.amc": amc()})
    assert [clip.source for clip in read.accepted] == ["05_01.amc"]
    assert [(refused.which, refused.key) for refused in read.refused] == [("07_01.amc", "dance_amc_alone")]


@pytest.mark.parametrize(
    ("skeleton", "motion", "key"),
    [
        (asf(), amc(frames=5), "dance_clip_short"),
        (asf(), b":FULLY-SPECIFIED\n" + b"1\nroot 0\n" * 22000, "dance_clip_long"),
        (asf(), amc()[:-20], "dance_amc_damaged"),
        (asf(), b":FULLY-SPECIFIED\n", "dance_amc_damaged"),
        (asf(), amc(121).replace(b"120\nroot 0 17", b"120\nroof 0 17"), "dance_amc_damaged"),
        (b":root\n", amc(), "dance_amc_damaged"),
        (b":root\n:bonedata\n" + b"begin\n" * 100_000, amc(), "dance_amc_damaged"),
        (asf().replace(b"    lfemur ltibia\n", b""), amc(), "dance_amc_damaged"),
        (asf().replace(b"length 7.5", b"length far"), amc(), "dance_amc_damaged"),
    ],
)
def test_bad_pairs(skeleton, motion, key):
    (refused,) = read_clips("x.amc", motion, skeleton).refused
    assert refused.key == key
