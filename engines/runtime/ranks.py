"""Several processes that teach one network together, started by `torchrun`; a process alone is rank 0 of 1.

    torchrun --nproc-per-node 4 -m engines.tryon.train --part body

Each rank draws other batches; the gradients are averaged after every step, so that all have the same weights.
"""

import os
from dataclasses import dataclass

import torch
from torch import distributed, nn


@dataclass(frozen=True)
class Ranks:
    """Which process this is, of how many."""

    number: int
    count: int

    @property
    def first(self) -> bool:
        """Whether this process saves, measures and tells."""
        return self.number == 0

    def average_gradients(self, network: nn.Module) -> None:
        """Replace every gradient by its mean over all ranks."""
        if self.count == 1:
            return
        gradients = [weight.grad for weight in network.parameters() if weight.grad is not None]
        together = torch.cat([gradient.flatten() for gradient in gradients])
        distributed.all_reduce(together)
        together /= self.count
        for gradient, part in zip(gradients, together.split([one.numel() for one in gradients]), strict=True):
            gradient.copy_(part.view_as(gradient))

    def any(self, flag: bool, device: str) -> bool:
        """Return whether the flag is up on any rank, the same answer on each."""
        if self.count == 1:
            return flag
        raised = torch.tensor(float(flag), device=device)
        distributed.all_reduce(raised)
        return bool(raised > 0)


def join_ranks() -> Ranks:
    """Join the processes that torchrun started with this one; the GPU of this rank becomes torch's current one."""
    if "RANK" not in os.environ or "WORLD_SIZE" not in os.environ:
        return Ranks(0, 1)
    if not distributed.is_initialized():
        if torch.cuda.is_available():
            torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", 0)))
        distributed.init_process_group("nccl" if torch.cuda.is_available() else "gloo")
    return Ranks(distributed.get_rank(), distributed.get_world_size())
