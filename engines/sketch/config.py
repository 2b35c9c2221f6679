"""The settings of a training run of the painter."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class TrainingConfig:
    """Settings of a run. The card of the shipped weights says where its run differed."""

    world: str = ""  # name of a new world; without one the bundled worlds are trained
    pictures: Path = Path()  # folder of the new world's pictures, where `data` is none
    subject: str = "gemstones"  # what is drawn by program for a new world without pictures: a name in `lessons.DRAWN`
    data: Path = Path("../shared/data")  # folder with the packs of the bundled worlds, or with a new world's pictures
    out: Path = Path()  # folder of the run; runs/worlds, or where the page looks for a new world
    start: Path = Path()  # a painter to begin with, as far as it fits; a new world begins with the shipped one
    hed: Path = Path()  # published weights of HED, whose edges of the photos are drawn from too
    seconds: float = 1e9  # stops after this long, to go on later
    steps: int = 5000  # in all
    epoch: int = 500  # steps: one line of history and one sheet
    batch: int = 8
    accumulate: int = 1  # painter and critics take turns at every batch, so that nothing can be gathered
    drawn: int = 500  # pictures by program for each world
    people_share: float = 0.15  # of drawings by people, where there are any
    drawn_share: float = 0.6  # of pictures by program, of the rest
    hand_share: float = 1.0  # of drawings by program that a hand draws; the others are an edge detector's own lines
    learning_rate: float = 3e-4
    other_style: float = 0.15  # share of pictures painted in another picture's style
    settle: float = 0.3  # the last share of the run, in which the learning rate falls to nothing
    sharpen: float = 0.35  # the last share of the run, in which the full picture is learnt too
    coarse: int = 160  # pixels of a page's side until then: a third of the work; a multiple of 32
    averaging: float = 0.998  # of the weights that are shown and shipped
    patience: int = 0  # epochs without a better figure after which the run ends; 0: it goes on
    save_every: float = 240  # seconds
    device: str = "auto"
    seed: int = 0
