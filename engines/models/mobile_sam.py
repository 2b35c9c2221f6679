"""MobileSAM: Segment Anything with a small picture encoder that answers to points, boxes and masks (Zhang et al.:
"Faster Segment Anything", arXiv 2023; Kirillov et al.: "Segment Anything", ICCV 2023; Wu et al.: "TinyViT", ECCV 2022).

The layers are timm's and transformers'; the key map `mobile-sam` of the catalogue translates the names of
ChaoningZhang/MobileSAM (Apache-2.0), whose `mobile_sam.pt` is a plain state dict.

Input: RGB 0..255, the longest side scaled to 1024 pixels; coordinates in pixels of that scaled picture. Output:
logits, above 0 where a pixel belongs, and a guess of each mask's overlap (IoU) with the truth.

Where the published network is not what the libraries build:

- The last merging of patches keeps the grid (stride 1), so that the embedding has 1/16 of the picture's side.
- Attention looks its biases up each time. The published layer, and timm's, keep what they looked up in eval mode,
  and go on with the biases of old weights when others are loaded after `eval()`.
- The decoder's layer norms have epsilon 1e-5, the others 1e-6; transformers has 1e-6 in all but one.
- The classifier of TinyViT is in the file and has no part in the output.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

import numpy as np
import torch
from numpy.typing import NDArray
from timm.layers.norm import LayerNorm2d
from timm.models.tiny_vit import Attention, TinyVit, TinyVitBlock
from torch import Tensor, nn
from torch.nn.functional import interpolate, pad
from transformers import SamConfig, SamMaskDecoderConfig
from transformers.models.sam.modeling_sam import SamMaskDecoder, SamPromptEncoder

from engines.models.catalogue.mobile_sam import PREPROCESSING

PATCH = 16  # pixels of the picture a side of one place in the embedding
MASK_THRESHOLD = 0.0  # of the logits


class MobileSam(nn.Module):
    """Picture and prompts in, masks out.

    `forward` takes the published batches. The steps one by one, so that a picture is encoded once for many prompts:

        embedding = network.image_encoder(network.preprocess(picture))
        sparse, dense = network.encode_prompts(points=(coordinates, labels))
        logits, iou = network.decode_masks(embedding, sparse, dense, multimask_output=True)
        masks = network.postprocess_masks(logits, picture.shape[-2:], original_size)

    Args:
        img_size: sides of the square that pictures are padded to, pixels; a multiple of 16.
        num_classes: of the encoder's classifier, which is not used.
        embed_dims: the encoder's channels by stage.
        depths: its blocks by stage; those of the first stage are convolutions.
        num_heads, window_sizes: its attention by stage (the first stage has none).
        mlp_ratio, mbconv_expand_ratio: how many times wider its blocks are inside.
        local_conv_size: side of the convolution between attention and MLP.
        prompt_embed_dim: channels of the embeddings of picture and prompts.
        mask_in_chans: channels inside the convolutions that embed a mask.
        decoder_depth, decoder_mlp_dim, decoder_heads: of the decoder's transformer.
        num_multimask_outputs: masks that an ambiguous prompt is answered with.
        iou_head_hidden_dim: channels inside the layers that guess the overlap.
    """

    def __init__(
        self,
        img_size: int = 1024,
        num_classes: int = 1000,
        embed_dims: Sequence[int] = (64, 128, 160, 320),
        depths: Sequence[int] = (2, 2, 6, 2),
        num_heads: Sequence[int] = (2, 4, 5, 10),
        window_sizes: Sequence[int] = (7, 7, 14, 7),
        mlp_ratio: float = 4.0,
        mbconv_expand_ratio: float = 4.0,
        local_conv_size: int = 3,
        prompt_embed_dim: int = 256,
        mask_in_chans: int = 16,
        decoder_depth: int = 2,
        decoder_mlp_dim: int = 2048,
        decoder_heads: int = 8,
        num_multimask_outputs: int = 3,
        iou_head_hidden_dim: int = 256,
    ) -> None:
        super().__init__()
        if img_size % PATCH:
            raise ValueError(f"`img_size` must be a multiple of {PATCH}, but is {img_size}.")
        self.img_size = img_size
        self.image_encoder = ImageEncoder(
            prompt_embed_dim,
            num_classes=num_classes,
            embed_dims=tuple(embed_dims),
            depths=tuple(depths),
            num_heads=tuple(num_heads),
            window_sizes=tuple(window_sizes),
            mlp_ratio=mlp_ratio,
            mbconv_expand_ratio=mbconv_expand_ratio,
            local_conv_size=local_conv_size,
        )
        config = SamConfig(
            vision_config={"num_pos_feats": prompt_embed_dim // 2, "hidden_size": 2},  # frequencies of deviation 1
            prompt_encoder_config={
                "hidden_size": prompt_embed_dim,
                "image_size": img_size,
                "patch_size": PATCH,
                "mask_input_channels": mask_in_chans,
            },
            mask_decoder_config={
                "hidden_size": prompt_embed_dim,
                "mlp_dim": decoder_mlp_dim,
                "num_hidden_layers": decoder_depth,
                "num_attention_heads": decoder_heads,
                "num_multimask_outputs": num_multimask_outputs,
                "iou_head_hidden_dim": iou_head_hidden_dim,
                "layer_norm_eps": 1e-5,
            },
        )
        self.prompt_encoder = SamPromptEncoder(config)
        self.prompt_encoder.shared_embedding.requires_grad_(False)  # random frequencies, never learned
        decoder = cast("SamMaskDecoderConfig", config.mask_decoder_config)
        decoder._attn_implementation = "eager"
        self.mask_decoder = SamMaskDecoder(decoder)

    def forward(self, batched_input: Sequence[Mapping[str, Any]], multimask_output: bool) -> list[dict[str, Tensor]]:
        """Return masks for pictures with prompts.

        Args:
            batched_input: for each picture a dictionary of `image` (3, H, W), 0..255, the longest side `img_size`;
                `original_size`, (height, width) before it was scaled; and any of `point_coords` (B, N, 2) with
                `point_labels` (B, N), `boxes` (B, 4) and `mask_inputs` (B, 1, h, w), for B questions.
            multimask_output: answer each question with several masks, best for a single point, or with one.

        Returns:
            For each picture `masks` (B, M, *original_size) bool, `iou_predictions` (B, M) and `low_res_logits`
            (B, M, img_size / 4, img_size / 4).
        """
        embeddings = self.image_encoder(torch.cat([self.preprocess(record["image"]) for record in batched_input]))
        results = []
        for record, embedding in zip(batched_input, embeddings, strict=True):
            points = (record["point_coords"], record["point_labels"]) if "point_coords" in record else None
            sparse, dense = self.encode_prompts(points, record.get("boxes"), record.get("mask_inputs"))
            logits, iou = self.decode_masks(embedding[None], sparse, dense, multimask_output)
            masks = self.postprocess_masks(logits, record["image"].shape[-2:], record["original_size"])
            results.append({"masks": masks > MASK_THRESHOLD, "iou_predictions": iou, "low_res_logits": logits})
        return results

    def preprocess(self, x: Tensor) -> Tensor:
        """Return (B, 3, img_size, img_size) for RGB (3, H, W) or (B, 3, H, W) in 0..255, sides at most `img_size`.

        What is beyond the right and the lower border is 0 after normalising: the mean colour.
        """
        mean, std = (x.new_tensor(numbers)[:, None, None] for numbers in (PREPROCESSING.mean, PREPROCESSING.std))
        *_, H, W = x.shape
        x = pad((x - mean) / std, [0, self.img_size - W, 0, self.img_size - H])
        return x.view(-1, 3, self.img_size, self.img_size).to(self.mask_decoder.iou_token.weight.dtype)

    def encode_prompts(
        self, points: tuple[Tensor, Tensor] | None = None, boxes: Tensor | None = None, masks: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """Return the embeddings of B questions.

        Args:
            points: coordinates (B, N, 2), x and y in pixels of the scaled picture, and labels (B, N): 1 inside,
                0 outside, -1 no point.
            boxes: (B, 4), x and y of the upper left and the lower right corner.
            masks: (B, 1, img_size / 4, img_size / 4) logits, such as those of an earlier answer.

        Returns:
            `sparse` (B, T, C), an embedding a point or corner, and one of "no point" where points come without a
            box; `dense` (B, C, img_size / 16, img_size / 16).
        """
        coordinates, labels = points if points is not None else (None, None)
        sparse, dense = self.prompt_encoder(
            None
            if coordinates is None
            else coordinates[:, None],  # transformers has a further axis: one box a question
            None if labels is None else labels[:, None],
            None if boxes is None else boxes[:, None],
            masks,
        )
        if sparse is None:
            return dense.new_zeros(dense.shape[0], 0, dense.shape[1]), dense
        return sparse[:, 0], dense.expand(sparse.shape[0], -1, -1, -1)

    def dense_position(self) -> Tensor:
        """Return (1, C, img_size / 16, img_size / 16), the positional encoding of the picture's embedding."""
        size = self.img_size // PATCH
        centres = (torch.arange(size, device=self.mask_decoder.iou_token.weight.device) + 0.5) / size
        y, x = torch.meshgrid(centres, centres, indexing="ij")
        return cast("Tensor", self.prompt_encoder.shared_embedding(torch.stack([x, y], -1))).permute(2, 0, 1)[None]

    def decode_masks(
        self, image_embedding: Tensor, sparse: Tensor, dense: Tensor, multimask_output: bool
    ) -> tuple[Tensor, Tensor]:
        """Return logits (B, M, img_size / 4, img_size / 4) and predicted IoU (B, M) of B questions on one picture.

        M is `num_multimask_outputs`, or 1. Arguments as `image_encoder` (for one picture) and `encode_prompts`
        return them.
        """
        B = sparse.shape[0]
        logits, iou = self.mask_decoder(
            image_embedding.expand(B, -1, -1, -1),
            self.dense_position().expand(B, -1, -1, -1),
            sparse[:, None],
            dense,
            multimask_output,
        )
        return logits[:, 0], iou[:, 0]

    def postprocess_masks(self, masks: Tensor, input_size: Sequence[int], original_size: Sequence[int]) -> Tensor:
        """Return logits (B, M, *original_size) for (B, M, h, w): enlarged, freed of the padding, and scaled back.

        Args:
            masks: as from `decode_masks`.
            input_size: height and width of the scaled picture, before padding.
            original_size: height and width of the picture before it was scaled.
        """
        masks = interpolate(masks, [self.img_size, self.img_size], mode="bilinear", align_corners=False)
        masks = masks[..., : input_size[0], : input_size[1]]
        return interpolate(masks, list(original_size), mode="bilinear", align_corners=False)


