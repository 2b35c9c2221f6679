"""Which network a group of tensors belongs to, told by names and shapes alone.

1. Every architecture's fingerprint (a dozen of its keys) is looked for under every prefix that many of the keys
   share (`module.`, `_orig_mod.`, `model.` ... or any other) and in every published naming.
2. The best candidates read their configuration from the shapes and are laid out without memory (on torch's meta
   device).
3. The one that agrees with most keys wins.
"""

import json
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from engines.models.catalogue import CATALOGUE, Architecture, Shapes
from engines.models.catalogue.entry import Config
from engines.models.catalogue.keymap import IDENTITY, KeyMap, template_pattern

if TYPE_CHECKING:
    from torch import nn

Shape = tuple[int, ...]
LIKELY = 0.4  # of the fingerprint, to become a candidate
SURE = 0.5  # of all keys, to be recognised; a file may lack many and hold many of another network
MOST_CANDIDATES = 6
DEEPEST_PREFIX = 5
SHARED = 0.3  # of the keys must start with a prefix before it is tried


@dataclass(frozen=True)
class Mismatch:
    """A key whose tensor has another shape than the network's."""

    key: str
    expected: Shape
    found: Shape


@dataclass(frozen=True)
class Match:
    """How a group of tensors fits an architecture.

    Keys are named as in the published format `key_map`, without the prefix; `unexpected` ones that do not carry the
    prefix as in the file. `share` is matched keys in all keys of file and network together.
    """

    architecture: Architecture
    config: Config
    prefix: str
    key_map: KeyMap
    matched: tuple[str, ...]
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]
    mismatched: tuple[Mismatch, ...]
    ignored: tuple[str, ...]
    fixed: tuple[str, ...]
    share: float


@dataclass(frozen=True)
class Near:
    """An architecture that a file's keys resemble. `share` of its keys are in the file, whatever their shapes."""

    architecture: str
    share: float


def recognise(shapes: Mapping[str, Shape], only: str | None = None) -> Match | None:
    """Return the best match, or None if no known network fits half of the keys.

    Args:
        shapes: shapes by key, as in the file.
        only: the one architecture to try.
    """
    architectures = list(CATALOGUE.values()) if only is None else [CATALOGUE[only]]
    prefixes = list(_prefixes(shapes))
    candidates = []
    for architecture in architectures:
        for key_map in (IDENTITY, *architecture.key_maps):
            fingerprint = _published_fingerprint(architecture.name, key_map.name)
            for prefix in prefixes:
                found = sum(prefix + key in shapes for key in fingerprint) / len(fingerprint)
                if found >= LIKELY:
                    candidates.append((found, architecture, key_map, prefix))
    candidates.sort(key=lambda candidate: candidate[0], reverse=True)
    matches = [_compare(shapes, *candidate[1:]) for candidate in candidates[:MOST_CANDIDATES]]
    best = max((match for match in matches if match), key=lambda match: match.share, default=None)
    return best if best and best.share >= (SURE if only is None else 0) else None


def nearest(shapes: Mapping[str, Shape], count: int = 3) -> tuple[Near, ...]:
    """Return the architectures whose key names are most often in the file, best first.

    Only those with a key of their fingerprint in the file are laid out: all of them would take seconds.
    """
    prefixes = list(_prefixes(shapes))

    def share(keys: Collection[str]) -> float:
        return max(sum(prefix + key in shapes for key in keys) / len(keys) for prefix in prefixes)

    alike = {one.name: share(one.fingerprint) for one in CATALOGUE.values()}
    likely = sorted((name for name in alike if alike[name] > 0), key=lambda name: alike[name], reverse=True)[:count]
    near = [Near(name, share(layout_of(CATALOGUE[name], CATALOGUE[name].config).shapes)) for name in likely]
    return tuple(sorted(near, key=lambda one: one.share, reverse=True))


@dataclass(frozen=True)
class Layout:
    """The keys of a network: their shapes, and which of them are not learned (running statistics, fixed tables)."""

    shapes: Mapping[str, Shape]
    fixed: frozenset[str]


