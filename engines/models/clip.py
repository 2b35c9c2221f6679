"""CLIP: a picture and a sentence as points in one space (Radford et al.: "Learning Transferable Visual Models From
Natural Language Supervision", ICML 2021), with vision transformers; the ResNet variants are not here.

The names and shapes of the parameters are those of openai/CLIP (MIT). Its files are TorchScript archives in float16
and hold three numbers beside the weights (`input_resolution`, `context_length`, `vocab_size`). Files as transformers
writes them keep query, key and value apart and hold both projections the other way round; a key map moves names and
not numbers, so the network is built in their `layout`.

Why not transformers' own CLIPModel: it would need the same transposition for OpenAI's files, a module around it for
`position_ids`, which stay without memory when it is built on the meta device, and 17 s of processor time to import.
This file needs nothing beside torch and is no longer than that wrapper and its key map would be.

Input: pictures (B, 3, H, W) normalised by CLIP's own mean and std, and token ids (B, L) of `clip_tokenizer`.
Output: features that are NOT of length 1; MDM is conditioned on them as they are, a cosine needs them normalised.

Traps: the activation is x * sigmoid(1.702 x), not GELU; models that LAION trained carry the same names, but most of
them use GELU. The text's feature stands at the largest id, the end token. Inside the transformers the sequence comes
first: (L, B, C).
"""

import math
from typing import Literal, cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

Layout = Literal["openai", "transformers"]

HEAD = 64  # channels a head, in every published model


class CLIP(nn.Module):
    """Two transformers that end in the same space.

    Args:
        embed_dim: D, numbers in a feature.
        image_resolution: H = W of the pictures, in pixels.
        vision_layers, vision_width, vision_patch_size: of the picture's transformer; it has a head every 64 channels.
        context_length: L, ids in a text.
        vocab_size: number of different ids.
        transformer_width, transformer_heads, transformer_layers: of the text's transformer.
        layout: `transformers` keeps query, key and value apart and the projections as (out, in) matrices.
    """

    def __init__(
        self,
        embed_dim: int = 512,
        image_resolution: int = 224,
        vision_layers: int = 12,
        vision_width: int = 768,
        vision_patch_size: int = 32,
        context_length: int = 77,
        vocab_size: int = 49408,
        transformer_width: int = 512,
        transformer_heads: int = 8,
        transformer_layers: int = 12,
        layout: Layout = "openai",
    ) -> None:
        super().__init__()
        self.image_resolution, self.context_length, self.vocab_size = image_resolution, context_length, vocab_size
        self.positional_embedding = _parameter(0.01, context_length, transformer_width)
        self.text_projection = _projection(transformer_width, embed_dim, layout)
        self.logit_scale = nn.Parameter(torch.tensor(math.log(1 / 0.07)))
        self.visual = VisionTransformer(
            image_resolution, vision_patch_size, vision_width, vision_layers, vision_width // HEAD, embed_dim, layout
        )
        self.transformer = Transformer(transformer_width, transformer_layers, transformer_heads, layout, causal=True)
        self.token_embedding = nn.Embedding(vocab_size, transformer_width)
        self.ln_final = nn.LayerNorm(transformer_width)

    def encode_image(self, image: Tensor) -> Tensor:
        """Return features (B, D) of pictures (B, 3, H, W)."""
        return cast("Tensor", self.visual(image))

    def encode_text(self, text: Tensor) -> Tensor:
        """Return features (B, D) of ids (B, L), which are zero after the end token."""
        x = self.token_embedding(text) + self.positional_embedding  # (B, L, C)
        x = self.transformer(x.transpose(0, 1)).transpose(0, 1)
        x = self.ln_final(x)
        end = x[torch.arange(len(x), device=x.device), text.argmax(-1)]  # (B, C)
        return _project(end, self.text_projection)

    def forward(self, image: Tensor, text: Tensor) -> tuple[Tensor, Tensor]:
        """Return how well they fit: logits (B, T) of each picture over the texts, and (T, B) the other way round."""
        pictures = F.normalize(self.encode_image(image), dim=-1)
        texts = F.normalize(self.encode_text(text), dim=-1)
        logits = self.logit_scale.exp() * pictures @ texts.T
        return logits, logits.T


