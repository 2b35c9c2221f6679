"""Clips in the kinds that people have: a moving skeleton, its length, the way out, and what is refused."""

import shutil
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from engines.dogs import video
from engines.dogs.video import RATE, Step, moving_skeleton, plan_clip
from engines.models.skeletons import Keypoints
from engines.runtime import InputError
from tests.engines.dogs.figures import STANDING, dog

CODECS = {".mp4": "mp4v", ".mov": "mp4v", ".webm": "VP80"}


def clip(path: Path, seconds: float = 1.0, fps: float = 25.0, size: tuple[int, int] = (160, 120)) -> Path:
    """A grey picture that grows brighter."""
    frames = round(seconds * fps)
    greys = np.linspace(20, 220, frames).astype(int).tolist()
    if path.suffix == ".gif":
        first, *others = [Image.new("RGB", size, (grey,) * 3) for grey in greys]
        first.save(path, save_all=True, append_images=others, duration=round(1000 / fps))
        return path
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*CODECS[path.suffix]), fps, size)
    assert writer.isOpened()
    for grey in greys:
        writer.write(np.full((size[1], size[0], 3), grey, np.uint8))
    writer.release()
    return path


def look(frame: Image.Image) -> Keypoints:
    return dog(STANDING, min(frame.size) / 100)


def frames_of(path: Path) -> list[np.ndarray]:
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    frames: list[np.ndarray] = []
    while True:
        there, frame = capture.read()
        if not there:
            return frames
        frames.append(frame)


@pytest.mark.parametrize(
    ("kind", "fps", "frames"),
    [
        (".mp4", 25, 13),  # every second one
        (".mov", 60, 13),
        (".webm", 24, 13),
        (".gif", 5, 5),  # slower than what is written: all of them
    ],
)
def test_each_kind(kind: str, fps: float, frames: int, tmp_path: Path) -> None:
    source, folder = clip(tmp_path / f"in{kind}", 1, fps), tmp_path / "out"
    folder.mkdir()
    steps = list(moving_skeleton(source, look, folder))
    assert [step.done for step in steps] == [*range(1, frames + 1), frames]
    assert {step.total for step in steps} == {frames}
    assert [step.path for step in steps[:-1]] == [None] * frames
    path = steps[-1].path
    assert path is not None
    assert list(folder.iterdir()) == [path]
    shown = frames_of(path)
    assert len(shown) == frames
    assert shown[0].shape == (120, 160, 3)
    corner = [float(frame[5, 150].mean()) for frame in shown]
    assert all(late > early for early, late in pairwise(corner))  # in their order
    capture = cv2.VideoCapture(str(path))
    assert len(shown) / capture.get(cv2.CAP_PROP_FPS) == pytest.approx(1, abs=0.1)  # as long as it was
    assert np.ptp(shown[0].astype(int), axis=-1).max() > 60  # colours on grey


def test_uneven_times_keep_their_rhythm(tmp_path: Path) -> None:
    """Two frames for half a second each and ten short ones."""
    pictures = [Image.new("RGB", (64, 48), (20 * grey,) * 3) for grey in range(12)]
    source = tmp_path / "in.gif"
    pictures[0].save(source, save_all=True, append_images=pictures[1:], duration=[500, *[40] * 10, 500])
    plan = plan_clip(source)
    assert plan.each[0] == round(0.5 * plan.rate)
    assert sum(plan.each[1:-1]) == pytest.approx(0.4 * plan.rate, abs=1)
    assert 0 < plan.rate <= RATE


def test_large_frames_are_made_smaller(tmp_path: Path) -> None:
    sizes = []

    def note(frame: Image.Image) -> Keypoints:
        sizes.append(frame.size)
        return look(frame)

    *_, last = moving_skeleton(clip(tmp_path / "in.mp4", 0.2, size=(1290, 722)), note, tmp_path)
    assert set(sizes) == {(640, 360)}
    assert last.preview.size == (640, 360)


