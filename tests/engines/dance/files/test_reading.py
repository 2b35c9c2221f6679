import io
import json
import zipfile

import numpy as np
import pytest

from engines.dance.files import clips
from engines.dance.files.reading import read_clips, read_files
from engines.dance.files.writing import write_bvh
from engines.models.humanml import extract_features
from engines.runtime import InputError
from tabs.words import WORDS
from tests.engines.dance.files.motions import bvh, dancing


def npz(**arrays):
    file = io.BytesIO()
    np.savez(file, **arrays)
    return file.getvalue()


def npy(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def only(data, name="file"):
    read = read_clips(name, data)
    assert not read.refused, read.refused
    (clip,) = read.accepted
    return clip


def keys(read):
    assert all(refused.key in WORDS and refused.reason.endswith(".") for refused in read.refused)
    return [refused.key for refused in read.refused]


def entry(motion, **more):
    return {"motion": motion.tolist(), **more}


JOINTS = dancing().joints


@pytest.mark.parametrize(
    "data",
    [
        npy(JOINTS),
        npy(JOINTS.reshape(len(JOINTS), 66)),
        npy(np.asfortranarray(JOINTS)),
        npy(JOINTS[None]),
        npz(anything=JOINTS),
        npz(motions=JOINTS[None], texts=["spin"], styles=["pop"]),
        npz(motions=JOINTS, lengths=[len(JOINTS)]),
        json.dumps([entry(JOINTS)]).encode(),
        json.dumps({"data": {"motions": [JOINTS.tolist()]}}).encode(),
        b"\xef\xbb\xbf" + json.dumps([entry(JOINTS, text="spin", style=None)]).encode(),
    ],
)
def test_tables(data):
    assert np.abs(only(data).joints - JOINTS).max() < 1e-4


def test_features_become_joints():
    assert np.abs(only(npy(extract_features(JOINTS.astype(np.float64)))).joints - JOINTS[:-1]).max() < 0.02


def test_clips_of_different_lengths_with_their_words():
    data = npz(
        motions=np.concatenate([JOINTS, JOINTS[:30]]), lengths=[40, 30], texts=["spin", "빙글"], styles=["", "pop"]
    )
    read = read_clips("moves.npz", data)
    assert [(len(clip.joints), clip.text, clip.style, clip.source) for clip in read.accepted] == [
        (40, "spin", "", "moves.npz: 1"),
        (30, "빙글", "pop", "moves.npz: 2"),
    ]


def test_a_bad_clip_never_stops_the_good_ones():
    broken = JOINTS.copy()
    broken[3, 4, 1] = np.nan
    long = np.repeat(JOINTS, 5, 0)
    stretched = JOINTS.copy()
    stretched[20:, 20] += 1
    leaping = JOINTS + np.where(np.arange(len(JOINTS)) < 20, 0, 3)[:, None, None] * (1, 0, 0)
    flying = JOINTS + np.linspace(0, 9, len(JOINTS))[:, None, None] * (0, 1, 0)
    rows = [
        entry(JOINTS, text="good"),
        entry(broken),
        entry(JOINTS[:1]),
        entry(long, fps=1),
        entry(JOINTS[:, :19]),
        entry(stretched),
        entry(leaping),
        entry(flying),
        entry(JOINTS, text=5),
        entry(JOINTS, text="a" * 301),
        entry(JOINTS, fps=0),
        {"motion": "twist"},
        {"motion": [[[0, 0], [1]]]},
        {"text": "nothing"},
        {"motion": [[], []]},
        7,
        entry(JOINTS * 0),
        entry(JOINTS, text="good too"),
    ]
    read = read_clips("mixed.json", json.dumps(rows).encode())
    assert [clip.text for clip in read.accepted] == ["good", "good too"]
    assert keys(read) == [
        *("dance_clip_numbers", "dance_clip_short", "dance_clip_long", "dance_clip_joints", "dance_clip_limbs"),
        *("dance_clip_leaps", "dance_clip_flies", "dance_clip_text", "dance_clip_text", "dance_clip_rate"),
        *("dance_clip_shape",) * 3,
        *("dance_clip_joints", "dance_clip_shape", "dance_clip_limbs"),
    ]
    assert read.refused[0].which == "mixed.json: 2"


@pytest.mark.parametrize("data", [b"", b"  ", b"%PDF-1.7", b"\x89PNG\r\n", "안녕".encode(), b"HIER"])
def test_what_is_no_file_of_motions(data):
    with pytest.raises(InputError) as error:
        read_clips("x", data)
    assert error.value.key == "dance_file_unknown"


def lying_header(shape):
    header = b"{'descr': '<f4', 'fortran_order': False, 'shape': " + shape + b", }\n"
    return b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") + header


def bomb():
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.npy", bytes(clips.MOST_UNPACKED + 1))
    return file.getvalue()


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (npz(data={"motions": 1}), "dance_table_pickled"),
        (npy(np.array([{}], object)), "dance_table_pickled"),
        (npz(motions=JOINTS, lengths=[3, 4]), "dance_table_damaged"),
        (npz(a=JOINTS)[:-30], "dance_table_damaged"),
        (b"PK\x03\x04 no archive", "dance_table_damaged"),
        (npy(JOINTS)[:100], "dance_table_damaged"),
        (lying_header(b"(999999999999, 22, 3)"), "dance_table_damaged"),
        (lying_header(b"__import__('os')"), "dance_table_damaged"),
        (lying_header(b"-" * 9000 + b"1"), "dance_table_damaged"),
        (lying_header(b"(-1, 22, 3)") + bytes(9000), "dance_table_damaged"),
        (b"[" + b"{}," * 2_000_001 + b"{}]", "dance_table_large"),
        (json.dumps([0] * 5001).encode(), "dance_table_large"),
        (b"HIERARCHY" + b"\n" * 10_000_000, "dance_bvh_damaged"),
        (bomb(), "dance_table_large"),
        (b"[", "dance_json_damaged"),
        (b"[" * 100_000, "dance_json_damaged"),
        (b'["\xff"]', "dance_json_damaged"),
        (b"[]", "dance_file_empty"),
        (b"[" + bytes(clips.MOST_BYTES), "dance_file_heavy"),
        (b":FULLY-SPECIFIED\n1\n", "dance_amc_alone"),
        (b":version 1.10\n:root\n", "dance_asf_alone"),
    ],
)
def test_refused_as_a_whole(data, key):
    read = read_clips("x", data)
    assert (keys(read), read.accepted) == ([key], ())


