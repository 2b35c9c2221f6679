import io
import wave

import av
import numpy as np
import pytest
from PIL import Image, ImageSequence

from engines.dance.pictures import films
from engines.dance.pictures.looks import LOOKS
from engines.dance.pictures.painter import FigurePainter
from tests.engines.dance.bodies import standing_still

LOOK = LOOKS["robot"]


@pytest.fixture
def sound(tmp_path):
    path = tmp_path / "beat.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 22050, 0, "NONE", ""))
        file.writeframes((8000 * np.sin(np.arange(22050 * 2) / 8)).astype("<i2").tobytes())
    return path


def test_a_film_without_sound(tmp_path):
    seen: list[float] = []
    films.write_mp4(standing_still(20), tmp_path / "dance.mp4", LOOK, progress=seen.append)
    with av.open(str(tmp_path / "dance.mp4")) as film:
        assert len(film.streams) == 1
        stream = film.streams.video[0]
        assert (stream.codec_context.name, stream.codec_context.pix_fmt) == ("h264", "yuv420p")
        assert stream.average_rate == films.RATE
        pictures = [frame.to_ndarray(format="rgb24") for frame in film.decode(video=0)]
    assert len(pictures) == 30
    assert pictures[0].shape == (540, 540, 3)
    first = next(FigurePainter(LOOK).frames(standing_still(20)))
    assert np.abs(pictures[0].astype(int) - first).mean() < 4  # it is the drawn picture
    assert seen == sorted(seen)
    assert (len(seen), seen[-1]) == (30, 1)


def test_a_film_with_sound_ends_with_the_dance(tmp_path, sound):
    films.write_mp4(standing_still(20), tmp_path / "dance.mp4", LOOK, sound)
    with av.open(str(tmp_path / "dance.mp4")) as film:
        stream = film.streams.audio[0]
        assert stream.codec_context.name == "aac"
        assert stream.duration is not None
        assert stream.time_base is not None
        assert float(stream.duration * stream.time_base) == pytest.approx(1, abs=0.06)
        loud = np.concatenate([frame.to_ndarray() for frame in film.decode(audio=0)], 1)
    assert np.abs(loud[:, 8000:30000]).max() > 0.1


@pytest.mark.parametrize(("write", "kind"), [(films.write_gif, "GIF"), (films.write_webp, "WEBP")])
def test_small_pictures_that_move(write, kind):
    motion = standing_still(20)
    motion.joints[:, 20, 1] += np.linspace(0, 0.5, 20)  # an arm goes up
    with Image.open(io.BytesIO(write(motion, LOOK))) as picture:
        assert (picture.format, picture.size) == (kind, (320, 320))
        total = count = 0
        for frame in ImageSequence.Iterator(picture):
            frame.load()
            count += 1
            total += frame.info["duration"]
        assert count == 15
        assert total == pytest.approx(1000, abs=10)
        assert picture.info["loop"] == 0
