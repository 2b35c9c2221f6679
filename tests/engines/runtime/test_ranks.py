"""Two processes teach one network."""

import os
import subprocess
import sys
from pathlib import Path

import torch
from safetensors.torch import load_file

ROOT = Path(__file__).resolve().parents[3]
PROGRAM = """
import sys, torch
from pathlib import Path
from engines.runtime.apprentice import Apprentice
from engines.runtime.course import Limits, run
apprentice = Apprentice(torch.nn.Linear(1, 1), "cpu", 0.1, 0.9)
with torch.no_grad():
    [weight.fill_(0.5) for weight in apprentice.network.parameters()]
drawn = []
def loss():
    x = torch.randn(8, 1)
    drawn.append(float(x[0]))
    return (apprentice.network(x) - 3 * x).square().mean()
folder = Path(sys.argv[1])
run(apprentice, loss, folder, "line", Limits(5, 1e9, 0.0))
torch.save({"network": apprentice.network.state_dict(), "drawn": drawn}, folder / f"rank{apprentice.ranks.number}.pt")
"""


def test_ranks_draw_other_batches_and_keep_the_same_weights(tmp_path: Path) -> None:
    (tmp_path / "program.py").write_text(PROGRAM)
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [*command, str(tmp_path / "program.py"), str(tmp_path)],
        cwd=ROOT, env=environment, capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    first, second = (torch.load(tmp_path / f"rank{number}.pt", weights_only=True) for number in (0, 1))
    assert all(torch.equal(first["network"][name], second["network"][name]) for name in first["network"])
    assert not torch.equal(first["network"]["weight"], torch.full((1, 1), 0.5))
    assert set(first["drawn"]).isdisjoint(second["drawn"])
    assert load_file(tmp_path / "line.safetensors").keys() == {"weight", "bias"}
