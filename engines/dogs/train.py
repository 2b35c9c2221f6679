"""Train the network that says how alike two dogs look.

    python -m engines.dogs.train --data ../shared/data --out runs/dogs --seconds 3600
    python -m engines.dogs.train --data ../shared/data --out runs/dogs --seconds 3600         # goes on
    python -m engines.dogs.train --recipe simclr --backbone simclr_vit --sides 96 --augmentation strong --out runs/vit

Recipes: `breeds` (a cosine classifier), `supcon` (Khosla et al. 2020), `simclr` (Chen et al. 2020, no labels), and
`distil` (a student follows the embeddings of `--teacher`, Park et al. 2019).

The run folder gets `state.pt` (all that is needed to go on), `embedder.safetensors` (the averaged network, float16) and
`training_history.json`. A run has a fixed number of passes; `--seconds` only says when to stop for now.
"""

import json
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, cast

import torch
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional as F

from engines.dogs.augment import AUGMENTATIONS, crops
from engines.dogs.data import Photos, load_photos
from engines.dogs.retrieval import embed_photos, retrieval
from engines.models.dog_embedder import DogEmbedder
from engines.models.simclr import SimCLR, nt_xent
from engines.runtime.apprentice import Apprentice, listen_for_stop, read_settings

RECIPES: Final = ("breeds", "supcon", "simclr", "distil")
SIMCLR: Final = "simclr_vit"  # the ViT-tiny with its projector, `engines.models.simclr`
CHECKED = 40  # training photos a breed that the validation photos are looked up in after each pass


@dataclass(frozen=True)
class DogTrainingConfig:
    """Settings of a run. The defaults are those of the shipped weights."""

    recipe: str = "breeds"  # breeds, supcon, simclr or distil
    backbone: str = "regnetx_004"  # a name in timm, or simclr_vit
    augmentation: str = "breeds"  # breeds, gentle or strong
    data: Path = Path("../shared/data")  # folder with the pack dogs.zip
    out: Path = Path("runs/dogs")
    start: Path = Path()  # an embedder to begin with
    teacher: Path = Path()  # an embedder to follow
    teacher_backbone: str = "regnetx_004"
    sides: str = "64 80 96"  # pixels of a crop, each for an equal share of the passes: quick at first, then fine
    passes: float = 30
    seconds: float = 1e9  # stops after this long, to go on later
    batch: int = 64
    accumulate: int = 1  # batches to a step
    learning_rate: float = 2e-3
    smoothing: float = 0.05  # share of each answer that goes to all breeds alike
    temperature: float = 0.07  # of the contrastive recipes
    averaging: float = 0.999  # of the weights that are measured and shipped
    patience: int = 1000  # passes without a better kNN figure until the run ends
    save_every: float = 240  # seconds
    device: str = "auto"
    seed: int = 0


class Course:
    """What is learnt: photos, and the recipe's loss."""

    def __init__(self, config: DogTrainingConfig) -> None:
        torch.manual_seed(config.seed)
        self.config = config
        self.sides = [int(side) for side in config.sides.split()]
        self.apprentice = Apprentice(self._network(), config.device, config.learning_rate, config.averaging)
        self.photos = load_photos(config.data / "dogs.zip", "train").to(self.apprentice.device.name)
        self.steps_a_pass = len(self.photos) // (config.batch * config.accumulate)
        self.batches = shuffled(len(self.photos), config.batch, self.apprentice.device.name)
        self.teacher = self._teacher() if config.recipe == "distil" else None

    def _network(self) -> DogEmbedder | SimCLR:
        if self.config.backbone == SIMCLR:
            return SimCLR(img_size=self.sides[-1])
        network = DogEmbedder(self.config.backbone, side=self.sides[-1])
        if self.config.start.is_file():
            network.load_state_dict({key: t.float() for key, t in load_file(self.config.start).items()})
        return network

    def _teacher(self) -> DogEmbedder:
        teacher = DogEmbedder(self.config.teacher_backbone, side=self.sides[-1]).to(self.apprentice.device.name)
        teacher.load_state_dict({key: t.float() for key, t in load_file(self.config.teacher).items()})
        return teacher.eval()

    @property
    def done(self) -> float:
        """Share of the run, 0 to 1."""
        return min(1.0, self.apprentice.step / (self.config.passes * self.steps_a_pass))

    @property
    def side(self) -> int:
        """Pixels of a crop now."""
        return self.sides[min(len(self.sides) - 1, int(self.done * len(self.sides)))]

    def learn(self) -> float:
        """One step. Returns the loss."""
        return self.apprentice.learn(lambda: self.loss(next(self.batches)), self.done, self.config.accumulate)

    def loss(self, index: Tensor) -> Tensor:
        """The recipe's loss of the photos `index` (B,)."""
        config, network = self.config, self.apprentice.network
        how, breeds = AUGMENTATIONS[config.augmentation], self.photos.breeds[index]
        if config.recipe == "simclr":
            first, second = (network(crops(self.photos, index, self.side, how)).float() for _ in range(2))
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


