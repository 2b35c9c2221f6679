"""Train the painter of all the bundled worlds, or of a new one.

    python -m engines.sketch.train --data ../shared/data --out runs/worlds --seconds 5400
    python -m engines.sketch.train --data ../shared/data --out runs/worlds --seconds 5400        # goes on
    python -m engines.sketch.train --world cats --pictures ~/cats --seconds 3600                 # a world of your own

A world of your own starts from the shipped painter, and appears in the page when its first picture can be painted.

Every `--save-every` seconds, at the end, and when asked to stop (Ctrl-C, SIGTERM) the run folder gets `state.pt` (all
that is needed to go on), `painter.safetensors` (the averaged painter, float16), `training_history.json` and, once an
epoch, `sheets/NNNN.png` (people's drawings of the validation part beside what they become).
"""

import argparse
import json
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, fields, replace
from pathlib import Path
from queue import Queue
from threading import Event, Thread
from typing import cast

from safetensors.torch import save_file

from engines.checkpoints import find_weight
from engines.drawn.edges import foreground
from engines.models.painter import Painter
from engines.runtime.device import choose_device
from engines.runtime.folders import data_folder
from engines.sketch.config import TrainingConfig
from engines.sketch.data import Lesson, Pairs, Sampler, Shares
from engines.sketch.hed_edges import hed_edges
from engines.sketch.lessons import bundled_lessons, own_lesson, validation_drawings
from engines.sketch.own_worlds import describe, to_id
from engines.sketch.sheet import sheet
from engines.sketch.studio import Studio
from engines.sketch.styles import Palette, cleanest, most_usual, most_vivid, palette_of, read_styles, spread
from engines.sketch.subjects import Picture, Studies, with_edges
from engines.sketch.worlds import PAINTER

SHOWN = 8  # drawings by program on the sheets of a new world


def ahead(batches: Iterator[Pairs], depth: int = 4) -> Iterator[Pairs]:
    """The same batches, made by a thread a few steps ahead."""
    queue: Queue[Pairs] = Queue(depth)

    def fill() -> None:
        for pairs in batches:
            queue.put(pairs)

    Thread(target=fill, daemon=True).start()
    while True:
        yield queue.get()


def train(config: TrainingConfig) -> Path:
    """Run until the time, the steps or the patience of the caller end. Returns the path of the painter."""
    stop = _listen_for_stop()
    config, lessons, judges = _prepare(config)
    if config.hed != Path():
        lessons = [_with_hed(lesson, config) for lesson in lessons]
    (config.out / "sheets").mkdir(parents=True, exist_ok=True)
    (config.out / "config.json").write_text(json.dumps(asdict(config), default=str, indent=2))
    studio = Studio(config, choose_device(config.device), len(lessons))
    if config.start.is_file():
        studio.begin_with(config.start)
    studio.resume(config.out)
    rng = [config.seed, studio.step]
    shares = Shares(people=config.people_share, drawn=config.drawn_share, by_hand=config.hand_share)
    sampler = Sampler(lessons, rng, shares)
    judges = judges or {0: [sampler.by_program(photo)[0] for photo in lessons[0].photos[:SHOWN]]}
    for lesson in lessons:
        of = f"{len(lesson.photos)} photos, {len(lesson.drawn)} drawn by program, {len(lesson.people)} by people"
        print(f"world {lesson.number}: {of}", flush=True)
    palettes = [palette_of(lesson) for lesson in sampler.lessons]
    history = _read_history(config.out)
    started = saved = time.monotonic()
    sums, count = dict[str, float](), 0
    for pairs in ahead(sampler.batches(config.batch)):
        done = max((time.monotonic() - started) / config.seconds, studio.step / config.steps)
        studio.settle(done)
        losses = studio.learn(pairs, sharp=done > 1 - config.sharpen)
        count += 1
        sums = {name: sums.get(name, 0.0) + loss for name, loss in losses.items()}
        spent = time.monotonic() - started
        print(f"step {studio.step} {spent:.0f} s " + " ".join(f"{k} {v:.3f}" for k, v in losses.items()), flush=True)
        last = stop() or spent > config.seconds or studio.step >= config.steps
        if studio.step % config.sheet_every == 0 or last:
            history.append({"step": studio.step, "seconds": round(spent), **{k: v / count for k, v in sums.items()}})
            (config.out / "training_history.json").write_text(json.dumps(history, indent=1))
            sums, count = {}, 0
        if last or studio.step % config.sheet_every == 0 or time.monotonic() - saved > config.save_every:
            studio.save(config.out)
            painter = export(studio, palettes, config.out / "painter.safetensors", tried=last)
            if last or studio.step % config.sheet_every == 0:
                sheet(painter, judges).save(config.out / "sheets" / f"{studio.step:06d}.png")
            saved = time.monotonic()
        if last:
            break
    return config.out / "painter.safetensors"


