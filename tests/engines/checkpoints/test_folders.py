"""Folders of diffusers and transformers, made by these libraries themselves from tiny networks."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import AutoencoderTiny, ControlNetModel, StableDiffusionPipeline, UNet2DConditionModel
from safetensors.torch import load_file, save_file
from transformers import (
    CLIPTextConfig,
    CLIPTextModel,
    SamConfig,
    SamMaskDecoderConfig,
    SamModel,
    SamPromptEncoderConfig,
    SamVisionConfig,
)

from engines.checkpoints import inspect, load
from engines.runtime import InputError

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")

BLOCKS: dict[str, Any] = {
    "block_out_channels": (8, 16),
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
    "layers_per_block": 1,
    "norm_num_groups": 4,
    "cross_attention_dim": 16,
    "attention_head_dim": 4,
}


def unet() -> Any:
    torch.manual_seed(0)
    return UNet2DConditionModel(sample_size=8, up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"), **BLOCKS)


def controlnet() -> Any:
    return ControlNetModel(conditioning_embedding_out_channels=(4, 8), **BLOCKS)


def autoencoder() -> AutoencoderTiny:
    return AutoencoderTiny(
        encoder_block_out_channels=(8, 8),
        decoder_block_out_channels=(8, 8),
        num_encoder_blocks=(1, 1),
        num_decoder_blocks=(1, 1),
    )


def sam() -> SamModel:
    vision = SamVisionConfig(
        hidden_size=8,
        num_hidden_layers=1,
        num_attention_heads=2,
        image_size=32,
        patch_size=8,
        output_channels=8,
        mlp_dim=8,
        global_attn_indexes=[0],
        window_size=2,
        num_pos_feats=4,
    )
    prompt = SamPromptEncoderConfig(hidden_size=8, image_size=32, patch_size=8, mask_input_channels=4)
    mask = SamMaskDecoderConfig(hidden_size=8, mlp_dim=8, num_attention_heads=2, iou_head_hidden_dim=8)
    return SamModel(SamConfig(vision_config=vision, prompt_encoder_config=prompt, mask_decoder_config=mask))


def text_encoder() -> CLIPTextModel:
    return CLIPTextModel(
        CLIPTextConfig(vocab_size=50, hidden_size=16, intermediate_size=16, num_hidden_layers=1, num_attention_heads=2)
    )


MODELS: dict[str, tuple[Callable[[], Any], str]] = {
    "UNet2DConditionModel": (unet, "diffusers model"),
    "ControlNetModel": (controlnet, "diffusers model"),
    "AutoencoderTiny": (autoencoder, "diffusers model"),
    "SamModel": (sam, "transformers model"),
    "CLIPTextModel": (text_encoder, "transformers model"),
}


@pytest.mark.parametrize("name", MODELS)
def test_a_model_folder_is_recognised_described_and_loaded(name: str, tmp_path: Path) -> None:
    build, form = MODELS[name]
    model = build().eval()
    model.save_pretrained(tmp_path)
    report = inspect(tmp_path)
    assert (report.architecture, report.form, report.complete) == (name, form, True)
    assert report.parameters == sum(parameter.numel() for parameter in model.parameters())
    assert (report.missing, report.unexpected, report.share) == ((), (), 1.0)
    loaded = load(tmp_path)
    assert type(loaded) is type(model)
    assert not loaded.training
    for key, tensor in model.state_dict().items():
        assert torch.equal(loaded.state_dict()[key], tensor), key


def test_what_a_model_folder_lacks_is_named(tmp_path: Path) -> None:
    unet().save_pretrained(tmp_path)
    file = tmp_path / "diffusion_pytorch_model.safetensors"
    state = load_file(file)
    del state["conv_in.bias"]
    state["conv_out.bias"] = torch.zeros(7)
    save_file({**state, "foreign": torch.zeros(1)}, file)
    report = inspect(tmp_path)
    assert (report.missing, report.unexpected) == (("conv_in.bias",), ("foreign",))
    assert [one.key for one in report.mismatched] == ["conv_out.bias"]
    assert not report.complete


def pipeline(folder: Path) -> None:
    from diffusers import AutoencoderKL, PNDMScheduler
    from transformers import CLIPTokenizer

    vocabulary = {"<|startoftext|>": 0, "<|endoftext|>": 1, "a</w>": 2, "a": 3}
    folder.mkdir(exist_ok=True)
    (folder / "vocab.json").write_text(json.dumps(vocabulary))
    (folder / "merges.txt").write_text("#version: 0.2\n")
    tokenizer = CLIPTokenizer(str(folder / "vocab.json"), str(folder / "merges.txt"))
    vae = AutoencoderKL(block_out_channels=(8,), norm_num_groups=4, latent_channels=4)
    whole: Any = StableDiffusionPipeline(
        vae=vae,
        text_encoder=text_encoder(),
        tokenizer=tokenizer,
        unet=unet(),
        scheduler=PNDMScheduler(),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )
    whole.save_pretrained(folder / "sd")


def test_a_pipeline_folder_is_recognised_and_described(tmp_path: Path) -> None:
    pipeline(tmp_path)
    report = inspect(tmp_path / "sd")
    assert (report.architecture, report.form) == ("StableDiffusionPipeline", "diffusers pipeline")
    assert report.config["unet"] == "diffusers.UNet2DConditionModel"
    assert {"vae", "text_encoder", "scheduler"} < set(report.config)
    parts = [inspect(tmp_path / "sd" / part).parameters for part in ("unet", "vae", "text_encoder")]
    assert report.parameters == sum(parts)
    with pytest.raises(InputError, match="name the folder of one of them"):
        load(tmp_path / "sd")
    assert isinstance(load(tmp_path / "sd" / "unet"), UNet2DConditionModel)


@pytest.mark.parametrize(
    ("files", "key"),
    [
        ({}, "checkpoint_no_tensors"),  # an empty folder
        ({"config.json": "{"}, "checkpoint_damaged"),
        ({"config.json": "[1]"}, "checkpoint_damaged"),
        ({"config.json": '{"architectures": ["SamModel"]}'}, "checkpoint_no_tensors"),
        # a class that is not on the list is not built, whatever the file says
        ({"config.json": '{"architectures": ["os.system"]}'}, "checkpoint_no_tensors"),
        ({"model.safetensors.index.json": '{"weight_map": {"a": "../secret.safetensors"}}'}, "checkpoint_damaged"),
        ({"model.safetensors.index.json": '{"weight_map": {"a": "gone.safetensors"}}'}, "checkpoint_missing"),
    ],
)
def test_damaged_folders(files: dict[str, str], key: str, tmp_path: Path) -> None:
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    with pytest.raises(InputError) as caught:
        inspect(tmp_path)
    assert caught.value.key == key
