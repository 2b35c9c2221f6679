"""What is seen of a visitor's photos: the person in its frame, the garment in its own. What was seen lately is
remembered by the photo's pixels."""

from collections.abc import Hashable
from dataclasses import dataclass, replace

import cv2
import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image

from engines.checkpoints.lending import Networks
from engines.models.results import Mask
from engines.tryon import checks
from engines.tryon.agnostic import worn_sleeve
from engines.tryon.checks import Look
from engines.tryon.choices import BODY, GARMENT, Choices
from engines.tryon.draping import without_ground
from engines.tryon.framing import (
    SAME,
    View,
    cut,
    garment_frame,
    glances,
    legs_seen,
    overlap,
    person_frame,
    seen_from,
    whole,
)
from engines.tryon.readers import Clicks, look_at_garment, look_at_parts, look_at_people, mask_garment
from engines.tryon.recent import Recent, fingerprint
from engines.tryon.results import HEIGHT, WIDTH, Frame, GarmentSeen, Kind, PersonSeen, Sleeve
from engines.tryon.warp import told

CLOTH_SIZE = (768, 1024)  # pixels of a garment's frame that are kept
TURNS = (Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270)
WORN_CERTAINTY = 0.6  # of a garment that somebody wears: parts of it are always hidden
IN_FRONT = ("hair", "left_arm", "right_arm", "face")  # of a garment that somebody wears

Key = tuple[Hashable, ...]  # begins with what the photo is remembered by


@dataclass(frozen=True)
class Read:
    """A person that was found: in its frame, whether that shows the legs, and remarks about the photo. `key` names it
    among all that were found."""

    person: PersonSeen
    full: bool
    remarks: tuple[str, ...]
    key: Hashable


@dataclass(frozen=True)
class Hung:
    """A garment that was found: in its frame, and `cloth`, that frame as sharp as the photo, without the ground. `key`
    names it among all that were found."""

    garment: GarmentSeen
    cloth: Image.Image
    key: Hashable


