"""Train the network that says how alike two dogs look.

    python -m engines.dogs.train --data ../shared/data --out runs/dogs --seconds 3600
    python -m engines.dogs.train --data ../shared/data --out runs/dogs --seconds 3600         # goes on
    python -m engines.dogs.train --recipe simclr --backbone simclr_vit --sides 96 --augmentation strong --out runs/vit
    python -m engines.dogs.train --data= --start shipped --out runs/drawn                       # with drawn dogs

Recipes: `breeds` (a cosine classifier), `supcon` (Khosla et al. 2020), `simclr` (Chen et al. 2020, no labels), and
`distil` (a student follows the embeddings of `--teacher`, Park et al. 2019).

The folder of data holds the pack `dogs.zip`, or a subfolder of pictures for each breed; without a folder dogs are drawn
by program. The run folder gets `state.pt` (all that is needed to go on), `embedder.safetensors` (the averaged network,
float16) and `training_history.json`. A run has a fixed number of steps; `--seconds` only says when to stop for now.
"""

import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final, cast

import numpy as np
import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional as F

from engines.dogs.augment import AUGMENTATIONS, crops
from engines.dogs.beginning import begin_with
from engines.dogs.breeds import BREEDS
from engines.dogs.contrast import relations, supervised_contrast
from engines.dogs.data import Photos, load_photos, open_pack, photos_of, split_rows
from engines.dogs.drawn_lessons import VAL, VIEWS, Part, breed_dogs
from engines.dogs.inquiry import Inquiry
from engines.dogs.own_photos import has_folders, load_own, own_files
from engines.dogs.sheets import sheet
from engines.models.dog_embedder import DogEmbedder
from engines.models.simclr import SimCLR, nt_xent
from engines.runtime.apprentice import Apprentice, read_settings
from engines.runtime.course import Exam, limits_of, report, run
from engines.runtime.errors import InputError
from engines.runtime.preview import Preview

RECIPES: Final = ("breeds", "supcon", "simclr", "distil")
SIMCLR: Final = "simclr_vit"  # the ViT-tiny with its projector, `engines.models.simclr`
EMBEDDER: Final = "dog-embedder"  # the shipped weights
PACK: Final = "dogs.zip"
CHECKED: Final = 40  # training photos a breed that the validation photos are looked up in after each epoch
CHECKED_DRAWN: Final = 8  # where they are drawn
SHOWN: Final = 18  # photos of a preview


@dataclass(frozen=True)
class DogTrainingConfig:
    """Settings of a run. The defaults are those of the shipped weights."""

    recipe: str = "breeds"  # breeds, supcon, simclr or distil
    backbone: str = "regnetx_004"  # a name in timm, or simclr_vit
    augmentation: str = "breeds"  # breeds, gentle or strong
    data: Path = Path("../shared/data")  # folder with the pack dogs.zip or with subfolders; none: dogs are drawn
    out: Path = Path("runs/dogs")
    start: Path = Path()  # an embedder to begin with; `shipped`: the one of the program
    teacher: Path = Path()  # an embedder to follow
    teacher_backbone: str = "regnetx_004"
    sides: str = "64 80 96"  # pixels of a crop, each for an equal share of the run: quick at first, then fine
    drawn: int = 384  # dogs by program, where there are no data,
    breeds: int = 24  # of so many breeds
    passes: float = 30
    steps: int = 0  # of the run; 0: as many as the passes take
    epoch: int = 0  # steps to an exam; 0: a pass
    seconds: float = 1e9  # stops after this long, to go on later
    batch: int = 64
    accumulate: int = 1  # batches to a step
    learning_rate: float = 2e-3
    smoothing: float = 0.05  # share of each answer that goes to all breeds alike
    temperature: float = 0.07  # of the contrastive recipes
    averaging: float = 0.999  # of the weights that are measured and shipped
    patience: int = 0  # exams without a better figure after which the run ends; 0: it goes on
    save_every: float = 240  # seconds
    device: str = "auto"
    seed: int = 0


