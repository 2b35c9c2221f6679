"""Files that nobody should have to open: bombs, halves, lies, and what belongs to another kind of program."""

from __future__ import annotations

import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from functools import cache

import numpy as np
from PIL import Image

BOMB_SIDE = 60_000  # px of a picture that is a few bytes long
Maker = Callable[[random.Random], bytes]


def photo(random: random.Random, kind: str = "png") -> bytes:
    """An honest picture of noise."""
    pixels = np.random.default_rng(random.randrange(2**32)).integers(0, 255, (48, 64, 3), np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, kind)
    return file.getvalue()


def png(width: int, height: int, data: bytes, colour: int = 2, depth: int = 8) -> bytes:
    """A PNG that says of itself whatever one likes."""

    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    head = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def truncated(random: random.Random) -> bytes:
    whole = photo(random, random.choice(["png", "jpeg", "webp", "gif", "bmp", "tiff"]))
    return whole[: random.randrange(1, len(whole))]


def flipped(random: random.Random) -> bytes:
    """Some bits of an honest picture are wrong."""
    data = bytearray(photo(random, random.choice(["png", "jpeg", "webp", "gif", "bmp", "tiff"])))
    for _ in range(random.randrange(1, 30)):
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    return bytes(data)


def bomb(random: random.Random) -> bytes:
    """A few bytes that want gigabytes."""
    return png(BOMB_SIDE, BOMB_SIDE, _zeros(), colour=random.choice([0, 2, 3, 6]))


def liar(random: random.Random) -> bytes:
    """Sizes that cannot be."""
    width, height = random.choice([(0, 0), (1, 2**31 - 1), (2**31 - 1, 1), (2**32 - 1, 2**32 - 1), (16, 10**8)])
    return png(width, height, zlib.compress(b"\0" * 100), depth=random.choice([1, 8, 16, 99]))


@cache
def _zeros() -> bytes:
    return zlib.compress(b"\0" * 20_000_000, 9)


@cache
def long_gif() -> bytes:
    """Ten thousand frames."""
    frame = b"\x2c\0\0\0\0\x20\0\x20\0\0\x02\x16\x8c" + bytes(21) + b"\0"
    return b"GIF89a\x20\0\x20\0\xf0\0\0\0\0\0\xff\xff\xff" + frame * 10_000 + b";"


@cache
def moving_webp() -> bytes:
    file = io.BytesIO()
    frames = [Image.new("RGB", (64, 64), (i, i, i)) for i in range(60)]
    frames[0].save(file, "webp", save_all=True, append_images=frames[1:])
    return file.getvalue()


@cache
def zip_bomb() -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("joints.npy", b"\0" * 50_000_000)
        archive.writestr("../../../../outside.txt", "here I am")
    return file.getvalue()


def pickle_npz(_: random.Random) -> bytes:
    """An array of objects: to read it would be to run it."""
    file = io.BytesIO()
    np.savez(file, joints=np.array([print], dtype=object))
    return file.getvalue()


def polyglot(random: random.Random) -> bytes:
    """A picture and a page at once."""
    return photo(random, "gif") + b"<script>alert(1)</script><?php system('id'); ?>"


def text(*lines: bytes) -> Maker:
    return lambda _: b"\n".join(lines)


SVG = (
    b'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "AAAA"><!ENTITY b "&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;">]>',
    b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><image href="file:///etc/passwd"/>&c;</svg>',
)
HEIC = b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + b"\xff" * 400
PLAYLIST = (b"#EXTM3U", b"#EXTINF:1,", b"file:///etc/passwd", b"http://127.0.0.1:1/x")
BVH = (b"HIERARCHY", b"ROOT a", b"{", b"CHANNELS 999999999 Xposition", b"}", b"MOTION", b"Frames: 999999999999")
EPS = (b"%!PS-Adobe-3.0 EPSF-3.0", b"%%BoundingBox: 0 0 99999 99999", b"(/etc/passwd) (r) file")

PICTURES: dict[str, Maker] = {
    "truncated": truncated,
    "flipped bits": flipped,
    "PNG bomb": bomb,
    "lying size": liar,
    "10,000 frames": lambda _: long_gif(),
    "moving WebP": lambda _: moving_webp(),
    "polyglot": polyglot,
    "SVG": text(*SVG),
    "HEIC": lambda _: HEIC,
    "EPS": text(*EPS),
    "empty": lambda _: b"",
    "noise": lambda random: random.randbytes(random.randrange(1, 5000)),
    "one pixel": lambda _: png(1, 1, zlib.compress(b"\0\0\0\0")),
    "honest": photo,
}
OTHERS: dict[str, Maker] = {
    "zip bomb": lambda _: zip_bomb(),
    "pickle in NPZ": pickle_npz,
    "BVH": text(*BVH),
    "GLB": lambda random: b"glTF\x02\0\0\0\xff\xff\xff\xff\xff\xff\xff\x7fJSON" + random.randbytes(200),
    "playlist": text(*PLAYLIST),
    "MP4 head": lambda random: b"\0\0\0\x20ftypisom\0\0\x02\0isomiso2avc1mp41" + random.randbytes(2000),
    "MP3 head": lambda random: b"ID3\x04\0\0\x7f\x7f\x7f\x7f" + random.randbytes(2000),
    "WAV lie": lambda _: (
        b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\x01\0\xff\xff\xff\xff\xff\xff" + b"data\xff\xff\xff\xff"
    ),
    "pickle": lambda _: b"cos\nsystem\n(S'touch /tmp/pwned'\ntR.",
    "HTML": text(b"<html><script>alert(document.domain)</script></html>"),
}
EVERYTHING = PICTURES | OTHERS
