"""Which weight every model uses, and why: the version that the host put to use, else the one that is shipped."""

import logging
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from engines.checkpoints import problems
from engines.checkpoints.inspection import inspect
from engines.checkpoints.loading import load
from engines.checkpoints.manifest import WEIGHTS, Weight, find_weight, read_manifest
from engines.checkpoints.recognise import build_on_meta
from engines.checkpoints.report import Report
from engines.checkpoints.state import load_state
from engines.checkpoints.store import Version, VersionStore
from engines.models.catalogue import CATALOGUE
from engines.runtime import InputError

if TYPE_CHECKING:
    from torch import nn

# The reasons of a choice that is no way out; every other one is the key of an `InputError`.
HOST, BUNDLED, NONE = "weight_host", "weight_bundled", "weight_none"

log = logging.getLogger("five_doors.weights")


@dataclass(frozen=True)
class Choice:
    """The weight that a model uses now.

    Args:
        name: of the model.
        architecture: a name in the catalogue.
        path: None where the model has no weight at all.
        version: the host's; None for the bundled weight.
        why: the key of one sentence: `weight_host`, `weight_bundled`, `weight_none`, or what is wrong with the
            version that the host put to use.
        config: the arguments that build the network; None where its file tells them.
        bytes: of the file.
        licence: empty where nobody stated it.
        figures: what was measured, by name.
        bundled: whether the program comes with a weight for this model.
    """

    name: str
    architecture: str
    path: Path | None
    version: int | None
    why: str
    config: Mapping[str, Any] | None
    bytes: int
    licence: str
    figures: Mapping[str, Any]
    bundled: bool

    @property
    def key(self) -> str:
        """The name of this very network in the model cache."""
        return self.name if self.version is None else f"{self.name}@{self.version}"

    @property
    def source(self) -> str:
        if self.path is None:
            return "none"
        return "bundled" if self.version is None else f"host version {self.version}"

    @property
    def fell_back(self) -> bool:
        """Whether the host put a version to use that cannot be used."""
        return self.why not in (HOST, BUNDLED, NONE)


class Weights:
    """The host's versions over the bundled weights; safe to share between threads.

    A version is looked at when its file is new or has changed, so that a choice takes no time in between. One that
    cannot be used costs one line in the log, and the bundled weight takes its place.

    Args:
        store: the host's versions; without one all weights are the bundled ones.
        folder: of the manifest.

    Example:
        choice = weights.choose("painter-worlds")
        with cache.use(choice.key, lambda: weights.network(choice)) as painter:
            picture = painter(drawing)
    """

    def __init__(self, store: VersionStore | None = None, folder: Path = WEIGHTS) -> None:
        self.store = store
        self._folder = folder
        self._guard = threading.Lock()
        self._verdicts: dict[tuple[Path, int, int], InputError | None] = {}  # by file, length and time of change
        self._told: set[tuple[str, str]] = set()

    def choose(self, name: str) -> Choice:
        """Return what the model uses now.

        Raises:
            CheckpointError: the manifest is wrong.
        """
        bundled = self._bundled(name)
        why = BUNDLED if bundled else NONE
        try:
            version = self.store.active(name) if self.store else None
            if version is not None:
                self._require(version, bundled)
                return _of_version(version, bundled is not None)
        except InputError as problem:
            self._tell(name, problem)
            why = problem.key
        return _of_weight(bundled, why) if bundled else self._without(name, why)

    def network(self, choice: Choice) -> "nn.Module":
        """Return the chosen network with its weights, float32 on the CPU, in eval mode.

        Raises:
            CheckpointError: the bundled weight is wanted, and is missing or damaged.
        """
        if choice.path is None or choice.version is None:
            return _load_bundled(find_weight(choice.name, self._folder))
        try:
            return load(choice.path, choice.architecture)
        except InputError as problem:
            self._note(choice.path, problem)
            self._tell(choice.name, problem)
            return _load_bundled(find_weight(choice.name, self._folder))

    def known(self) -> tuple[Choice, ...]:
        """Return the choice of every model that has a bundled weight or a version, the bundled ones first.

        Raises:
            CheckpointError: the manifest is wrong.
        """
        names = [weight.name for weight in read_manifest(self._folder)]
        if self.store:
            names += [version.model for version in self.store.list()] + list(self.store.damaged())
        return tuple(self.choose(name) for name in dict.fromkeys(names))

    def origin(self, name: str) -> str:
        """Return where the version that a model uses comes from, as `register` was told; empty for a bundled weight.

        Raises:
            CheckpointError: the manifest is wrong.
        """
        number = self.choose(name).version
        versions = self.store.list(name) if self.store and number is not None else ()
        return next((str(one.details["source"]) for one in versions if one.number == number), "")

    def models_of(self, architecture: str) -> tuple[str, ...]:
        """Return the models that such a network can serve; its own name where the manifest has none."""
        names = [weight.name for weight in read_manifest(self._folder) if weight.architecture == architecture]
        return tuple(names) or (architecture,)

    def register(self, model: str, report: Report, source: str) -> Version:
        """Keep a file that was inspected with its values as a new version; `source` says where it comes from.

        Raises:
            InputError: `checkpoint_*` if no model could use it, or what `VersionStore.register` raises.
        """
        require_usable(report)
        assert report.architecture is not None  # for the type checker
        if model not in self.models_of(report.architecture):
            raise _other_network(report.path, model)
        details = {
            "source": source,
            "licence": report.licence,
            "parameters": report.parameters,
            "dtype": report.dtype,
            "packages": list(CATALOGUE[report.architecture].packages),
        }
        return self._store().register(model, report.path, architecture=report.architecture, details=details)

    def activate(self, model: str, number: int) -> Version:
        """Put a version to use from the next call on, after all of its numbers have been looked at.

        Raises:
            InputError: it is unusable for this model, or what `VersionStore.activate` raises.
        """
        store = self._store()
        for version in store.list(model):
            if version.number == number:
                report = inspect(version.path, values=True)
                require_usable(report)
                expected = bundled.architecture if (bundled := self._bundled(model)) else version.architecture
                if not report.architecture == version.architecture == expected:
                    raise _other_network(version.path, model)
        return store.activate(model, number)

    def roll_back(self, model: str) -> Version | None:
        """Put to use what the model used before, None for the bundled weight; raises what the store raises."""
        return self._store().roll_back(model)

    def _store(self) -> VersionStore:
        if self.store is None:
            raise ValueError("`store` must be given to keep versions, but it is None.")
        return self.store

    def _bundled(self, name: str) -> Weight | None:
        return next((weight for weight in read_manifest(self._folder) if weight.name == name), None)

    def _without(self, name: str, why: str) -> Choice:
        """The choice of a model that has no weight to use."""
        try:
            versions = self.store.list(name) if self.store else ()
        except InputError:  # a damaged record; `why` says so already
            versions = ()
        architecture = versions[-1].architecture if versions else ""
        return Choice(name, architecture, None, None, why, None, 0, "", {}, bundled=False)

    def _require(self, version: Version, bundled: Weight | None) -> None:
        """Raise what is wrong with an active version."""
        if bundled and version.architecture != bundled.architecture:
            raise _other_network(version.path, version.model)
        proof = _proof(version.path)
        if proof is None or proof not in self._verdicts:
            assert self.store is not None  # the version is from it
            check = self.store.check(version.model, version.number)
            # What is left on the disk does not matter for a version that is there.
            failed = not check.sha256_right or check.missing_packages
            self._note(version.path, check.problems[0] if failed else None)
            if failed:
                raise check.problems[0]
        elif verdict := self._verdicts[proof]:
            raise verdict

    def _note(self, path: Path, verdict: InputError | None) -> None:
        if proof := _proof(path):
            self._verdicts[proof] = verdict

    def _tell(self, name: str, problem: InputError) -> None:
        """Log a problem once, not for every picture."""
        with self._guard:
            told = (name, problem.sentence) in self._told
            self._told.add((name, problem.sentence))
        if not told:
            log.warning("%s: the host's version is not used: %s", name, problem)