def test_several_files():
    read = read_files({"a.bvh": write_bvh(dancing()), "b.mp3": b"ID3", "c.json": b"[]"})
    assert [clip.source for clip in read.accepted] == ["a.bvh"]
    assert [refused.which for refused in read.refused] == ["b.mp3", "c.json"]


def test_mixamo_by_its_names():
    clip = only(bvh(frames=21))
    assert len(clip.joints) == 41  # two seconds at 20 a second
    assert {remark.key: remark.value for remark in clip.remarks} == {
        "dance_found_rig": "BVH, 22",
        "dance_found_unit": "m",
        "dance_found_up": "Y",
        "dance_found_rate": "10",
    }
    assert {remark.key for remark in clip.remarks} <= WORDS.keys()


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (bvh(frames=3 * 3600 * 100, seconds=0.01, rows=[]), "dance_clip_long"),
        (bvh(frames=1), "dance_clip_short"),
        (bvh(seconds=0), "dance_clip_rate"),
        (bvh(seconds="1e999"), "dance_clip_rate"),
        (bvh(seconds="..."), "dance_bvh_damaged"),
        (bvh(rows=["0 1 2"]), "dance_bvh_damaged"),
        (bvh(rows=["0 a"]), "dance_bvh_damaged"),
        (bvh(rows=[]), "dance_bvh_damaged"),
        (bvh(tree=["ROOT a", "{"]), "dance_bvh_damaged"),
        (bvh(tree=["}"]), "dance_bvh_damaged"),
        (bvh(tree=["ROOT a"] * 400), "dance_bvh_damaged"),
        (bvh(tree=["OFFSET 1 2 3"]), "dance_bvh_damaged"),
        (bvh(tree=["ROOT a", "{", "CHANNELS 2 Xrotation Xrotation", "}"]), "dance_bvh_damaged"),
        (bvh(tree=["ROOT a", "{", "CHANNELS 1 Xrotation", "}"], rows=["1"] * 8), "dance_clip_rig"),
        (b"HIERARCHY", "dance_bvh_damaged"),
    ],
)
def test_bad_bvh(data, key):
    assert keys(read_clips("x.bvh", data)) == [key]
