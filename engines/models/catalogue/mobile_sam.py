"""MobileSAM: what is under a point or in a box."""

from engines.models.catalogue.entry import Architecture, Config, Preprocessing, PublishedFile
from engines.models.catalogue.keymap import KeyMap, Rule
from engines.models.catalogue.shapes import Shapes

STAGES = 4
HEAD = 32  # channels of one head in every published TinyViT
WINDOWS = [7, 7, 14, 7]
CONFIG: Config = {
    "img_size": 1024,
    "num_classes": 1000,
    "embed_dims": [64, 128, 160, 320],
    "depths": [2, 2, 6, 2],
    "num_heads": [2, 4, 5, 10],
    "window_sizes": WINDOWS,
    "mlp_ratio": 4.0,
    "mbconv_expand_ratio": 4.0,
    "local_conv_size": 3,
    "prompt_embed_dim": 256,
    "mask_in_chans": 16,
    "decoder_depth": 2,
    "decoder_mlp_dim": 2048,
    "decoder_heads": 8,
    "num_multimask_outputs": 3,
    "iou_head_hidden_dim": 256,
}

PREPROCESSING = Preprocessing(
    size=(1024, 1024),
    mean=(123.675, 116.28, 103.53),
    std=(58.395, 57.12, 57.375),
    note="the longest side to 1024 (Pillow, bilinear), normalised, then zeros at the right and below",
)

ENCODER = "image_encoder"
STAGE = "image_encoder.stages"
PROMPT = "prompt_encoder"
DECODER = "mask_decoder"

KEY_MAP = KeyMap(
    "mobile-sam",
    (
        Rule(f"{ENCODER}.patch_embed.seq.0.c.weight", f"{ENCODER}.patch_embed.conv1.conv.weight"),
        Rule(f"{ENCODER}.patch_embed.seq.0.bn.{{name}}", f"{ENCODER}.patch_embed.conv1.bn.{{name}}"),
        Rule(f"{ENCODER}.patch_embed.seq.2.c.weight", f"{ENCODER}.patch_embed.conv2.conv.weight"),
        Rule(f"{ENCODER}.patch_embed.seq.2.bn.{{name}}", f"{ENCODER}.patch_embed.conv2.bn.{{name}}"),
        Rule(
            f"{ENCODER}.layers.{{n}}.blocks.{{m}}.{{conv}}.c.weight", f"{STAGE}.{{n}}.blocks.{{m}}.{{conv}}.conv.weight"
        ),
        Rule(f"{ENCODER}.layers.{{n}}.blocks.{{rest...}}", f"{STAGE}.{{n}}.blocks.{{rest...}}"),
        # Patches are merged at the end of a published stage, at the beginning of timm's.
        *(
            Rule(
                f"{ENCODER}.layers.{stage}.downsample.{{conv}}.{theirs}.{{name}}",
                f"{STAGE}.{stage + 1}.downsample.{{conv}}.{ours}.{{name}}",
            )
            for stage in range(STAGES - 1)
            for theirs, ours in (("c", "conv"), ("bn", "bn"))
        ),
        Rule(f"{ENCODER}.norm_head.{{name}}", f"{ENCODER}.head.norm.{{name}}"),
        Rule(f"{ENCODER}.head.{{name}}", f"{ENCODER}.head.fc.{{name}}"),
        Rule(
            f"{PROMPT}.pe_layer.positional_encoding_gaussian_matrix", f"{PROMPT}.shared_embedding.positional_embedding"
        ),
        Rule(f"{PROMPT}.point_embeddings.{{n}}.weight", f"{PROMPT}.point_embed.{{n}}.weight"),
        *(
            Rule(f"{PROMPT}.mask_downscaling.{number}.{{name}}", f"{PROMPT}.mask_embed.{layer}.{{name}}")
            for number, layer in ((0, "conv1"), (1, "layer_norm1"), (3, "conv2"), (4, "layer_norm2"), (6, "conv3"))
        ),
        Rule(
            f"{DECODER}.transformer.layers.{{n}}.norm{{m:[1-4]}}.{{name}}",
            f"{DECODER}.transformer.layers.{{n}}.layer_norm{{m:[1-4]}}.{{name}}",
        ),
        Rule(
            f"{DECODER}.transformer.norm_final_attn.{{name}}", f"{DECODER}.transformer.layer_norm_final_attn.{{name}}"
        ),
        *(
            Rule(f"{DECODER}.output_upscaling.{number}.{{name}}", f"{DECODER}.{layer}.{{name}}")
            for number, layer in ((0, "upscale_conv1"), (1, "upscale_layer_norm"), (3, "upscale_conv2"))
        ),
        *(
            Rule(f"{DECODER}.{head}.layers.{number}.{{name}}", f"{DECODER}.{head}.{layer}.{{name}}")
            for head in ("output_hypernetworks_mlps.{n}", "iou_prediction_head")
            for number, layer in ((0, "proj_in"), (1, "layers.0"), (2, "proj_out"))
        ),
    ),
)


