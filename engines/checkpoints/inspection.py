"""`inspect`: what a checkpoint is, without reading its tensors."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engines.checkpoints import folders, problems
from engines.checkpoints.content import Content, Group
from engines.checkpoints.files import read_content, read_groups
from engines.checkpoints.recognise import Match, nearest, recognise
from engines.checkpoints.report import Report

# Of several containers with the same network: averaged weights before those of the last step.
PREFERRED = ("params_ema", "ema", "model_ema", "model_avg", "g_ema", "params", "state_dict", "model_state_dict")
CLEAR = 0.8  # share from which a second network in a file counts as one
FOREIGN = 8  # keys that a second network has at least


@dataclass(frozen=True)
class Found:
    """The group of a file that was chosen, and which network it is."""

    group: Group
    match: Match | None


def inspect(path: str | Path, *, container: str | None = None, values: bool = False) -> Report:
    """Look at a checkpoint: a file, or a folder as diffusers and transformers write them.

    Args:
        path: .safetensors (only its header is read), .pt, .pth, .bin, .ckpt, a sharded or a model folder.
        container: which dictionary in the file, or which prefix of its keys, where it holds several networks.
        values: also read every number, to find NaN and infinity.

    Raises:
        InputError: `checkpoint_*`, one sentence.
    """
    path = Path(path)
    if path.is_dir() and (report := folders.describe(path)):
        return report
    content = folders.read_shards(path) if path.is_dir() else read_content(path)
    found = choose(path, content, container)
    report = _report(path, content, found)
    return replace(report, not_finite=_not_finite(path, found.group)) if values else report


def choose(path: Path, content: Content, container: str | None, only: str | None = None) -> Found:
    """Return the group that holds a network, and the network.

    Args:
        path: for the sentences.
        content: what is in the file.
        container: as in `inspect`.
        only: the one architecture to look for.

    Raises:
        InputError: `checkpoint_two_networks`, `checkpoint_no_container`.
    """
    groups = content.groups if container is None else (_named(path, content.groups, container),)
    found = [Found(group, recognise(_shapes(group), only)) for group in groups]
    known = sorted((one for one in found if one.match), key=_rank)
    if not known:
        return max(found, key=lambda one: _size(one.group))
    best = known[0]
    assert best.match is not None  # for the type checker
    if only is None:
        others = [one for one in known if one.match and one.match.share >= CLEAR]
        names = {one.match.architecture.name: one.group.container for one in others if one.match}
        if len(names) > 1:
            raise problems.two_networks(path, list(names)[:2], list(names.values())[:2])
        if container is None and (second := _second(best.group, best.match)):
            places = [best.match.prefix.rstrip("."), second.prefix.rstrip(".")]
            raise problems.two_networks(path, [best.match.architecture.name, second.architecture.name], places)
    return best


def _report(path: Path, content: Content, found: Found) -> Report:
    group, match = found.group, found.match
    dtypes: Counter[str] = Counter()
    for info in group.tensors.values():
        dtypes[info.dtype] += math.prod(info.shape)
    report = Report(
        path=path,
        form=content.form,
        bytes=content.bytes,
        architecture=None,
        config={},
        container=group.container,
        prefixes=(),
        key_map="",
        parameters=sum(dtypes.values()),
        dtypes=dict(dtypes.most_common()),
        sparse=tuple(key for key, info in group.tensors.items() if info.kind == "sparse"),
        quantised=tuple(key for key, info in group.tensors.items() if info.kind == "quantised"),
    )
    if match is None:
        return replace(report, nearest=nearest(_shapes(group)))
    return replace(
        report,
        architecture=match.architecture.name,
        config=match.config,
        parameters=report.parameters - sum(_numbers(group, match.prefix + key) for key in match.fixed),
        prefixes=_split_prefix(match.prefix),
        key_map=match.key_map.name,
        matched=match.matched,
        missing=match.missing,
        unexpected=match.unexpected,
        mismatched=match.mismatched,
        ignored=match.ignored,
        share=match.share,
        differences=_differences(match),
        licence=match.architecture.published[0].licence if match.architecture.published else "",
    )


def _numbers(group: Group, key: str) -> int:
    return math.prod(group.tensors[key].shape) if key in group.tensors else 0


def _differences(match: Match) -> tuple[str, ...]:
    published = match.architecture.config
    return tuple(
        f"{name} is {value}, where the published weights have {published[name]}"
        for name, value in match.config.items()
        if name in published and published[name] != value
    )


def _shapes(group: Group) -> dict[str, tuple[int, ...]]:
    return {key: info.shape for key, info in group.tensors.items()}


def _size(group: Group) -> int:
    return sum(math.prod(info.shape) for info in group.tensors.values())


def _rank(found: Found) -> tuple[float, int]:
    """Best first: the share of keys, then the container that people prefer."""
    assert found.match is not None  # for the type checker
    last = found.group.container.rpartition(".")[2]
    return -round(found.match.share, 2), PREFERRED.index(last) if last in PREFERRED else len(PREFERRED)


def _named(path: Path, groups: Sequence[Group], container: str) -> Group:
    for group in groups:
        if group.container == container:
            return group
    prefix = container + "."
    for group in groups:
        inside = {key: info for key, info in group.tensors.items() if key.startswith(prefix)}
        if inside:
            return Group(group.container, inside)
    raise problems.no_container(path, container, [group.container for group in groups])


def _second(group: Group, match: Match) -> Match | None:
    """Return the other network that lies beside the first one in the same dictionary, if there is one."""
    unexpected = set(match.unexpected)
    rest = {
        key: info.shape
        for key, info in group.tensors.items()
        if key in unexpected or key.removeprefix(match.prefix) in unexpected
    }
    if len(rest) < FOREIGN:
        return None
    second = recognise(rest)
    return second if second and second.share >= CLEAR else None


def _split_prefix(prefix: str) -> tuple[str, ...]:
    return tuple(part + "." for part in prefix.split(".")[:-1])


def _not_finite(path: Path, group: Group) -> tuple[str, ...]:
    import torch

    tensors: Mapping[str, torch.Tensor]
    tensors = folders.read_shard_tensors(path) if path.is_dir() else read_groups(path)[1][group.container]
    return tuple(
        key
        for key in group.tensors
        if tensors[key].is_floating_point()
        and tensors[key].layout is torch.strided
        and not bool(torch.isfinite(tensors[key].float()).all())
    )
