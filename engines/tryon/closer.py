"""A person seen from nearer: in the window in which a garment of some kind is worn, cut from the photo anew."""

import cv2
from PIL import Image

from engines.models.results import LabelMap
from engines.tryon.closeup import windows
from engines.tryon.framing import cut, moved_pose, seen_from, snapped, to_frame, to_photo
from engines.tryon.results import WIDTH, Frame, Kind, PersonSeen
from engines.tryon.warp import told


def closer(photo: Image.Image, person: PersonSeen, kind: Kind) -> PersonSeen:
    """Return the person of a photo in the window for a garment of this kind: what `bend` and `paint` want."""
    _, xy, known = told(person)
    left, top, width, height = windows(xy, known, kind)[0].tolist()
    scale = person.frame.width / WIDTH
    frame = snapped(
        Frame(person.frame.left + left * scale, person.frame.top + top * scale, width * scale, height * scale)
    )
    labels = seen_from(person.parts.labels, person.frame, frame, how=cv2.INTER_NEAREST)
    xy_closer = to_frame(to_photo(person.pose.xy, person.frame), frame)
    return PersonSeen(
        cut(photo, frame), frame, LabelMap(labels, person.parts.names), moved_pose(person.pose, xy_closer)
    )
