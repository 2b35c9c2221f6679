"""The short ones of the faults, one after the other on one server, each with a normal visitor in the end."""

import sys
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest

from tests.faults import faults
from tests.faults.faults import Unmet
from tests.faults.house import House, open_house
from tests.faults.visitor import served
from tests.loops import run_apart

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="limits and disks as Linux has them")
FEW = 24


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with open_house(tmp_path_factory.mktemp("house")) as house:
        yield house
        assert house.server.process.poll() is None
        assert "Exception in ASGI application" not in house.server.printed


async def few_dropped_connections(house: House) -> str:
    return await faults.dropped_connections(house, FEW)


# In this order: the first one wants a network that is not loaded yet.
@pytest.mark.parametrize(
    "fault", [faults.weight_damaged, faults.disk_full, faults.files_used_up, few_dropped_connections]
)
def test_the_server_recovers(house: House, fault: Callable[[House], Coroutine[Any, Any, str]]) -> None:
    try:
        seen = run_apart(fault(house))
    except Unmet as reason:
        pytest.skip(str(reason))
    assert seen
    assert run_apart(served(house.url)) >= 0
