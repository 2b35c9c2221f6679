"""A diffusion pipeline over the house's try-on, on a tiny one built here of the real parts."""

import string
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers import AutoencoderKL, UNet2DConditionModel, UniPCMultistepScheduler
from PIL import Image
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

from engines.checkpoints import Weights
from engines.checkpoints.lending import Networks
from engines.runtime import InputError, ModelCache
from engines.tryon import inpainting
from engines.tryon.dressing import Fitting
from engines.tryon.inpainting import draft_of, paint_over
from engines.tryon.paint import Painted
from engines.tryon.results import HEIGHT, WIDTH
from tests.engines.tryon.figures import figure, garment, grid_to, seen

pytestmark = pytest.mark.filterwarnings("ignore::FutureWarning", "ignore::DeprecationWarning")

TEXT: dict[str, Any] = {"hidden_size": 16, "intermediate_size": 16, "num_hidden_layers": 1, "num_attention_heads": 2}
BOX = (60, 50, 132, 136)


def write(folder: Path, sees: int) -> Path:
    """A pipeline whose network sees so many channels: 4, or 9 with a mask and what is around it."""
    torch.manual_seed(0)
    words = ["<|startoftext|>", "<|endoftext|>", *string.ascii_lowercase, ",", *(f"{c}</w>" for c in string.printable)]
    types = {"down_block_types": ("DownEncoderBlock2D",) * 2, "up_block_types": ("UpDecoderBlock2D",) * 2}
    parts: dict[str, Any] = {
        "unet": UNet2DConditionModel(
            sample_size=32,
            in_channels=sees,
            out_channels=4,
            block_out_channels=(4, 8),
            down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
            up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
            layers_per_block=1,
            norm_num_groups=2,
            cross_attention_dim=16,
            attention_head_dim=4,
        ),
        "vae": AutoencoderKL(block_out_channels=(4, 8), norm_num_groups=4, latent_channels=4, **types),
        "text_encoder": CLIPTextModel(
            CLIPTextConfig(vocab_size=200, bos_token_id=0, eos_token_id=1, pad_token_id=1, **TEXT)
        ),
        "tokenizer": CLIPTokenizer(
            vocab={word: number for number, word in enumerate(dict.fromkeys(words))}, merges=[], model_max_length=77
        ),
        "scheduler": UniPCMultistepScheduler(),
    }
    for name, part in parts.items():
        part.save_pretrained(folder / name)
    return folder


def fitting() -> tuple[Fitting, np.ndarray, Painted]:
    person, clothing = seen(figure()), garment()
    share = np.zeros((HEIGHT, WIDTH), np.float32)
    share[50:136, 60:132] = 1
    changed = np.zeros((HEIGHT, WIDTH), bool)
    changed[44:142, 54:138] = True
    painted = Painted(np.full((HEIGHT, WIDTH, 3), (255, 0, 255), np.uint8), share, changed)
    return Fitting(person, clothing, person.picture, clothing.picture), grid_to(BOX), painted


@pytest.mark.parametrize("sees", [4, 9])
def test_what_changed_is_painted_anew(sees: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(inpainting, "STEPS", 4)  # they prove what 25 do
    networks = Networks(ModelCache(10**9), "cpu", Weights())
    over = paint_over(networks, write(tmp_path, sees), *fitting())
    assert over.render.shape == (64, 48, 3)
    assert over.render.dtype == np.uint8
    assert over.share.shape == (64, 48)
    assert not over.share.any()
    np.testing.assert_array_equal(over.changed, fitting()[2].changed)
    again = paint_over(networks, tmp_path, *fitting())
    np.testing.assert_array_equal(over.render, again.render)


def test_the_draft_is_the_houses_try_on() -> None:
    draft, change = draft_of(*fitting(), (384, 512))
    assert draft.getpixel((192, 194)) == (30, 90, 200)  # cloth
    assert draft.getpixel((112, 270)) == (255, 0, 255)  # painted, beside it
    assert draft.getpixel((20, 20)) == fitting()[0].window.resize((384, 512), Image.Resampling.LANCZOS).getpixel(
        (20, 20)
    )
    assert np.asarray(change).mean() / 255 == pytest.approx(fitting()[2].changed.mean(), abs=0.001)


def test_a_pipeline_that_is_not_there_or_does_not_fit_is_said(tmp_path: Path) -> None:
    networks = Networks(ModelCache(10**9), "cpu", Weights())
    for folder in (None, tmp_path / "none"):
        with pytest.raises(InputError) as problem:
            paint_over(networks, folder, *fitting())
        assert problem.value.key == "network_missing"
    with pytest.raises(InputError) as problem:
        paint_over(networks, write(tmp_path / "odd", 8), *fitting())
    assert problem.value.key == "painter_broken"
