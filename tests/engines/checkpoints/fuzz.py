"""Damaged checkpoints without end: `python -m tests.engines.checkpoints.fuzz --count 10000 --seed 0`.

Every file starts as a good one of some form; bytes are flipped, cut, doubled, overwritten with extreme numbers or
swapped with another file's. `inspect` may answer with a report or with an `InputError`, in under two seconds and
with memory under twice the file (and a constant for the interpreter's own noise); anything else is counted.
"""

import argparse
import io
import random
import resource
import sys
import tempfile
import time
import warnings
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import torch
from safetensors.torch import save

from engines.checkpoints import inspect
from engines.models.pix2pix import PatchDiscriminator, UNetGenerator
from engines.runtime import InputError

LONGEST = 2.0  # seconds
NOISE = 64_000_000  # bytes that the interpreter may take for itself over thousands of files
EXTREMES = [
    b"\xff" * 8,
    b"\x00" * 8,
    b"\xff\xff\xff\x7f",
    b"\x80",
    b"{",
    b"]",
    b".",
    b"(",
    b"PK\x05\x06",
    b"\x00\x00\x00\x80",
]


@dataclass
class Tally:
    """What came of the files. `wrong` holds a sentence on each that broke a promise."""

    answers: Counter[str] = field(default_factory=Counter)
    slowest: float = 0.0
    largest_growth: int = 0  # bytes that one file added to the peak, beyond twice its own length
    wrong: list[str] = field(default_factory=list)


def good_files() -> list[bytes]:
    """Return checkpoints of every form, some kilobytes each."""
    torch.manual_seed(0)
    critic = PatchDiscriminator(ndf=4, n_layers=2).eval()
    painter = UNetGenerator(num_downs=5, ngf=2).eval()
    files = [save(critic.state_dict()), save({f"module.{key}": t for key, t in painter.state_dict().items()})]
    for old in (False, True):
        for content in (critic.state_dict(), {"netG": painter.state_dict(), "epoch": 3}):
            buffer = io.BytesIO()
            torch.save(content, buffer, _use_new_zipfile_serialization=not old)
            files.append(buffer.getvalue())
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # tracing is deprecated; reading what it wrote is not
        traced = torch.jit.trace(critic, torch.zeros(1, 6, 64, 64))
        files.append(
            torch.jit.save_to_buffer(traced) if hasattr(torch.jit, "save_to_buffer") else traced.save_to_buffer()
        )
    return files


def mutate(content: bytes, random: random.Random, others: list[bytes]) -> bytes:
    """Return the bytes, damaged in one to three ways. The damage prefers the first kilobytes, where the names are."""
    data = bytearray(content)
    for _ in range(random.randint(1, 3)):
        if not data:
            break
        reach = len(data) if random.random() < 0.3 else min(len(data), 4096)
        at = random.randrange(reach) if random.random() < 0.8 else len(data) - 1 - random.randrange(reach)
        random.choice(DAMAGES)(data, at, random, others)
    return bytes(data)


def _flip(data: bytearray, at: int, random: random.Random, others: list[bytes]) -> None:
    data[at] ^= 1 << random.randrange(8)


def _cut(data: bytearray, at: int, random: random.Random, others: list[bytes]) -> None:
    del data[at:]


def _take_out(data: bytearray, at: int, random: random.Random, others: list[bytes]) -> None:
    del data[at : at + random.randint(1, 64)]


def _double(data: bytearray, at: int, random: random.Random, others: list[bytes]) -> None:
    data[at:at] = data[at : at + random.randint(1, 256)]


def _overwrite(data: bytearray, at: int, random: random.Random, others: list[bytes]) -> None:
    extreme = random.choice(EXTREMES)
    data[at : at + len(extreme)] = extreme


def _digits(data: bytearray, at: int, random: random.Random, others: list[bytes]) -> None:
    """Put a long number where one stands: shapes and offsets of a JSON header, indices in keys."""
    place = next((n for n in range(at, min(at + 400, len(data))) if 48 <= data[n] <= 57), at)
    data[place : place + 1] = str(10 ** random.randint(1, 20)).encode()


def _cross(data: bytearray, at: int, random: random.Random, others: list[bytes]) -> None:
    other = random.choice(others)
    start = random.randrange(len(other))
    data[at:] = other[start : start + random.randint(1, len(other))]


DAMAGES: list[Callable[[bytearray, int, random.Random, list[bytes]], None]] = [
    _flip,
    _flip,
    _flip,
    _cut,
    _take_out,
    _double,
    _overwrite,
    _digits,
    _digits,
    _cross,
]


def run(count: int, seed: int, folder: Path) -> Tally:
    """Inspect `count` damaged files and return what came of them."""
    source = random.Random(seed)
    files = good_files()
    tally = Tally()
    path = folder / "weights.pth"
    for content in files:  # so that imports and remembered layouts are not counted as a file's memory
        path.write_bytes(content)
        inspect(path)
    start = peak = _peak()
    for number in range(count):
        content = mutate(source.choice(files), source, files)
        path.write_bytes(content)
        began = time.perf_counter()
        try:
            answer = inspect(path).architecture or "unknown network"
        except InputError as problem:
            answer = problem.key
        except BaseException as error:  # noqa: BLE001  # that nothing else is raised is what is tested
            answer = type(error).__name__
            tally.wrong.append(f"file {number}: {answer}: {str(error)[:200]}")
        seconds = time.perf_counter() - began
        tally.answers[answer] += 1
        tally.slowest = max(tally.slowest, seconds)
        if seconds > LONGEST:
            tally.wrong.append(f"file {number}: {seconds:.1f} s")
        now = _peak()
        tally.largest_growth = max(tally.largest_growth, now - peak - 2 * len(content))
        peak = now
    if peak - start > NOISE:
        tally.wrong.append(f"memory grew by {(peak - start) / 1e6:.0f} MB over {count} files")
    return tally


def _peak() -> int:
    """Return the most memory that this process ever had, in bytes."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def main() -> int:
    parser = argparse.ArgumentParser(description="Inspect damaged checkpoints and say what came of them.")
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        tally = run(options.count, options.seed, Path(folder))
    for answer, number in tally.answers.most_common():
        print(f"{number:7,}  {answer}")
    print(f"slowest {tally.slowest:.3f} s; most memory that one file added beyond twice its length "
          f"{tally.largest_growth / 1e6:.1f} MB")  # fmt: skip
    print("\n".join(tally.wrong) or "no promise was broken")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
