"""The model cache with real, tiny networks and real threads."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
import torch
from torch import nn

from engines.runtime import InputError, ModelCache, Monitor
from engines.runtime.cache import model_bytes

KB = 1000
WAIT = 20.0  # seconds until a thread that hangs fails the test


def weigh(kilobytes: int) -> nn.Module:
    """A network of one tensor of that size."""
    return nn.Linear(250, kilobytes, bias=False)


def constant(value: float) -> nn.Module:
    """A network of one kilobyte that answers 250 ones with 250 times the value."""
    model = nn.Linear(250, 1, bias=False).requires_grad_(False)
    model.weight.fill_(value)
    return model


class Counter:
    """Builds a network of some kilobytes and counts how often."""

    def __init__(self, kilobytes: int = 1) -> None:
        self.kilobytes = kilobytes
        self.calls = 0

    def __call__(self) -> nn.Module:
        self.calls += 1
        return weigh(self.kilobytes)


@pytest.mark.parametrize(
    ("model", "size"),
    [
        (nn.Linear(3, 2), 4 * (6 + 2)),
        # half precision
        (nn.Linear(3, 2).half(), 2 * (6 + 2)),
        # buffers count: mean and variance in float32, the counter in int64
        (nn.BatchNorm2d(5), 4 * 4 * 5 + 8),
        (nn.ReLU(), 0),
    ],
)
def test_model_bytes(model: nn.Module, size: int) -> None:
    assert model_bytes(model) == size


def test_a_shared_tensor_counts_once() -> None:
    first, second = nn.Linear(4, 4, bias=False), nn.Linear(4, 4, bias=False)
    second.weight = first.weight
    assert model_bytes(nn.Sequential(first, second)) == 64


def test_a_network_is_built_on_first_use_and_kept() -> None:
    cache, build = ModelCache(10 * KB), Counter(2)
    assert not cache.loaded("a")
    entry = cache.get("a", build)
    assert (entry.name, entry.size, entry.users) == ("a", 2 * KB, 0)
    assert cache.get("a", build) is entry
    with cache.use("a", build) as model:
        assert model is entry.model
    assert build.calls == 1
    assert cache.loaded("a")
    assert cache.size() == 2 * KB


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        # all fit
        ("ab", "ab"),
        # the third is one too many: the oldest goes
        ("abc", "bc"),
        # asking again makes it the newest
        ("abac", "ac"),
        ("abcd", "cd"),
    ],
)
def test_the_least_recently_used_goes(asked: str, kept: str) -> None:
    cache = ModelCache(2 * KB)
    for name in asked:
        cache.get(name, Counter(1))
    assert "".join(name for name in "abcd" if cache.loaded(name)) == kept


def test_a_large_one_drives_out_several() -> None:
    cache = ModelCache(3 * KB)
    for name, kilobytes in (("a", 1), ("b", 1), ("c", 1), ("large", 2)):
        cache.get(name, Counter(kilobytes))
    assert [cache.loaded(name) for name in ("a", "b", "c", "large")] == [False, False, True, True]


def test_one_over_the_limit_stays_until_the_next() -> None:
    cache, build = ModelCache(KB), Counter(5)
    cache.get("large", build)
    cache.get("large", build)
    assert build.calls == 1
    cache.get("small", Counter(1))
    assert not cache.loaded("large")


def test_one_in_use_is_never_given_up() -> None:
    cache, build = ModelCache(KB), Counter(1)
    with cache.use("a", build) as model:
        cache.get("b", Counter(1))
        cache.get("c", Counter(1))
        assert cache.loaded("a")
        assert not cache.loaded("b")
        assert cache.get("a", build).model is model
        cache.get("c", Counter(1))
    assert not cache.loaded("a")  # over the limit, so it goes as soon as it may
    assert cache.loaded("c")
    assert cache.size() == KB


def test_one_in_use_is_released_when_the_block_raises() -> None:
    cache = ModelCache(KB)
    with pytest.raises(RuntimeError), cache.use("a", Counter(1)):
        raise RuntimeError
    assert cache.get("a", Counter(1)).users == 0
    with cache.use("a", Counter(1)):  # the lock is free again
        pass


def run_together(count: int, task: Callable[[int], object]) -> list[object]:
    """Run the task in threads that all begin at the same moment; an error is a result."""
    barrier = threading.Barrier(count)

    def run(index: int) -> object:
        barrier.wait(WAIT)
        try:
            return task(index)
        except InputError as error:
            return error

    with ThreadPoolExecutor(count) as pool:
        return [future.result(WAIT) for future in [pool.submit(run, index) for index in range(count)]]


def test_each_step_may_be_asked_for_in_another_thread() -> None:
    cache, build = ModelCache(KB), Counter(1)

    def work(_: nn.Module) -> Iterator[int]:
        yield from range(3)

    steps = cache.steps("a", build, work)
    found = []
    for _ in range(3):
        with ThreadPoolExecutor(1) as another:
            found.append(another.submit(next, steps).result(WAIT))
    assert found == [0, 1, 2]
    with pytest.raises(StopIteration):
        next(steps)


def test_steps_that_nobody_asks_for_keep_nobody_waiting() -> None:
    cache, build = ModelCache(KB), Counter(1)

    def work(_: nn.Module) -> Iterator[int]:
        yield from range(3)

    left = cache.steps("a", build, work)
    with ThreadPoolExecutor(1) as another:
        another.submit(next, left).result(WAIT)
    with ThreadPoolExecutor(1) as another:
        assert another.submit(lambda: list(cache.steps("a", build, work))).result(WAIT) == [0, 1, 2]


def test_many_threads_build_once() -> None:
    cache, counter = ModelCache(10 * KB), Counter(1)

    def slow_build() -> nn.Module:
        time.sleep(0.2)
        return counter()

    models = run_together(8, lambda _: cache.get("a", slow_build).model)
    assert counter.calls == 1
    assert all(model is models[0] for model in models)


def test_a_failed_build_fails_for_all_and_is_tried_again() -> None:
    cache = ModelCache(10 * KB)
    calls = []
    asking = threading.Semaphore(0)

    def broken_build() -> nn.Module:
        calls.append(threading.get_ident())
        for _ in range(4):
            asking.acquire(timeout=WAIT)
        time.sleep(0.2)  # from "about to ask" to "waiting"
        raise RuntimeError("the file is damaged")

    def ask(_: int) -> object:
        asking.release()
        return cache.get("a", broken_build)

    results = run_together(4, ask)
    assert [result.key for result in results if isinstance(result, InputError)] == ["network_broken"] * 4
    assert len(calls) == 1
    assert not cache.loaded("a")
    build = Counter(1)
    cache.get("a", build)
    assert build.calls == 1


@pytest.mark.parametrize(
    "error", [MemoryError(), RuntimeError("DefaultCPUAllocator: can't allocate memory: you tried to allocate 9 bytes.")]
)
def test_too_little_memory_is_told(error: Exception) -> None:
    cache = ModelCache(KB)

    def build() -> nn.Module:
        raise error

    with pytest.raises(InputError) as caught, cache.use("a", build):
        pass
    assert caught.value.key == "memory_low"
    with pytest.raises(InputError) as caught, cache.use("b", Counter(1)):
        raise error
    assert caught.value.key == "memory_low"


def test_one_thread_at_a_time_uses_a_network() -> None:
    cache = ModelCache(10 * KB)
    inside = 0
    most = 0

    def paint(_: int) -> None:
        nonlocal inside, most
        for _ in range(20):
            with cache.use("a", Counter(1)) as model, torch.inference_mode():
                inside += 1
                most = max(most, inside)
                model(torch.zeros(1, 250))
                inside -= 1

    run_together(4, paint)
    assert most == 1


def test_two_networks_are_used_at_once() -> None:
    """Each waits inside its block for the other, which one lock for all would make impossible."""
    cache = ModelCache(10 * KB)
    both = threading.Barrier(2)

    def paint(index: int) -> bool:
        with cache.use(f"network {index}", Counter(1)):
            both.wait(WAIT)
        return True

    assert run_together(2, paint) == [True, True]


def test_a_network_is_built_while_another_is_built() -> None:
    cache = ModelCache(10 * KB)
    both = threading.Barrier(2)

    def build() -> nn.Module:
        both.wait(WAIT)
        return weigh(1)

    run_together(2, lambda index: cache.get(f"network {index}", build))
    assert cache.size() == 2 * KB


def test_the_same_thread_may_use_a_network_inside_its_use() -> None:
    cache = ModelCache(KB)
    with cache.use("a", Counter(1)) as outer, cache.use("a", Counter(1)) as inner:
        assert outer is inner


def test_under_pressure_nothing_is_lost_or_kept() -> None:
    """Six threads, five networks, room for two: every use gets its own network, and in the end the limit holds."""
    cache = ModelCache(2 * KB)

    def paint(index: int) -> bool:
        for step in range(60):
            number = (index * 7 + step * 3) % 5
            with cache.use(str(number), partial(constant, number)) as model:
                if model(torch.ones(1, 250)).item() != pytest.approx(250 * number):
                    return False
        return True

    assert all(run_together(6, paint))
    assert cache.size() <= 2 * KB


def test_a_limit_must_leave_room() -> None:
    with pytest.raises(ValueError, match="`limit_bytes` must be at least 1, but is 0"):
        ModelCache(0)


def test_the_monitor_hears_of_loading_and_use() -> None:
    monitor = Monitor()
    cache = ModelCache(10 * KB, monitor)

    def slow_build() -> nn.Module:
        time.sleep(0.5)
        return weigh(2)

    for _ in range(3):
        with cache.use("a", slow_build):
            time.sleep(0.01)
    cache.get("a", slow_build)  # not lent, so not a call
    figures = monitor.snapshot().models["a"]
    assert (figures.calls, figures.errors, figures.loads, figures.bytes) == (3, 0, 1, 2 * KB)
    assert figures.load_seconds is not None
    assert 0.5 <= figures.load_seconds < 5
    assert 0.03 <= figures.seconds < 0.5  # without loading


def test_the_monitor_hears_what_left_the_memory() -> None:
    monitor = Monitor()
    cache = ModelCache(2 * KB, monitor)
    for name in "abc":
        cache.get(name, Counter(1))
    assert {name: model.bytes for name, model in monitor.snapshot().models.items()} == {"a": 0, "b": KB, "c": KB}
    cache.get("a", Counter(1))
    assert monitor.snapshot().models["a"].loads == 2


def test_waiting_for_a_network_is_not_its_time() -> None:
    monitor = Monitor()
    cache = ModelCache(KB, monitor)

    def paint(_: int) -> None:
        with cache.use("a", Counter(1)):
            time.sleep(0.1)

    run_together(4, paint)
    figures = monitor.snapshot().models["a"]
    assert figures.calls == 4
    assert figures.p95 is not None
    assert 0.1 <= figures.p95 < 0.3


@pytest.mark.parametrize(
    ("error", "errors"), [(RuntimeError("a wrong shape"), 1), (InputError("drawing_empty", "Draw a line!"), 0)]
)
def test_the_monitor_counts_a_block_that_raises(error: Exception, errors: int) -> None:
    monitor = Monitor()
    cache = ModelCache(KB, monitor)
    with pytest.raises(type(error)), cache.use("a", Counter(1)):
        raise error
    figures = monitor.snapshot().models["a"]
    assert (figures.calls, figures.errors) == (errors, errors)


def test_the_monitor_counts_a_network_that_cannot_be_loaded() -> None:
    monitor = Monitor()
    cache = ModelCache(KB, monitor)

    def broken_build() -> nn.Module:
        raise RuntimeError("the file is damaged")

    for _ in range(2):
        with pytest.raises(InputError, match="This is broken right now"), cache.use("a", broken_build):
            pass
    figures = monitor.snapshot().models["a"]
    assert (figures.calls, figures.errors, figures.loads, figures.bytes) == (2, 2, 0, 0)
