"""What Prometheus reads, read back with its own parser."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from engines.runtime import Monitor, Thresholds
from engines.runtime.machine import Gpu, Machine, Meter
from engines.runtime.metrics import CONTENT_TYPE, to_prometheus

TYPES = {
    "five_doors_call_seconds": "summary",
    "five_doors_call_errors": "counter",
    "five_doors_model_loads": "counter",
    "five_doors_model_load_seconds": "gauge",
    "five_doors_model_bytes": "gauge",
    "five_doors_cpu_ratio": "gauge",
    "five_doors_process_memory_bytes": "gauge",
    "five_doors_memory_used_bytes": "gauge",
    "five_doors_memory_limit_bytes": "gauge",
    "five_doors_loop_block_seconds": "gauge",
    "five_doors_gpu_memory_process_bytes": "gauge",
    "five_doors_gpu_memory_used_bytes": "gauge",
    "five_doors_gpu_memory_limit_bytes": "gauge",
    "five_doors_alarm": "gauge",
}

Labels = frozenset[tuple[str, str]]


class TwoGpus(Meter):
    """A machine with known figures."""

    def read(self) -> Machine:
        return Machine(0.25, 100, 300, 400, (Gpu(0, 1, 2, 3), Gpu(2, 4, 5, 6)))


def parse(text: bytes) -> dict[tuple[str, Labels], float]:
    """Every sample by its name and labels."""
    families = list(text_string_to_metric_families(text.decode()))
    assert {family.name: family.type for family in families} == TYPES
    assert all(family.documentation for family in families)
    return {(sample.name, frozenset(sample.labels.items())): sample.value for f in families for sample in f.samples}


def labels(**pairs: str) -> Labels:
    return frozenset(pairs.items())


def test_every_figure() -> None:
    monitor = Monitor(Thresholds(late_seconds=1.0, memory_share=0.5), meter=TwoGpus())
    monitor.loaded("shoes", 1.5, 1000)
    for seconds in (1.0, 2.0, 3.0, 4.0):
        monitor.done("shoes", seconds)
    monitor.failed("shoes", RuntimeError())
    shoes = labels(model="shoes")
    none = labels()
    assert parse(to_prometheus(monitor)) == {
        ("five_doors_call_seconds", labels(model="shoes", quantile="0.5")): 2.5,
        ("five_doors_call_seconds", labels(model="shoes", quantile="0.95")): 4.0,
        ("five_doors_call_seconds_count", shoes): 4,
        ("five_doors_call_seconds_sum", shoes): 10.0,
        ("five_doors_call_errors_total", shoes): 1,
        ("five_doors_model_loads_total", shoes): 1,
        ("five_doors_model_load_seconds", shoes): 1.5,
        ("five_doors_model_bytes", shoes): 1000,
        ("five_doors_cpu_ratio", none): 0.25,
        ("five_doors_process_memory_bytes", none): 100,
        ("five_doors_memory_used_bytes", none): 300,
        ("five_doors_memory_limit_bytes", none): 400,
        ("five_doors_loop_block_seconds", none): 0,
        ("five_doors_gpu_memory_process_bytes", labels(gpu="0")): 1,
        ("five_doors_gpu_memory_used_bytes", labels(gpu="0")): 2,
        ("five_doors_gpu_memory_limit_bytes", labels(gpu="0")): 3,
        ("five_doors_gpu_memory_process_bytes", labels(gpu="2")): 4,
        ("five_doors_gpu_memory_used_bytes", labels(gpu="2")): 5,
        ("five_doors_gpu_memory_limit_bytes", labels(gpu="2")): 6,
        ("five_doors_alarm", labels(alarm="memory", model="")): 1,
        ("five_doors_alarm", labels(alarm="late", model="shoes")): 1,
    }


def test_before_the_first_call() -> None:
    samples = parse(to_prometheus(Monitor()))
    assert not any(dict(pairs).get("model") for _, pairs in samples)
    assert samples["five_doors_memory_limit_bytes", labels()] > 0


@pytest.mark.parametrize("name", ['say "shoes"', "back\\slash", "two\nlines", "신발", "{}=,#"])
def test_any_name(name: str) -> None:
    monitor = Monitor()
    monitor.done(name, 2.0)
    assert parse(to_prometheus(monitor))["five_doors_call_seconds_sum", labels(model=name)] == 2.0


def test_two_monitors_are_apart() -> None:
    first, second = Monitor(), Monitor()
    first.done("shoes", 1.0)
    assert b"shoes" in to_prometheus(first)
    assert b"shoes" not in to_prometheus(second)
    assert CONTENT_TYPE.startswith("text/plain; version=0.0.4")
