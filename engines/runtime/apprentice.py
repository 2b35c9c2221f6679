"""A network that learns: with its optimiser, the mean of its last weights, and all that a run has to remember."""

import argparse
import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import fields
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import torch
from safetensors.torch import save_file
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel

from engines.runtime.device import choose_device
from engines.runtime.errors import InputError
from engines.runtime.ranks import join_ranks

WARM_UP = 0.04  # the first share of a run, in which the learning rate rises
WEIGHT_DECAY = 0.05
LONGEST_STEP = 5.0  # length of the gradient above which it is cut

N = TypeVar("N", bound=nn.Module)
Tensors = tuple[Tensor, ...] | list[Tensor]


class Apprentice(Generic[N]):
    """A network in training.

    Args:
        network: is moved to the device.
        device: as for `choose_device`.
        learning_rate: the highest of the run.
        averaging: decay of the mean of the weights, which is what is measured and shipped.
        exported: returns what is shipped of the averaged network.
    """

    def __init__(
        self,
        network: N,
        device: str,
        learning_rate: float,
        averaging: float,
        exported: Callable[[N], Mapping[str, Tensor]] = nn.Module.state_dict,
    ) -> None:
        self.device = choose_device(device)
        network.to(self.device.name).to(memory_format=torch.channels_last)  # type: ignore[call-overload]  # torch's types lack it
        self.network = network
        self.average = AveragedModel(network, multi_avg_fn=averaged(averaging), use_buffers=True)
        self.learner = torch.optim.AdamW(network.parameters(), lr=learning_rate, weight_decay=WEIGHT_DECAY)
        self.highest = learning_rate
        self.exported = exported
        self.step = 0
        self.ranks = join_ranks()
        self.memory: dict[str, Any] = {}  # what `save` was given beside, in the run that this one goes on from

    @property
    def master(self) -> N:
        """The averaged network, in eval mode."""
        return cast("N", self.average.module).eval()

    def learn(self, loss: Callable[[], Tensor], done: float, batches: int = 1) -> float:
        """One step, from the mean loss of some batches, in a run of which this share is done. Returns that loss.

        Raises:
            InputError: `training_not_a_number`; the weights are then as they were before the step.
        """
        for group in self.learner.param_groups:
            group["lr"] = self.highest * max(1e-3, min(done / WARM_UP + 0.01, (1 - done) ** 1.2))
        self.network.train()
        self.learner.zero_grad(set_to_none=True)
        total = 0.0
        for _ in range(batches):
            with self._precision():
                one = loss() / batches
            one.backward()
            total += one.item()
        if self.ranks.any(not math.isfinite(total), self.device.name):
            raise InputError(
                "training_not_a_number",
                f"The loss is no number any more after {self.step} steps: please try a smaller learning rate. "
                "What was saved last is kept.",
            )
        self.ranks.average_gradients(self.network)
        nn.utils.clip_grad_norm_(self.network.parameters(), LONGEST_STEP)
        self.learner.step()
        self.average.update_parameters(self.network)
        self.step += 1
        return total

    def _precision(self) -> Any:
        if self.device.dtype == "bfloat16":
            return torch.autocast(self.device.name.partition(":")[0], torch.bfloat16)
        return nullcontext()

    def save(self, folder: Path, name: str, **more: object) -> Path:
        """Write `state.pt`, with `more` in it, and the averaged network as NAME.safetensors, float16.

        A run that is cut off while writing still finds the files from before.
        """
        path = folder / f"{name}.safetensors"
        if not self.ranks.first:
            return path
        state = {key: getattr(self, key).state_dict() for key in ("network", "average", "learner")}
        torch.save({**state, "step": self.step, **more}, folder / "state.part")
        (folder / "state.part").replace(folder / "state.pt")
        self.export(path)
        return path

    def export(self, path: Path) -> None:
        """Write the averaged network, float16."""
        weights = self.exported(self.master).items()
        small = {key: (t.half() if t.is_floating_point() else t).contiguous().cpu() for key, t in weights}
        save_file(small, path.with_suffix(".part"))
        path.with_suffix(".part").replace(path)

    def resume(self, folder: Path) -> dict[str, Any]:
        """Go on from `state.pt`, where there is one; returns what `save` was given beside."""
        path = folder / "state.pt"
        if not path.exists():
            return {}
        state: dict[str, Any] = torch.load(path, map_location="cpu", weights_only=True)
        for key in ("network", "average", "learner"):
            getattr(self, key).load_state_dict(state.pop(key))
        self.step = state.pop("step")
        self.memory = state
        return state


def averaged(decay: float) -> Callable[[Tensors, Tensors, Tensor | int], None]:
    """A `multi_avg_fn` for torch's AveragedModel: exponential, but quick to forget the first weights."""

    def mean(kept: Tensors, new: Tensors, count: Tensor | int) -> None:
        share = min(decay, (1 + int(count)) / (10 + int(count)))
        if kept[0].is_floating_point():
            torch._foreach_lerp_(kept, new, 1 - share)
        else:
            torch._foreach_copy_(kept, new)

    return mean


def read_settings(kind: type, about: str | None, arguments: Sequence[str] | None = None) -> Any:
    """Make a settings dataclass from the command line, or from some arguments: every field is an option."""
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawDescriptionHelpFormatter)
    for field in fields(kind):
        option = f"--{field.name.replace('_', '-')}"
        parser.add_argument(option, type=type(field.default), default=field.default, help=f"default: {field.default}")
    return kind(**vars(parser.parse_args(arguments)))
