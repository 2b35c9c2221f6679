"""MDM, the motion diffusion model: its encoder architecture, for text, for actions and for neither."""

from engines.models.catalogue.entry import Architecture, Config, PublishedFile
from engines.models.catalogue.keymap import KeyMap, Rule
from engines.models.catalogue.shapes import Shapes

HEADS = 4  # in every published model; shapes do not show it
ROT6D = 6  # numbers a joint in the models for actions
WIDEST = 4096  # eight times any known one: tables of this width are computed when the network is built
POSITIONS = 5000  # in the positional encoding, as published
MOST_POSITIONS = 10_000
STEPS = 1000  # a shorter positional encoding could not have told all steps of the paper's models apart

LAYER = "seqTransEncoder.layers.{n}."


def infer(shapes: Shapes) -> Config | None:
    """Read the arguments of `engines.models.mdm.MDM` from shapes.

    Heads, `mask_frames`, `dropout` and the number of diffusion steps do not show in shapes.
    """
    latent_dim = shapes.dim(
        ("input_process.poseEmbedding.weight", 0),
        ("output_process.poseFinal.weight", 1),
        ("input_process.poseEmbedding.bias", 0),
        ("embed_timestep.time_embed.{n}.bias", 0),
        (f"{LAYER}norm{{i}}.weight", 0),
    )
    features = shapes.dim(
        ("input_process.poseEmbedding.weight", 1),
        ("output_process.poseFinal.weight", 0),
        ("output_process.poseFinal.bias", 0),
    )
    ff_size = shapes.dim((f"{LAYER}linear1.weight", 0), (f"{LAYER}linear1.bias", 0), (f"{LAYER}linear2.weight", 1))
    if latent_dim is None or features is None or ff_size is None or latent_dim > WIDEST or latent_dim % HEADS:
        return None
    if shapes.dim((f"{LAYER}linear2.weight", 0), (f"{LAYER}linear2.bias", 0)) not in {latent_dim, None}:
        return None
    config: Config = {
        "njoints": features,
        "nfeats": 1,
        "latent_dim": latent_dim,
        "ff_size": ff_size,
        "num_layers": shapes.count(f"{LAYER}{{rest...}}"),
        "num_heads": HEADS,
        "cond_mode": "no_cond",
        "pos_embed_max_len": _positions(shapes),
    }
    if shapes.any("embed_text.{name}"):
        config |= {"cond_mode": "text", "clip_dim": shapes.dim(("embed_text.weight", 1)) or 512}
    elif shapes.any("embed_action.action_embedding"):
        config |= {"cond_mode": "action", "num_actions": shapes.dim(("embed_action.action_embedding", 0)) or 1}
    if config["cond_mode"] != "text" and features % ROT6D == 0:
        config |= {"njoints": features // ROT6D, "nfeats": ROT6D, "data_rep": "rot6d"}
    return config


def _positions(shapes: Shapes) -> int:
    # The file's own encoding is not read, so its length is followed only where it is of use.
    places = shapes.dim(("sequence_pos_encoder.pe", 0), ("embed_timestep.sequence_pos_encoder.pe", 0))
    return places if places is not None and STEPS <= places <= MOST_POSITIONS else POSITIONS


# Old files hold their positions in another length; the network computes them.
OTHER_POSITIONS = KeyMap("mdm-other-positions", (Rule("{rest...}.pe", ()),))

LICENCE = "MIT; the motions it learned from (HumanML3D, KIT-ML) have terms of their own"
HUMANML = {
    "njoints": 263,
    "nfeats": 1,
    "latent_dim": 512,
    "ff_size": 1024,
    "num_layers": 8,
    "num_heads": HEADS,
    "cond_mode": "text",
    "clip_dim": 512,
    "pos_embed_max_len": POSITIONS,
}

MDM = Architecture(
    name="mdm",
    title="MDM (text to motion)",
    source="Tevet et al.: Human Motion Diffusion Model, ICLR 2023; GuyTevet/motion-diffusion-model",
    licence="MIT",
    network="engines.models.mdm:MDM",
    config=HUMANML,
    fingerprint=(
        "input_process.poseEmbedding.weight",
        "input_process.poseEmbedding.bias",
        "seqTransEncoder.layers.0.self_attn.in_proj_weight",
        "seqTransEncoder.layers.0.linear1.weight",
        "seqTransEncoder.layers.1.norm2.bias",
        "embed_timestep.time_embed.0.weight",
        "embed_timestep.time_embed.2.bias",
        "output_process.poseFinal.weight",
        "output_process.poseFinal.bias",
    ),
    infer=infer,
    key_maps=(OTHER_POSITIONS,),
    ignored=("{rest...}.pe", "clip_model.{rest...}"),
    optional=("{rest...}.pe",),
    published=tuple(
        PublishedFile(
            name=name,
            licence=LICENCE,
            url=f"https://drive.google.com/file/d/{drive}/view",
            config=HUMANML | {"njoints": features},
            note=note,
        )
        for name, drive, features, note in (
            ("humanml-encoder-512", "1PE0PK8e5a5j-7-Xhs5YET5U5pGh0c821", 263, "the paper's; 1000 diffusion steps"),
            ("humanml-encoder-512-50steps", "1cfadR1eZ116TIdXK7qDX1RugAerEiJXr", 263, "50 diffusion steps"),
            ("kit-encoder-512", "1SHCRcE0es31vkJMLGf9dyLe7YsWj7pNL", 251, "21 joints, 12.5 frames a second"),
        )
    ),
    output="the clean motion (B, njoints, nfeats, T) as z-scores, 20 frames a second",
)
