"""The vision transformer as timm holds it, and the SimCLR pair around it."""

from math import isqrt

from engines.models.catalogue.entry import Architecture, Config, Preprocessing, PublishedFile
from engines.models.catalogue.shapes import Shapes

HEAD = 64  # channels a head, but in the largest models:
HEADS = {1152: 16, 1280: 16, 1408: 16, 1664: 16}
SIZE = 224

BLOCK = "blocks.{n}."
VARIANTS = (  # parts that other members of the family have; without them the numbers would be wrong
    "dist_token",
    "reg_token",
    "norm_pre.{name}",
    "attn_pool.{rest...}",
    f"{BLOCK}attn.{{part:[qk]}}_norm.{{name}}",
    f"{BLOCK}attn.rel{{rest...}}",
    f"{BLOCK}gamma_{{i}}",
)


def infer(shapes: Shapes) -> Config | None:
    """Read the arguments of timm's `VisionTransformer` from shapes.

    Heads do not show in shapes, nor do pictures that are not square (then 224 pixels are taken).
    """
    encoder = _infer_encoder(shapes)
    if encoder is None or shapes.any(*VARIANTS):
        return None
    pool = "avg" if shapes.any("fc_norm.{name}") else "token"
    places = shapes.dim(("pos_embed", 1)) or 0
    square = isqrt(places) ** 2 == places
    class_token = pool == "token" or shapes.any("cls_token") or not square
    mlp = shapes.dim((f"{BLOCK}mlp.fc1.weight", 0), (f"{BLOCK}mlp.fc1.bias", 0), (f"{BLOCK}mlp.fc2.weight", 1))
    ratio = (mlp or 4 * encoder["embed_dim"]) / encoder["embed_dim"]
    return encoder | {
        "in_chans": shapes.dim(("patch_embed.proj.weight", 1)) or 3,
        "num_classes": shapes.dim(("head.weight", 0), ("head.bias", 0)) or 0,
        "global_pool": pool,
        "mlp_ratio": ratio,
        "qkv_bias": shapes.any(f"{BLOCK}attn.qkv.bias"),
        "init_values": 1e-5 if shapes.any(f"{BLOCK}ls{{i}}.gamma") else None,
        "class_token": class_token,
        "no_embed_class": class_token and square and places > 0,
    }


def infer_simclr(shapes: Shapes) -> Config | None:
    """Read the arguments of `engines.models.simclr.SimCLR` from shapes; heads do not show in them."""
    encoder = _infer_encoder(
        Shapes({key.removeprefix("encoder."): shape for key, shape in shapes.items() if key.startswith("encoder.")})
    )
    hidden = shapes.dim(("projector.0.weight", 0), ("projector.0.bias", 0), ("projector.2.weight", 1))
    out = shapes.dim(("projector.2.weight", 0), ("projector.2.bias", 0))
    return None if encoder is None or hidden is None or out is None else encoder | {"hidden": hidden, "out": out}


def _infer_encoder(shapes: Shapes) -> Config | None:
    embed_dim = shapes.dim(
        ("pos_embed", 2),
        ("cls_token", 2),
        ("patch_embed.proj.weight", 0),
        ("patch_embed.proj.bias", 0),
        (f"{BLOCK}norm{{i}}.weight", 0),
        (f"{BLOCK}attn.proj.bias", 0),
    )
    qkv = shapes.dim((f"{BLOCK}attn.qkv.weight", 0), (f"{BLOCK}attn.qkv.bias", 0))
    if embed_dim is None or qkv != 3 * embed_dim or embed_dim % HEAD:
        return None
    if shapes.any("pos_embed") and len(shapes["pos_embed"]) != 3:
        return None  # such as SAM's, which lies over the picture
    grid = _grid(shapes.dim(("pos_embed", 1)))
    patch = shapes.dim(("patch_embed.proj.weight", -1)) or SIZE // (grid or 14)
    return {
        "img_size": grid * patch or SIZE,
        "patch_size": patch,
        "embed_dim": embed_dim,
        "depth": shapes.count(f"{BLOCK}{{rest...}}"),
        "num_heads": HEADS.get(embed_dim, embed_dim // HEAD),
    }


def _grid(places: int | None) -> int:
    """Return the patches a side: all places are a square, or all but the class token's; 0 where neither is."""
    if places is None or places < 2:
        return 0
    whole, without_class = isqrt(places), isqrt(places - 1)
    if whole**2 == places:
        return whole
    return without_class if without_class**2 == places - 1 else 0


TINY = {"img_size": SIZE, "patch_size": 16, "embed_dim": 192, "depth": 12, "num_heads": 3}
# 0..255 -> -1..1; the AugReg weights' own
PREPROCESSING = Preprocessing(
    size=(SIZE, SIZE),
    mean=(127.5, 127.5, 127.5),
    std=(127.5, 127.5, 127.5),
    note="shorter side to size / 0.9, rounded down (bicubic), then the middle",
)
HUB = "https://huggingface.co/timm/"

VIT = Architecture(
    name="vit",
    title="ViT (vision transformer)",
    source="Dosovitskiy et al.: An Image is Worth 16x16 Words, ICLR 2021; huggingface/pytorch-image-models",
    licence="Apache-2.0",
    network="timm.models.vision_transformer:VisionTransformer",
    config=TINY | {"num_classes": 1000},
    fingerprint=(
        "cls_token",
        "pos_embed",
        "patch_embed.proj.weight",
        "patch_embed.proj.bias",
        "blocks.0.norm1.weight",
        "blocks.0.attn.qkv.weight",
        "blocks.0.attn.proj.bias",
        "blocks.1.mlp.fc1.weight",
        "blocks.1.mlp.fc2.bias",
        "norm.weight",
        "norm.bias",
    ),
    infer=infer,
    published=tuple(
        PublishedFile(
            name=name,
            licence="Apache-2.0",
            url=f"{HUB}{name}",
            config=TINY | {"num_classes": classes},
            note=note,
        )
        for name, classes, note in (
            ("vit_tiny_patch16_224.augreg_in21k_ft_in1k", 1000, "ImageNet-1k"),
            ("vit_tiny_patch16_224.augreg_in21k", 21843, "ImageNet-21k"),
        )
    ),
    preprocessing=PREPROCESSING,
    output="logits (B, num_classes), or features (B, embed_dim) where there is no head",
    packages=("timm",),
)

SIMCLR_VIT = Architecture(
    name="simclr_vit",
    title="SimCLR with a ViT",
    source="Chen, Kornblith, Norouzi, Hinton: SimCLR, ICML 2020; encoder of huggingface/pytorch-image-models",
    licence="Apache-2.0",
    network="engines.models.simclr:SimCLR",
    config=TINY | {"hidden": 192, "out": 128},
    fingerprint=(
        "encoder.cls_token",
        "encoder.pos_embed",
        "encoder.patch_embed.proj.weight",
        "encoder.blocks.0.attn.qkv.weight",
        "encoder.blocks.1.mlp.fc2.bias",
        "encoder.norm.weight",
        "projector.0.weight",
        "projector.0.bias",
        "projector.2.weight",
        "projector.2.bias",
    ),
    infer=infer_simclr,
    preprocessing=PREPROCESSING,
    output="(B, out), not of length 1",
    packages=("timm",),
)
