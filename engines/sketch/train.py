"""Train the painter of all the bundled worlds, or of a new one.

    python -m engines.sketch.train --data ../shared/data --out runs/worlds --seconds 5400
    python -m engines.sketch.train --data ../shared/data --out runs/worlds                      # goes on
    python -m engines.sketch.train --world cats --data ~/cats --steps 3000                      # a world of your own
    python -m engines.sketch.train --world jewels --subject gemstones --data= --steps 500       # of drawn gems

A world of your own starts from the shipped painter, and appears in the page when its first picture can be painted; with
`--out` it lies in the run's folder `worlds`, and appears when that is copied to the host's worlds.

The run folder gets `state.pt` (all that is needed to go on), `painter.safetensors` (the averaged painter, float16),
`training_history.json` and, once an epoch, `samples/NNNN.png` (drawings beside what they become).
"""

import json
import shutil
from collections import Counter, deque
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from itertools import count
from pathlib import Path
from typing import Any, Final, cast

import numpy as np
from PIL import Image
from safetensors.torch import load_file

from engines.checkpoints import find_weight
from engines.drawn.edges import foreground
from engines.runtime.apprentice import read_settings
from engines.runtime.course import Exam, limits_of, report, run
from engines.runtime.errors import InputError
from engines.runtime.folders import data_folder
from engines.runtime.preview import Preview
from engines.sketch.config import TrainingConfig
from engines.sketch.data import Lesson, Pairs, Sampler, Shares
from engines.sketch.hed_edges import hed_edges
from engines.sketch.lessons import (
    DRAWN,
    PACKS,
    PEOPLE,
    bundled_lessons,
    drawn_lesson,
    own_files,
    own_lessons,
    validation_drawings,
)
from engines.sketch.own_worlds import PAINTER as PAINTER_FILE
from engines.sketch.own_worlds import describe, to_id
from engines.sketch.sheet import WIDTH, lay_out, sheet
from engines.sketch.studio import Studio
from engines.sketch.styles import most_vivid, palette_of
from engines.sketch.subjects import Picture, Studies, with_edges
from engines.sketch.worlds import PAINTER, WORLDS

NAME: Final = "painter"
SHELF: Final = "worlds"  # folder of a run with its worlds as the page wants them
ASKED: Final = 12  # drawn pictures that are asked about, of all worlds together
SHOWN: Final = {True: 7, False: 12}  # drawings on a row of a sheet with one world, or with many
PREVIEWED, ACROSS = 24, 8  # pictures and drawings of a preview, and of them in a row
AHEAD: Final = 4  # batches


@dataclass(frozen=True)
class Plan:
    """What a run learns, the lessons of its exam, and drawings of each world for its sheets.

    Args:
        config: the settings with their folders.
        learnt, asked: of each world.
        drawings: (SIDE, SIDE) uint8 by the world's number.
        shelf: where the page may look for the new world; None for the bundled ones.
    """

    config: TrainingConfig
    learnt: list[Lesson]
    asked: list[Lesson]
    drawings: dict[int, list[Picture]]
    shelf: Path | None = None


