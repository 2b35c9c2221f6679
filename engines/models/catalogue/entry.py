"""What the program knows of an architecture, as data: how to tell it, build it, name its weights and feed it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any, Literal, cast

from engines.models.catalogue.keymap import IDENTITY, KeyMap
from engines.models.catalogue.shapes import Shapes

if TYPE_CHECKING:
    from torch import nn

Config = dict[str, Any]


@dataclass(frozen=True)
class PublishedFile:
    """Weights that somebody published. `key_map` names the entry of `Architecture.key_maps` that its keys follow."""

    name: str
    licence: str
    url: str = ""
    config: Mapping[str, Any] = field(default_factory=dict)
    key_map: str = IDENTITY.name
    note: str = ""


@dataclass(frozen=True)
class Preprocessing:
    """How a picture becomes the network's input: x = (pixel - mean) / std, pixels 0..255, one number a channel.

    `size` is (height, width) in pixels, or None where any size (a multiple of `multiple`) fits.
    """

    order: Literal["RGB", "BGR", "L"] = "RGB"
    size: tuple[int, int] | None = None
    mean: tuple[float, ...] = (0.0,)
    std: tuple[float, ...] = (255.0,)
    multiple: int = 1
    note: str = ""


@dataclass(frozen=True)
class Architecture:
    """One network.

    Args:
        name: the catalogue's name, snake_case.
        title: the name that people know.
        source: paper (authors, venue, year) and the repository whose names and numbers are reproduced.
        licence: of that repository's code.
        network: `module:Class` (or a function) that makes it, called with a config's items as arguments.
        config: the arguments of the best known published weights; `infer` returns the same arguments.
        fingerprint: 6 to 16 of our keys, from its first layers to its last, that tell it from other networks.
        infer: shapes by our keys -> the arguments that fit them, or None where the shapes are another network's.
            A twentieth of the keys may be missing. Never raises.
        key_maps: other published namings.
        ignored: templates of keys in published files that the network does not use.
        optional: templates of our keys that some published files lack and that need no value from a file.
        published: known weights.
        preprocessing, output: what goes in, and a sentence on what comes out.
        packages: what must be installed beside torch.
    """

    name: str
    title: str
    source: str
    licence: str
    network: str
    config: Mapping[str, Any]
    fingerprint: tuple[str, ...]
    infer: Callable[[Shapes], Config | None]
    key_maps: tuple[KeyMap, ...] = ()
    ignored: tuple[str, ...] = ()
    optional: tuple[str, ...] = ("{rest...}.num_batches_tracked",)
    published: tuple[PublishedFile, ...] = ()
    preprocessing: Preprocessing | None = None
    output: str = ""
    packages: tuple[str, ...] = ()

    def build(self, config: Mapping[str, Any] | None = None) -> "nn.Module":
        """Return the network with weights at their initial values, on torch's current default device."""
        module, _, name = self.network.partition(":")
        return cast("nn.Module", getattr(import_module(module), name)(**(self.config if config is None else config)))

    def key_map(self, name: str) -> KeyMap:
        """Return the key map called `name`.

        Raises:
            KeyError: there is none.
        """
        return {one.name: one for one in (IDENTITY, *self.key_maps)}[name]
