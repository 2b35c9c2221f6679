"""The Dance engine: with a tiny network for its ways, with the shipped one for what it dances."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import cast

import av
import numpy as np
import pytest

from engines.checkpoints import VersionStore, Weights, find_weight, load
from engines.dance.engine import DANCER, DanceEngine
from engines.dance.files.clips import Clip
from engines.dance.files.reading import read_clips
from engines.dance.finetune import save, taught
from engines.dance.own_moves import sample_of
from engines.dance.results import Dance, Part, Reading, Wish
from engines.dance.styles import STYLES
from engines.models.dancer import Dancer
from engines.models.humanml import FPS, Motion
from engines.runtime import InputError
from tests.engines.dance.tiny import swaying

WISH = Wish("spin then jump", 3.0)


@pytest.fixture(scope="module")
def engine() -> DanceEngine:
    return DanceEngine(device="cpu")


@pytest.fixture(scope="module")
def motion(engine: DanceEngine) -> Motion:
    return engine.dance(WISH).motion


def test_importing_the_engine_brings_no_heavy_package():
    heavy = ("torch", "cv2", "av", "diffusers", "gradio")
    code = f"import sys, engines.dance.engine; print([m for m in {heavy} if m in sys.modules])"
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_the_weight_is_small():
    assert find_weight(DANCER).path.stat().st_size < 25_000_000


def test_a_dance_has_all_that_is_known_of_it(engine: DanceEngine):
    *parts, dance = engine.parts(replace(WISH, text="spin then jmup"))
    assert [type(part) for part in parts] == [Part]
    assert isinstance(dance, Dance)
    assert dance.motion.joints.shape == (3 * FPS, 22, 3)
    assert np.abs(dance.motion.joints[0, 0, [0, 2]]).max() < 0.05  # it starts at the origin
    assert [(note.reading, note.word, note.taken) for note in dance.notes] == [(Reading.CORRECTED, "jmup", "jump")]
    assert dance.network == DANCER
    assert dance.physics.sunk < 0.01
    assert set(dance.seconds) == {"dance", "feet"}


def test_the_seed_and_the_words_decide(engine: DanceEngine, motion: Motion):
    assert np.array_equal(engine.generate(WISH.text, WISH.seconds).joints, motion.joints)
    assert not np.array_equal(engine.dance(replace(WISH, seed=1)).motion.joints, motion.joints)
    assert not np.array_equal(engine.dance(replace(WISH, text="moonwalk")).motion.joints, motion.joints)
    assert not np.array_equal(engine.dance(replace(WISH, style="salsa")).motion.joints, motion.joints)


def test_a_long_dance_streams_and_can_be_stopped(engine: DanceEngine):
    wish = replace(WISH, seconds=11.0)
    parts = [part for part in engine.parts(wish) if isinstance(part, Part)]
    assert [part.first for part in parts] == [0, 120]
    assert len(list(engine.parts(wish, stop=lambda: True))) == 0


def test_beats_are_kept(engine: DanceEngine):
    beats = tuple(np.arange(0.2, 3.0, 0.5).tolist())
    dance = engine.dance(replace(WISH, beats=beats))
    assert dance.beats == beats
    assert len(dance.motion.joints) == 3 * FPS


def test_editing_goes_on_from_what_is_there(engine: DanceEngine, motion: Motion):
    longer = engine.continued(motion, replace(WISH, text="clap", seconds=2.0)).motion
    assert len(longer.joints) == len(motion.joints) - 1 + 2 * FPS
    assert np.array_equal(longer.joints[: len(motion.joints) - 1], motion.joints[:-1])
    steps = np.abs(np.diff(longer.joints[:, 0], axis=0)).max(1)
    assert steps[len(motion.joints) - 2] < 0.15

    between = engine.between(motion, motion, replace(WISH, seconds=2.0)).motion
    assert len(between.joints) == 2 * FPS

    armed = engine.upper_body(motion, replace(WISH, text="arms up")).motion
    assert len(armed.joints) == len(motion.joints) - 1


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"text": ""}, "dance_text_empty"),
        ({"text": "💃" * 20}, "dance_text_empty"),
        ({"text": "x" * 5000}, "dance_text_long"),
        ({"text": "qwrtzp xcvbnm"}, "dance_words_unknown"),
        ({"seconds": 400.0}, "dance_seconds"),
        ({"style": "polka"}, "dance_style"),
    ],
)
def test_bad_wishes_are_a_sentence(engine: DanceEngine, changes: dict, key: str):
    with pytest.raises(InputError) as error:
        engine.dance(replace(WISH, **changes))
    assert error.value.key == key


def test_a_motion_out_of_this_world_is_not_worked_on(engine: DanceEngine):
    with pytest.raises(InputError) as error:
        engine.continued(Motion(np.full((40, 22, 3), np.nan, np.float32)), WISH)
    assert error.value.key == "dance_motion_wrong"


def test_files_of_a_dance(engine: DanceEngine, tmp_path: Path):
    short = swaying(1.0)
    shares: list[float] = []
    engine.save_mp4(short, tmp_path / "a.mp4", progress=shares.append)
    with av.open(str(tmp_path / "a.mp4")) as film:
        assert film.streams.video[0].codec_context.name == "h264"
    assert shares == sorted(shares)
    engine.save_gif(short, tmp_path / "a.gif")
    engine.save_webp(short, tmp_path / "a.webp")
    engine.save_glb(short, tmp_path / "a.glb")
    assert (tmp_path / "a.gif").read_bytes()[:4] == b"GIF8"
    assert (tmp_path / "a.webp").read_bytes()[8:12] == b"WEBP"
    assert (tmp_path / "a.glb").read_bytes()[:4] == b"glTF"
    engine.save_bvh(short, tmp_path / "a.bvh")
    engine.save_npz(short, tmp_path / "a.npz", "a person sways")
    for name in ("a.bvh", "a.npz"):
        (clip,) = read_clips(name, (tmp_path / name).read_bytes()).accepted
        assert len(clip.joints) == len(short.joints)
    assert len(engine.frames(short)) == 20


def test_a_taught_dancer_is_used_at_once_and_can_go_again(tmp_path: Path):
    store = VersionStore(tmp_path / "store", 5, 10**9)
    engine = DanceEngine(device="cpu", weights=Weights(store))
    house = {style.id for style in STYLES}
    assert {style.id for style in engine.styles()} == house

    base = cast("Dancer", load(find_weight(DANCER).path, "dancer"))
    own = sample_of(Clip(swaying().joints, "a person does the zorbo", "zorbo", "mine", ()))
    version = store.register(DANCER, save(taught(base, [own]), tmp_path), architecture="dancer", details={})
    store.activate(DANCER, version.number)
    assert {style.id for style in engine.styles()} == house | {"zorbo"}
    dance = engine.dance(Wish("a person does the zorbo", 2.0, style="zorbo"))
    assert (dance.network, dance.notes) == (f"{DANCER}@{version.number}", ())

    store.deactivate(DANCER)
    assert {style.id for style in engine.styles()} == house


def test_the_published_dancer_says_what_it_lacks(tmp_path: Path):
    published = DanceEngine(device="cpu", choice="published", big=tmp_path)
    with pytest.raises(InputError) as error:
        published.dance(WISH)
    assert error.value.key == "dance_published_missing"
