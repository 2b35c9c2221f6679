"""Pictures from strangers: every good kind is read, every bad kind gets one sentence."""

import io
import random
import resource
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from engines.runtime import InputError, read_picture

RED, GREEN, BLUE = (255, 0, 0), (0, 255, 0), (0, 0, 255)
SIZE = (48, 32)
EXIF_ORIENTATION = 274

# pytest shows what the module silences; the last test looks at the silence itself.
pytestmark = pytest.mark.filterwarnings("ignore:::PIL")


def encode(image: Image.Image, kind: str, **options: Any) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def plain(mode: str, colour: Any, kind: str = "PNG", **options: Any) -> bytes:
    return encode(Image.new(mode, SIZE, colour), kind, **options)


def palette(kind: str, transparent: bool) -> bytes:
    image = Image.new("P", SIZE, 1)
    image.putpalette([0, 0, 0, *RED])
    return encode(image, kind, **({"transparency": 1} if transparent else {}))


def sixteen_bit(kind: str, level: int) -> bytes:
    return encode(Image.fromarray(np.full((SIZE[1], SIZE[0]), level, np.uint16)), kind)


def animated(kind: str) -> bytes:
    frames = [Image.new("RGB", SIZE, colour) for colour in (RED, GREEN, BLUE)]
    return encode(frames[0], kind, save_all=True, append_images=frames[1:], duration=100, lossless=True)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png(width: int, height: int, depth: int, colour_type: int, rows: bytes) -> bytes:
    header = struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def png_rgb16() -> bytes:
    """16 bits a channel, which Pillow cannot write: red 255, green 128, blue 0 in the high bytes."""
    row = b"\0" + bytes((255, 7, 128, 7, 0, 7)) * SIZE[0]
    return png(*SIZE, 16, 2, zlib.compress(row * SIZE[1]))


