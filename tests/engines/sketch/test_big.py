"""Stable Diffusion painters on tiny pipelines, built here of the real parts and saved by the libraries themselves."""

import shutil
import socket
import string
from collections.abc import Callable, Iterator
from dataclasses import replace
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import (
    AutoencoderKL,
    AutoencoderTiny,
    ControlNetModel,
    EulerDiscreteScheduler,
    PNDMScheduler,
    UNet2DConditionModel,
)
from diffusers.pipelines.stable_diffusion.safety_checker import StableDiffusionSafetyChecker
from PIL import Image, ImageDraw, ImageOps
from safetensors.torch import load_file, save_file
from transformers import CLIPConfig, CLIPImageProcessor, CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from engines.runtime import InputError, ModelCache, choose_device
from engines.sketch import big as big_module
from engines.sketch.big import NAMES, PROMPTS, SIDE, BigPainters, prompt_of
from engines.sketch.pipelines import RECIPES, scribble
from engines.sketch.worlds import WORLDS
from tests import zero_gpu

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")

WIDTH = 16  # of the text encoder
BLOCKS: dict[str, Any] = {
    "block_out_channels": (4, 8),
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D"),
    "layers_per_block": 1,
    "norm_num_groups": 2,
    "cross_attention_dim": WIDTH,
    "attention_head_dim": 4,
}
CLIP: dict[str, Any] = {"hidden_size": WIDTH, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}


def tokenizer() -> CLIPTokenizer:
    words = ["<|startoftext|>", "<|endoftext|>", *string.ascii_lowercase, ",", *(f"{c}</w>" for c in string.printable)]
    vocabulary = {word: number for number, word in enumerate(dict.fromkeys(words))}
    return CLIPTokenizer(vocab=vocabulary, merges=[], model_max_length=77)


def autoencoder() -> AutoencoderKL:
    types = {"down_block_types": ("DownEncoderBlock2D",) * 2, "up_block_types": ("UpDecoderBlock2D",) * 2}
    return AutoencoderKL(block_out_channels=(4, 8), norm_num_groups=4, latent_channels=4, **types)


