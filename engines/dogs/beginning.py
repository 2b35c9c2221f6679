"""What a training begins with."""

from pathlib import Path
from typing import Final

from safetensors.torch import load_file
from torch import nn

from engines.checkpoints import find_weight

SHIPPED: Final = Path("shipped")  # the weights that come with the program,
EMBEDDER: Final = Path("embedder")  # or those of its embedder, whose backbone others can begin with


def begin_with(network: nn.Module, start: Path, weight: str) -> None:
    """Take what fits by name and shape from a file of weights; where there is no such file the network stays new.

    Args:
        network: as yet untaught.
        start: the file, or SHIPPED, or EMBEDDER.
        weight: which of the shipped weights SHIPPED means.
    """
    names = {SHIPPED: weight, EMBEDDER: "dog-embedder"}
    path = find_weight(names[start]).path if start in names else start
    if not path.is_file():
        return
    own = network.state_dict()
    known = {key: tensor.float() for key, tensor in load_file(path).items()}
    fitting = {key: tensor for key, tensor in known.items() if key in own and own[key].shape == tensor.shape}
    network.load_state_dict(fitting, strict=False)
