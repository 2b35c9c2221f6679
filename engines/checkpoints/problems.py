"""One sentence for everything that can be wrong with a checkpoint that somebody brings."""

from pathlib import Path

from engines.runtime import InputError

CONVERT = (
    "On a computer where you trust the file, save only its tensors: "
    "torch.save({key: tensor for key, tensor in network.state_dict().items()}, 'weights.pth')."
)


def missing(path: Path) -> InputError:
    return InputError("checkpoint_missing", f"There is no file {path.name}: check its name.")


def forbidden(path: Path) -> InputError:
    return InputError("checkpoint_forbidden", f"{path.name} may not be read: give this program the right to read it.")


def empty(path: Path) -> InputError:
    return InputError("checkpoint_empty", f"{path.name} has 0 bytes: download or copy it again.")


def damaged(path: Path, why: str) -> InputError:
    return InputError("checkpoint_damaged", f"{path.name} is damaged or cut short ({why}): download or copy it again.")


def no_weights(path: Path, what: str) -> InputError:
    return InputError(
        "checkpoint_no_weights",
        f"{path.name} is {what}, not a weights file: bring a .safetensors, .pt, .pth, .bin or .ckpt file.",
    )


def needs_unpickling(path: Path, what: str) -> InputError:
    return InputError(
        "checkpoint_pickle",
        f"{path.name} holds {what}, which only running code of the file could read, and this program never does that. "
        + CONVERT,
    )


def too_expanding(path: Path) -> InputError:
    return InputError(
        "checkpoint_bomb", f"{path.name} would grow far beyond its own size when read, so it is not opened."
    )


def no_tensors(path: Path) -> InputError:
    return InputError("checkpoint_no_tensors", f"{path.name} can be read, but no tensor with a name is in it.")


def two_networks(path: Path, names: list[str], places: list[str]) -> InputError:
    return InputError(
        "checkpoint_two_networks",
        f"{path.name} holds two networks, {' and '.join(names)}: name the one you mean "
        f"(container={' or container='.join(repr(place) for place in places)}).",
    )


def no_container(path: Path, container: str, known: list[str]) -> InputError:
    return InputError(
        "checkpoint_no_container",
        f"{path.name} has no container {container!r}: choose one of {', '.join(map(repr, known))}.",
    )


def pipeline(path: Path) -> InputError:
    return InputError(
        "checkpoint_pipeline",
        f"{path.name} is a whole pipeline of several networks: name the folder of one of them.",
    )


def unknown(path: Path, near: str) -> InputError:
    return InputError(
        "checkpoint_unknown",
        f"{path.name} belongs to no network that this program knows{near}: bring another file.",
    )


def no_architecture(name: str, known: list[str]) -> InputError:
    return InputError("architecture_unknown", f"There is no architecture {name!r}: choose one of {', '.join(known)}.")


def incomplete(path: Path, architecture: str, missing: int, mismatched: int, first: str) -> InputError:
    parts = [f"{missing} keys are missing"] if missing else []
    parts += [f"{mismatched} have another shape"] if mismatched else []
    return InputError(
        "checkpoint_incomplete",
        f"{path.name} does not fill the network {architecture}: {' and '.join(parts)} (such as {first}).",
    )


def unusable(path: Path, what: str) -> InputError:
    return InputError("checkpoint_unusable", f"{path.name} has {what} weights, which this program cannot compute with.")