class Seeing:
    """Looks at people and garments, each once."""

    def __init__(self, networks: Networks, choices: Choices) -> None:
        self._networks, self._choices = networks, choices
        self._looks: Recent[tuple[Frame, Look]] = Recent()
        self._people: Recent[Read] = Recent()
        self._garments: Recent[Hung] = Recent()

    def person(self, photo: Image.Image, kind: Kind | None = None) -> Read:
        """Return the person of an RGB photo, in the frame that suits a garment of this kind.

        Raises:
            InputError: see `checks`.
        """
        view = View.UPPER if kind is Kind.TOP else View.FULL
        key = (self._print(photo), view)
        return self._people.get(key) or self._people.put(key, self._read(photo, view, key))

    def again(self, photo: Image.Image, read: Read) -> Read:
        """Return the person of `read` in another garment on another photo: in the same frame, in the same pose."""
        person = read.person
        parts = look_at_parts(self._networks, self._choices, photo, person.frame)
        seen = PersonSeen(cut(photo, person.frame), person.frame, parts, person.pose)
        return Read(seen, read.full, read.remarks, (self._print(photo), read.key))

    def garment(
        self, photo: Image.Image, kind: Kind | None = None, sleeve: Sleeve | None = None, clicks: Clicks = ()
    ) -> Hung:
        """Return the garment of an RGB photo; the visitor may say its kind, its sleeves, and where it lies.

        Raises:
            InputError: see `checks`.
        """
        key = (self._print(photo), kind, sleeve, tuple(clicks))
        return self._garments.get(key) or self._garments.put(key, self._hang_up(photo, kind, sleeve, clicks, key))

    def _print(self, photo: Image.Image) -> tuple[str, ...]:
        """What a photo is remembered by: its pixels, and who looks at it."""
        return fingerprint(photo), self._networks.version(BODY), self._networks.version(GARMENT)

    def _read(self, photo: Image.Image, view: View, key: Key) -> Read:
        remarks = checks.check_picture(photo)
        frame, look = self._glance(photo, key[0])
        checks.check_alone(look)
        full = view is View.FULL and legs_seen(look.parts, look.pose)
        frame, look = self._look_closer(photo, frame, look, View.FULL if full else View.UPPER)
        if self._house and checks.clearness(look.pose) < checks.DOUBTFUL:
            checks.check_upright(look.pose, [self._look_at_all(photo.transpose(turn)).pose for turn in TURNS])
        checks.check_person(look)
        return Read(PersonSeen(cut(photo, frame), frame, look.parts, look.pose), full, remarks, key)

    def _glance(self, photo: Image.Image, key: Hashable) -> tuple[Frame, Look]:
        """The first look that shows a person best."""
        if found := self._looks.get(key):
            return found
        frames = glances(photo.size) if self._house else [whole(photo.size)]
        looks = look_at_people(self._networks, self._choices, photo, frames)
        best = max(range(len(frames)), key=lambda number: checks.clearness(looks[number].pose))
        people = max(looks[best].people, len(checks.heads(looks[0].parts)))  # some may stand beside the best frame
        return self._looks.put(key, (frames[best], replace(looks[best], people=people)))

    def _look_at_all(self, photo: Image.Image) -> Look:
        return look_at_people(self._networks, self._choices, photo, [whole(photo.size)])[0]

    @property
    def _house(self) -> bool:
        """Whether people are looked at by the house's network alone; published ones take seconds a look."""
        return self._choices.parse == self._choices.pose == "house"

    def _look_closer(self, photo: Image.Image, frame: Frame, look: Look, view: View) -> tuple[Frame, Look]:
        closer = person_frame(look.parts, look.pose, frame, photo.size, view)
        if overlap(closer, frame) > SAME:
            return frame, look
        return closer, look_at_people(self._networks, self._choices, photo, [closer])[0]

    def _hang_up(self, photo: Image.Image, kind: Kind | None, sleeve: Sleeve | None, clicks: Clicks, key: Key) -> Hung:
        checks.check_picture(photo)
        frame = whole(photo.size)
        mask, seen, sleeves, certainty = self._look_at(photo, frame, kind, sleeve, clicks)
        if seen is None and (worn := self._worn(photo, kind, sleeve, key)):
            return worn
        sort = checks.check_garment(mask.binary(), kind or seen)
        closer = garment_frame(mask.binary(), frame)
        if overlap(closer, frame) < SAME:
            frame = closer
            mask, seen, sleeves, certainty = self._look_at(photo, frame, sort, sleeve, clicks)
            sort = checks.check_garment(mask.binary(), kind or seen)
        return _hung(photo, frame, mask, sort, sleeve or sleeves, 1.0 if kind else certainty, key)

    def _look_at(
        self, photo: Image.Image, frame: Frame, kind: Kind | None, sleeve: Sleeve | None, clicks: Clicks
    ) -> tuple[Mask, Kind | None, Sleeve, float]:
        """Mask, kind, sleeves and certainty; a published network finds the mask, and the visitor may know the rest."""
        published = bool(clicks) or self._choices.mask != "house"
        if published and kind and sleeve:
            return mask_garment(self._networks, self._choices, photo, frame, clicks), kind, sleeve, 1.0
        mask, seen, sleeves, certainty = look_at_garment(self._networks, photo, frame)
        if published:
            mask = mask_garment(self._networks, self._choices, photo, frame, clicks)
        return mask, seen, sleeves, certainty

    def _worn(self, photo: Image.Image, kind: Kind | None, sleeve: Sleeve | None, key: Key) -> Hung | None:
        """The garment that somebody on the photo wears, cut out; None if there is nobody."""
        frame, look = self._glance(photo, key[0])
        if checks.worn_garment(look.parts, kind) is None:
            return None
        view = View.FULL if legs_seen(look.parts, look.pose) else View.UPPER
        frame, look = self._look_closer(photo, frame, look, view)
        worn = checks.worn_garment(look.parts, kind)
        if worn is None:
            return None
        kind, cloth = worn
        mask = _filled(cloth, look.parts.mask(*IN_FRONT))
        closer = garment_frame(cloth, frame)
        if sleeve is None:
            sleeve = _sleeve_of(PersonSeen(cut(photo, frame), frame, look.parts, look.pose), kind)
        visible, filled = (Mask(seen_from(one.astype(np.float32), frame, closer)) for one in (cloth, mask))
        return _hung(photo, closer, filled, kind, sleeve, WORN_CERTAINTY, key, visible)


def _hung(
    photo: Image.Image,
    frame: Frame,
    mask: Mask,
    kind: Kind,
    sleeve: Sleeve,
    certainty: float,
    key: Key,
    visible: Mask | None = None,
) -> Hung:
    """The garment, its colours going on beyond its edge and under what hides some of it (`visible`: the rest)."""
    cloth = Image.fromarray(without_ground(np.asarray(cut(photo, frame, CLOTH_SIZE)), (visible or mask).values))
    small = cloth.resize((WIDTH, HEIGHT), Image.Resampling.BOX)
    return Hung(GarmentSeen(small, frame, mask, kind, sleeve, certainty), cloth, key)


def _filled(cloth: NDArray[np.bool_], front: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """A worn garment's mask (H, W) with what lies before it: arms and hair inside of its convex hull."""
    hull = np.zeros(cloth.shape, np.uint8)
    cv2.fillConvexPoly(hull, cv2.convexHull(np.argwhere(cloth)[:, ::-1].astype(np.int32)), 1)
    return cloth | (front & (hull > 0))


def _sleeve_of(person: PersonSeen, kind: Kind) -> Sleeve:
    """How far the sleeves, or the legs of trousers, of a worn garment reach."""
    which = "arm" if kind in (Kind.TOP, Kind.DRESS) else "leg"
    with torch.inference_mode():
        return worn_sleeve(*told(person), which)[0] or Sleeve.LONG
