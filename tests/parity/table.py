"""The table of architectures with keys matched: `python -m tests.parity.table` writes `engines/models/README.md`.

For every published network there is a list of its keys under `fixtures/`. A checkpoint file with those names and
shapes is written, inspected like any other, and what the report says is a line of the table.
"""

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from engines.checkpoints import Report, inspect
from engines.models.catalogue import CATALOGUE
from tests.engines.checkpoints.layouts import PUBLISHED, published_layout, write_safetensors

TARGET = Path(__file__).resolve().parents[2] / "engines" / "models" / "README.md"

BEGIN = """\
# Networks

One file an architecture; `catalogue/` says how each is told, built, fed and named; `predictors/` wrap each from
picture to typed result. Where a well-kept library holds a network, its module is used and its keys are mapped.

That each network *is* the published one is shown by numbers: `tests/parity` compares names, shapes and outputs with
what the published code computes, to 1e-4 of the largest value, layers inside included.

The table is written by `python -m tests.parity.table`: a file with the published names and shapes goes through
`engines.checkpoints.inspect`, and this is what the report says.

| network | in the catalogue | built with | keys | matched | parameters | licence of the weights |
|---|---|---|---:|---:|---:|---|
"""

END = """
This project's own networks are in the catalogue too: the painter of the Sketch tab (`painter`) and its classifiers of
worlds (`world_classifier`), what tells dogs apart (`dog_embedder`), what finds dogs, people's parts, garments and
points of all of them (`spotter`), what bends a garment (`garment_warp`), what paints its wearer (`dresser`), and what
makes words into motion (`dancer`).
Beside these, folders of diffusers and transformers are recognised and described: whole pipelines
(Stable Diffusion), `UNet2DConditionModel`, `ControlNetModel`, `AutoencoderKL`, `AutoencoderTiny`, `T2IAdapter`,
`SamModel`, and CLIP's classes.

What shapes cannot tell is taken as published: attention heads where the width does not fix them, the output stride
of DeepLabV3+ and Graphonomy, dropout, the picture's size of MobileSAM, whether ALIAS enlarges "normal" or "more", the
aspect of GMM's picture, and what the points of a pose network are called.
"""


def rows() -> Iterator[str]:
    """Yield a line of the table for every published network."""
    with tempfile.TemporaryDirectory() as folder:
        for name in PUBLISHED:
            layout = published_layout(name)
            report = inspect(write_safetensors(Path(folder) / "weights.safetensors", layout))
            yield row(name, report, len(layout))


def row(name: str, report: Report, keys: int) -> str:
    entry = CATALOGUE[report.architecture or ""]
    built = ", ".join(f"{key} {value}" for key, value in report.config.items()) or "nothing to choose"
    share = len(report.matched) / keys
    return (
        f"| {name} | `{entry.name}`, {entry.title} | {built} | {keys:,} | {share:.1%} | {report.parameters:,} "
        f"| {report.licence or 'none published'} |"
    )


def main() -> int:
    TARGET.write_text(BEGIN + "\n".join(rows()) + "\n" + END, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
