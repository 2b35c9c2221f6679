"""What the words mean -> a moving skeleton, by MDM."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from engines.models.diffusion import GaussianDiffusion
from engines.models.humanml import FEATURES, FPS, Motion, recover_from_ric
from engines.models.mdm import MDM, denoise_guided

LONGEST = 196  # frames; longer motions were not trained


@dataclass(frozen=True)
class MdmPredictor:
    """Makes motions with a text model for HumanML3D, as its `sample/generate.py` does.

    Args:
        network: in eval mode.
        mean, std: (263,), of the features that it was trained on: HumanML3D's own `Mean.npy` and `Std.npy`, not the
            `t2m_mean.npy` and `t2m_std.npy` that belong to the evaluators.
        diffusion_steps: how many steps it was trained with; `args.json` beside the file says so.
        ddim_steps: work without chance in so many steps, a divisor of `diffusion_steps`; None: all steps, with chance.
        guidance: how far the text pushes.
    """

    network: MDM
    mean: NDArray[np.floating]
    std: NDArray[np.floating]
    diffusion_steps: int = 50
    ddim_steps: int | None = None
    guidance: float = 2.5

    def __post_init__(self) -> None:
        if (self.network.njoints, self.network.nfeats, self.network.cond_mode) != (FEATURES, 1, "text"):
            raise ValueError(
                f"`network` must make {FEATURES} features a frame from text, but makes {self.network.njoints} x "
                f"{self.network.nfeats} from {self.network.cond_mode!r}."
            )
        if not self.mean.shape == self.std.shape == (FEATURES,):
            raise ValueError(
                f"`mean` and `std` must be ({FEATURES},), but have shapes {self.mean.shape} and {self.std.shape}."
            )

    @torch.inference_mode()
    def __call__(self, text_embed: NDArray[np.float32], seconds: float = 6.0, seed: int = 0) -> Motion:
        """Return a motion of `seconds`, at most 9.8.

        Args:
            text_embed: (clip_dim,), CLIP ViT-B/32's embedding of at most 20 tokens between start and end, not
                normalised.
            seconds: rounded down to whole frames, 20 a second.
            seed: the same seed makes the same motion.
        """
        if (frames := min(LONGEST, int(seconds * FPS))) < 1:
            raise ValueError(f"`seconds` must be at least {1 / FPS}, but is {seconds}.")
        parameter = next(self.network.parameters())
        text = torch.from_numpy(text_embed).to(parameter)[None, None]  # (1, 1, clip_dim)
        mask = torch.ones(1, 1, 1, frames, dtype=torch.bool, device=parameter.device)
        y = {"text_embed": text, "mask": mask}
        generator = torch.Generator().manual_seed(seed)  # on the CPU, so that every device makes the same motion

        def draw(_t: int) -> Tensor:
            return torch.randn(1, FEATURES, 1, frames, generator=generator).to(parameter.device)

        def denoise(x: Tensor, timesteps: Tensor) -> Tensor:
            return denoise_guided(self.network, x.to(parameter.dtype), timesteps, y, self.guidance).float()

        diffusion = GaussianDiffusion(self.diffusion_steps)
        x = draw(self.diffusion_steps)
        if self.ddim_steps is None:
            x = diffusion.sample(denoise, x, draw)
        else:
            x = diffusion.sample_ddim(denoise, x, self.ddim_steps)
        features = x[0, :, 0].T.cpu().numpy() * self.std + self.mean  # (T, 263)
        return Motion(recover_from_ric(features).astype(np.float32))