@lru_cache(maxsize=64)
def _layout(architecture: str, config: str) -> Layout:
    """`config` is JSON, so that the layout can be remembered by it."""
    network = build_on_meta(CATALOGUE[architecture], json.loads(config))
    shapes = {key: tuple(tensor.shape) for key, tensor in network.state_dict().items()}
    learned = {name for name, parameter in network.named_parameters(remove_duplicate=False) if parameter.requires_grad}
    return Layout(MappingProxyType(shapes), frozenset(shapes.keys() - learned))


def build_on_meta(architecture: Architecture, config: Mapping[str, Any]) -> "nn.Module":
    """Return the network with shapes alone: its weights have no memory and were not given initial values."""
    import torch
    from torch.overrides import TorchFunctionMode

    class WithoutInitialValues(TorchFunctionMode):
        """Half the time of building a network on the meta device would go into values that do not exist."""

        def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
            if getattr(func, "__module__", None) == "torch.nn.init":
                return args[0] if args else kwargs["tensor"]
            return func(*args, **(kwargs or {}))

    with torch.device("meta"), WithoutInitialValues():
        return architecture.build(config)


def layout_of(architecture: Architecture, config: Mapping[str, Any]) -> Layout:
    """Return the keys that the network has with this configuration."""
    return _layout(architecture.name, json.dumps(config, sort_keys=True))


@lru_cache(maxsize=256)
def _published_fingerprint(architecture: str, key_map: str) -> tuple[str, ...]:
    entry = CATALOGUE[architecture]
    return tuple(entry.key_map(key_map).published(key)[0] for key in entry.fingerprint)


def _prefixes(keys: Iterable[str]) -> Iterator[str]:
    """Yield every prefix that many keys share, the empty one first."""
    counts: Counter[str] = Counter()
    number = 0
    for key in keys:
        number += 1
        parts = key.split(".")[:-1]
        counts.update(".".join(parts[:depth]) + "." for depth in range(1, min(len(parts), DEEPEST_PREFIX) + 1))
    yield ""
    yield from (prefix for prefix, count in counts.items() if count >= SHARED * number)


def _compare(shapes: Mapping[str, Shape], architecture: Architecture, key_map: KeyMap, prefix: str) -> Match | None:
    inside = {key.removeprefix(prefix): shape for key, shape in shapes.items() if key.startswith(prefix)}
    outside = [key for key in shapes if not key.startswith(prefix)]
    given: dict[str, Shape] = {}
    source: dict[str, str] = {}  # our key -> the key in the file
    for key, shape in inside.items():
        names = key_map.ours(key)
        parts = len(names)
        if parts > 1 and shape and shape[0] % parts == 0:
            shape = (shape[0] // parts, *shape[1:])
        given.update(dict.fromkeys(names, shape))
        source.update(dict.fromkeys(names, key))
    config = architecture.infer(Shapes(given))
    if config is None:
        return None
    try:
        layout = layout_of(architecture, config)
    except (ValueError, TypeError, RuntimeError, ArithmeticError, MemoryError):
        return None  # numbers that no network can have
    expected = layout.shapes

    def published(keys: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(key_map.published(key)[0] for key in keys))

    used = {source[key] for key in expected if key in source}
    ignored = [key for key in inside if key not in used and _fits(key, architecture.ignored)]
    mismatched = {source[key]: key for key, shape in expected.items() if given.get(key, shape) != shape}
    matched = [key for key, shape in expected.items() if given.get(key) == shape]
    missing = [key for key in expected if key not in given and not _fits(key, architecture.optional)]
    unexpected = [key for key in inside if key not in used and key not in ignored]
    together = len(matched) + len(missing) + len(mismatched) + len(unexpected) + len(outside)
    return Match(
        architecture=architecture,
        config=config,
        prefix=prefix,
        key_map=key_map,
        matched=published(matched),
        missing=published(missing),
        unexpected=(*unexpected, *outside),
        mismatched=tuple(
            Mismatch(name, _whole(expected[key], name, key_map), inside[name]) for name, key in mismatched.items()
        ),
        ignored=tuple(ignored),
        fixed=published(layout.fixed),
        share=len(matched) / max(together, 1),
    )


def _whole(shape: Shape, published: str, key_map: KeyMap) -> Shape:
    """Return the shape of the published tensor of which ours is a part."""
    parts = len(key_map.ours(published))
    return (shape[0] * parts, *shape[1:]) if parts > 1 else shape


def _fits(key: str, templates: Iterable[str]) -> bool:
    return any(template_pattern(template).fullmatch(key) for template in templates)
