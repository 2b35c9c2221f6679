"""A dance as a file to keep: MP4 with sound, GIF, WebP. PyAV is loaded with the first film."""

import io
from collections.abc import Callable
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from PIL import Image

from engines.dance.pictures.looks import Look
from engines.dance.pictures.painter import FigurePainter
from engines.models.humanml import Motion

if TYPE_CHECKING:
    from av.container import OutputContainer

Progress = Callable[[float], None]

RATE: Final = 30  # frames a second of a film: smoother than the motion's own 20
SIZE: Final = (540, 540)
QUALITY: Final = {"crf": "23", "preset": "superfast"}  # slower ones cost as much time as all the drawing
SOUND_RATE: Final = 44_100
SOUNDS: Final = "wav,mp3,ogg,flac,aac,mov,matroska"  # no playlist, which could name any file here
SOUND_BITS: Final = 128_000  # a second
SMALL: Final = (320, 320)  # of GIF and WebP
SLOW: Final = 15  # frames a second of GIF and WebP; GIF counts in hundredths of a second, so 1 / 15 is nearly kept
COLOURS: Final = 96  # of a GIF


def write_mp4(
    motion: Motion, path: Path, look: Look, sound: Path | None = None, progress: Progress | None = None
) -> None:
    """Write a film, H.264 in yuv420p with AAC, which every browser and phone plays.

    Args:
        sound: a sound file that begins with the dance; cut where the dance ends.
        progress: is told the share that is done, 0 to 1.
    """
    import av

    total = max(1, round(len(motion.joints) / motion.fps * RATE))
    with av.open(str(path), "w", format="mp4", options={"movflags": "+faststart"}) as film:
        video = film.add_stream("libx264", RATE, options=QUALITY)
        video.width, video.height, video.pix_fmt = *SIZE, "yuv420p"
        video.codec_context.thread_count = 2
        if sound is not None:
            _add_sound(film, sound, total / RATE)
        for number, picture in enumerate(FigurePainter(look, SIZE).frames(motion, RATE), 1):
            film.mux(video.encode(av.VideoFrame.from_ndarray(picture, "rgb24")))
            if progress is not None:
                progress(number / total)
        film.mux(video.encode(None))


def _add_sound(film: "OutputContainer", sound: Path, seconds: float) -> None:
    import av

    stream = film.add_stream("aac", SOUND_RATE, layout="stereo")
    stream.bit_rate = SOUND_BITS
    resampler = av.AudioResampler("fltp", "stereo", SOUND_RATE)
    last, done = round(seconds * SOUND_RATE), 0
    with av.open(str(sound), options={"format_whitelist": SOUNDS, "protocol_whitelist": "file"}) as source:
        for frame in source.decode(audio=0):
            for part in resampler.resample(frame):
                samples = np.ascontiguousarray(part.to_ndarray()[:, : last - done], np.float32)
                if samples.shape[1]:
                    cut = av.AudioFrame.from_ndarray(samples, "fltp", "stereo")
                    cut.sample_rate, cut.pts, cut.time_base = SOUND_RATE, done, Fraction(1, SOUND_RATE)
                    film.mux(stream.encode(cut))
                    done += samples.shape[1]
            if done >= last:
                break
    film.mux(stream.encode(None))


def write_gif(motion: Motion, look: Look) -> bytes:
    """Return an endless GIF of 320 x 320 pixels, all its frames in one palette."""
    frames = _small(motion, look)
    palette = frames[len(frames) // 2].quantize(COLOURS, Image.Quantize.MEDIANCUT)
    # Without dithering: dots that change from frame to frame would shimmer, and weigh.
    plain = [frame.quantize(palette=palette, dither=Image.Dither.NONE) for frame in frames]
    file = io.BytesIO()
    plain[0].save(file, "GIF", save_all=True, append_images=plain[1:], duration=_hundredths(len(plain)), loop=0)
    return file.getvalue()


def write_webp(motion: Motion, look: Look) -> bytes:
    """Return an endless animated WebP of 320 x 320 pixels."""
    frames = _small(motion, look)
    file = io.BytesIO()
    frames[0].save(
        file, "WEBP", save_all=True, append_images=frames[1:], duration=round(1000 / SLOW), loop=0, quality=60, method=2
    )
    return file.getvalue()


def _small(motion: Motion, look: Look) -> list[Image.Image]:
    return [Image.fromarray(picture) for picture in FigurePainter(look, SMALL).frames(motion, SLOW)]


def _hundredths(frames: int) -> list[int]:
    """Return the milliseconds of each frame, whole hundredths of a second whose sum keeps the pace."""
    ends = [round(100 * frame / SLOW) for frame in range(frames + 1)]
    return [10 * (end - start) for start, end in pairwise(ends)]
