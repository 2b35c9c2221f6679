"""CLIP with vision transformers, in OpenAI's naming and in transformers'."""

from math import isqrt

from engines.models.catalogue.entry import Architecture, Config, Preprocessing, PublishedFile
from engines.models.catalogue.keymap import KeyMap, Rule
from engines.models.catalogue.shapes import Shapes

HEAD = 64  # channels a head, in every published model; shapes do not show it
RESOLUTION = 224

PICTURE_BLOCK = "visual.transformer.resblocks.{n}."
TEXT_BLOCK = "transformer.resblocks.{n}."


def infer(shapes: Shapes) -> Config | None:
    """Read the arguments of `engines.models.clip.CLIP` from shapes.

    Heads and the activation do not show in shapes. Patch size, context length, vocabulary and resolution hang on one
    key each: without it they are those of the published models.
    """
    vision_width = shapes.dim(
        ("visual.class_embedding", 0),
        ("visual.positional_embedding", 1),
        ("visual.conv1.weight", 0),
        (f"{PICTURE_BLOCK}ln_{{i}}.weight", 0),
        (f"{PICTURE_BLOCK}mlp.c_proj.bias", 0),
    )
    text_width = shapes.dim(
        ("positional_embedding", 1),
        ("ln_final.weight", 0),
        ("token_embedding.weight", 1),
        (f"{TEXT_BLOCK}ln_{{i}}.weight", 0),
        (f"{TEXT_BLOCK}mlp.c_proj.bias", 0),
    )
    if vision_width is None or text_width is None or vision_width % HEAD or text_width % HEAD:
        return None
    vision_layers, text_layers = (shapes.count(f"{block}{{rest...}}") for block in (PICTURE_BLOCK, TEXT_BLOCK))
    if vision_layers == 0 or text_layers == 0:
        return None  # such as CLIP with a ResNet
    layout = "transformers" if shapes.any("{rest...}.attn.{part:[qkv]}_proj.{name}") else "openai"
    grid = isqrt((shapes.dim(("visual.positional_embedding", 0)) or 1) - 1)
    patch = shapes.dim(("visual.conv1.weight", -1)) or RESOLUTION // (grid or 7)
    embed_dim = shapes.dim(
        ("text_projection", 1), ("visual.proj", 1), ("text_projection.weight", 0), ("visual.proj.weight", 0)
    )
    return {
        "embed_dim": embed_dim or text_width,
        "image_resolution": grid * patch or RESOLUTION,
        "vision_layers": vision_layers,
        "vision_width": vision_width,
        "vision_patch_size": patch,
        "context_length": shapes.dim(("positional_embedding", 0)) or 77,
        "vocab_size": shapes.dim(("token_embedding.weight", 0)) or 49408,
        "transformer_width": text_width,
        "transformer_heads": text_width // HEAD,
        "transformer_layers": text_layers,
        "layout": layout,
    }


def _transformers_tower(theirs: str, ours: str) -> tuple[Rule, ...]:
    return tuple(
        Rule(f"{theirs}.encoder.layers.{{n}}.{their}.{{name}}", f"{ours}transformer.resblocks.{{n}}.{our}.{{name}}")
        for their, our in (
            ("self_attn.{part:[qkv]|out}_proj", "attn.{part:[qkv]|out}_proj"),
            ("layer_norm{i:[12]}", "ln_{i:[12]}"),
            ("mlp.fc1", "mlp.c_fc"),
            ("mlp.fc2", "mlp.c_proj"),
        )
    )


TRANSFORMERS = KeyMap(
    name="transformers",
    rules=(
        *_transformers_tower("vision_model", "visual."),
        *_transformers_tower("text_model", ""),
        Rule("vision_model.embeddings.class_embedding", "visual.class_embedding"),
        Rule("vision_model.embeddings.patch_embedding.weight", "visual.conv1.weight"),
        Rule("vision_model.embeddings.position_embedding.weight", "visual.positional_embedding"),
        Rule("vision_model.pre_layrnorm.{name}", "visual.ln_pre.{name}"),  # spelt like this
        Rule("vision_model.post_layernorm.{name}", "visual.ln_post.{name}"),
        Rule("visual_projection.weight", "visual.proj.weight"),
        Rule("text_model.embeddings.token_embedding.weight", "token_embedding.weight"),
        Rule("text_model.embeddings.position_embedding.weight", "positional_embedding"),
        Rule("text_model.final_layer_norm.{name}", "ln_final.{name}"),
    ),
)


