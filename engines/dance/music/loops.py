"""Three loops of music, made by program: chords of soft sines, drums of sines and noise. They belong to this project.

    uv run python -m engines.dance.music.loops [FOLDER]

writes FOLDER/*.mp3 and FOLDER/loops.json (default: assets/dance/loops): MP3, for it is what every browser plays, and
56 kbit/s of one channel, for that is 140 kB at most. What still sounds at a loop's end sounds on at its start.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

Array = NDArray[np.float64]

RATE: Final = 44_100
BITS: Final = 56_000  # a second
BARS: Final = 8
LEVEL: Final = 0.17  # root mean square, which comes to about -14 LUFS
HERE: Final = Path(__file__).resolve().parents[3] / "assets" / "dance" / "loops"


@dataclass(frozen=True)
class Loop:
    """How a loop is made.

    Args:
        id: also the file's name.
        bpm: beats a minute.
        beats: in a bar.
        play: writes one beat into the mix.
    """

    id: str
    bpm: float
    beats: int
    play: "Callable[[Mix, int, int], None]"

    @property
    def seconds(self) -> float:
        return BARS * self.beats * 60 / self.bpm

    def times(self) -> list[float]:
        return [round(beat * 60 / self.bpm, 4) for beat in range(BARS * self.beats)]


class Mix:
    """The sound of one loop: what is put beyond its end goes on at its start.

    Args:
        loop: to be filled.
    """

    def __init__(self, loop: Loop) -> None:
        self.beat_seconds = 60 / loop.bpm
        self.sound: Array = np.zeros(round(loop.seconds * RATE))
        self.rng = np.random.default_rng(0)

    def put(self, sound: Array, beat: float, loudness: float) -> None:
        """Add a sound that starts at `beat`, counted from the loop's start."""
        start = round(beat * self.beat_seconds * RATE)
        np.add.at(self.sound, (start + np.arange(len(sound))) % len(self.sound), loudness * sound)

    def noise(self, seconds: float, low: float, high: float) -> Array:
        """Noise between two frequencies (Hz)."""
        raw = self.rng.normal(0, 1, int(seconds * RATE))
        return np.asarray(sosfilt(butter(2, (low, high), "bandpass", fs=RATE, output="sos"), raw))


def note(pitch: float, seconds: float, rise: float = 0.01, overtones: tuple[float, ...] = (1, 0.35, 0.12)) -> Array:
    """A soft tone; `pitch` in half-tones above A at 220 Hz, so -12 is 110 Hz."""
    t = np.arange(int(seconds * RATE)) / RATE
    frequency = 220 * 2 ** (pitch / 12)
    wave = sum(share * np.sin(2 * np.pi * frequency * k * t) for k, share in enumerate(overtones, 1))
    return np.asarray(wave * np.minimum(1, t / rise) * np.cos(np.pi / 2 * t / seconds) ** 2)


def pluck(pitch: float, seconds: float = 0.9) -> Array:
    """A string that is plucked: its overtones die away before it does."""
    t = np.arange(int(seconds * RATE)) / RATE
    frequency = 220 * 2 ** (pitch / 12)
    waves = [np.sin(2 * np.pi * frequency * k * t) / k * np.exp(-t * (3 + 2.5 * k)) for k in range(1, 7)]
    return np.asarray(np.sum(waves, 0) * np.minimum(1, t / 0.003) * (1 - t / seconds))


def drum(frequency: float, drop: float, decay: float) -> Array:
    """A skin that is struck: a sine that falls from `frequency + drop` to `frequency` (Hz), over in 5 x `decay`."""
    t = np.arange(int(5 * decay * RATE)) / RATE
    phase = 2 * np.pi * (frequency * t + drop * 0.03 * (1 - np.exp(-t / 0.03)))
    return np.asarray(np.sin(phase) * np.exp(-t / decay) * np.minimum(1, t / 0.002))


def snare(mix: Mix) -> Array:
    crack = mix.noise(0.2, 800, 7000)
    return crack * np.exp(-np.arange(len(crack)) / RATE / 0.05)


def hat(mix: Mix) -> Array:
    hiss = mix.noise(0.08, 6000, 14000)
    return hiss * np.exp(-np.arange(len(hiss)) / RATE / 0.018)


MAJOR, MINOR = (0, 4, 7), (0, 3, 7)
POP: Final = ((0, MINOR), (-4, MAJOR), (3, MAJOR), (-2, MAJOR))  # A minor, F, C, G
POP_TUNE: Final = (
    *(12, 15, 19, 15, 12, 15, 19, 22), *(20, 19, 15, 12, 15, 12, 8, 12),
    *(15, 19, 22, 19, 15, 19, 22, 24), *(22, 17, 14, 17, 10, 14, 17, 14),
)  # fmt: skip
WALTZ: Final = ((3, MAJOR), (0, MINOR), (-4, MAJOR), (-2, MAJOR)) * 2  # C, A minor, F, G
WALTZ_TUNE: Final = (19, 22, 24, 27, 24, 22, 20, 24, 27, 26, 22, 17, 19, 22, 27, 31, 27, 24, 20, 24, 20, 22, 17, 14)
FOLK_TUNE: Final = (12, None, 15, 17, None, 15, 12, 10, 12, None, 15, 19, 17, None, 15, 12)  # a scale of five tones


