"""The published MDM, which a host brought: dances by the same call as the house's network.

    FOLDER/mdm_config.json    {"model_path": "humanml_trans_enc_512/model000475000.pt", "data_path": "HumanML3D",
                               "dataset": "humanml"}; paths count from the folder
    model_path                and beside it the args.json that it was published with
    data_path                 with HumanML3D's own Mean.npy and Std.npy

Its sentences are read by CLIP ViT-B/32, the weight `clip` of the room of the models. Files hold tensors alone: nothing
is unpickled. MDM learnt sentences in English (of Korean ones it is told the moves and
manners that are known), at most 196 frames of motion, and neither energy nor beats: what is
longer is made in windows, each of which goes on from the last frames of the one before (the editing of Tevet et al.:
"Human Motion Diffusion Model", ICLR 2023), and for music the finished dance is retimed.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, cast

import numpy as np
from numpy.typing import NDArray

from engines.checkpoints.lending import Networks
from engines.dance.korean import in_english
from engines.dance.language import is_korean
from engines.dance.results import Part, Wish
from engines.models.humanml import FEATURES, FPS, recover_from_ric
from engines.runtime import InputError

if TYPE_CHECKING:
    from torch import nn

    from engines.models.clip import CLIP
    from engines.models.mdm import MDM
    from engines.runtime.device import Device

CONFIG, NAME, READER = "mdm_config.json", "mdm", "clip"
DDIM_STEPS: Final = 50
GUIDANCE: Final = 2.5
LONGEST: Final = 196  # frames of a window; longer motions were not trained
OVERLAP: Final = 20  # frames that a window begins with and that are known
LONGEST_TEXT: Final = 22  # ids with start and end

Floats = NDArray[np.floating]


@dataclass(frozen=True)
class Settings:
    """What `mdm_config.json` and `args.json` say.

    Args:
        model: file of the weights.
        mean, std: (263,), of the features that it was trained on.
        diffusion_steps: how many steps it was trained with.
        mask_frames: whether it was trained with frames beyond a motion's length hidden.
    """

    model: Path
    mean: Floats
    std: Floats
    diffusion_steps: int
    mask_frames: bool


class PublishedDancer:
    """Dances with the published MDM.

    Args:
        networks: lends it, and CLIP.
        folder: of `mdm_config.json`.

    Example:
        for part in PublishedDancer(networks, folder).parts(Wish("a person dances salsa")):
            show(part.joints)
    """

    def __init__(self, networks: Networks, folder: Path) -> None:
        self._networks, self._folder = networks, folder

    def parts(self, wish: Wish) -> Iterator[Part]:
        """Yield the frames of a wish, a window at a time, not yet brought to its beats.

        Raises:
            InputError: `dance_published_missing`, `dance_published_config`, `dance_published_korean`,
                `network_missing`, or a `checkpoint_*` of a file that is none of MDM's.
        """
        settings = read_settings(self._folder)
        frames = int(wish.seconds * FPS)
        text = _in_english(wish.text)
        sentence = f"{text}, {wish.style} style" if wish.style else text
        with self._networks.use(READER) as reader:
            words = _read(cast("CLIP", reader), sentence)
        features = np.zeros((0, FEATURES))
        for window in self._networks.steps_of_folder(
            f"{NAME}/{settings.model}",
            lambda device: _load(settings, device),
            lambda network: windows(cast("MDM", network), settings, words, frames, wish.seed),
        ):
            first, features = len(features), np.concatenate([features, window])
            yield Part(recover_from_ric(features)[first:].astype(np.float32), first, frames)


def read_settings(folder: Path) -> Settings:
    """Return what the host's files say.

    Raises:
        InputError: `dance_published_missing`, a file that is not there; `dance_published_config`, one that does not say
            what it must.
    """
    config = _json(folder / CONFIG)
    try:
        model, data, dataset = (str(config[key]) for key in ("model_path", "data_path", "dataset"))
    except KeyError as error:
        raise _wrong(CONFIG, f"lacks {error}") from error
    if dataset != "humanml":
        raise _wrong(CONFIG, f"names the dataset {dataset!r}, and only 'humanml' has our 22 joints")
    path = folder / model
    _require(path)
    arguments = _json(path.parent / "args.json")
    steps = arguments.get("diffusion_steps")
    if not isinstance(steps, int) or steps < DDIM_STEPS or steps % DDIM_STEPS:
        raise _wrong("args.json", f"has no `diffusion_steps` that {DDIM_STEPS} divides")
    mean, std = (_statistics(folder / data / name) for name in ("Mean.npy", "Std.npy"))
    return Settings(path, mean, std, steps, bool(arguments.get("mask_frames", False)))


def windows(network: "MDM", settings: Settings, words: Floats, frames: int, seed: int) -> Iterator[Floats]:
    """Yield the features (n, 263) of a motion, not normalised, window by window, together `frames` of them.

    words: (clip_dim,), as CLIP reads the sentence.
    """
    import torch

    generator = torch.Generator().manual_seed(seed)  # on the CPU, so that every device makes the same motion
    count = 1 if frames <= LONGEST else -(-(frames - OVERLAP) // (LONGEST - OVERLAP))
    ends = [round(OVERLAP + (frames - OVERLAP) * number / count) for number in range(1, count + 1)]
    known: Floats = np.zeros((0, FEATURES))
    done = 0
    for end in ends:
        start = done - len(known)
        noise = torch.randn(1, FEATURES, 1, end - start, generator=generator)
        z = _sample(network, settings, words, noise, known)
        yield z[len(known) :] * settings.std + settings.mean
        known, done = z[-OVERLAP:], end


def _sample(network: "MDM", settings: Settings, words: Floats, noise: Any, known: Floats) -> Floats:
    """Return z-scores (frames, 263) that begin with the `known` ones, made of `noise` (1, 263, 1, frames)."""
    import torch

    from engines.models.diffusion import GaussianDiffusion
    from engines.models.mdm import denoise_guided

    like = next(network.parameters())
    fixed = torch.from_numpy(known.T.copy())[None, :, None].to(like.device, torch.float32)  # (1, 263, 1, n)
    condition = {
        "text_embed": torch.from_numpy(words).to(like)[None, None],
        "mask": torch.ones(1, 1, 1, noise.shape[-1], dtype=torch.bool, device=like.device),
    }

    def denoise(x: torch.Tensor, timesteps: torch.Tensor) -> torch.Tensor:
        clean = denoise_guided(network, x.to(like.dtype), timesteps, condition, GUIDANCE).float()
        clean[..., : len(known)] = fixed
        return clean

    with torch.inference_mode():
        diffusion = GaussianDiffusion(settings.diffusion_steps)
        x = diffusion.sample_ddim(denoise, noise.to(like.device), DDIM_STEPS)
    return np.asarray(x[0, :, 0].T.cpu().numpy())


def _in_english(text: str) -> str:
    if not is_korean(text):
        return text
    sentence = in_english(text)
    if sentence is None:
        raise InputError(
            "dance_published_korean", "The published network reads English, and I know no move in these words."
        )
    return sentence


def _read(reader: "CLIP", sentence: str) -> Floats:
    from engines.models.predictors.clip import ClipPredictor

    return np.asarray(ClipPredictor(reader).text_features([sentence], LONGEST_TEXT)[0])


def _load(settings: Settings, device: "Device") -> "nn.Module":
    from engines.checkpoints import load

    network = load(settings.model, NAME, device.name)
    cast("MDM", network).mask_frames = settings.mask_frames
    return network


def _statistics(path: Path) -> Floats:
    _require(path)
    try:
        values = np.load(path, allow_pickle=False)
    except ValueError as error:
        raise _wrong(path.name, "is no array of numbers") from error
    if values.shape != (FEATURES,):
        raise _wrong(path.name, f"has the shape {values.shape}, and must have ({FEATURES},)")
    return np.asarray(values, np.float64)


def _json(path: Path) -> dict[str, Any]:
    _require(path)
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise _wrong(path.name, "is no JSON") from error
    if not isinstance(content, dict):
        raise _wrong(path.name, "holds no table")
    return content


def _require(path: Path) -> None:
    if not path.is_file():
        raise InputError(
            "dance_published_missing", f"The published dancer lacks its file {path.name}: see the README for its place."
        )


def _wrong(name: str, what: str) -> InputError:
    return InputError("dance_published_config", f"The published dancer cannot start: {name} {what}.")