def train(config: TrainingConfig) -> Path:
    """Run until the steps, the time or the patience end. Returns the path of the painter.

    Raises:
        InputError: `training_*`, the settings or the data do not fit.
    """
    plan = prepare(config)
    config = plan.config
    lessons = [_with_hed(one, config) for one in plan.learnt] if config.hed != Path() else plan.learnt
    config.out.mkdir(parents=True, exist_ok=True)
    (config.out / "config.json").write_text(json.dumps(asdict(config), default=str, indent=2))
    if plan.shelf == config.out:
        _describe(plan, config.out)  # in the page from the first minutes on
    sampler = Sampler(lessons, config.seed, _shares(config))
    for lesson in lessons:
        of = f"{len(lesson.photos)} photos, {len(lesson.drawn)} drawn by program, {len(lesson.people)} by people"
        print(f"world {lesson.number}: {of}", flush=True)
    studio = Studio(config, len(lessons), [palette_of(lesson) for lesson in sampler.lessons])
    if config.start.is_file():
        studio.begin_with(config.start)
    studio.resume(config.out)
    batches = ahead(lambda number: sampler.batch(number, config.batch), studio.step)
    asked = Sampler(plan.asked, config.seed).batch(0, ASKED)

    def picture() -> Image.Image:
        across = SHOWN[len(plan.drawings) == 1]
        return sheet(studio.fill_banks(), plan.drawings, side=WIDTH // across, across=across, quick=True)

    exam = Exam(lambda: {"away": round(studio.away(asked), 5), **studio.told()}, "away", higher=False, picture=picture)
    path = run(studio, cast("Any", lambda: next(batches)), config.out, NAME, limits_of(config), exam)
    if config.patience:
        studio.master.load_state_dict({key: tensor.float() for key, tensor in load_file(path).items()})
    studio.export(path, tried=True)
    if plan.shelf and plan.shelf != config.out:
        _describe(plan, plan.shelf)
        shutil.copyfile(path, plan.shelf / PAINTER_FILE)
    return path


def ahead(batch: Callable[[int], Pairs], first: int) -> Iterator[Pairs]:
    """The batches from this number on, made by a thread a few of them ahead."""
    maker = ThreadPoolExecutor(1)
    made = deque(maker.submit(batch, number) for number in range(first, first + AHEAD))
    try:
        for number in count(first + AHEAD):
            yield made.popleft().result()
            made.append(maker.submit(batch, number))
    finally:
        maker.shutdown(wait=False, cancel_futures=True)


def prepare(config: TrainingConfig) -> Plan:
    """Find or draw what the settings ask for.

    Raises:
        InputError: `training_*`.
    """
    if not config.world:
        return _all_worlds(config if config.out != Path() else replace(config, out=Path("runs/worlds")))
    name = to_id(config.world)
    page = data_folder() / SHELF / name
    shelf = page if config.out == Path() else config.out / SHELF / name
    config = config if config.out != Path() else replace(config, out=page)
    config = config if config.start != Path() else replace(config, start=find_weight(PAINTER).path)
    studies = Studies(config.out / "studies")
    pictures = _own_folder(config)
    if pictures == Path():
        _check_subject(config.subject)
        learnt = drawn_lesson(config.subject, 0, studies, config.drawn)
        asked = drawn_lesson(config.subject, 0, studies, ASKED, asked=True)
    else:
        learnt, asked = own_lessons(own_files(pictures), studies)
    sampler = Sampler([asked], config.seed)
    drawings = [sampler.by_program(subject)[0] for subject in (asked.drawn or asked.photos)[: SHOWN[True]]]
    return Plan(config, [learnt], [asked], {0: drawings}, shelf)


def _all_worlds(config: TrainingConfig) -> Plan:
    if config.data == Path():
        raise InputError("training_world_name", "The new world has no name yet: please give it one.")
    learnt = bundled_lessons(config.data, Studies(config.out.parent / "studies"), config.drawn)
    present = [lesson.number for lesson in learnt if lesson.photos or lesson.drawn]
    studies, each = Studies(config.out / "studies"), -(-ASKED // max(1, len(present)))
    asked = [drawn_lesson(WORLDS[number].id, number, studies, each, asked=True) for number in present]
    people = validation_drawings(config.data)
    return Plan(config, learnt, asked, {number: [one.ink for one in drawings] for number, drawings in people.items()})


def _own_folder(config: TrainingConfig) -> Path:
    """The folder with pictures of a new world; none where its things are to be drawn."""
    if config.pictures != Path():
        return config.pictures
    if any((config.data / pack).exists() for pack in (*PACKS, PEOPLE)):
        raise InputError(
            "training_packs_here", "This folder holds packs: please choose a folder with pictures of your new world."
        )
    return config.data


def _check_subject(subject: str) -> None:
    if subject not in DRAWN:
        raise InputError("training_setting_range", f"`subject` must be one of {', '.join(DRAWN)}.")


def _shares(config: TrainingConfig) -> Shares:
    return Shares(people=config.people_share, drawn=config.drawn_share, by_hand=config.hand_share)


def _with_hed(lesson: Lesson, config: TrainingConfig) -> Lesson:
    """The lesson with the lines that HED (Xie and Tu 2015) sees in its photos."""
    edges = hed_edges([subject.photo for subject in lesson.photos], config.hed, config.device)
    photos = [with_edges(subject, seen) for subject, seen in zip(lesson.photos, edges, strict=True)]
    return replace(lesson, photos=photos)


def _describe(plan: Plan, folder: Path) -> None:
    """Write what the page wants to know of the new world."""
    subjects = plan.learnt[0].photos + plan.learnt[0].drawn
    ground = Counter(subject.ground for subject in subjects).most_common(1)[0][0]
    folder.mkdir(parents=True, exist_ok=True)
    describe(folder, plan.config.world, ground, _colour(most_vivid([one.photo for one in subjects], 1)[0]))


def _colour(photo: Picture) -> str:
    """The colour of a thing on white, as #rrggbb."""
    seen = photo[foreground(photo)]
    return "#" + "".join(f"{round(float(c)):02x}" for c in (seen if len(seen) else photo.reshape(-1, 3)).mean(0))


def preview(config: TrainingConfig) -> Preview:
    """Show some pictures, each under its drawing by some hand.

    Raises:
        InputError: `training_*`, the settings or the data do not fit.
    """
    studies, counts = Studies(config.out / "studies"), dict[str, int]()
    if not config.world:
        learnt = _all_worlds(replace(config, drawn=1)).learnt
        counts = {WORLDS[one.number].id: len(one.photos) for one in learnt}
    elif (pictures := _own_folder(replace(config, world=to_id(config.world)))) != Path():
        files = own_files(pictures)
        learnt = [own_lessons(files[:: -(-len(files) // PREVIEWED)], studies, least=1)[0]]
        counts = {"pictures": len(files)}
    else:
        _check_subject(config.subject)
        learnt = [drawn_lesson(config.subject, 0, studies, PREVIEWED)]
        counts = {"drawn": config.drawn}
    sampler = Sampler(learnt, config.seed, _shares(config))
    pairs = [sampler.pair(sampler.lessons[number % len(sampler.lessons)])[:3] for number in range(PREVIEWED)]
    rows: list[list[Picture]] = []
    for start in range(0, PREVIEWED, ACROSS):
        some = pairs[start : start + ACROSS]
        rows += [[255 - np.stack([ink] * 3, -1) for ink, _, _ in some], [picture for _, _, picture in some]]
    return Preview(lay_out(rows, WIDTH // ACROSS), counts)


if __name__ == "__main__":
    report(train, preview, read_settings(TrainingConfig, __doc__))
