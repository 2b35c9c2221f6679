"""Where and with what a photo was taken stays behind: no answer of any room carries it on."""

import base64
import io
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import av
import numpy as np
import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from engines.dance.engine import DanceEngine
from engines.dogs.engine import DogEngine
from engines.dogs.video import Step
from engines.sketch import SketchEngine
from engines.tryon.engine import TryOnEngine
from settings import Settings
from tabs import dance_calls, desk, dogs, fitting, kennel, stage
from tabs.parts import address
from tabs.tryon_calls import Piece, kind_of
from tests.benchmarks.measure import shoe_drawing

MARK = "Schulweg 4711"
VISITOR = {"visitor": "visitor-1"}
GPS = {1: "N", 2: (52.0, 31.0, 12.0), 3: "E", 4: (13.0, 24.0, 18.0), 29: "2026:11:22"}


def photo(picture: Image.Image, kind: str = "jpeg") -> bytes:
    """A picture as a telephone writes it: with its place, its camera, a colour profile and remarks."""
    exif = Image.Exif()
    exif[0x010E], exif[0x010F], exif[0x9286] = MARK, MARK, MARK
    exif.get_ifd(0x8825).update(GPS)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + MARK.encode()
    more: dict[str, Any] = {"exif": exif, "icc_profile": profile, "xmp": MARK.encode(), "comment": MARK.encode()}
    file = io.BytesIO()
    picture.convert("RGB").save(file, kind, **more)
    assert MARK.encode() in file.getvalue()
    return file.getvalue()


def url(picture: Image.Image) -> str:
    return "data:image/jpeg;base64," + base64.b64encode(photo(picture)).decode()


def opened(told: str) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(told.partition(",")[2])))


def told(answer: object) -> Iterable[bytes]:
    """The file of every picture in an answer of a room."""
    if isinstance(answer, dict | list | tuple):
        for one in answer.values() if isinstance(answer, dict) else answer:
            yield from told(one)
    elif isinstance(answer, str) and answer.startswith("data:image/"):
        yield base64.b64decode(answer.partition(",")[2])


def assert_clean(files: Iterable[bytes]) -> None:
    checked = list(files)
    assert checked
    for data in checked:
        assert MARK.encode() not in data
        with Image.open(io.BytesIO(data)) as picture:
            assert {*picture.info} & {"exif", "icc_profile", "xmp", "comment", "XML:com.adobe.xmp"} == set()
            assert dict(picture.getexif()) == {}


@pytest.fixture(scope="module")
def dog() -> Image.Image:
    return opened(dogs.examples()[0])


@pytest.fixture(scope="module")
def person() -> Image.Image:
    return opened(fitting.people()[0]["picture"])


@pytest.mark.parametrize("kind", ["jpeg", "webp", "tiff", "png"])
def test_drawing(dog: Image.Image, kind: str):
    room = desk.Desk(SketchEngine(), Settings())
    picture = room.paint_file(photo(dog, kind) if kind != "png" else noted(dog), "shoes", 0, "somebody")
    assert picture.info == {}
    if kind == "jpeg":
        assert_clean(told(room.paint(VISITOR | {"world": "shoes", "seed": 0, "drawing": url(dog.resize((256, 256)))})))
        assert_clean(told(room.read_picture(VISITOR | {"picture": url(shoe_drawing(512))})))


def noted(picture: Image.Image) -> bytes:
    """A PNG with texts in it."""
    notes, file = PngInfo(), io.BytesIO()
    notes.add_text("Comment", MARK)
    notes.add_itxt("XML:com.adobe.xmp", MARK)
    picture.save(file, "png", pnginfo=notes)
    return file.getvalue()


def test_dogs(dog: Image.Image, tmp_path: Path):
    room = kennel.Kennel(DogEngine(), Settings())
    look = room.look(VISITOR | {"picture": url(dog)})
    found = room.search(VISITOR | {"seen": look["seen"]})
    first = found["matches"][0]["id"]
    assert_clean(told([look, found, room.compare(VISITOR | {"picture": url(dog), "record": first})]))
    *_, last = room.film(clip(dog, tmp_path / "clip.mp4"), tmp_path, "somebody")
    assert isinstance(last, Step)
    assert last.path is not None
    assert MARK.encode() not in last.path.read_bytes()


def clip(picture: Image.Image, path: Path) -> Path:
    """A film as a telephone writes it, with its place."""
    tags = {"title": MARK, "comment": MARK, "location": "+52.5200+013.4050/"}
    with av.open(str(path), "w", options={"movflags": "use_metadata_tags"}) as film:
        film.metadata.update(tags)
        track = film.add_stream("libx264", 10)
        track.width, track.height, track.pix_fmt = 320, 320, "yuv420p"
        for _ in range(3):
            film.mux(track.encode(av.VideoFrame.from_image(picture.convert("RGB").resize((320, 320)))))
        film.mux(track.encode(None))
    assert MARK.encode() in path.read_bytes()
    return path


def test_try_on(person: Image.Image):
    room = fitting.FittingRoom(TryOnEngine(), Settings())
    shirt = Image.new("RGB", (192, 256), "white")
    shirt.paste((200, 30, 60), (50, 40, 140, 210))
    piece = {"picture": url(shirt), "kind": "top", "sleeve": "none"}
    worn = [*room.wear(VISITOR | {"person": url(person), "pieces": [piece]})]
    assert "picture" in worn[-1]
    assert_clean(told([worn, room.see_garment(VISITOR | {"piece": piece})]))
    pieces = [Piece("", photo(shirt), kind_of("top"), None)]
    by_api = [room.try_on_files(photo(person), pieces, "x").image, room.parse_file(photo(person), "x")]
    assert [picture.info for picture in [*by_api, room.mask_file(photo(shirt), "x")]] == [{}, {}, {}]


def test_dance(tmp_path: Path):
    room = stage.Stage(DanceEngine(), Settings())
    joints = dance_calls.joints_to_text(np.zeros((20, 22, 3), np.float32) + np.arange(22)[:, None] * 0.07)
    for kind in ("mp4", "gif", "webp"):
        *_, path = room.keep(
            VISITOR | {"joints": joints, "kind": kind, "look": "kid"}, song(tmp_path / "song.mp4"), tmp_path
        )
        assert MARK.encode() not in Path(str(path)).read_bytes()
        if kind != "mp4":
            assert_clean([Path(str(path)).read_bytes()])


def song(path: Path) -> bytes:
    """A sound file that says who made it, and where."""
    with av.open(str(path), "w", options={"movflags": "use_metadata_tags"}) as file:
        file.metadata.update({"title": MARK, "artist": MARK, "location": "+52.5200+013.4050/"})
        track = file.add_stream("aac", 22050, layout="mono")
        sound = av.AudioFrame.from_ndarray(np.zeros((1, 22050), np.float32), "fltp", "mono")
        sound.sample_rate = 22050
        file.mux(track.encode(sound))
        file.mux(track.encode(None))
    assert MARK.encode() in path.read_bytes()
    return path.read_bytes()


@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
def test_what_goes_to_the_page_says_nothing_of_a_picture_that_does(dog: Image.Image, kind: str):
    with Image.open(io.BytesIO(photo(dog))) as open_photo:
        assert_clean(told([address(open_photo.convert("RGB"), kind)]))
