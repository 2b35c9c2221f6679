import errno
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
from PIL import Image
from safetensors.torch import load_file
from torch import Tensor, nn

from engines.runtime import telling
from engines.runtime.apprentice import Apprentice
from engines.runtime.course import HISTORY, Exam, Limits, limits_of, report, run
from engines.runtime.errors import InputError
from engines.runtime.preview import COUNTS, PREVIEW, SHEET, Preview

POINTS = torch.linspace(-1, 1, 64)[:, None]


@pytest.fixture
def events(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """The file that a training tells its events to."""
    monkeypatch.setenv(telling.EVENTS, str(tmp_path / "events.jsonl"))
    yield tmp_path / "events.jsonl"
    telling._opened.cache_clear()


def told(events: Path) -> list[dict[str, object]]:
    return [json.loads(line) for line in events.read_text().splitlines()]


def learn(
    folder: Path, limits: Limits, figures: list[float] | None = None, breaks_at: int = -1
) -> Apprentice[nn.Linear]:
    """A line through points, going on where the folder has one that began."""
    torch.manual_seed(1)
    apprentice = Apprentice(nn.Linear(1, 1), "cpu", 0.1, 0.9)
    apprentice.resume(folder)

    def loss() -> Tensor:
        x = POINTS[torch.randint(len(POINTS), (8,))]
        wrong = (apprentice.network(x) - 3 * x - 1).square().mean()
        return wrong * (float("nan") if apprentice.step == breaks_at else 1.0)

    given = iter(figures or [])
    exam = Exam(lambda: {"good": next(given)}, "good", picture=lambda: Image.new("RGB", (4, 4))) if figures else None
    run(apprentice, loss, folder, "line", limits, exam)
    return apprentice


def losses(folder: Path) -> dict[int, float]:
    return {row["step"]: row["loss"] for row in json.loads((folder / HISTORY).read_text()) if "loss" in row}


def test_a_run_that_goes_on_learns_the_same_as_one_unbroken(tmp_path: Path) -> None:
    whole = learn(tmp_path / "whole", Limits(20, 1e9, 1e9, epoch=2, seed=5))
    learn(tmp_path / "broken", Limits(20, 1e9, 0.0, epoch=2, seed=5), breaks_at=-1)
    other = tmp_path / "other"
    with pytest.raises(InputError):
        learn(other, Limits(20, 1e9, 0.0, epoch=2, seed=5), breaks_at=13)
    broken = learn(other, Limits(20, 1e9, 0.0, epoch=2, seed=5))
    assert losses(other) == pytest.approx(losses(tmp_path / "whole"), rel=1e-3)
    assert torch.allclose(broken.network.weight, whole.network.weight)
    assert losses(tmp_path / "whole")[20] < losses(tmp_path / "whole")[2]


def test_another_seed_draws_other_batches(tmp_path: Path) -> None:
    first, second = (learn(tmp_path / str(seed), Limits(4, 1e9, 1e9, seed=seed)) for seed in (1, 2))
    assert not torch.equal(first.network.weight, second.network.weight)


def test_what_is_told(tmp_path: Path, events: Path) -> None:
    learn(tmp_path / "run", Limits(4, 1e9, 1e9, epoch=2), [0.1, 0.2, 0.3])
    assert [event["event"] for event in told(events)] == [
        *("begin", "metrics", "sample"),
        *("metrics", "metrics", "metrics", "sample"),
        *("metrics", "metrics", "metrics", "sample", "saved"),
    ]
    assert told(events)[0].items() >= {"step": 0, "steps": 4, "epochs": 2}.items()
    assert [event["good"] for event in told(events) if "good" in event] == [0.1, 0.2, 0.3]
    assert (tmp_path / "run" / "samples" / "0000004.png").is_file()


def test_patience_ends_a_run_with_its_best_weights(tmp_path: Path) -> None:
    limits = Limits(100, 1e9, 1e9, epoch=2, patience=3)
    apprentice = learn(tmp_path, limits, [0.1, 0.2, 0.9, 0.5, 0.5, 0.5])
    assert apprentice.step == 10
    best, shipped = (load_file(tmp_path / name) for name in ("line-best.safetensors", "line.safetensors"))
    assert torch.equal(best["weight"], shipped["weight"])
    assert not torch.allclose(shipped["weight"].float(), apprentice.master.weight, atol=1e-3)


def test_a_loss_that_is_no_number_changes_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="after 3 steps") as caught:
        learn(tmp_path, Limits(10, 1e9, 0.0), breaks_at=3)
    assert caught.value.key == "training_not_a_number"
    assert load_file(tmp_path / "line.safetensors")["weight"].isfinite().all()
    assert torch.load(tmp_path / "state.pt", weights_only=True)["step"] == 3


def test_several_batches_make_a_step(tmp_path: Path) -> None:
    one, four = (learn(tmp_path / str(many), Limits(1, 1e9, 1e9, accumulate=many)) for many in (1, 4))
    assert (one.step, four.step) == (1, 1)
    assert not torch.equal(
        one.learner.state_dict()["state"][0]["exp_avg"], four.learner.state_dict()["state"][0]["exp_avg"]
    )


def test_limits_come_from_a_settings_dataclass() -> None:
    assert limits_of(Limits(7, 1.0, 2.0, patience=3)) == Limits(7, 1.0, 2.0, patience=3)


def train(config: str) -> Path:
    problems = {
        "data": InputError("training_data_empty", "There is nothing."),
        "memory": RuntimeError(
            "[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes"
        ),
        "gpu": RuntimeError("CUDA out of memory. Tried to allocate 2 GiB"),
        "python": MemoryError(),
        "disk": OSError(errno.ENOSPC, "No space left on device"),
    }
    if config in problems:
        raise problems[config]
    return Path("weights.safetensors")


def preview(config: str) -> Preview:
    return Preview(Image.new("RGB", (8, 8)), {config: 3})


@pytest.mark.parametrize(
    ("config", "key"),
    [
        ("data", "training_data_empty"),
        *(("memory", "training_memory"), ("gpu", "training_memory"), ("python", "training_memory")),
        ("disk", "training_disk"),
    ],
)
def test_what_goes_wrong_becomes_one_sentence(events: Path, config: str, key: str) -> None:
    with pytest.raises(SystemExit) as caught:
        report(train, preview, config)
    assert told(events)[-1].items() >= {"event": "problem", "key": key, "sentence": str(caught.value)}.items()


def test_a_result_is_told(events: Path) -> None:
    report(train, preview, "fine")
    assert told(events)[-1].items() >= {"event": "result", "file": "weights.safetensors"}.items()


def test_a_look_at_the_data_trains_nothing(tmp_path: Path, events: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(PREVIEW, str(tmp_path))
    report(train, preview, "memory")
    assert json.loads((tmp_path / COUNTS).read_text()) == {"memory": 3}
    assert Image.open(tmp_path / SHEET).size == (8, 8)
    assert not events.exists()