class ImageEncoder(TinyVit):
    """TinyViT whose last stage keeps its grid, and a neck.

    Args:
        out_chans: channels of the embedding.
        arguments: TinyVit's.
    """

    def __init__(self, out_chans: int, **arguments: Any) -> None:
        super().__init__(drop_path_rate=0.0, **arguments)
        merging = self.get_submodule(f"stages.{self.num_stages - 1}.downsample.conv2.conv")
        cast("nn.Conv2d", merging).stride = (1, 1)
        for block in self.modules():
            if isinstance(block, TinyVitBlock):
                block.add_module("attn", WindowAttention(block.dim, block.num_heads, block.window_size))
        self.neck = nn.Sequential(
            nn.Conv2d(self.num_features, out_chans, 1, bias=False),
            LayerNorm2d(out_chans),
            nn.Conv2d(out_chans, out_chans, 3, padding=1, bias=False),
            LayerNorm2d(out_chans),
        )

    def forward(self, x: Tensor) -> Tensor:
        """Return (B, out_chans, H / 16, W / 16) for a preprocessed (B, 3, H, W)."""
        return cast("Tensor", self.neck(self.stages(self.patch_embed(x))))


class WindowAttention(Attention):
    """timm's attention within square windows, without its memory of the biases; survives building without memory."""

    def __init__(self, dim: int, num_heads: int, window: int) -> None:
        super().__init__(dim, dim // num_heads, num_heads, attn_ratio=1, resolution=(window, window))

    def get_attention_biases(self, device: torch.device) -> Tensor:
        return self.attention_biases[:, self.attention_bias_idxs.to(device)]

    def _init_buffers(self) -> None:
        self.attention_bias_idxs = torch.from_numpy(_distances(self.resolution[0]))


def _distances(window: int) -> NDArray[np.int64]:
    """Return (window², window²): |dy| * window + |dx| between two places, the number of the bias that they share."""
    y, x = np.divmod(np.arange(window * window), window)
    apart = np.abs(y[:, None] - y) * window + np.abs(x[:, None] - x)
    return apart.astype(np.int64)
