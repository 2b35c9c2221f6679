"""`python -m engines.dogs.gallery`: the gallery of this machine, from the command line.

python -m engines.dogs.gallery add DIR                  photos, their breeds by the names of folders or guessed
python -m engines.dogs.gallery add DIR --one-dog-a-folder    each sub-folder has views of one dog
python -m engines.dogs.gallery list
python -m engines.dogs.gallery remove 3 17              records by their numbers; the photos stay
python -m engines.dogs.gallery remove --missing         records whose photo is gone
python -m engines.dogs.gallery rebuild                  the index, from the records
"""

import argparse
import sys
from pathlib import Path
from typing import Final

from engines.dogs.gallery import Gallery, Progress, add_folder
from engines.dogs.gallery.folder import Looker
from engines.runtime import InputError
from engines.runtime.folders import data_folder

FOLDER: Final = data_folder() / "dogs"
STOPPED: Final = 130  # what shells answer for a program that was stopped by hand


def main(arguments: list[str] | None = None, look: Looker | None = None) -> int:
    """Run one command; `look` stands for the engine's own."""
    options = _parser().parse_args(arguments)
    try:
        gallery = Gallery(options.gallery, _embedder())
        if options.command == "add":
            return _add(gallery, options.folder, look or _engine_look(), options.one_dog_a_folder)
        if options.command == "list":
            _list(gallery)
        elif options.command == "remove":
            gone = [record.id for record in gallery.missing_photos()] if options.missing else []
            print(f"{gallery.remove([*options.numbers, *gone])} removed, {gallery.count()} left")
        else:
            gallery.rebuild()
            print(f"index of {gallery.count()} dogs built")
    except InputError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m engines.dogs.gallery", description="The gallery of dogs.")
    parser.add_argument("--gallery", type=Path, default=FOLDER, metavar="FOLDER", help=f"where it lies ({FOLDER})")
    commands = parser.add_subparsers(dest="command", required=True)
    one = commands.add_parser("add", help="put in the photos of a folder; an interrupted run is gone on with")
    one.add_argument("folder", type=Path, metavar="DIR")
    one.add_argument("--one-dog-a-folder", action="store_true", help="the photos of a sub-folder show one dog")
    commands.add_parser("list", help="print every record")
    one = commands.add_parser("remove", help="take out records; the photos stay where they are")
    one.add_argument("numbers", type=int, nargs="*", metavar="NUMBER", help="of a record, as `list` prints it")
    one.add_argument("--missing", action="store_true", help="also those whose photo is gone")
    commands.add_parser("rebuild", help="build the index anew from the records")
    return parser


def _embedder() -> str:
    """The name of the embedder that the engine uses, so that the page finds what is added here."""
    from engines.checkpoints import Weights
    from engines.dogs.sights import EMBEDDER, Networks
    from engines.runtime import ModelCache

    return Networks(ModelCache(limit_bytes=1), "cpu", Weights()).key(EMBEDDER)


def _engine_look() -> Looker:
    from engines.dogs.engine import DogEngine  # here: only `add` needs networks

    return DogEngine().look


def _add(gallery: Gallery, folder: Path, look: Looker, one_dog_a_folder: bool) -> int:
    progress = Progress(0, 0)
    try:
        for progress in add_folder(gallery, folder, look, one_dog_a_folder):
            print(f"\r{_line(progress):<78}", end="", file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        print("\nStopped. The same command goes on from here.", file=sys.stderr)
        return STOPPED
    print(file=sys.stderr)
    for broken in progress.broken:
        print(f"left out: {broken.file}: {broken.problem}", file=sys.stderr)
    counts = f"{progress.added} added, {progress.known} were there, {len(progress.broken)} left out"
    print(f"{counts}; {gallery.count()} in all")
    return 0


def _line(progress: Progress) -> str:
    left = "" if progress.seconds_left is None else f", {progress.seconds_left / 60:.1f} minutes left"
    return (
        f"{progress.done} of {progress.total} files: {progress.added} added, {progress.known} were there, "
        f"{len(progress.broken)} left out{left}"
    )


def _list(gallery: Gallery) -> None:
    gone = {record.id for record in gallery.missing_photos()}
    for record in gallery.records():
        breed = record.breed or "?"
        sure = "" if record.certainty == 1 else f" ({record.certainty:.0%})"
        print(f"{record.id:>7}  {breed + sure:<40}  {record.path}{'  (gone)' if record.id in gone else ''}")


if __name__ == "__main__":
    sys.exit(main())