def _config(embed_dim: int, resolution: int, layers: int, width: int, patch: int, text_width: int) -> Config:
    return {
        "embed_dim": embed_dim,
        "image_resolution": resolution,
        "vision_layers": layers,
        "vision_width": width,
        "vision_patch_size": patch,
        "context_length": 77,
        "vocab_size": 49408,
        "transformer_width": text_width,
        "transformer_heads": text_width // HEAD,
        "transformer_layers": 12,
        "layout": "openai",
    }


B32 = _config(512, 224, 12, 768, 32, 512)
B16 = B32 | {"vision_patch_size": 16}
L14 = _config(768, 224, 24, 1024, 14, 768)
OPENAI = "https://openaipublic.azureedge.net/clip/models/"
PREPROCESSING = Preprocessing(
    size=(RESOLUTION, RESOLUTION),
    mean=(122.7709383, 116.7460125, 104.09373615),  # 255 x .48145466 .4578275 .40821073
    std=(68.5005327, 66.6321579, 70.32316305),  # 255 x .26862954 .26130258 .27577711
    note="shorter side to the size (bicubic), then the middle",
)
LICENCE = "MIT; the model card asks for research use"

CLIP = Architecture(
    name="clip",
    title="CLIP (picture and text)",
    source="Radford et al.: Learning Transferable Visual Models From Natural Language Supervision, ICML 2021; "
    "openai/CLIP",
    licence="MIT",
    network="engines.models.clip:CLIP",
    config=B32,
    fingerprint=(  # only keys that both layouts have
        "positional_embedding",
        "logit_scale",
        "visual.class_embedding",
        "visual.positional_embedding",
        "visual.conv1.weight",
        "visual.ln_pre.weight",
        "visual.transformer.resblocks.0.ln_1.weight",
        "visual.transformer.resblocks.0.attn.out_proj.weight",
        "visual.transformer.resblocks.1.mlp.c_fc.weight",
        "visual.ln_post.bias",
        "transformer.resblocks.0.attn.out_proj.weight",
        "transformer.resblocks.1.mlp.c_proj.bias",
        "token_embedding.weight",
        "ln_final.weight",
    ),
    infer=infer,
    key_maps=(TRANSFORMERS,),
    ignored=(
        "input_resolution",
        "context_length",
        "vocab_size",
        "{tower:text|vision}_model.embeddings.position_ids",
    ),
    published=(
        PublishedFile(
            name="ViT-B-32.pt",
            licence=LICENCE,
            url=f"{OPENAI}40d365715913c9da98579312b702a82c18be219cc2a73407c4526f58eba950af/ViT-B-32.pt",
            config=B32,
            note="TorchScript, float16; the folder is the file's sha256",
        ),
        PublishedFile(
            name="openai/clip-vit-base-patch32",
            licence=LICENCE,
            url="https://huggingface.co/openai/clip-vit-base-patch32",
            config=B32 | {"layout": "transformers"},
            key_map=TRANSFORMERS.name,
        ),
        PublishedFile(
            name="openai/clip-vit-base-patch16",
            licence=LICENCE,
            url="https://huggingface.co/openai/clip-vit-base-patch16",
            config=B16 | {"layout": "transformers"},
            key_map=TRANSFORMERS.name,
        ),
        PublishedFile(
            name="openai/clip-vit-large-patch14",
            licence=LICENCE,
            url="https://huggingface.co/openai/clip-vit-large-patch14",
            config=L14 | {"layout": "transformers"},
            key_map=TRANSFORMERS.name,
        ),
    ),
    preprocessing=PREPROCESSING,
    output="features (B, embed_dim), not of length 1; text features likewise",
)
