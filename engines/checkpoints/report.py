"""What `inspect` found, for a program (`as_dict`) and for a person (`as_text`)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from engines.checkpoints.recognise import Mismatch, Near

SHOWN = 5  # keys of a kind in the text; all of them are in `as_dict`


@dataclass(frozen=True)
class Report:
    """A checkpoint, looked at.

    Args:
        path: the file or folder.
        form: what kind of file: `safetensors`, `torch`, `torch, before 1.6`, `TorchScript`, `sharded safetensors`,
            `diffusers pipeline`, `diffusers model`, `transformers model`.
        bytes: its length.
        architecture: a name in the catalogue (a class name for a diffusers or transformers folder), None if unknown.
        config: the arguments that build the network.
        container: the way to the weights in the file (`params_ema`), empty where they lie at the top.
        prefixes: what was taken off every key, outermost first.
        key_map: the published naming of the keys; `own` is the catalogue's.
        parameters: numbers that were learned; in an unknown network all that there are.
        dtypes: how many numbers there are in which number format, running statistics and counters included.
        matched, missing, unexpected, mismatched: keys, in the naming of `key_map`.
        ignored: keys in the file that the network is known not to use.
        share: matched keys in all keys of file and network together, 0..1.
        nearest: what an unknown network resembles.
        sparse, quantised: keys of such tensors.
        not_finite: keys of tensors with NaN or infinity; None if the values were not read.
        differences: sentences on how the network differs from the best known published one.
        licence: of the published weights.
    """

    path: Path
    form: str
    bytes: int
    architecture: str | None
    config: Mapping[str, Any]
    container: str
    prefixes: tuple[str, ...]
    key_map: str
    parameters: int
    dtypes: Mapping[str, int]
    matched: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    unexpected: tuple[str, ...] = ()
    mismatched: tuple[Mismatch, ...] = ()
    ignored: tuple[str, ...] = ()
    share: float = 0.0
    nearest: tuple[Near, ...] = ()
    sparse: tuple[str, ...] = ()
    quantised: tuple[str, ...] = ()
    not_finite: tuple[str, ...] | None = None
    differences: tuple[str, ...] = ()
    licence: str = ""

    @property
    def dtype(self) -> str:
        """The number format of most of the numbers."""
        return max(self.dtypes, key=lambda dtype: self.dtypes[dtype], default="")

    @property
    def complete(self) -> bool:
        """Whether every weight of the network is in the file, in the right shape."""
        return self.architecture is not None and not self.missing and not self.mismatched

    def as_dict(self) -> dict[str, Any]:
        """Return the report in types that JSON knows."""
        fields = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {
            **fields,
            "path": str(self.path),
            "dtype": self.dtype,
            "complete": self.complete,
            "mismatched": [
                {"key": one.key, "expected": list(one.expected), "found": list(one.found)} for one in self.mismatched
            ],
            "nearest": [{"architecture": one.architecture, "share": one.share} for one in self.nearest],
        }

    def as_text(self) -> str:
        """Return the report as a table of two columns."""
        dtypes = ", ".join(f"{count:,} {dtype}" for dtype, count in self.dtypes.items())
        shapes = [f"{one.key} {list(one.found)}, not {list(one.expected)}" for one in self.mismatched]
        rows = [
            ("file", f"{self.path.name}, {self.bytes / 1e6:,.1f} MB, {self.form}"),
            ("network", self._network()),
            ("built with", ", ".join(f"{name}={value}" for name, value in self.config.items())),
            ("parameters", f"{self.parameters:,}"),
            ("numbers", dtypes),
            ("found in", self.container or "the top of the file"),
            ("taken off keys", " ".join(self.prefixes)),
            ("naming", self.key_map if self.architecture else ""),
            ("keys matched", f"{len(self.matched):,}" if self.architecture else ""),
            ("missing", _some(self.missing)),
            ("unexpected", _some(self.unexpected)),
            ("other shape", _some(shapes)),
            ("not used", _some(self.ignored)),
            ("sparse", _some(self.sparse)),
            ("quantised", _some(self.quantised)),
            ("NaN or infinite", _some(self.not_finite or ())),
            ("licence", self.licence),
            ("note", "; ".join(self.differences)),
        ]
        width = max(len(name) for name, _ in rows)
        return "\n".join(f"{name:<{width}}  {value}" for name, value in rows if value)

    def as_json(self) -> str:
        """Return the whole report as JSON."""
        return json.dumps(self.as_dict(), indent=2)

    def _network(self) -> str:
        if self.architecture:
            return f"{self.architecture} ({self.share:.1%} of the keys)"
        near = ", ".join(f"{one.architecture} ({one.share:.0%} of its keys)" for one in self.nearest)
        return f"unknown; nearest: {near}" if near else "unknown, and like no network that the program knows"


def _some(keys: "tuple[str, ...] | list[str]") -> str:
    if not keys:
        return ""
    more = f" and {len(keys) - SHOWN:,} more" if len(keys) > SHOWN else ""
    return f"{len(keys):,}: {', '.join(keys[:SHOWN])}{more}"
