"""The Dogs engine with the weights that ship, on drawn dogs."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from engines.checkpoints import find_weight
from engines.dogs import BREEDS, DogEngine
from engines.dogs.drawn_gallery import FOLDER, kept_looks, read_dogs
from engines.dogs.results import Box
from engines.dogs.sights import EMBEDDER, FINDER, POINTS
from engines.runtime import InputError

DOGS = read_dogs()


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> DogEngine:
    return DogEngine(device="cpu", gallery=tmp_path_factory.mktemp("gallery"))


def drawn(number: int) -> Image.Image:
    return Image.open(FOLDER / DOGS[number]["file"]).convert("RGB")


def test_the_weights_are_small() -> None:
    assert all(find_weight(name).path.stat().st_size < 10_000_000 for name in (FINDER, POINTS, EMBEDDER))


def test_importing_the_engine_brings_no_heavy_package() -> None:
    code = (
        "import sys, engines.dogs; print([m for m in ('torch', 'faiss', 'cv2', 'timm', 'mmpose') if m in sys.modules])"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.strip() == "[]"


def test_a_dog_of_the_gallery_is_found_as_itself(engine: DogEngine) -> None:
    box = Box(*DOGS[0]["box"])
    first, *others = engine.search(None, 12, look=engine.see(drawn(0), box).look)
    assert first.path.name == DOGS[0]["file"]
    assert first.similarity > 0.9
    assert "same_breed" in first.why or first.breed == DOGS[0]["breed"]
    assert len(others) == 11
    assert all(one.similarity <= first.similarity for one in others)


def test_what_is_seen_of_a_dog_hangs_together(engine: DogEngine) -> None:
    box = Box(*DOGS[1]["box"])
    seen = engine.see(drawn(1), box)
    assert seen.keypoints.xy.shape == (17, 2)
    assert ((seen.keypoints.score >= 0) & (seen.keypoints.score <= 1)).all()
    assert seen.look.breed == seen.breeds[0].breed in {breed.id for breed in BREEDS}
    assert seen.breeds[0].share >= seen.breeds[1].share
    assert np.linalg.norm(seen.look.vectors) == pytest.approx(1, abs=1e-5)


def test_points_do_not_depend_on_the_size_of_the_photo(engine: DogEngine) -> None:
    photo, box = drawn(2), Box(*DOGS[2]["box"])
    twice = photo.resize((photo.width * 2, photo.height * 2), Image.Resampling.BICUBIC)
    small = engine.keypoints(photo, box).xy
    large = engine.keypoints(twice, Box(*(2 * number for number in DOGS[2]["box"]))).xy
    assert np.median(np.abs(small - large / 2)) < 2


def test_filters_act_inside_the_search(engine: DogEngine) -> None:
    look = engine.see(drawn(0), Box(*DOGS[0]["box"])).look
    breed = DOGS[-1]["breed"]
    found = engine.search(None, 50, breeds=[breed], look=look)
    assert found
    assert {match.breed for match in found} == {breed}
    assert engine.search(None, 3, sizes=[], look=look) == []


def test_more_dogs_go_on_where_the_first_ones_ended(engine: DogEngine) -> None:
    look = engine.see(drawn(0), Box(*DOGS[0]["box"])).look
    first, second = engine.search(None, 12, look=look), engine.search(None, 12, look=look, skip=12)
    assert len({match.record.id for match in first + second}) == 24


@pytest.mark.parametrize("shade", [0, 128, 255])
def test_an_empty_picture_shows_no_dog(engine: DogEngine, shade: int) -> None:
    with pytest.raises(InputError) as problem:
        engine.search(Image.new("RGB", (300, 200), (shade,) * 3))
    assert problem.value.key == "dog_none"


def test_most_drawn_dogs_are_found(engine: DogEngine) -> None:
    found = 0
    for number in range(0, len(DOGS), max(1, len(DOGS) // 24)):
        try:
            found += bool(engine.find(drawn(number)))
        except InputError:
            continue
    assert found >= 15


def test_two_dogs_are_compared_side_by_side(engine: DogEngine) -> None:
    record = engine.gallery.records()[3]
    picture, comparison = engine.compare(drawn(0), Box(*DOGS[0]["box"]), record.id)
    assert picture.width > picture.height
    assert comparison.alike is None or 0 <= comparison.alike <= 1


def test_the_hosts_own_dogs_take_the_place_of_the_drawn_ones(engine: DogEngine, tmp_path: Path) -> None:
    own = DogEngine(device="cpu", gallery=tmp_path / "gallery")
    photos = tmp_path / "photos" / "n02088364-beagle"
    photos.mkdir(parents=True)
    found = [number for number in range(40) if engine.look([drawn(number)])[0] is not None][:3]
    for number in found:
        drawn(number).save(photos / f"{number}.png")
    assert own.gallery_size() == len(DOGS)
    *_, last = own.add(tmp_path / "photos")
    assert (last.added, own.gallery_size()) == (len(found), len(found))
    assert [breed.id for breed in own.breeds()] == ["beagle"]
    assert own.search(None, look=engine.see(drawn(found[0]), None).look)[0].path.name == f"{found[0]}.png"


def test_what_the_shipped_embedder_sees_of_the_drawn_dogs_is_kept(engine: DogEngine) -> None:
    kept = kept_looks(DOGS, engine._key())
    assert kept is not None, "run `python -m engines.dogs.keep_drawn` after a change of the embedder"
    again = engine.see(drawn(5), Box(*DOGS[5]["box"])).look.vectors[0]
    assert float(kept[5].vectors[0] @ again) > 0.9


def test_a_published_network_has_to_be_brought_first() -> None:
    with pytest.raises(InputError) as problem:
        DogEngine(device="cpu", pointer="hrnet").keypoints(drawn(0), Box(*DOGS[0]["box"]))
    assert problem.value.key == "network_missing"
    with pytest.raises(ValueError, match="`sight` must be one of house, simclr_vit, vit, clip"):
        DogEngine(sight="magic")  # type: ignore[arg-type]


def test_every_example_of_the_page_shows_a_dog(engine: DogEngine) -> None:
    examples = sorted((FOLDER.parent / "examples").glob("*.webp"))
    assert examples
    for file in examples:
        assert engine.find(Image.open(file).convert("RGB")), file.name
