"""Networks by the name of their weight, lent one call at a time. Importing this imports no torch."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING, TypeVar

from engines.checkpoints.choice import Weights
from engines.checkpoints.manifest import find_weight
from engines.runtime import InputError, ModelCache, choose_device

if TYPE_CHECKING:
    from torch import nn

    from engines.runtime.device import Device

T = TypeVar("T")


class Networks:
    """The networks of a room: loaded on first use, on the room's device, shared between visitors.

    Args:
        cache: of models.
        device: "auto", "cpu", "cuda" or "cuda:1".
        weights: says which weight a network has; asked every time, so a change needs no new start.

    Example:
        with networks.use("dog-points") as network:
            points = points_of(network, photos, boxes, twice=True)
    """

    def __init__(self, cache: ModelCache, device: str, weights: Weights) -> None:
        self._cache, self._device, self._weights = cache, device, weights

    def use(self, name: str) -> "AbstractContextManager[nn.Module]":
        """Lend the network that the weight `name` belongs to.

        Raises:
            InputError: `network_missing`, a published network that the host did not bring.
        """
        return self._cache.use(*self._source(name))

    def steps(self, name: str, work: "Callable[[nn.Module], Iterator[T]]") -> "Iterator[T]":
        """Yield what `work` yields, the network lent anew for each step; see `ModelCache.steps`. Raises as `use`."""
        return self._cache.steps(*self._source(name), work)

    def use_folder(self, name: str, build: "Callable[[Device], nn.Module]") -> "AbstractContextManager[nn.Module]":
        """Lend what is no single weight, such as a pipeline, under a name of its own; `build` is told the device."""
        return self._cache.use(name, lambda: build(choose_device(self._device)))

    def steps_of_folder(
        self, name: str, build: "Callable[[Device], nn.Module]", work: "Callable[[nn.Module], Iterator[T]]"
    ) -> "Iterator[T]":
        """As `steps`, with what `use_folder` lends."""
        return self._cache.steps(name, lambda: build(choose_device(self._device)), work)

    def has(self, name: str) -> bool:
        """Whether there is such a weight, bundled or the host's."""
        return self._weights.choose(name).path is not None

    def version(self, name: str) -> str:
        """What this very network is called: the name, and the number of the host's version, such as "dog-points@2"."""
        return self._weights.choose(name).key

    def key(self, name: str) -> str:
        """Which very weight is in use: the name and version of the host's, or the start of the bundled one's sha256."""
        choice = self._weights.choose(name)
        return choice.key if choice.version is not None else f"{name}/{find_weight(name).sha256[:12]}"

    def ready(self, names: tuple[str, ...]) -> bool:
        """Whether all of them are in memory."""
        return all(self._cache.loaded(self._weights.choose(name).key) for name in names)

    def _source(self, name: str) -> "tuple[str, Callable[[], nn.Module]]":
        """The network's name in the cache, and how it is loaded."""
        choice = self._weights.choose(name)
        if choice.path is None:
            raise InputError(
                "network_missing", f"There are no weights of {name!r} here. Add them in the room of the models first."
            )
        return choice.key, lambda: self._settled(self._weights.network(choice))

    def _settled(self, network: "nn.Module") -> "nn.Module":
        import torch

        from engines.runtime.device import allowed_cores

        torch.set_num_threads(allowed_cores())
        chosen = choose_device(self._device)
        network.to(chosen.name, getattr(torch, chosen.dtype))
        if max(parameter.dim() for parameter in network.parameters()) == 5:  # GFPGAN's, which have no such layout
            return network
        return network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's types lack it