def test_frames_without_a_dog_stay_plain(tmp_path: Path) -> None:
    looks = iter([None, *[dog(STANDING)] * 50])
    first, second, *_ = moving_skeleton(clip(tmp_path / "in.mp4"), lambda _: next(looks), tmp_path)
    assert np.ptp(np.asarray(first.preview).astype(int), axis=-1).max() < 20
    assert np.ptp(np.asarray(second.preview).astype(int), axis=-1).max() > 60


def test_no_dog_at_all(tmp_path: Path) -> None:
    source, folder = clip(tmp_path / "in.mp4", 0.3), tmp_path / "out"
    folder.mkdir()
    with pytest.raises(InputError) as caught:
        list(moving_skeleton(source, lambda _: None, folder))
    assert caught.value.key == "clip_no_dog"
    assert not list(folder.iterdir())


def test_closing_leaves_nothing(tmp_path: Path) -> None:
    source, folder = clip(tmp_path / "in.mp4"), tmp_path / "out"
    folder.mkdir()
    steps = moving_skeleton(source, look, folder)
    assert next(steps).done == 1
    assert len(list(folder.iterdir())) == 1
    steps.close()  # type: ignore[attr-defined]
    assert not list(folder.iterdir())


def test_an_error_of_the_caller_leaves_nothing(tmp_path: Path) -> None:
    source, folder = clip(tmp_path / "in.mp4"), tmp_path / "out"
    folder.mkdir()

    def fail(frame: Image.Image) -> Keypoints:
        raise MemoryError

    with pytest.raises(MemoryError):
        list(moving_skeleton(source, fail, folder))
    assert not list(folder.iterdir())


def text(path: Path) -> Path:
    path.write_text("a dog")
    return path


def playlist(path: Path) -> Path:
    path.write_text("#EXTM3U\n#EXTINF:1,\nother.mp4\n")
    return path


def empty(path: Path) -> Path:
    path.touch()
    return path


def cut(path: Path) -> Path:
    whole = clip(path).read_bytes()
    path.write_bytes(whole[:300])
    return path


def picture(path: Path) -> Path:
    Image.new("RGB", (64, 64)).save(path, "PNG")
    return path


@pytest.mark.parametrize("make", [text, playlist, empty, cut, picture])
def test_what_is_no_clip(make: Callable[[Path], Path], tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        next(moving_skeleton(make(tmp_path / "in.mp4"), look, tmp_path))
    assert caught.value.key == "clip_unreadable"


def test_the_end_cut_off_is_no_harm(tmp_path: Path) -> None:
    source = clip(tmp_path / "in.webm", 2)
    whole = source.read_bytes()
    source.write_bytes(whole[: len(whole) * 3 // 4])
    steps: list[Step] = list(moving_skeleton(source, look, tmp_path))
    assert 3 < len(steps) < 26
    assert steps[-1].path is not None


@pytest.mark.parametrize(("seconds", "refused"), [(20.0, False), (21.5, True)])
def test_twenty_seconds_are_the_most(seconds: float, refused: bool, tmp_path: Path) -> None:
    source = clip(tmp_path / "in.mp4", seconds, fps=4, size=(32, 32))
    if refused:
        with pytest.raises(InputError) as caught:
            plan_clip(source)
        assert caught.value.key == "clip_too_long"
    else:
        assert plan_clip(source).total == 80


def test_limits_of_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    large = clip(tmp_path / "large.mp4", 0.1, size=(2560, 1600))
    with pytest.raises(InputError) as caught:
        plan_clip(large)
    assert caught.value.key == "clip_too_large"
    heavy = tmp_path / "heavy.mp4"
    shutil.copy(large, heavy)
    with heavy.open("r+b") as file:
        file.truncate(video.MOST_BYTES + 1)  # a hole, not so many bytes on the disk
    with pytest.raises(InputError) as caught:
        plan_clip(heavy)
    assert caught.value.key == "clip_too_heavy"
