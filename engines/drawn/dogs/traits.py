"""What makes one dog differ from another: build, head, ears, tail, fur, colours."""

from dataclasses import dataclass

RGB = tuple[float, float, float]  # 0 to 1

SIZES = ("toy", "small", "medium", "large", "giant")
COAT_COLOURS = ("black", "grey", "white", "cream", "golden", "red", "brown", "mixed")
EARS = ("drop", "button", "prick", "bat", "rose", "long", "tufted")
TAILS = ("sabre", "curl", "plume", "docked", "otter", "whip", "up")
TEXTURES = ("smooth", "shaggy", "curly", "wire")


@dataclass(frozen=True)
class Coat:
    """Colours of the fur: one everywhere, others over it.

    Args:
        colour: one of COAT_COLOURS, what a person would call it.
        base: the colour under all others.
        layers: (name in markings.MARKINGS, colour), painted in this order.
    """

    colour: str
    base: RGB
    layers: tuple[tuple[str, RGB], ...] = ()


@dataclass(frozen=True)
class DogTraits:
    """A dog without its pose. Lengths are shares of its height at the withers unless a line says otherwise.

    Args:
        breed: id of the breed that it resembles, "" for a mongrel.
        size: one of SIZES.
        coat: its colours.
        mark: number that places spots and patches: the same in every view of one dog.
        height: metres at the withers.
        leg: from the ground to the elbow.
        length: from shoulder joint to hip joint.
        girth: half the chest's width, of the chest's depth.
        tuck: how far the belly is drawn up behind the chest, 0 to 0.6.
        bone: thickness of the legs, 1 as usual.
        neck: length of the neck.
        head: size of the skull, 1 as usual for a large dog; small dogs have larger heads for their height.
        muzzle: length of the muzzle, 1 as usual.
        jaw: width of the muzzle, of the skull's.
        flews: how far the lips hang, 0 to 1.
        ears: one of EARS.
        ear: length of the ears, 1 as usual for their kind.
        tail: one of TAILS.
        tail_length: 1 as usual for its kind.
        fur: length of the fur.
        texture: one of TEXTURES.
        ruff: fur around neck and chest, 0 to 1.
        feather: fringes on legs, belly and tail, 0 to 1.
        beard: fur around the muzzle, 0 to 1.
        topknot: fur on the skull, 0 to 1.
        eye: size of the eyes, 1 as usual.
        iris: colour of the eyes.
        nose: colour of the nose.
        collar: colour of a collar, if it wears one.
    """

    breed: str
    size: str
    coat: Coat
    mark: int = 0
    height: float = 0.55
    leg: float = 0.52
    length: float = 0.76
    girth: float = 0.38
    tuck: float = 0.28
    bone: float = 1.0
    neck: float = 0.3
    head: float = 1.0
    muzzle: float = 1.0
    jaw: float = 0.62
    flews: float = 0.2
    ears: str = "drop"
    ear: float = 1.0
    tail: str = "sabre"
    tail_length: float = 1.0
    fur: float = 0.012
    texture: str = "smooth"
    ruff: float = 0.0
    feather: float = 0.0
    beard: float = 0.0
    topknot: float = 0.0
    eye: float = 1.0
    iris: RGB = (0.30, 0.17, 0.08)
    nose: RGB = (0.09, 0.08, 0.09)
    collar: RGB | None = None
