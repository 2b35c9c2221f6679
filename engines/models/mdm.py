"""MDM: words to motion by a transformer that removes noise (Tevet, Raab, Gordon, Shafir, Cohen-Or, Bermano: "Human
Motion Diffusion Model", ICLR 2023).

The names and shapes of the parameters are those of GuyTevet/motion-diffusion-model (MIT), architecture `trans_enc`:
the published text models for HumanML3D (263 features a frame) and KIT (251), those for actions, and those without
any condition. Files leave CLIP's weights out. Their two `pe` tensors (one tensor under two names) are computed, never
read: old files hold them in another length, and the published program drops them too.

Traps. The network returns the clean motion, not the noise. "No text" is a zero text embedding *before* `embed_text`,
whose bias stays. The text embedding is CLIP ViT-B/32's, not normalised, of at most 20 tokens between start and end.
The mask counts only if the model was trained with `mask_frames`. The number of heads, of diffusion steps and
`mask_frames` stand in the `args.json` beside a file, not in the file.
"""

import math
from collections.abc import Mapping
from typing import Any, Literal, cast

import torch
from torch import Tensor, nn

WAVELENGTH = 10_000.0  # of the slowest wave in the positional encoding, over 2 pi
Condition = Mapping[str, Any]
CondMode = Literal["text", "action", "no_cond"]


class MDM(nn.Module):
    """A noisy motion in, the clean motion out.

    Args:
        njoints, nfeats: a frame has njoints * nfeats numbers: 263 * 1 features, or 25 joints * 6 for actions.
        latent_dim: width of the transformer.
        ff_size: width of its feed-forward layers.
        num_layers, num_heads: of the transformer.
        dropout: in training.
        activation: of the feed-forward layers.
        cond_mode: what the motion is made for.
        cond_mask_prob: how often training hides the condition, so that guidance has something to compare with.
        clip_dim: length of the text embedding.
        num_actions: how many actions an action model knows.
        mask_frames: whether frames beyond a motion's length are hidden from attention.
        pos_embed_max_len: the largest number of tokens and of diffusion steps.
        arch, data_rep, emb_policy: the published settings that this class implements; others are refused.
        clip_version, dataset: what the published model was trained with; they change nothing in the network.
    """

    def __init__(
        self,
        njoints: int = 263,
        nfeats: int = 1,
        latent_dim: int = 512,
        ff_size: int = 1024,
        num_layers: int = 8,
        num_heads: int = 4,
        dropout: float = 0.1,
        activation: Literal["gelu", "relu"] = "gelu",
        cond_mode: CondMode = "text",
        cond_mask_prob: float = 0.1,
        clip_dim: int = 512,
        num_actions: int = 1,
        mask_frames: bool = False,
        pos_embed_max_len: int = 5000,
        arch: str = "trans_enc",
        data_rep: str = "hml_vec",
        emb_policy: str = "add",
        clip_version: str = "ViT-B/32",
        dataset: str = "humanml",
    ) -> None:
        super().__init__()
        if (arch, emb_policy) != ("trans_enc", "add") or data_rep not in {"hml_vec", "rot6d", "xyz"}:
            raise ValueError(
                "`arch`, `emb_policy` and `data_rep` must be 'trans_enc', 'add' and one of 'hml_vec', 'rot6d', 'xyz', "
                f"but are {arch!r}, {emb_policy!r} and {data_rep!r}."
            )
        self.njoints, self.nfeats = njoints, nfeats
        self.cond_mode, self.cond_mask_prob = cond_mode, cond_mask_prob
        self.clip_dim, self.clip_version, self.dataset = clip_dim, clip_version, dataset
        self.mask_frames = mask_frames

        self.input_process = _InputProcess(njoints * nfeats, latent_dim)
        self.sequence_pos_encoder = _PositionalEncoding(latent_dim, dropout, pos_embed_max_len)
        layer = nn.TransformerEncoderLayer(latent_dim, num_heads, ff_size, dropout, activation)
        self.seqTransEncoder = nn.TransformerEncoder(layer, num_layers, enable_nested_tensor=False)
        self.embed_timestep = _TimestepEmbedder(latent_dim, self.sequence_pos_encoder)
        if cond_mode == "text":
            self.embed_text = nn.Linear(clip_dim, latent_dim)
        elif cond_mode == "action":
            self.embed_action = _ActionEmbedding(num_actions, latent_dim)
        self.output_process = _OutputProcess(latent_dim, njoints, nfeats)

    def forward(self, x: Tensor, timesteps: Tensor, y: Condition) -> Tensor:
        """Return the clean motion, (B, njoints, nfeats, T), that the noisy `x` of the same shape seems to hide.

        Args:
            x: z-scores, that is (features - mean) / std.
            timesteps: (B,) int64, how many steps of noise `x` has taken, from 0.
            y: the condition, by the published names. `text_embed` (1, B, clip_dim) or (B, clip_dim); `action` (B, 1);
                `uncond`: whether to work without them; `mask` (B, 1, 1, T), true in frames that count (all, if it is
                missing), read only by a model with `mask_frames`. Further entries are not used.
        """
        return self.denoise(x, self.embed_condition(timesteps, y), y.get("mask"))

    def denoise(self, x: Tensor, emb: Tensor, mask: Tensor | None = None) -> Tensor:
        """Return what `forward` does, given the token of `embed_condition` and the mask, if the model needs one."""
        _, _, _, T = x.shape
        tokens = torch.cat([emb, self.input_process(x)])  # (1 + T, B, latent_dim)
        hidden: Tensor | None = None
        if self.mask_frames and mask is not None:
            frames = mask.reshape(-1, T).bool()  # (B, T)
            hidden = ~nn.functional.pad(frames, (1, 0), value=True)  # the condition is always seen
        tokens = self.seqTransEncoder(self.sequence_pos_encoder(tokens), src_key_padding_mask=hidden)
        return cast("Tensor", self.output_process(tokens[1:]))

    def embed_condition(self, timesteps: Tensor, y: Condition) -> Tensor:
        """Return the token that tells step and condition, (1, B, latent_dim); arguments as in `forward`."""
        emb = cast("Tensor", self.embed_timestep(timesteps))
        if self.cond_mode == "text":
            emb = emb + self.embed_text(self._hide(y["text_embed"], y))
        elif self.cond_mode == "action":
            emb = emb + self._hide(self.embed_action(y["action"]), y)
        return emb

    def _hide(self, cond: Tensor, y: Condition) -> Tensor:
        if y.get("uncond", False):
            return torch.zeros_like(cond)
        if self.training:  # of some motions in the batch, each on its own
            return cond * (torch.rand(cond.shape[:-1], device=cond.device) >= self.cond_mask_prob)[..., None]
        return cond