def png_bomb(side: int = 50_000) -> bytes:
    """A complete picture of one bit a pixel: at 50,000 pixels 312 MB of zeros in 0.3 MB.

    One block of rows is packed and repeated; the checksum of n zeros is known without reading them.
    """
    zeros = bytes((1 + side // 8) * 500)
    blocks = side // 500
    packer = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
    block = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    adler = len(zeros) * blocks % 65521 << 16 | 1
    return png(side, side, 1, 0, b"\x78\xda" + block * blocks + b"\x03\0" + struct.pack(">I", adler))


def gif_header(width: int, height: int) -> bytes:
    screen = struct.pack("<HHBBB", width, height, 0, 0, 0)
    return b"GIF89a" + screen + b"," + struct.pack("<HHHHBB", 0, 0, width, height, 0, 8)


def bmp_header(width: int, height: int) -> bytes:
    info = struct.pack("<IiiHHIIiiII", 40, width, height, 1, 24, 0, 0, 0, 0, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54, 0, 0, 54) + info


def noise(kind: str, **options: Any) -> bytes:
    pixels = np.random.default_rng(0).integers(0, 256, (64, 64, 3), np.uint8)
    return encode(Image.fromarray(pixels), kind, **options)


@pytest.mark.parametrize(
    ("data", "mode", "pixel"),
    [
        # every kind of file
        (plain("RGB", RED, "PNG"), "RGB", RED),
        (plain("RGB", RED, "JPEG", quality=100, subsampling=0), "RGB", (254, 0, 0)),
        (plain("RGB", RED, "WEBP", lossless=True), "RGB", RED),
        (plain("RGB", RED, "GIF"), "RGB", RED),
        (plain("RGB", RED, "BMP"), "RGB", RED),
        (plain("RGB", RED, "TIFF"), "RGB", RED),
        (plain("RGB", RED, "TIFF", compression="tiff_lzw"), "RGB", RED),
        # every kind of colour
        (plain("1", 1), "RGB", (255, 255, 255)),
        (plain("L", 77), "RGB", (77, 77, 77)),
        (plain("LA", (77, 5)), "RGBA", (77, 77, 77, 5)),
        (plain("RGBA", (1, 2, 3, 0)), "RGBA", (1, 2, 3, 0)),
        (palette("PNG", transparent=False), "RGB", RED),
        (palette("PNG", transparent=True), "RGBA", (*RED, 0)),
        (palette("GIF", transparent=True), "RGBA", (*RED, 0)),
        (encode(Image.new("RGBA", SIZE, (*RED, 5)).convert("PA"), "TIFF"), "RGBA", (*RED, 5)),
        # one colour of a picture without alpha declared transparent
        (plain("RGB", RED, transparency=RED), "RGBA", (*RED, 0)),
        (plain("L", 77, transparency=77), "RGBA", (77, 77, 77, 0)),
        (plain("1", 1, transparency=255), "RGBA", (255, 255, 255, 0)),
        # print: no ink is white, full yellow and magenta is red
        (plain("CMYK", (0, 0, 0, 0), "TIFF"), "RGB", (255, 255, 255)),
        (plain("CMYK", (0, 255, 255, 0), "TIFF"), "RGB", RED),
        (plain("CMYK", (0, 0, 0, 0), "JPEG", quality=100), "RGB", (255, 255, 255)),
        # 16 bits a channel: the high byte counts
        (sixteen_bit("PNG", 0x8040), "RGB", (128, 128, 128)),
        (sixteen_bit("PNG", 300), "RGB", (1, 1, 1)),
        (sixteen_bit("TIFF", 0xFFFF), "RGB", (255, 255, 255)),
        (png_rgb16(), "RGB", (255, 128, 0)),
        # animated: the first frame
        (animated("GIF"), "RGB", RED),
        (animated("WEBP"), "RGB", RED),
        (animated("PNG"), "RGB", RED),
        (animated("TIFF"), "RGB", RED),
        # a telephone's JPEG with a second picture inside
        (
            encode(Image.new("RGB", SIZE), "MPO", save_all=True, append_images=[Image.new("RGB", SIZE)]),
            "RGB",
            (0, 0, 0),
        ),
        # an orientation that is no number
        (
            plain("RGB", 0, "JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x02\0\x01\0\0\0\0\0\0\0"),
            "RGB",
            (0, 0, 0),
        ),
        # EXIF that is no EXIF
        (plain("RGB", 0, "JPEG", exif=b"Exif\0\0" + b"\xff" * 50), "RGB", (0, 0, 0)),
    ],
)
def test_good_pictures(data: bytes, mode: str, pixel: tuple[int, ...]) -> None:
    picture = read_picture(data)
    assert (picture.mode, picture.size) == (mode, SIZE)
    assert picture.getpixel((20, 10)) == pixel
    assert type(picture) is Image.Image  # nothing of the file stays open
    assert picture.info == {}


def quarters() -> Image.Image:
    """Red above left, green above right, blue below left, white below right."""
    pixels = np.zeros((32, 48, 3), np.uint8)
    pixels[:16, :24], pixels[:16, 24:], pixels[16:, :24], pixels[16:, 24:] = RED, GREEN, BLUE, 255
    return Image.fromarray(pixels)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF"])
@pytest.mark.parametrize("orientation", range(10))  # 1 to 8 have a meaning
def test_pictures_are_turned_upright(kind: str, orientation: int) -> None:
    """The camera stores its sensor's picture and says how it was held; what is seen must be the same for all."""
    stored = {
        2: Image.Transpose.FLIP_LEFT_RIGHT,
        3: Image.Transpose.ROTATE_180,
        4: Image.Transpose.FLIP_TOP_BOTTOM,
        5: Image.Transpose.TRANSPOSE,
        6: Image.Transpose.ROTATE_90,  # held so that it must be turned back clockwise
        7: Image.Transpose.TRANSVERSE,
        8: Image.Transpose.ROTATE_270,
    }
    exif = Image.Exif()
    exif[EXIF_ORIENTATION] = orientation
    image = quarters().transpose(stored[orientation]) if orientation in stored else quarters()
    options = {} if kind == "TIFF" else {"quality": 95}
    picture = read_picture(encode(image, kind, exif=exif, **options))
    assert picture.size == (48, 32)
    difference = np.asarray(picture).astype(int) - np.asarray(quarters())
    assert np.abs(difference).mean() < 10  # JPEG and WebP blur the border between the quarters


def test_a_picture_keeps_no_place_and_no_profile() -> None:
    exif = Image.Exif()
    exif[0x010F] = "a camera"
    data = plain("RGB", RED, "JPEG", exif=exif, icc_profile=b"profile" * 40, comment=b"at home")
    assert b"a camera" in data
    again = encode(read_picture(data), "JPEG")
    assert not any(trace in again for trace in (b"a camera", b"profile", b"at home"))


BAD: dict[str, tuple[Callable[[], bytes], str]] = {
    "nothing": (lambda: b"", "picture_none"),
    "text named .png": (lambda: b"This is my drawing of a shoe.\n" * 10, "picture_unreadable"),
    "one byte": (lambda: b"\x89", "picture_unreadable"),
    "signature alone": (lambda: b"\x89PNG\r\n\x1a\n", "picture_unreadable"),
    "SVG": (lambda: b'<svg xmlns="http://www.w3.org/2000/svg"/>', "picture_unreadable"),
    # kinds that Pillow knows and that are not asked for
    "EPS": (lambda: plain("RGB", RED, "EPS"), "picture_unreadable"),
    "PCX": (lambda: plain("RGB", RED, "PCX"), "picture_unreadable"),
    "ICO": (lambda: plain("RGB", RED, "ICO", sizes=[(32, 32)]), "picture_unreadable"),
    # a scale that the file does not tell
    "float TIFF": (lambda: plain("F", 0.5, "TIFF"), "picture_unreadable"),
    "32-bit TIFF": (lambda: plain("I", 70_000, "TIFF"), "picture_unreadable"),
    # cut off in the middle
    "half a PNG": (lambda: noise("PNG")[:6000], "picture_unreadable"),
    "half a JPEG": (lambda: noise("JPEG")[:2000], "picture_unreadable"),
    "half a WebP": (lambda: noise("WEBP")[:1500], "picture_unreadable"),
    "half a GIF": (lambda: noise("GIF")[:2500], "picture_unreadable"),
    "half a BMP": (lambda: noise("BMP")[:6000], "picture_unreadable"),
    "half a TIFF": (lambda: noise("TIFF")[:6000], "picture_unreadable"),
    # damaged in the middle
    "PNG with a wrong sum": (lambda: noise("PNG").replace(b"IDAT", b"IDAX"), "picture_unreadable"),
    "PNG with broken rows": (lambda: png(48, 32, 8, 2, b"not zlib"), "picture_unreadable"),
    # size
    "1 x 1": (lambda: encode(Image.new("RGB", (1, 1)), "PNG"), "picture_too_small"),
    "a line": (lambda: encode(Image.new("RGB", (500, 15)), "PNG"), "picture_too_small"),
    "8000 x 8000": (lambda: encode(Image.new("1", (8000, 8000)), "PNG"), "picture_too_many_pixels"),
    "8000 x 5001": (lambda: encode(Image.new("1", (8000, 5001)), "PNG"), "picture_too_many_pixels"),
    # above Pillow's own warning and above its own error
    "10,000 x 10,000": (lambda: png_bomb(10_000), "picture_too_many_pixels"),
    "PNG bomb": (png_bomb, "picture_too_many_pixels"),
    "GIF bomb": (lambda: gif_header(65_535, 65_535), "picture_too_many_pixels"),
    "BMP bomb": (lambda: bmp_header(100_000, 100_000), "picture_too_many_pixels"),
    "21 MB": (lambda: b"\x89PNG\r\n\x1a\n" + bytes(21_000_000), "picture_too_heavy"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_bad_pictures_get_a_sentence(name: str) -> None:
    make, key = BAD[name]
    with pytest.raises(InputError) as caught:
        read_picture(make())
    assert caught.value.key == key
    sentence = str(caught.value)
    assert "please" in sentence
    assert sentence.endswith(".")
    assert len(sentence) < 120


@pytest.mark.parametrize(
    ("size", "fits"),
    [
        ((16, 16), True),
        ((15, 16), False),
        ((100, 100), True),
        ((101, 100), False),
        # the shape does not matter
        ((16, 625), True),
        ((16, 626), False),
    ],
)
def test_limits_of_size(size: tuple[int, int], fits: bool) -> None:
    data = encode(Image.new("RGB", size), "PNG")
    if fits:
        assert read_picture(data, max_pixels=10_000).size == size
    else:
        with pytest.raises(InputError):
            read_picture(data, max_pixels=10_000)


def test_limit_of_bytes() -> None:
    data = plain("RGB", RED)
    assert read_picture(data, max_bytes=len(data)).size == SIZE
    with pytest.raises(InputError, match=r"and 0\.0001 MB is the most") as caught:
        read_picture(data, max_bytes=100)
    assert caught.value.key == "picture_too_heavy"


def test_the_sentence_names_the_limit() -> None:
    with pytest.raises(InputError, match=r"too many pixels \(0.001 million is the most\)"):
        read_picture(plain("RGB", RED), max_pixels=1000)


def test_a_bomb_is_refused_before_decoding() -> None:
    assert read_picture(png_bomb(1000)).getbbox() is None  # a small one is a good, black picture
    bomb = png_bomb()
    assert len(bomb) < 1_000_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    start = time.perf_counter()
    with pytest.raises(InputError):
        read_picture(bomb)
    assert time.perf_counter() - start < 0.5
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 100_000  # kilobytes; decoded it has 2.5 GB


def damage(data: bytes, chance: random.Random) -> bytes:
    """Change a few bytes, more often near the head, and now and then cut the end off."""
    damaged = bytearray(data)
    for _ in range(chance.choice((1, 3, 20))):
        damaged[chance.randrange(chance.choice((min(64, len(data)), len(data))))] = chance.randrange(256)
    return bytes(damaged[: chance.randrange(len(data))] if chance.random() < 0.3 else damaged)


SAMPLES: dict[str, Callable[[], bytes]] = {
    "PNG": lambda: noise("PNG"),
    "JPEG": lambda: noise("JPEG", exif=b"Exif\0\0II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0"),
    "WEBP": lambda: noise("WEBP", quality=50),
    "GIF": lambda: noise("GIF"),
    "BMP": lambda: noise("BMP"),
    "TIFF": lambda: noise("TIFF"),
    "packed TIFF": lambda: noise("TIFF", compression="tiff_adobe_deflate"),
}


@pytest.mark.parametrize("kind", SAMPLES)
def test_damaged_pictures_are_read_or_refused(kind: str) -> None:
    chance = random.Random(kind)
    sample = SAMPLES[kind]()
    for _ in range(150):
        try:
            picture = read_picture(damage(sample, chance), max_pixels=1_000_000)
        except InputError:
            continue
        assert picture.mode in {"RGB", "RGBA"}


def test_bad_pictures_leave_no_trace_in_the_log(tmp_path: Path) -> None:
    """In a process of its own, for pytest takes warnings and log lines away."""
    chance = random.Random(0)
    for index, (make, _) in enumerate(BAD.values()):
        (tmp_path / f"bad{index}").write_bytes(make())
    for kind in SAMPLES.keys() - {"packed TIFF"}:  # libtiff itself writes to stderr about packed rows
        for index in range(40):
            (tmp_path / f"{kind}{index}").write_bytes(damage(SAMPLES[kind](), chance))
    program = (
        "import sys, pathlib, engines.runtime as runtime\n"
        "for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):\n"
        "    try: runtime.read_picture(path.read_bytes())\n"
        "    except runtime.InputError: pass\n"
        "print('torch' in sys.modules)"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    result = subprocess.run(command, cwd=Path(__file__).parents[3], capture_output=True, text=True, timeout=120)
    assert result.stderr == ""
    assert result.stdout == "False\n"