def checker(*, strict: bool) -> StableDiffusionSafetyChecker:
    vision = CLIP | {"image_size": 32, "patch_size": 16}
    network = StableDiffusionSafetyChecker(
        CLIPConfig(text_config=CLIP | {"vocab_size": 200}, vision_config=vision, projection_dim=8)
    )
    with torch.no_grad():  # the likeness to each concept from which on a picture is refused
        network.concept_embeds_weights.fill_(-2 if strict else 2)
        network.special_care_embeds_weights.fill_(2)
    return network


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    torch.manual_seed(0)
    folder = tmp_path_factory.mktemp("big")
    text = CLIPTextConfig(vocab_size=200, bos_token_id=0, eos_token_id=1, pad_token_id=1, **CLIP)
    unet = UNet2DConditionModel(sample_size=8, up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"), **BLOCKS)
    parts: dict[str, Any] = {
        "unet": unet,
        "vae": autoencoder(),
        "text_encoder": CLIPTextModel(text),
        "tokenizer": tokenizer(),
        "scheduler": EulerDiscreteScheduler(timestep_spacing="trailing", steps_offset=1),
    }
    for name, part in parts.items():
        part.save_pretrained(folder / "turbo" / name)
    shutil.copytree(folder / "turbo", folder / "controlnet")
    scheduler: Any = PNDMScheduler(skip_prk_steps=True, steps_offset=1)
    scheduler.save_pretrained(folder / "controlnet" / "scheduler")
    controlnet: Any = ControlNetModel(conditioning_embedding_out_channels=(4, 8), **BLOCKS)
    with torch.no_grad():  # a new one is zero where lines come in and where it goes out: it would change nothing
        for part in (controlnet.controlnet_cond_embedding, controlnet.controlnet_down_blocks):
            for parameter in part.parameters():
                parameter.normal_()
    controlnet.save_pretrained(folder / "controlnet" / "controlnet")
    return folder


@pytest.fixture(scope="module")
def big(folder: Path) -> Iterator[BigPainters]:
    with pytest.MonkeyPatch.context() as patch:  # three of its steps prove what twenty do
        patch.setitem(RECIPES, "controlnet", replace(RECIPES["controlnet"], steps=4))
        yield BigPainters(ModelCache(10**9), "cpu", folder)


@pytest.fixture
def lending(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module of the painters as it is where GPUs are lent by the call."""
    monkeypatch.syspath_prepend(Path(zero_gpu.__file__).parent)
    monkeypatch.setenv("SPACES_ZERO_GPU", "true")
    spec = spec_from_file_location("lending", big_module.__file__)
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def copy(folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(folder, tmp_path / "big"))


def page() -> tuple[np.ndarray, Image.Image]:
    """A square's ink and a draft of it."""
    lines = Image.new("L", (256, 256))
    ImageDraw.Draw(lines).rectangle((60, 60, 200, 180), outline=255, width=32)
    draft = Image.new("RGB", (256, 256), "white")
    ImageDraw.Draw(draft).rectangle((60, 60, 200, 180), fill=(200, 60, 40))
    return np.asarray(lines, np.float32) / np.float32(255), draft


def paint(painters: BigPainters, name: str = "turbo", world: str = "shoes", seed: int = 3) -> np.ndarray:
    return array(painters.paint(name, *page(), world, seed))


def array(picture: Image.Image) -> np.ndarray:
    assert (picture.size, picture.mode) == ((SIDE, SIDE), "RGB")
    return np.asarray(picture).astype(float)


def difference(one: np.ndarray, other: np.ndarray) -> float:
    return float(np.abs(one - other).mean())


@pytest.mark.parametrize("name", NAMES)
def test_seed_world_draft_and_lines_make_the_picture(name: str, big: BigPainters) -> None:
    first = paint(big, name)
    ink, draft = page()
    assert difference(first, paint(big, name)) == 0
    assert difference(first, paint(big, name, seed=4)) > 1
    assert difference(first, paint(big, name, world="space")) > 0
    assert difference(first, array(big.paint(name, ink, ImageOps.invert(draft), "shoes", 3))) > 0
    by_lines = difference(first, array(big.paint(name, ink * 0, draft, "shoes", 3)))
    assert (by_lines > 0) == (name == "controlnet")


def test_scribble_is_white_on_black() -> None:
    ink, _ = page()
    lines = np.asarray(scribble(ink, SIDE))
    assert lines.shape == (SIDE, SIDE, 3)
    assert set(np.unique(lines)) == {0, 255}
    assert abs(lines.mean() / 255 - ink.mean()) < 0.01
    assert (lines[240, 120] == 255).all()  # on the left side of the square


def test_painting_opens_no_connection(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: Any) -> None:
        raise AssertionError("something looked for the network")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    paint(BigPainters(ModelCache(10**9), "cpu", folder))


def test_cache_knows_the_size(folder: Path) -> None:
    cache = ModelCache(10**9)
    paint(BigPainters(cache, "cpu", folder))
    tensors = [load_file(file) for file in (folder / "turbo").rglob("*.safetensors")]
    assert cache.size() >= sum(tensor.numel() for part in tensors for tensor in part.values())


def test_tiny_autoencoder_takes_the_place_of_the_large_one(copy: Path, big: BigPainters) -> None:
    blocks: dict[str, Any] = {"encoder_block_out_channels": (8, 8), "decoder_block_out_channels": (8, 8)}
    tiny: Any = AutoencoderTiny(**blocks, num_encoder_blocks=(1, 1), num_decoder_blocks=(1, 1))
    tiny.save_pretrained(copy / "taesd")
    shutil.rmtree(copy / "turbo" / "vae")
    assert difference(paint(BigPainters(ModelCache(10**9), "cpu", copy)), paint(big)) > 1


def test_refused_picture_is_the_draft(copy: Path, big: BigPainters) -> None:
    CLIPImageProcessor(size=32, crop_size=32).save_pretrained(copy / "turbo" / "feature_extractor")
    pictures = []
    for strict in (False, True):
        checker(strict=strict).save_pretrained(copy / "turbo" / "safety_checker")
        pictures.append(paint(BigPainters(ModelCache(10**9), "cpu", copy)))
    assert difference(pictures[0], paint(big)) == 0
    draft = page()[1].resize((16, 16), Image.Resampling.LANCZOS).resize((SIDE, SIDE), Image.Resampling.LANCZOS)
    assert difference(pictures[1], array(draft)) == 0


def test_half_precision_files_and_older_names_load(copy: Path, big: BigPainters) -> None:
    old = copy / "turbo" / "text_encoder" / "model.safetensors"  # transformers 4 wrote another prefix
    save_file({f"text_model.{key}": tensor for key, tensor in load_file(old).items()}, old, {"format": "pt"})
    vae = copy / "turbo" / "vae" / "diffusion_pytorch_model.safetensors"  # diffusers 0.17 named attention otherwise
    names = {"to_q": "query", "to_k": "key", "to_v": "value", "to_out.0": "proj_attn"}
    tensors = load_file(vae)
    for new, before in names.items():
        tensors = {key.replace(f".{new}.", f".{before}."): tensor for key, tensor in tensors.items()}
    save_file(tensors, vae, {"format": "pt"})
    unet = copy / "turbo" / "unet" / "diffusion_pytorch_model.safetensors"
    halves = {key: tensor.half() for key, tensor in load_file(unet).items()}
    save_file(halves, unet.with_name("diffusion_pytorch_model.fp16.safetensors"), {"format": "pt"})
    unet.unlink()
    assert difference(paint(BigPainters(ModelCache(10**9), "cpu", copy)), paint(big)) < 2


def pickle_only(turbo: Path) -> None:
    weights = turbo / "unet" / "diffusion_pytorch_model.safetensors"
    torch.save(load_file(weights), weights.with_suffix(".bin"))
    weights.unlink()


def cut_short(turbo: Path) -> None:
    weights = turbo / "unet" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])


