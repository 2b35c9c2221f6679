"""What a checkpoint file holds, before anybody knows which network it is: groups of named tensors."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    import torch

DEEPEST = 3  # a container in a container in a container; optimisers nest deeper and are none of ours
MOST_TENSORS = 200_000
Kind = Literal["dense", "sparse", "quantised"]


@dataclass(frozen=True)
class TensorInfo:
    """One tensor, unread. `dtype` is torch's name without `torch.`."""

    shape: tuple[int, ...]
    dtype: str
    kind: Kind = "dense"


@dataclass(frozen=True)
class Group:
    """Tensors that stand together. `container` is the way to them (`model.state_dict`), empty at the top."""

    container: str
    tensors: Mapping[str, TensorInfo]


@dataclass(frozen=True)
class Content:
    """A checkpoint. `form` says what kind of file it is, `bytes` its length (of all files, if it is a folder)."""

    form: str
    bytes: int
    groups: tuple[Group, ...]


def describe_tensor(tensor: "torch.Tensor") -> TensorInfo:
    """Return the tensor's shape, number format and kind."""
    import torch

    kind: Kind = "dense"
    if tensor.is_quantized:
        kind = "quantised"
    elif tensor.layout is not torch.strided:
        kind = "sparse"
    return TensorInfo(tuple(tensor.shape), str(tensor.dtype).removeprefix("torch."), kind)


def find_groups(loaded: Any) -> "Iterator[tuple[str, dict[str, torch.Tensor]]]":
    """Yield (container, tensors by key) for every dictionary with tensors in what `torch.load` returned."""
    import torch

    def walk(value: Any, way: tuple[str, ...]) -> "Iterator[tuple[str, dict[str, torch.Tensor]]]":
        if isinstance(value, torch.nn.Module | torch.Tensor) or not isinstance(value, Mapping):
            return
        tensors = {k: v for k, v in value.items() if isinstance(k, str) and isinstance(v, torch.Tensor)}
        if tensors:
            yield ".".join(way), tensors
        if len(way) < DEEPEST:
            for key, inner in value.items():
                if isinstance(key, str) and "optim" not in key:
                    yield from walk(inner, (*way, key))

    if isinstance(loaded, torch.Tensor):
        loaded = {"tensor": loaded}
    yield from walk(loaded, ())
