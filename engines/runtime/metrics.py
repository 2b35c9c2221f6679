"""The monitor's figures for Prometheus, as `/metrics` answers them."""

from collections.abc import Iterator

from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import (
    CounterMetricFamily,
    GaugeMetricFamily,
    Metric,
    SummaryMetricFamily,
)
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_0_0_4
from prometheus_client.registry import Collector

from engines.runtime.monitor import Monitor, Snapshot

CONTENT_TYPE = CONTENT_TYPE_PLAIN_0_0_4


def to_prometheus(monitor: Monitor) -> bytes:
    """Return the figures in the text format of Prometheus; send it with `CONTENT_TYPE`."""
    registry = CollectorRegistry()  # not the library's global one, which also counts Python's own affairs
    registry.register(_Figures(monitor.snapshot()))
    return generate_latest(registry)


class _Figures(Collector):
    def __init__(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    def collect(self) -> Iterator[Metric]:
        yield from self._models()
        yield from self._machine()
        alarms = GaugeMetricFamily("five_doors_alarm", "1 while something is wrong", labels=["alarm", "model"])
        for alarm in self._snapshot.alarms:
            alarms.add_metric([alarm.key.removeprefix("alarm_"), alarm.model or ""], 1)
        yield alarms

    def _models(self) -> Iterator[Metric]:
        label = ["model"]
        calls = SummaryMetricFamily("five_doors_call_seconds", "Calls that succeeded", labels=label)
        errors = CounterMetricFamily("five_doors_call_errors", "Calls that failed", labels=label)
        loads = CounterMetricFamily("five_doors_model_loads", "How often a network was loaded", labels=label)
        load_seconds = GaugeMetricFamily("five_doors_model_load_seconds", "What its last loading took", labels=label)
        sizes = GaugeMetricFamily("five_doors_model_bytes", "Its memory, 0 when it is not loaded", labels=label)
        for name, model in self._snapshot.models.items():
            for quantile, seconds in (("0.5", model.median), ("0.95", model.p95)):
                if seconds is not None:
                    calls.add_sample("five_doors_call_seconds", {"model": name, "quantile": quantile}, seconds)
            calls.add_metric([name], model.calls - model.errors, model.seconds)
            errors.add_metric([name], model.errors)
            loads.add_metric([name], model.loads)
            sizes.add_metric([name], model.bytes)
            if model.load_seconds is not None:
                load_seconds.add_metric([name], model.load_seconds)
        yield from (calls, errors, loads, load_seconds, sizes)

    def _machine(self) -> Iterator[Metric]:
        machine = self._snapshot.machine
        for name, help_line, value in (
            ("cpu_ratio", "Share of the cores that the program may use", machine.cpu_share),
            ("process_memory_bytes", "Memory of the program", machine.process_bytes),
            ("memory_used_bytes", "Memory in use in the container or machine", machine.used_bytes),
            ("memory_limit_bytes", "Memory of the container or machine", machine.limit_bytes),
        ):
            yield GaugeMetricFamily(f"five_doors_{name}", help_line, value)
        held_up = "Longest time in the last minute for which the page's event loop stood still"
        yield GaugeMetricFamily("five_doors_loop_block_seconds", held_up, self._snapshot.held_up)
        for name, help_line, values in (
            ("process_bytes", "GPU memory of the program", [gpu.process_bytes for gpu in machine.gpus]),
            ("used_bytes", "GPU memory in use", [gpu.used_bytes for gpu in machine.gpus]),
            ("limit_bytes", "GPU memory", [gpu.limit_bytes for gpu in machine.gpus]),
        ):
            family = GaugeMetricFamily(f"five_doors_gpu_memory_{name}", help_line, labels=["gpu"])
            for gpu, value in zip(machine.gpus, values, strict=True):
                family.add_metric([str(gpu.index)], value)
            yield family
