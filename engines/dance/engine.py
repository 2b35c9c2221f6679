"""The engine of the Dance tab: words become a dancing figure. Importing this imports no torch."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TYPE_CHECKING, Literal, cast

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from engines.checkpoints import Weights
from engines.checkpoints.lending import Networks
from engines.dance.checks import check_motion, check_wish
from engines.dance.pictures.looks import LOOKS, Look
from engines.dance.results import Dance, Note, Part, Style, Wish
from engines.dance.styles import STYLES, style_words
from engines.models.humanml import Motion
from engines.runtime import InputError, ModelCache, Timings

if TYPE_CHECKING:
    from engines.dance.music import Music
    from engines.dance.sampling import Given
    from engines.models.dancer import Dancer

DANCER = "dancer"
KID = LOOKS["kid"]
CACHE_BYTES = 1_000_000_000
Choreographer = Literal["house", "published"]


class DanceEngine:
    """Dances. The network is loaded on first use and shared between visitors; nothing of theirs is kept.

    Args:
        cache: of models.
        device: "auto", "cpu", "cuda" or "cuda:1".
        weights: says which weight a network has; asked every time, so a change needs no new start.
        choice: whose network dances, the house's or the published MDM.
        big: folder of the host's pipelines; MDM's `mdm_config.json` is the one in its folder "mdm".

    Example:
        engine = DanceEngine()
        engine.save_mp4(engine.generate("spin then jump"), Path("dance.mp4"))
    """

    def __init__(
        self,
        cache: ModelCache | None = None,
        device: str = "auto",
        weights: Weights | None = None,
        choice: Choreographer = "house",
        big: Path | None = None,
    ) -> None:
        self.timings = Timings()
        self._networks = Networks(cache or ModelCache(CACHE_BYTES), device, weights or Weights())
        self._choice, self._big = choice, big

    def ready(self) -> bool:
        """Whether the house's network is in memory, so that an answer takes no loading first."""
        return self._networks.ready((DANCER,))

    def warm_up(self) -> None:
        """Load the house's network now; takes seconds the first time."""
        from engines.dance.choreographer import warm_up

        with self._networks.use(DANCER) as network:
            warm_up(cast("Dancer", network))

    def styles(self) -> list[Style]:
        """Return the styles that can be wished for: the house's, and those that were taught."""
        from engines.dance.choreographer import read_card

        with self._networks.use(DANCER) as network:
            _, taught = read_card(cast("Dancer", network))
        return [*STYLES, *(Style(name, name, name) for name in taught)]

    def generate(self, text: str, seconds: float = 6.0, style: str | None = None, seed: int = 0) -> Motion:
        """Return the motion of a text. Raises as `parts`."""
        return self.dance(Wish(text, seconds, style, seed)).motion

    def dance(self, wish: Wish) -> Dance:
        """Return the whole dance of a wish. Raises as `parts`."""
        return _last(self.parts(wish))

    def parts(self, wish: Wish, stop: Callable[[], bool] | None = None) -> Iterator[Part | Dance]:
        """Yield the frames of a wish as they are ready, and in the end the dance itself.

        Args:
            wish: what is danced.
            stop: asked between the parts; true ends it without a dance.

        Raises:
            InputError: `dance_text_empty`, `dance_text_long`, `dance_words_unknown`, `dance_seconds`, `dance_energy`,
                `dance_style`, `dance_beats`.
        """
        check_wish(wish, self._known_styles(wish))
        if self._choice == "published":
            yield from self._published(wish, stop)
        else:
            yield from self._made(wish, None, stop)

    def continued(self, motion: Motion, wish: Wish) -> Dance:
        """Return a motion with a new dance after it, joined without a seam. Raises as `parts`."""
        from engines.dance.choreographer import appended, goes_on
        from engines.dance.physics import measure

        check_motion(motion)
        new = self._edited(wish, goes_on(motion, wish.seconds))
        whole = appended(motion, new.motion)
        return replace(new, motion=whole, physics=measure(whole))

    def between(self, first: Motion, last: Motion, wish: Wish) -> Dance:
        """Return a dance from the first pose of one motion to the last pose of another. Raises as `parts`."""
        from engines.dance.choreographer import goes_between

        check_motion(first)
        check_motion(last)
        return self._edited(wish, goes_between(first.joints[0], last.joints[-1], wish.seconds))

    def upper_body(self, motion: Motion, wish: Wish) -> Dance:
        """Return the motion with its way and legs, and arms and trunk as wished. Raises as `parts`."""
        from engines.dance.choreographer import keeps_legs

        check_motion(motion)
        return self._edited(wish, keeps_legs(motion))

    def hear(self, data: bytes) -> "Music":
        """Return tempo and beats of a sound file. Raises as `music.hear`."""
        from engines.dance.music import hear

        return hear(data)

    def frames(self, motion: Motion, look: Look = KID) -> list[Image.Image]:
        """Return the dance as pictures, as many a second as the motion has."""
        from engines.dance.pictures.painter import FigurePainter

        return [Image.fromarray(frame) for frame in FigurePainter(look).frames(motion)]

    def save_mp4(
        self,
        motion: Motion,
        path: Path,
        look: Look = KID,
        sound: bytes | None = None,
        progress: Callable[[float], None] | None = None,
    ) -> None:
        """Write a film, H.264, with the sound file's music if there is one; `progress` is told shares of the work.

        Raises:
            InputError: as `hear`.
        """
        from engines.dance.pictures.films import write_mp4

        if sound is None:
            write_mp4(motion, path, look, None, progress)
            return
        with TemporaryDirectory(dir=path.parent) as folder:
            music = Path(folder) / "music.wav"
            self.hear(sound).sound.save(music)
            write_mp4(motion, path, look, music, progress)

    def save_gif(self, motion: Motion, path: Path, look: Look = KID) -> None:
        """Write a moving GIF."""
        from engines.dance.pictures.films import write_gif

        path.write_bytes(write_gif(motion, look))

    def save_webp(self, motion: Motion, path: Path, look: Look = KID) -> None:
        """Write a moving WebP."""
        from engines.dance.pictures.films import write_webp

        path.write_bytes(write_webp(motion, look))

    def save_bvh(self, motion: Motion, path: Path) -> None:
        """Write the skeleton's motion as BVH."""
        from engines.dance.files.writing import write_bvh

        path.write_bytes(write_bvh(motion))

    def save_glb(self, motion: Motion, path: Path, look: Look = KID) -> None:
        """Write the moving figure as a glTF file."""
        from engines.dance.files.glb import write_glb

        path.write_bytes(write_glb(motion, look))

    def save_npz(self, motion: Motion, path: Path, text: str = "") -> None:
        """Write joints and features as NPZ."""
        from engines.dance.files.writing import write_npz

        path.write_bytes(write_npz(motion, text))

    def _edited(self, wish: Wish, given: "Given") -> Dance:
        check_wish(wish, self._known_styles(wish))
        return _last(self._made(wish, given, None))

    def _known_styles(self, wish: Wish) -> list[Style]:
        return self.styles() if wish.style else []

    def _made(self, wish: Wish, given: "Given | None", stop: Callable[[], bool] | None) -> Iterator[Part | Dance]:
        from engines.dance.choreographer import choreograph, read_wish
        from engines.dance.recipes import PAGE

        started = perf_counter()
        joints = []
        with self._networks.use(DANCER) as network:
            score, notes = read_wish(cast("Dancer", network), replace(wish, style=style_words(wish.style)))
        for part in self._networks.steps(
            DANCER, lambda one: choreograph(cast("Dancer", one), wish, score, PAGE, given)
        ):
            joints.append(part.joints)
            if stop and stop():
                return
            yield part
        yield self._finished(np.concatenate(joints), wish, notes, self._networks.version(DANCER), started)

    def _published(self, wish: Wish, stop: Callable[[], bool] | None) -> Iterator[Part | Dance]:
        from engines.dance.published import PublishedDancer

        if self._big is None:
            raise InputError("dance_published_missing", "The published dancer lacks its folder: see the README.")
        started = perf_counter()
        joints = []
        for part in PublishedDancer(self._networks, self._big / "mdm").parts(wish):
            joints.append(part.joints)
            if stop and stop():
                return
            yield part
        yield self._finished(np.concatenate(joints), wish, (), "mdm", started)

    def _finished(
        self, joints: NDArray[np.float32], wish: Wish, notes: tuple[Note, ...], network: str, started: float
    ) -> Dance:
        from engines.dance.choreographer import finished
        from engines.dance.music.steps import to_the_beat
        from engines.dance.physics import measure

        sampled = perf_counter()
        motion = finished(joints, wish.foot_lock)
        if wish.beats:
            motion = to_the_beat(motion, wish.beats)
        seconds = {"dance": sampled - started, "feet": perf_counter() - sampled}
        self.timings.add("dance", perf_counter() - started)
        return Dance(motion, wish, notes, wish.beats, measure(motion), network, seconds)


def _last(parts: Iterator[Part | Dance]) -> Dance:
    *_, last = parts
    return cast("Dance", last)
