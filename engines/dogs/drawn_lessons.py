"""Dogs drawn by program to learn from, kept in the folder of the run, which may go on another day."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, Literal

import numpy as np
import torch
from numpy.typing import NDArray

from engines.dogs.breeds import BREEDS
from engines.dogs.data import CANVAS, Labelled, Photos, pack_photos
from engines.drawn.creatures.faces import draw_face
from engines.drawn.creatures.pandas import draw_panda
from engines.drawn.dogs import BREEDS_DRAWN, DrawnDog, draw_dog, traits_like
from engines.drawn.goods.cars import draw_car
from engines.drawn.goods.handbags import draw_handbag
from engines.drawn.goods.shoes import draw_shoe
from engines.drawn.treasures.gems import draw_gem
from engines.drawn.treasures.space import draw_space

Part = Literal["train", "val"]

NO_DOGS: Final = (draw_face, draw_panda, draw_car, draw_handbag, draw_shoe, draw_gem, draw_space)
PARTS: Final = ("train", "val")
VAL: Final = 5  # for so many dogs to learn from there is one to be asked about
VIEWS: Final = 2  # of each dog of a breed
HIDDEN: Final = 0.4  # weight of a drawn point that the body hides
KEPT: Final = ("pixels", "sizes", "boxes", "breeds")  # of the photos


def any_dogs(folder: Path, part: Part, count: int, seed: int, side: int) -> Labelled:
    """Dogs of all sorts; those of the part "val" are drawn by other random numbers."""

    def draw(number: int) -> DrawnDog:
        return draw_dog(np.random.default_rng([seed, PARTS.index(part), number]), side)

    return _kept(folder / f"drawn-{part}-{count}-{side}-{seed}.npz", draw, count, side)


def breed_dogs(folder: Path, part: Part, count: int, seed: int, breeds: int, side: int = CANVAS) -> Photos:
    """Dogs of so many breeds, of each equally many; two that follow each other are one dog, seen at two places."""
    names = BREEDS_DRAWN[:: len(BREEDS_DRAWN) // breeds][:breeds]

    def draw(number: int) -> DrawnDog:
        dog = np.random.default_rng([seed, PARTS.index(part), number // VIEWS])
        traits = traits_like(names[number // VIEWS % breeds], dog)
        return draw_dog(
            np.random.default_rng([seed, PARTS.index(part), number // VIEWS, 1 + number % VIEWS]), side, traits
        )

    return _kept(folder / f"drawn-{part}-{count}-{side}-{seed}-{breeds}-breeds.npz", draw, count, side).photos


def _kept(path: Path, draw: Callable[[int], DrawnDog], count: int, side: int) -> Labelled:
    def make() -> Labelled:
        dogs = [draw(number) for number in range(count)]
        return labelled(dogs, [dog.picture for dog in dogs], side)

    return kept(path, make)


def labelled(dogs: Sequence[DrawnDog], pictures: Sequence[NDArray[np.uint8]], canvas: int) -> Labelled:
    """What is known of drawn dogs that stand in these pictures."""
    number = {breed.id: index for index, breed in enumerate(BREEDS)}
    breeds = [number.get(dog.traits.breed, -1) for dog in dogs]
    photos = pack_photos(pictures, [dog.box for dog in dogs], breeds, canvas)
    weight = np.stack([np.where(dog.visible, 1.0, HIDDEN) for dog in dogs])
    return Labelled(photos, torch.from_numpy(np.stack([dog.xy for dog in dogs])), torch.from_numpy(weight).float())


def kept(path: Path, make: Callable[[], Labelled]) -> Labelled:
    """What was made before, from the file; made now, it is kept there."""
    if path.is_file():
        with np.load(path, allow_pickle=False) as file:
            parts = {name: torch.from_numpy(file[name]) for name in (*KEPT, "xy", "weight")}
        return Labelled(Photos(*(parts[name] for name in KEPT)), parts["xy"], parts["weight"])
    made = make()
    whole = {name: getattr(made.photos, name).numpy() for name in KEPT}
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        np.savez(file, xy=made.xy.numpy(), weight=made.weight.numpy(), **whole)
    unfinished.replace(path)
    return made


def draw_others(part: Part, count: int, seed: int) -> Photos:
    """Drawn pictures without a dog, CANVAS pixels a side."""
    rng = np.random.default_rng([seed, PARTS.index(part), len(NO_DOGS)])
    pictures = [NO_DOGS[number % len(NO_DOGS)](rng, CANVAS).picture for number in range(count)]
    return pack_photos(pictures, [(0.0, 0.0, CANVAS, CANVAS)] * count, [-1] * count)