def _prepare(config: TrainingConfig) -> tuple[TrainingConfig, list[Lesson], dict[int, list[Picture]]]:
    """The settings with their folders, the lessons, and the drawings for the sheets (none for a new world)."""
    if not config.world:
        config = config if config.out != Path() else replace(config, out=Path("runs/worlds"))
        lessons = bundled_lessons(config.data, Studies(config.out.parent / "studies"), config.drawn)
        people = validation_drawings(config.data)
        return config, lessons, {number: [drawing.ink for drawing in drawings] for number, drawings in people.items()}
    name = to_id(config.world)
    config = config if config.out != Path() else replace(config, out=data_folder() / "worlds" / name)
    config = config if config.start != Path() else replace(config, start=find_weight(PAINTER).path)
    lesson = own_lesson(config.pictures, Studies(config.out / "studies"))
    config.out.mkdir(parents=True, exist_ok=True)
    grounds = Counter(subject.ground for subject in lesson.photos)
    colour = _colour(most_vivid([subject.photo for subject in lesson.photos], 1)[0])
    describe(config.out, config.world, grounds.most_common(1)[0][0], colour)
    return config, [lesson], {}


def _with_hed(lesson: Lesson, config: TrainingConfig) -> Lesson:
    """The lesson with the lines that HED (Xie and Tu 2015) sees in its photos."""
    edges = hed_edges([subject.photo for subject in lesson.photos], config.hed, config.device)
    photos = [with_edges(subject, seen) for subject, seen in zip(lesson.photos, edges, strict=True)]
    return replace(lesson, photos=photos)


def _colour(photo: Picture) -> str:
    """The colour of a thing on white, as #rrggbb."""
    seen = photo[foreground(photo)]
    return "#" + "".join(f"{round(float(c)):02x}" for c in (seen if len(seen) else photo.reshape(-1, 3)).mean(0))


def export(studio: Studio, palettes: list[Palette], path: Path, tried: bool = False) -> Painter:
    """Write the averaged painter with each world's bank of styles as float16, and return it.

    With `tried` only the styles that paint some drawings by people cleanly get into the banks; takes minutes.
    """
    painter = cast("Painter", studio.average.module)
    count = painter.config.styles
    for palette in palettes:
        codes = read_styles(studio.encoder, palette.pictures)
        if palette.scenes:
            codes = most_usual(codes, count)
        elif tried and palette.inks:
            codes = cleanest(painter, palette.world, codes, palette.inks, count)
        painter.styles[palette.world] = spread(codes, count)
    state = {name: tensor.half().contiguous().cpu() for name, tensor in painter.state_dict().items()}
    save_file(state, path)
    return painter


def _read_history(folder: Path) -> list[dict[str, float]]:
    path = folder / "training_history.json"
    return json.loads(path.read_text()) if path.exists() else []


def _listen_for_stop() -> Callable[[], bool]:
    """A function that tells whether somebody asked the run to stop."""
    asked = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: asked.set())
    return asked.is_set


def main() -> None:
    """Read the settings from the command line: every field of TrainingConfig is an option."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for field in fields(TrainingConfig):
        option = f"--{field.name.replace('_', '-')}"
        parser.add_argument(option, type=type(field.default), default=field.default, help=f"default: {field.default}")
    print(train(TrainingConfig(**vars(parser.parse_args()))))


if __name__ == "__main__":
    main()