def require_usable(report: Report) -> None:
    """Check that a file, inspected with its values, fills a known network with numbers to compute with.

    Raises:
        InputError: `checkpoint_unknown`, `checkpoint_incomplete`, `checkpoint_unusable`, `checkpoint_not_finite`.
    """
    if report.architecture is None:
        near = report.nearest[0] if report.nearest else None
        raise problems.unknown(
            report.path, f" (nearest: {near.architecture}, {near.share:.0%} of its keys)" if near else ""
        )
    if report.sparse or report.quantised:
        raise problems.unusable(report.path, "sparse or quantised")
    if not report.complete:
        first = report.missing[0] if report.missing else report.mismatched[0].key
        raise problems.incomplete(report.path, report.architecture, len(report.missing), len(report.mismatched), first)
    if report.not_finite:
        raise InputError(
            "checkpoint_not_finite",
            f"{report.path.name} has NaN or infinity in {len(report.not_finite)} tensors (such as "
            f"{report.not_finite[0]}): bring weights from before that happened.",
        )


def _proof(path: Path) -> tuple[Path, int, int] | None:
    try:
        stat = path.stat()
    except OSError:
        return None
    return path, stat.st_size, stat.st_mtime_ns


def _of_version(version: Version, bundled: bool) -> Choice:
    return Choice(
        name=version.model,
        architecture=version.architecture,
        path=version.path,
        version=version.number,
        why=HOST,
        config=None,
        bytes=version.bytes,
        licence=str(version.details.get("licence", "")),
        figures=version.details.get("figures", {}),
        bundled=bundled,
    )


def _of_weight(weight: Weight, why: str) -> Choice:
    return Choice(
        name=weight.name,
        architecture=weight.architecture,
        path=weight.path,
        version=None,
        why=why,
        config=weight.config,
        bytes=weight.bytes,
        licence=weight.licence,
        figures=weight.figures,
        bundled=True,
    )


def _load_bundled(weight: Weight) -> "nn.Module":
    network = build_on_meta(CATALOGUE[weight.architecture], weight.config)
    network.load_state_dict(load_state(weight), assign=True)
    return network.eval().requires_grad_(False)


def _other_network(path: Path, model: str) -> InputError:
    return InputError(
        "checkpoint_other_network", f"{path.name} holds another network than {model} needs: choose another model."
    )