class Course:
    """What is learnt: photos, and the recipe's loss."""

    def __init__(self, config: DogTrainingConfig, photos: Photos) -> None:
        torch.manual_seed(config.seed)
        self.sides = [int(side) for side in config.sides.split()]
        self.apprentice = Apprentice(self._network(config), config.device, config.learning_rate, config.averaging)
        self.apprentice.resume(config.out)
        self.photos = photos.to(self.apprentice.device.name)
        # SimCLR knows a drawn dog by two pictures of it, a photographed one by two crops of a photo.
        twice = config.recipe == "simclr" and config.data == Path()
        self.dogs = len(photos) // VIEWS if twice else len(photos)
        a_pass = self.dogs // (config.batch * config.accumulate * self.apprentice.ranks.count)
        if a_pass == 0:
            raise InputError(
                "training_batch_too_large",
                f"There are only {self.dogs} dogs to learn from: please choose a smaller batch.",
            )
        steps = config.steps or round(config.passes * a_pass)
        self.config = config = replace(config, steps=steps, epoch=config.epoch or a_pass)
        self.dealt = self.apprentice.step * config.accumulate  # batches
        self.teacher = self._teacher() if config.recipe == "distil" else None

    def _network(self, config: DogTrainingConfig) -> DogEmbedder | SimCLR:
        if config.backbone == SIMCLR:
            return SimCLR(img_size=self.sides[-1])
        network = DogEmbedder(config.backbone, side=self.sides[-1])
        begin_with(network, config.start, EMBEDDER)
        return network

    def _teacher(self) -> DogEmbedder:
        teacher = DogEmbedder(self.config.teacher_backbone, side=self.sides[-1]).to(self.apprentice.device.name)
        teacher.load_state_dict({key: t.float() for key, t in load_file(self.config.teacher).items()})
        return teacher.eval()

    @property
    def side(self) -> int:
        """Pixels of a crop now."""
        done = self.apprentice.step / self.config.steps
        return self.sides[min(len(self.sides) - 1, int(done * len(self.sides)))]

    def loss(self) -> Tensor:
        """The recipe's loss of the next photos."""
        config, network, ranks = self.config, self.apprentice.network, self.apprentice.ranks
        number = self.dealt * ranks.count + ranks.number
        index = dealt(self.dogs, config.batch, number, config.seed).to(self.apprentice.device.name)
        self.dealt += 1
        how, breeds = AUGMENTATIONS[config.augmentation], self.photos.breeds[index]
        if config.recipe == "simclr":
            pair = (index * VIEWS, index * VIEWS + 1) if self.dogs < len(self.photos) else (index, index)
            first, second = (network(crops(self.photos, view, self.side, how)).float() for view in pair)
            return nt_xent(first, second, config.temperature)
        if config.recipe == "supcon":
            views = torch.cat([network(crops(self.photos, index, self.side, how)).float() for _ in range(2)])
            twice = breeds.repeat(2)
            return supervised_contrast(views, twice, config.temperature) + self._named(views, twice)
        x = crops(self.photos, index, self.side, how)
        embeddings = network(x).float()
        if self.teacher is None:
            return self._named(embeddings, breeds)
        with torch.no_grad():
            target = self.teacher(x).float()
        followed = (1 - (embeddings * target).sum(1)).mean() + relations(embeddings, target)
        return followed + 0.5 * self._named(embeddings, breeds)

    def _named(self, embeddings: Tensor, breeds: Tensor) -> Tensor:
        logits = cast("DogEmbedder", self.apprentice.network).logits(embeddings)
        return F.cross_entropy(logits, breeds, label_smoothing=self.config.smoothing)


def dealt(count: int, batch: int, number: int, seed: int) -> Tensor:
    """Return the indices (batch,) of a run's batch of this number: every photo comes at most once a pass."""
    a_pass = count // batch
    order = np.random.default_rng([seed, number // a_pass]).permutation(count)
    start = number % a_pass * batch
    return torch.from_numpy(order[start : start + batch])


def gather(config: DogTrainingConfig, part: Part, most: int | None = None) -> tuple[Photos, int]:
    """The photos of one part of the data, and how many there are; `most`: only so many, for a look at them."""
    if config.data == Path():
        count = config.drawn if part == "train" else config.drawn // VAL
        return breed_dogs(config.out, part, min(count, most or count), config.seed, config.breeds), count
    if has_folders(config.data):
        files = own_files(config.data, part, by_breed=config.recipe != "simclr")
        return load_own(files[:: -(-len(files) // most)] if most else files), len(files)
    with open_pack(config.data / PACK) as archive:
        count = len(split_rows(archive, part))
    return load_photos(config.data / PACK, part, most), count


def check(config: DogTrainingConfig) -> None:
    """See that the settings fit each other.

    Raises:
        ValueError: one does not.
    """
    for name, known in (("recipe", RECIPES), ("augmentation", AUGMENTATIONS)):
        if getattr(config, name) not in known:
            raise ValueError(f"`{name}` must be one of {', '.join(known)}, but is {getattr(config, name)!r}.")
    if (config.backbone == SIMCLR) > (config.recipe == "simclr"):
        raise ValueError(f"`backbone` {SIMCLR} knows no breeds, so `recipe` must be simclr, but is {config.recipe!r}.")
    if config.backbone == SIMCLR and not config.sides.isdigit():
        raise ValueError(f"`sides` must be one number for {SIMCLR}, a multiple of 16, but is {config.sides!r}.")


def train(config: DogTrainingConfig) -> Path:
    """Run until the steps, the time or the patience end. Returns the path of the embedder.

    Raises:
        ValueError: settings that do not fit.
        InputError: `training_*`, data that do not.
    """
    check(config)
    config.out.mkdir(parents=True, exist_ok=True)
    (config.out / "config.json").write_text(json.dumps(asdict(config), default=str, indent=2))
    learnt, asked = gather(config, "train")[0], gather(config, "val")[0]
    course = Course(config, learnt)
    inquiry = Inquiry(course.apprentice, course.photos, asked, CHECKED_DRAWN if config.data == Path() else CHECKED)
    chosen = "map10" if isinstance(course.apprentice.network, SimCLR) else "named"
    exam = Exam(lambda: inquiry.figures(course.side), chosen, picture=lambda: inquiry.picture(course.side))
    return run(course.apprentice, course.loss, config.out, "embedder", limits_of(course.config), exam)


def preview(config: DogTrainingConfig) -> Preview:
    """Show some of the dogs with their breeds.

    Raises:
        InputError: `training_*`, the data do not fit.
    """
    check(config)
    photos, count = gather(config, "train", SHOWN)
    _, asked_count = gather(config, "val", 1)
    names = [BREEDS[number].english if number < len(BREEDS) else "" for number in photos.breeds.tolist()]
    return Preview(sheet(photos_of(photos), 6, names), {"dogs": count, "examined": asked_count})


if __name__ == "__main__":
    report(train, preview, read_settings(DogTrainingConfig, __doc__))
