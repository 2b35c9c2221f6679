"""The chain of a try-on: what is seen of person and garment, the warp, the painting, and the way into the photo."""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
from PIL import Image

from engines.checkpoints.lending import Networks
from engines.models.skeletons import Keypoints
from engines.runtime import Timings
from engines.tryon import checks, drawing
from engines.tryon.choices import BODY, GARMENT, Choices
from engines.tryon.closer import closer
from engines.tryon.compose import compose, working_size
from engines.tryon.draping import Floats
from engines.tryon.dressing import Fitting, bend_garment, bends_closely, dresser_of, paint_person, retouched
from engines.tryon.framing import cut, labels_of_photo, moved_pose, to_photo
from engines.tryon.inpainting import paint_over
from engines.tryon.nudges import nudge_grid
from engines.tryon.quality import judge
from engines.tryon.readers import Clicks, network_of
from engines.tryon.recent import Recent
from engines.tryon.results import Kind, Nudge, PersonSeen, Sleeve, Step, TryOnResult
from engines.tryon.seeing import Hung, Read, Seeing

Stop = Callable[[], bool]


@dataclass(frozen=True)
class Wish:
    """What a visitor wants to wear: the garment's RGB photo, and what is known of it; see `Seeing.garment`."""

    photo: Image.Image
    kind: Kind | None = None
    sleeve: Sleeve | None = None
    clicks: Clicks = ()


@dataclass
class Clock:
    """Seconds and networks by step, which `timings` remembers too."""

    timings: Timings
    seconds: dict[str, float] = field(default_factory=dict)
    networks: dict[str, str] = field(default_factory=dict)
    since: float = field(default_factory=time.perf_counter)

    def step(self, name: str, picture: Image.Image, network: str) -> Step:
        """Return the step that ends now; the next one begins."""
        now = time.perf_counter()
        self.seconds[name], self.networks[name] = now - self.since, network
        self.since = now
        self.timings.add(f"tryon_{name}", self.seconds[name])
        return Step(name, picture, self.seconds[name], network)


class Chain:
    """All steps of a try-on, each by the network of `choices`; `pipeline`: the folder of "inpaint"."""

    def __init__(self, networks: Networks, choices: Choices, timings: Timings, pipeline: Path | None = None) -> None:
        self.seeing = Seeing(networks, choices)
        self._networks, self._choices, self._timings = networks, choices, timings
        self._pipeline = pipeline
        self._grids: Recent[Floats] = Recent()

    def steps(self, photo: Image.Image, wish: Wish, nudge: Nudge, stop: Stop) -> Iterator[Step | TryOnResult]:
        """Put a garment on the person of an RGB photo: a step each, then the result; less once `stop()` is true.

        The garment comes first, for its kind says what of the person must be seen.

        Raises:
            InputError: see `checks`; `network_missing`.
        """
        clock = Clock(self._timings)
        hung = self.seeing.garment(wish.photo, wish.kind, wish.sleeve, wish.clicks)
        masks = "mobile_sam" if wish.clicks else self._choices.mask
        yield clock.step("mask", drawing.draw_mask(hung.garment), network_of(self._networks, masks, GARMENT))
        if stop():
            return
        read = self.seeing.person(photo, hung.garment.kind)
        checks.check_legs(hung.garment.kind, read.full)
        parses, points = (network_of(self._networks, by, BODY) for by in (self._choices.parse, self._choices.pose))
        yield clock.step("parse", drawing.draw_parts(read.person), parses)
        yield clock.step("pose", drawing.draw_pose(read.person), points)
        yield from self._dressed(photo, read, hung, nudge, stop, clock)

    def outfit(self, photo: Image.Image, wishes: Sequence[Wish]) -> TryOnResult:
        """Put several garments on, one over the other.

        The person is looked for once. After each garment the parts are looked at anew, for they have changed.

        Raises:
            InputError: as `steps`.
        """
        clock = Clock(self._timings)
        hung = [self.seeing.garment(wish.photo, wish.kind, wish.sleeve, wish.clicks) for wish in wishes]
        tops = all(one.garment.kind is Kind.TOP for one in hung)
        read = self.seeing.person(photo, Kind.TOP if tops else None)
        for one in hung:
            checks.check_legs(one.garment.kind, read.full)
        results: list[TryOnResult] = []
        for one in hung:
            if results:
                photo, clock = results[-1].image, Clock(self._timings)
                read = self.seeing.again(photo, read)
            *_, result = self._dressed(photo, read, one, Nudge(), lambda: False, clock)
            assert isinstance(result, TryOnResult)  # for the type checker: the last one is
            results.append(result)
        return together(results)

    def _dressed(
        self, photo: Image.Image, read: Read, hung: Hung, nudge: Nudge, stop: Stop, clock: Clock
    ) -> Iterator[Step | TryOnResult]:
        """Warp, painting, result."""
        if stop():
            return
        garment, person = hung.garment, read.person
        bends, paints = dresser_of(self._networks, self._choices, garment.kind)
        if bends_closely(self._choices, garment.kind):
            person = closer(photo, person, garment.kind)
        fitting = Fitting(person, garment, cut(photo, person.frame, working_size(person.frame)), hung.cloth)
        grid = self._grids.get((read.key, hung.key, bends))
        if grid is None:
            grid = bend_garment(self._networks, self._choices, fitting)
            self._grids.put((read.key, hung.key, bends), grid)
        grid = nudge_grid(grid, garment.mask, person.pose, nudge)
        yield clock.step("warp", drawing.draw_bent(garment, grid), bends)
        if stop():
            return
        painted = paint_person(self._networks, self._choices, fitting, grid)
        if self._choices.dress == "inpaint":
            painted = paint_over(self._networks, self._pipeline, fitting, grid, painted)
            paints = f"{paints}+inpaint"
        done = compose(photo, person, hung.cloth, garment.mask, grid, painted)
        quality = judge(person, garment, grid, painted)
        pose = pose_of_photo(person)
        image, mask = done.image, done.mask
        if self._choices.touch_up == "gfpgan":
            image, mask = retouched(self._networks, image, mask, pose)
            paints = f"{paints}+gfpgan"
        yield clock.step("result", image, paints)
        yield TryOnResult(
            image=image,
            parse=labels_of_photo(read.person.parts.labels, read.person.frame, photo.size),
            pose=pose,
            mask=mask,
            warped=done.warped,
            seconds=clock.seconds,
            networks=clock.networks,
            confidence=quality.confidence,
            remarks=tuple(dict.fromkeys((*read.remarks, *quality.remarks))),
        )


def pose_of_photo(person: PersonSeen) -> Keypoints:
    """Return the points of a person in pixels of the photo."""
    return moved_pose(person.pose, to_photo(person.pose.xy, person.frame))


def together(results: Sequence[TryOnResult]) -> TryOnResult:
    """Return the result of garments that were put on one after the other."""
    last = results[-1]
    warped = results[0].warped
    for one in results[1:]:
        warped = Image.alpha_composite(warped, one.warped)
    seconds = {name: sum(one.seconds.get(name, 0) for one in results) for name in results[0].seconds}
    return replace(
        last,
        mask=np.logical_or.reduce([one.mask for one in results]),
        warped=warped,
        seconds=seconds,
        confidence=float(np.prod([one.confidence for one in results])),
        remarks=tuple(dict.fromkeys(remark for one in results for remark in one.remarks)),
    )