def supervised_contrast(z: Tensor, labels: Tensor, temperature: float) -> Tensor:
    """Return the supervised contrastive loss of embeddings (B, D) of length 1 (Khosla et al. 2020, L_out)."""
    itself = torch.eye(len(z), dtype=torch.bool, device=z.device)
    logits = (z @ z.T / temperature).masked_fill(itself, -1e9)
    same = (labels[:, None] == labels) & ~itself
    shares = logits.log_softmax(1)
    return -(shares * same).sum(1).div(same.sum(1).clamp(min=1)).mean()


def relations(z: Tensor, target: Tensor) -> Tensor:
    """Return how far the cosines among embeddings (B, D) are from the teacher's (Park et al. 2019)."""
    return F.mse_loss(z @ z.T, target @ target.T) * 10


def shuffled(count: int, batch: int, device: str) -> Iterator[Tensor]:
    """Indices (batch,) without end, every photo once a pass."""
    while True:
        for index in torch.randperm(count).split(batch):
            if len(index) == batch:
                yield index.to(device)


def train(config: DogTrainingConfig) -> Path:
    """Run until the passes, the time or the patience end. Returns the path of the embedder.

    Raises:
        ValueError: an unknown recipe or augmentation.
    """
    for name, known in (("recipe", RECIPES), ("augmentation", AUGMENTATIONS)):
        if getattr(config, name) not in known:
            raise ValueError(f"`{name}` must be one of {', '.join(known)}, but is {getattr(config, name)!r}.")
    if (config.backbone == SIMCLR) > (config.recipe == "simclr"):
        raise ValueError(f"`backbone` {SIMCLR} knows no breeds, so `recipe` must be simclr, but is {config.recipe!r}.")
    if config.backbone == SIMCLR and not config.sides.isdigit():
        raise ValueError(f"`sides` must be one number for {SIMCLR}, a multiple of 16, but is {config.sides!r}.")
    stop = listen_for_stop()
    config.out.mkdir(parents=True, exist_ok=True)
    course = Course(config)
    kept = course.apprentice.resume(config.out)
    best, since_best = kept.get("best", 0.0), kept.get("since_best", 0)
    (config.out / "config.json").write_text(json.dumps(asdict(config), default=str, indent=2))
    exam = Exam(config, course.photos, course.apprentice.device.name)
    started = saved = time.monotonic()
    losses: list[float] = []
    while course.done < 1 and since_best < config.patience:
        losses.append(course.learn())
        spent = time.monotonic() - started
        if course.apprentice.step % course.steps_a_pass == 0:
            figures = exam.figures(course.apprentice.master, course.side)
            since_best = 0 if figures["knn"] > best else since_best + 1
            best = max(best, figures["knn"])
            row: dict[str, float] = {
                "pass": course.apprentice.step // course.steps_a_pass,
                "side": course.side,
                "seconds": round(spent),
            }
            row |= {"loss": round(sum(losses) / len(losses), 4), **figures}
            with (config.out / "training_history.jsonl").open("a") as history:
                history.write(json.dumps(row) + "\n")
            print(row, flush=True)
            losses = []
        if stop() or spent > config.seconds:
            break
        if time.monotonic() - saved > config.save_every:
            course.apprentice.save(config.out, "embedder", best=best, since_best=since_best)
            saved = time.monotonic()
    return course.apprentice.save(config.out, "embedder", best=best, since_best=since_best)


class Exam:
    """The validation photos, looked up among a part of the training photos."""

    def __init__(self, config: DogTrainingConfig, train: Photos, device: str) -> None:
        self.asked = load_photos(config.data / "dogs.zip", "val").to(device)
        self.gallery = torch.cat(
            [(train.breeds == breed).nonzero()[:CHECKED, 0] for breed in range(int(train.breeds.max()) + 1)]
        )
        self.train = train

    def figures(self, network: DogEmbedder | SimCLR, side: int) -> dict[str, float]:
        """hit1, hit5, map10 and knn of the search, and `named`, the share of breeds named right."""
        asked = embed_photos(network, self.asked, side)
        gallery = embed_photos(network, self.train, side, self.gallery)
        found = retrieval(asked, self.asked.breeds, gallery, self.train.breeds[self.gallery])
        if isinstance(network, SimCLR):
            return found
        with torch.inference_mode():
            named = (network.cosines(asked).argmax(1) == self.asked.breeds).float().mean().item()
        return {**found, "named": round(named, 4)}


if __name__ == "__main__":
    print(train(read_settings(DogTrainingConfig, __doc__)))
