"""Sound files of known beats, and files that are none."""

import io
import wave
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from engines.dance.music import hear
from engines.dance.music.sound import RATE, read_sound
from engines.runtime import InputError


def drums(bpm: float, offset: float, seconds: float = 10.0) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """A low drum on every beat and a soft click after half of it: the sound, and the seconds of the beats."""
    sound = np.zeros(int(seconds * RATE))
    t = np.arange(int(0.15 * RATE)) / RATE
    drum, click = np.sin(2 * np.pi * 70 * t) * np.exp(-t / 0.05), np.sin(2 * np.pi * 2500 * t) * np.exp(-t / 0.01)
    beats = np.arange(offset, seconds - 0.5, 60 / bpm)
    for beat in beats:
        for at, stroke in ((beat, drum), (beat + 30 / bpm, 0.3 * click)):
            start = int(at * RATE)
            sound[start : start + len(stroke)] += stroke[: len(sound) - start]
    return sound, beats


def as_wav(sound: NDArray[np.float64], channels: int = 1, rate: int = RATE) -> bytes:
    file = io.BytesIO()
    with wave.open(file, "wb") as writer:
        writer.setnchannels(channels)
        writer.setsampwidth(2)
        writer.setframerate(rate)
        writer.writeframes(np.repeat((sound * 20_000).astype("<i2"), channels).tobytes())
    return file.getvalue()


def encoded(sound: NDArray[np.float64], kind: str, codec: str) -> bytes:
    import av

    file = io.BytesIO()
    with av.open(file, "w", format=kind) as container:
        stream = container.add_stream(codec, rate=48_000, layout="stereo")
        assert isinstance(stream, av.AudioStream)  # for the type checker
        frame = av.AudioFrame.from_ndarray((sound * 20_000).astype(np.int16)[None], "s16", "mono")
        frame.sample_rate = RATE
        resampler = av.AudioResampler(stream.format, "stereo", 48_000, frame_size=stream.frame_size or 960)
        for piece in [*resampler.resample(frame), *resampler.resample(None), None]:
            container.mux(stream.encode(piece))
    return file.getvalue()


@pytest.mark.parametrize(("bpm", "offset"), [(84, 0.2), (100, 0.05), (120, 0.31), (140, 0.11)])
def test_beats_are_where_the_drum_is(bpm: float, offset: float) -> None:
    sound, beats = drums(bpm, offset)
    music = hear(as_wav(sound))
    assert music.tempo == pytest.approx(bpm, rel=0.02)
    heard = np.array(music.beats)
    away = np.abs(heard[:, None] - beats)
    assert (away.min(0) < 0.05).mean() > 0.9  # every beat is heard
    assert (away.min(1) < 0.05).mean() > 0.9  # and no other
    assert np.abs(np.median(heard - beats[away.argmin(1)])) < 0.015


@pytest.mark.parametrize(
    ("kind", "codec"), [("mp3", "libmp3lame"), ("ogg", "libopus"), ("mp4", "aac"), ("flac", "flac")]
)
def test_common_kinds_are_read(kind: str, codec: str) -> None:
    sound, beats = drums(120, 0.3, 5.0)
    music = hear(encoded(sound, kind, codec))
    assert music.seconds == pytest.approx(5.0, abs=0.1)
    assert music.sound.samples.shape[1] == 2
    assert np.abs(np.array(music.beats)[:, None] - beats).min(0).max() < 0.06


def test_any_channels_and_rate_become_stereo() -> None:
    sound, _ = drums(120, 0.0, 2.0)
    samples = read_sound(as_wav(sound[::2], 2, RATE // 2)).samples
    assert samples.dtype == np.int16
    assert len(samples) == pytest.approx(2 * RATE, abs=100)
    np.testing.assert_array_equal(samples[:, 0], samples[:, 1])


def test_sound_is_kept_as_it_was_heard(tmp_path: Path) -> None:
    sound = read_sound(as_wav(drums(120, 0.0, 2.0)[0]))
    sound.save(tmp_path / "sound.wav")
    np.testing.assert_array_equal(read_sound((tmp_path / "sound.wav").read_bytes()).samples, sound.samples)


@pytest.mark.parametrize("sound", [np.zeros(5 * RATE), np.random.default_rng(0).normal(0, 0.2, 5 * RATE)])
def test_silence_and_noise_have_no_beats(sound: NDArray[np.float64]) -> None:
    music = hear(as_wav(sound.clip(-1, 1)))
    assert (music.tempo, music.beats) == (0.0, ())


@pytest.mark.parametrize(
    ("data", "key"),
    [
        (b"", "dance_sound_none"),
        (b"%PDF-1.7\n" + bytes(2000), "dance_sound_unreadable"),
        (b"ID3\x04" + bytes(5000), "dance_sound_unreadable"),
        (b"#EXTM3U\nfile:///etc/hostname\n", "dance_sound_unreadable"),
        (as_wav(np.zeros(RATE))[:30], "dance_sound_unreadable"),
        (bytes(15_000_001), "dance_sound_heavy"),
        (as_wav(np.zeros(RATE // 2)), "dance_sound_short"),
        (as_wav(np.zeros(62 * 8000), 1, 8000), "dance_sound_long"),
    ],
)
def test_what_is_no_music_is_answered_with_a_sentence(data: bytes, key: str) -> None:
    with pytest.raises(InputError) as caught:
        hear(data)
    assert caught.value.key == key