def one_weight_less(turbo: Path) -> None:
    weights = turbo / "text_encoder" / "model.safetensors"
    tensors = load_file(weights)
    del tensors["final_layer_norm.weight"]
    save_file(tensors, weights, {"format": "pt"})


def of_another_kind(turbo: Path) -> None:
    small = CLIP | {"hidden_size": 8}
    CLIPTextModel(CLIPTextConfig(vocab_size=200, **small)).save_pretrained(turbo / "text_encoder")


@pytest.mark.parametrize(
    ("harm", "why"),
    [
        (pickle_only, "pickled"),
        (cut_short, "turbo/unet cannot be used: its files are damaged"),
        (one_weight_less, "such as final_layer_norm.weight"),
        (of_another_kind, "do not belong together"),
        (lambda turbo: shutil.rmtree(turbo / "vae"), "turbo/vae cannot be used: the folder is missing"),
        (lambda turbo: shutil.rmtree(turbo / "scheduler"), "turbo/scheduler"),
        (lambda turbo: (turbo / "unet" / "config.json").write_text("{"), "turbo/unet"),
        (lambda turbo: (turbo / "tokenizer" / "tokenizer.json").unlink(), "no tokenizer.json"),
        (lambda turbo: (turbo / "vae" / "diffusion_pytorch_model.safetensors").unlink(), "no .safetensors"),
    ],
)
def test_broken_folder_is_one_sentence(harm: Callable[[Path], object], why: str, copy: Path) -> None:
    harm(copy / "turbo")
    painters = BigPainters(ModelCache(10**9), "cpu", copy)
    with pytest.raises(InputError) as caught:
        paint(painters)
    assert caught.value.key == "painter_broken"
    assert why in str(caught.value)
    assert "\n" not in str(caught.value)
    assert str(copy) not in str(caught.value)  # the visitor sees it, and paths are the host's


def test_painters_are_offered_where_their_folders_are(folder: Path, tmp_path: Path) -> None:
    cache = ModelCache(10**9)
    (tmp_path / "turbo").mkdir()
    assert BigPainters(cache, "cpu", folder).names() == ["controlnet", "turbo"]
    assert BigPainters(cache, "cpu", tmp_path).names() == ["turbo"]
    gpu = torch.cuda.is_available()
    assert BigPainters(cache, "auto", folder).names() == (["controlnet", "turbo"] if gpu else [])
    assert BigPainters(cache, "cpu", None).names() == []
    with pytest.raises(InputError, match="no painter 'controlnet' here") as caught:
        BigPainters(cache, "cpu", tmp_path).paint("controlnet", *page(), "shoes", 0)
    assert caught.value.key == "painter_unknown"


def test_every_bundled_world_has_its_words() -> None:
    assert {world.id for world in WORLDS} == PROMPTS.keys()
    assert prompt_of("sea_animals").startswith("sea animals,")


def test_where_gpus_are_lent_by_the_call_a_picture_asks_for_one(
    folder: Path, big: BigPainters, lending: ModuleType
) -> None:
    spaces = import_module("spaces")
    spaces.asked.clear()
    there = lending.BigPainters(ModelCache(10**9), "auto", folder)
    assert there.names() == list(NAMES)
    assert (
        difference(paint(there, "turbo"), paint(big, "turbo")) < 1
    )  # a step on a GPU is not to the last digit the same
    assert spaces.asked == [("paint_lent", 30)]
    paint(there, "controlnet")
    assert spaces.asked[1:] == [("paint_lent", 60)]
    with pytest.raises(InputError) as caught:
        there.paint("nobody", *page(), "shoes", 3)
    assert caught.value.key == "painter_unknown"
    assert len(spaces.asked) == 2
    # A host who names the processor keeps it, and small networks never wait for a GPU.
    assert np.array_equal(paint(lending.BigPainters(ModelCache(10**9), "cpu", folder)), paint(big))
    assert len(spaces.asked) == 2
    assert choose_device("auto").name == "cpu"
