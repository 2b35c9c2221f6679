import torch
from torch import nn

from engines.models.low_rank import LowRank, adapt, merge


def network() -> nn.Sequential:
    torch.manual_seed(0)
    return nn.Sequential(nn.Linear(6, 8), nn.GELU(), nn.Sequential(nn.Linear(8, 4)))


def test_begins_as_nothing_learns_and_merges():
    x, wanted = torch.randn(32, 6), torch.randn(32, 4)
    net = network()
    before, names = net(x).detach(), set(net.state_dict())
    adapt(net, 2)
    assert torch.equal(net(x), before)

    learning = [name for name, parameter in net.named_parameters() if parameter.requires_grad]
    assert sorted(name.rpartition(".")[2] for name in learning) == ["down", "down", "up", "up"]
    learner = torch.optim.Adam([p for p in net.parameters() if p.requires_grad], 0.05)
    for _ in range(60):
        learner.zero_grad()
        loss = (net(x) - wanted).square().mean()
        loss.backward()
        learner.step()
    assert loss < (before - wanted).square().mean()

    learned = net(x).detach()
    merge(net)
    assert set(net.state_dict()) == names
    assert not any(isinstance(module, LowRank) for module in net.modules())
    torch.testing.assert_close(net(x), learned)