def pop(mix: Mix, bar: int, beat: int) -> None:
    """Four on the floor, a bass off the beat, held chords, a plucked tune in the second half."""
    at = bar * 4.0 + beat
    root, chord = POP[bar % 4]
    mix.put(drum(48, 90, 0.09), at, 1.0)
    mix.put(hat(mix), at + 0.5, 0.35)
    if beat % 2:
        mix.put(snare(mix), at, 0.55)
    mix.put(note(root - 24, 0.22), at + 0.5, 0.6)
    mix.put(note(root - 24, 0.2), at + (0.75 if beat == 3 else 0.0), 0.35)
    if beat == 0:
        for step in chord:
            mix.put(note(root + step, 4.2 * mix.beat_seconds, 0.08), at, 0.16)
    if bar >= 4:
        for half in (0, 1):
            mix.put(pluck(POP_TUNE[(bar - 4) * 8 + beat * 2 + half]), at + half / 2, 0.22)


def waltz(mix: Mix, bar: int, beat: int) -> None:
    """A low note on one, chords on two and three, a slow tune above."""
    at = bar * 3.0 + beat
    root, chord = WALTZ[bar]
    if beat == 0:
        mix.put(note(root - 12, 1.5 * mix.beat_seconds), at, 0.8)
    else:
        for step in chord:
            mix.put(pluck(root + step, 0.7), at, 0.3)
    mix.put(note(WALTZ_TUNE[bar * 3 + beat], 1.3 * mix.beat_seconds, 0.03), at, 0.3)


def folk(mix: Mix, bar: int, beat: int) -> None:
    """Gutgeori on an hourglass drum, three to a beat: a low skin (kung), a stick (deok, gideok), its roll (deoreo)."""
    at = bar * 4.0 + beat
    kung, deok = drum(92, 40, 0.16), drum(330, 60, 0.035)
    deok = deok + 0.5 * mix.noise(len(deok) / RATE, 1500, 8000)[: len(deok)] * np.exp(
        -np.arange(len(deok)) / RATE / 0.02
    )
    mix.put(kung, at, 1.0)
    if beat == 0:
        mix.put(deok, at, 0.7)
        mix.put(drum(196, 12, 0.5), at, 0.25 if bar % 2 else 0.45)  # a gong, far away
    if beat % 2:
        for stroke in range(3):
            mix.put(deok, at + 2 / 3 + stroke / 9, 0.3 - 0.06 * stroke)
    else:
        mix.put(deok, at + 2 / 3 - 0.06, 0.2)
        mix.put(deok, at + 2 / 3, 0.45)
    tone = FOLK_TUNE[(bar % 4) * 4 + beat]
    if tone is not None:
        mix.put(pluck(tone - 5, 1.1), at, 0.4)
        mix.put(pluck(tone - 5, 0.8), at + 2 / 3, 0.2)


LOOPS: Final = (Loop("pop", 120, 4, pop), Loop("waltz", 96, 3, waltz), Loop("k-drums", 100, 4, folk))


def render(loop: Loop) -> NDArray[np.int16]:
    """Return the samples (N,) of a loop, one channel."""
    mix = Mix(loop)
    for bar in range(BARS):
        for beat in range(loop.beats):
            loop.play(mix, bar, beat)
    loud = mix.sound / np.sqrt((mix.sound**2).mean()) * LEVEL
    return np.asarray(np.tanh(loud) * 32_000, np.int16)  # tanh bends the loudest beats instead of cutting them


def write(folder: Path = HERE) -> None:
    """Write the files of all loops, and what they are."""
    import av

    folder.mkdir(parents=True, exist_ok=True)
    table = []
    for loop in LOOPS:
        path = folder / f"{loop.id}.mp3"
        with av.open(str(path), "w") as container:
            stream = container.add_stream("libmp3lame", rate=RATE, layout="mono", bit_rate=BITS)
            frame = av.AudioFrame.from_ndarray(render(loop)[None], "s16", "mono")
            frame.sample_rate = RATE
            resampler = av.AudioResampler("s16p", "mono", RATE, frame_size=1152)
            for piece in [*resampler.resample(frame), *resampler.resample(None), None]:
                container.mux(stream.encode(piece))
        table.append(
            {"id": loop.id, "file": path.name, "bpm": loop.bpm, "seconds": loop.seconds, "beats": loop.times()}
        )
    (folder / "loops.json").write_text(json.dumps(table) + "\n")


if __name__ == "__main__":
    write(*map(Path, sys.argv[1:]))