def denoise_guided(network: MDM, x: Tensor, timesteps: Tensor, y: Condition, guidance: float) -> Tensor:
    """Return what `network` makes of `x` with its condition, pushed away from what it makes of it without.

    Classifier-free guidance: without + guidance * (with - without). Arguments and result as in `MDM.forward`.
    """
    emb = [network.embed_condition(timesteps, {**y, "uncond": uncond}) for uncond in (True, False)]
    mask = y["mask"].repeat(2, 1, 1, 1) if "mask" in y else None
    # In one pass: for a motion or two, reading the weights is what takes the time.
    without, with_ = network.denoise(x.repeat(2, 1, 1, 1), torch.cat(emb, 1), mask).chunk(2)
    return without + guidance * (with_ - without)


class _InputProcess(nn.Module):
    def __init__(self, features: int, latent_dim: int) -> None:
        super().__init__()
        self.poseEmbedding = nn.Linear(features, latent_dim)

    def forward(self, x: Tensor) -> Tensor:
        frames = x.flatten(1, 2).permute(2, 0, 1)  # (B, njoints, nfeats, T) -> (T, B, njoints * nfeats)
        return cast("Tensor", self.poseEmbedding(frames))


class _OutputProcess(nn.Module):
    def __init__(self, latent_dim: int, njoints: int, nfeats: int) -> None:
        super().__init__()
        self.njoints, self.nfeats = njoints, nfeats
        self.poseFinal = nn.Linear(latent_dim, njoints * nfeats)

    def forward(self, tokens: Tensor) -> Tensor:
        T, B, _ = tokens.shape
        frames: Tensor = self.poseFinal(tokens)  # (T, B, njoints * nfeats)
        return frames.reshape(T, B, self.njoints, self.nfeats).permute(1, 2, 3, 0)


class _PositionalEncoding(nn.Module):
    """Adds to each token a wave for its place. `pe` is (max_len, 1, latent_dim)."""

    pe: Tensor

    def __init__(self, latent_dim: int, dropout: float, max_len: int) -> None:
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        # On the CPU whatever the default device is: no file gives these numbers to a network that is built on "meta".
        # In float32, as published: the waves of late steps depend on how the frequencies are rounded.
        position = torch.arange(max_len, dtype=torch.float32, device="cpu")[:, None]
        even = torch.arange(0, latent_dim, 2, dtype=torch.float32, device="cpu")
        angle = position * torch.exp(even * (-math.log(WAVELENGTH) / latent_dim))  # (max_len, latent_dim / 2)
        pe = torch.stack([angle.sin(), angle.cos()], -1).flatten(1)  # sine and cosine by turns
        self.register_buffer("pe", pe[:, None])
        self.register_load_state_dict_pre_hook(_keep_positions)

    def forward(self, tokens: Tensor) -> Tensor:
        return cast("Tensor", self.dropout(tokens + self.pe[: len(tokens)].to(tokens.dtype)))


def _keep_positions(module: nn.Module, state: dict[str, Tensor], prefix: str, *_: object) -> None:
    """Put the computed positions in place of a file's, which may be missing or of another length."""
    state[f"{prefix}pe"] = cast("Tensor", module.pe)


class _TimestepEmbedder(nn.Module):
    def __init__(self, latent_dim: int, sequence_pos_encoder: _PositionalEncoding) -> None:
        super().__init__()
        self.sequence_pos_encoder = sequence_pos_encoder  # shared, so its `pe` has two names in the state dict
        self.time_embed = nn.Sequential(nn.Linear(latent_dim, latent_dim), nn.SiLU(), nn.Linear(latent_dim, latent_dim))

    def forward(self, timesteps: Tensor) -> Tensor:
        waves = self.sequence_pos_encoder.pe[timesteps]  # (B, 1, latent_dim)
        waves = waves.to(next(self.time_embed.parameters()).dtype)  # a file's weights may be in half precision
        return cast("Tensor", self.time_embed(waves)).transpose(0, 1)


class _ActionEmbedding(nn.Module):
    def __init__(self, num_actions: int, latent_dim: int) -> None:
        super().__init__()
        self.action_embedding = nn.Parameter(torch.randn(num_actions, latent_dim))

    def forward(self, action: Tensor) -> Tensor:
        return self.action_embedding[action[:, 0].long()]  # (B, 1) -> (B, latent_dim)