def infer(shapes: Shapes) -> Config | None:
    """Read the arguments of `engines.models.mobile_sam.MobileSam` from shapes; None for another encoder or decoder.

    Shapes do not tell `img_size`, `decoder_heads` and the head count of the first stage, which has no attention:
    they are taken to be as published (32 channels a head).
    """
    widths = [_width(shapes, stage) for stage in range(STAGES)]
    dims = [width for width in widths if width]
    prompt = shapes.dim(
        (f"{DECODER}.iou_token.weight", 1),
        (f"{DECODER}.mask_tokens.weight", 1),
        (f"{PROMPT}.not_a_point_embed.weight", 1),
        (f"{PROMPT}.point_embed.{{n}}.weight", 1),
    )
    depths = [shapes.count(f"{STAGE}.{stage}.blocks.{{n}}.{{rest...}}") for stage in range(STAGES)]
    depth = shapes.count(f"{DECODER}.transformer.layers.{{n}}.{{rest...}}")
    if len(dims) < STAGES or prompt is None or not all(depths) or not depth:
        return None
    heads, windows = [max(1, dims[0] // HEAD)], [WINDOWS[0]]
    for stage in range(1, STAGES):
        biases = f"{STAGE}.{stage}.blocks.{{n}}.attn.attention_biases"
        heads.append(shapes.dim((biases, 0)) or max(1, dims[stage] // HEAD))
        windows.append(round((shapes.dim((biases, 1)) or WINDOWS[stage] ** 2) ** 0.5))
    masks = shapes.count(f"{DECODER}.output_hypernetworks_mlps.{{n}}.{{rest...}}")
    fits = (
        not any(dim % count for dim, count in zip(dims, heads, strict=True)) and prompt % CONFIG["decoder_heads"] == 0
    )
    if not fits or masks < 2:
        return None
    return {
        "img_size": CONFIG["img_size"],
        "num_classes": shapes.dim((f"{ENCODER}.head.fc.weight", 0), (f"{ENCODER}.head.fc.bias", 0)) or 1000,
        "embed_dims": dims,
        "depths": depths,
        "num_heads": heads,
        "window_sizes": windows,
        "mlp_ratio": _mlp_ratio(shapes, dims),
        "mbconv_expand_ratio": (
            shapes.dim(
                (f"{STAGE}.0.blocks.{{n}}.conv1.conv.weight", 0),
                (f"{STAGE}.0.blocks.{{n}}.conv2.conv.weight", 0),
                (f"{STAGE}.0.blocks.{{n}}.conv3.conv.weight", 1),
            )
            or 4 * dims[0]
        )
        / dims[0],
        "local_conv_size": shapes.dim((f"{STAGE}.{{n}}.blocks.{{m}}.local_conv.conv.weight", -1)) or 3,
        "prompt_embed_dim": prompt,
        "mask_in_chans": shapes.dim(
            (f"{PROMPT}.mask_embed.conv3.weight", 1),
            (f"{PROMPT}.mask_embed.conv2.weight", 0),
            (f"{PROMPT}.mask_embed.layer_norm2.{{name}}", 0),
        )
        or CONFIG["mask_in_chans"],
        "decoder_depth": depth,
        "decoder_mlp_dim": shapes.dim(
            (f"{DECODER}.transformer.layers.{{n}}.mlp.lin1.{{name}}", 0),
            (f"{DECODER}.transformer.layers.{{n}}.mlp.lin2.weight", 1),
        )
        or CONFIG["decoder_mlp_dim"],
        "decoder_heads": CONFIG["decoder_heads"],
        "num_multimask_outputs": masks - 1,
        "iou_head_hidden_dim": shapes.dim(
            (f"{DECODER}.iou_prediction_head.proj_in.{{name}}", 0),
            (f"{DECODER}.iou_prediction_head.layers.0.{{name}}", 0),
            (f"{DECODER}.iou_prediction_head.proj_out.weight", 1),
        )
        or CONFIG["iou_head_hidden_dim"],
    }


def _width(shapes: Shapes, stage: int) -> int | None:
    if stage == 0:
        return shapes.dim(
            (f"{ENCODER}.patch_embed.conv2.conv.weight", 0),
            (f"{ENCODER}.patch_embed.conv2.bn.{{name:weight|bias|running_mean}}", 0),
            (f"{STAGE}.1.downsample.conv1.conv.weight", 1),
        )
    return shapes.dim(
        (f"{STAGE}.{stage}.blocks.{{n}}.attn.norm.weight", 0),
        (f"{STAGE}.{stage}.blocks.{{n}}.attn.proj.bias", 0),
        (f"{STAGE}.{stage}.downsample.conv1.conv.weight", 0),
        (f"{STAGE}.{stage}.downsample.conv3.conv.weight", 0),
    )


def _mlp_ratio(shapes: Shapes, dims: list[int]) -> float:
    for stage in range(1, STAGES):
        block = f"{STAGE}.{stage}.blocks.{{n}}.mlp"
        if inner := shapes.dim((f"{block}.fc1.weight", 0), (f"{block}.fc1.bias", 0), (f"{block}.fc2.weight", 1)):
            return inner / dims[stage]
    return float(CONFIG["mlp_ratio"])


MOBILE_SAM = Architecture(
    name="mobile_sam",
    title="MobileSAM",
    source="Zhang et al.: Faster Segment Anything, arXiv 2023; ChaoningZhang/MobileSAM",
    licence="Apache-2.0",
    network="engines.models.mobile_sam:MobileSam",
    config=CONFIG,
    fingerprint=(
        f"{ENCODER}.patch_embed.conv1.conv.weight",
        f"{STAGE}.0.blocks.0.conv3.bn.weight",
        f"{STAGE}.1.downsample.conv1.conv.weight",
        f"{STAGE}.1.blocks.0.attn.attention_biases",
        f"{STAGE}.2.blocks.0.local_conv.conv.weight",
        f"{STAGE}.3.blocks.0.mlp.fc1.weight",
        f"{ENCODER}.neck.2.weight",
        f"{PROMPT}.shared_embedding.positional_embedding",
        f"{PROMPT}.mask_embed.conv3.weight",
        f"{DECODER}.transformer.layers.0.self_attn.q_proj.weight",
        f"{DECODER}.mask_tokens.weight",
        f"{DECODER}.upscale_conv2.weight",
        f"{DECODER}.iou_prediction_head.proj_out.bias",
    ),
    infer=infer,
    key_maps=(KEY_MAP,),
    optional=("{rest...}.num_batches_tracked", f"{ENCODER}.head.{{rest...}}"),
    published=(
        PublishedFile(
            "mobile_sam.pt",
            "Apache-2.0",
            "https://github.com/ChaoningZhang/MobileSAM/raw/master/weights/mobile_sam.pt",
            key_map=KEY_MAP.name,
        ),
    ),
    preprocessing=PREPROCESSING,
    output="for each picture masks (B, M, H, W), predicted IoU (B, M) and logits (B, M, 256, 256), above 0 inside",
    packages=("timm", "transformers"),
)