class VisionTransformer(nn.Module):
    """A picture as a sequence of patches; the feature is the class token's."""

    def __init__(
        self,
        input_resolution: int,
        patch_size: int,
        width: int,
        layers: int,
        heads: int,
        output_dim: int,
        layout: Layout,
    ) -> None:
        super().__init__()
        scale = width**-0.5
        self.class_embedding = _parameter(scale, width)
        self.positional_embedding = _parameter(scale, (input_resolution // patch_size) ** 2 + 1, width)
        self.proj = _projection(width, output_dim, layout)
        self.conv1 = nn.Conv2d(3, width, patch_size, stride=patch_size, bias=False)
        self.ln_pre = nn.LayerNorm(width)
        self.transformer = Transformer(width, layers, heads, layout)
        self.ln_post = nn.LayerNorm(width)

    def forward(self, x: Tensor) -> Tensor:
        patches = self.conv1(x).flatten(2).transpose(1, 2)  # (B, h * w, C)
        first = self.class_embedding.expand(len(patches), 1, -1)
        x = torch.cat([first, patches], 1) + self.positional_embedding
        x = self.transformer(self.ln_pre(x).transpose(0, 1))  # (1 + h * w, B, C)
        return _project(self.ln_post(x[0]), self.proj)


class Transformer(nn.Module):
    """Blocks one after the other on (L, B, C); `causal`: no place sees a later one."""

    def __init__(self, width: int, layers: int, heads: int, layout: Layout, causal: bool = False) -> None:
        super().__init__()
        self.resblocks = nn.Sequential(*(Block(width, heads, layout, causal) for _ in range(layers)))

    def forward(self, x: Tensor) -> Tensor:
        return cast("Tensor", self.resblocks(x))


class Block(nn.Module):
    """Attention, then two layers at each place; both on normalised input and added to it."""

    def __init__(self, width: int, heads: int, layout: Layout, causal: bool) -> None:
        super().__init__()
        self.attn = (Attention if layout == "openai" else SplitAttention)(width, heads, causal)
        self.ln_1 = nn.LayerNorm(width)
        self.mlp = MLP(width)
        self.ln_2 = nn.LayerNorm(width)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attn(self.ln_1(x))
        return cast("Tensor", x + self.mlp(self.ln_2(x)))


class MLP(nn.Module):
    """Four times as wide in between."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.c_fc = nn.Linear(width, 4 * width)
        self.c_proj = nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        x = self.c_fc(x)
        return cast("Tensor", self.c_proj(x * torch.sigmoid(1.702 * x)))


class Attention(nn.Module):
    """Self-attention on (L, B, C), with query, key and value in one matrix."""

    def __init__(self, width: int, heads: int, causal: bool) -> None:
        super().__init__()
        self.heads, self.causal = heads, causal
        self._make_inputs(width)
        self.out_proj = nn.Linear(width, width)

    def _make_inputs(self, width: int) -> None:
        self.in_proj_weight = nn.Parameter(nn.init.xavier_uniform_(torch.empty(3 * width, width)))
        self.in_proj_bias = nn.Parameter(torch.zeros(3 * width))

    def _inputs(self, x: Tensor) -> tuple[Tensor, ...]:
        return F.linear(x, self.in_proj_weight, self.in_proj_bias).chunk(3, -1)

    def forward(self, x: Tensor) -> Tensor:
        L, B, C = x.shape
        # each (L, B, C) -> (B, heads, L, C / heads)
        q, k, v = (part.view(L, B, self.heads, C // self.heads).permute(1, 2, 0, 3) for part in self._inputs(x))
        x = F.scaled_dot_product_attention(q, k, v, is_causal=self.causal)
        return cast("Tensor", self.out_proj(x.permute(2, 0, 1, 3).reshape(L, B, C)))


class SplitAttention(Attention):
    """The same with a matrix each."""

    def _make_inputs(self, width: int) -> None:
        self.q_proj, self.k_proj, self.v_proj = (nn.Linear(width, width) for _ in range(3))

    def _inputs(self, x: Tensor) -> tuple[Tensor, ...]:
        return self.q_proj(x), self.k_proj(x), self.v_proj(x)


def _parameter(std: float, *shape: int) -> nn.Parameter:
    return nn.Parameter(torch.randn(shape) * std)


def _projection(inputs: int, outputs: int, layout: Layout) -> nn.Parameter | nn.Linear:
    if layout == "transformers":
        return nn.Linear(inputs, outputs, bias=False)
    return _parameter(inputs**-0.5, inputs, outputs)


def _project(x: Tensor, projection: nn.Parameter | nn.Linear) -> Tensor:
    return cast("Tensor", projection(x)) if isinstance(projection, nn.Linear) else x @ projection
