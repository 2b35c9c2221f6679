"""Shoes that never existed, as people draw them: sneakers, boots, heels, ballet flats, sandals, slippers, flip-flops.

The embedded default of the Sketch tab's data, too: enough to try a training run, to test on, and to show as an example
where no data pack is at hand. A shoe is built 1 long, its toe at x = 0, its heel at x = 1; y goes down from the ground.
"""

import numpy as np
from numpy.random import Generator

from engines.drawn.forms import DrawnThing, Sheet, curve
from engines.drawn.goods.bench import Bench, any_cloth, emblem
from engines.drawn.goods.shapes import any_place, closed_ribbon, even, joined, moved, rounded, through
from engines.drawn.goods.shoe_parts import (
    Layer,
    ankle_strap,
    at,
    broad_strap,
    court,
    foot_line,
    heel_layers,
    laces,
    mouth,
    on_toe,
    own_or_second,
    rubber_sole,
    side_mark,
    toe_cap,
    under,
)


def draw_shoe(rng: Generator, side: int = 256) -> DrawnThing:
    """A shoe on white paper, its toe to the left or to the right, or seen from above."""
    kinds = (_sneaker, _sneaker, _sneaker, _boot, _boot, _pump, _pump, _flat, _sandal, _sandal, _slipper, _flip_flop)
    build = kinds[rng.integers(len(kinds))]
    layers = build(rng)
    above = build is _flip_flop
    free = [p for p in layers if not p.seam and p.within is None]
    reach = np.concatenate([closed_ribbon(p.points, p.width) if p.width else p.points for p in free])
    place = any_place(rng, reach, 0.015, turn=30.0 if above else 6.0, shear=0.02 if above else 0.08)
    bench = Bench(Sheet(side), place, any_cloth(rng, side))
    for layer in layers:
        within = None if layer.within is None else bench.mask(layer.within)
        if layer.seam:
            bench.seam(layer.points, layer.strength, within)
        elif layer.width:
            bench.ribbon(layer.points, layer.width, layer.stuff, layer.strength, layer.single)
        else:
            bench.part(layer.points, layer.stuff, layer.strength, within)
    return bench.sheet.finish()


def _sneaker(rng: Generator) -> list[Layer]:
    """Low or high, with a rubber sole and laces; bare of everything a third of the time."""
    plain = rng.random() < 0.35
    thick = rng.uniform(0.05, 0.13)
    toe, throat, high = rng.uniform(0.12, 0.24), rng.uniform(0.4, 0.55), rng.uniform(0.3, 0.62)
    front = throat + rng.uniform(0.05, 0.2)
    vamp = high * rng.uniform(0.45, 0.7)
    lean = rng.uniform(-0.03, 0.05)
    collar = curve(
        [
            (front, -thick - high),
            ((front + 0.97) / 2, -thick - high + rng.uniform(0, 0.07)),
            (0.97 + lean, -thick - high * rng.uniform(0.9, 1.1)),
        ],
        24,
    )
    top = curve(
        [
            (0.0, -thick),
            (0.01, -thick - toe * 0.6),
            (0.13, -thick - toe),
            (throat * 0.8, -thick - vamp * 0.85),
            (front, -thick - high),
        ],
        40,
    )
    back = curve([collar[-1], (0.96, -thick - high * 0.5), (1.0, -thick)], 20)
    upper = joined(top, collar, back)
    layers = []
    opening = rng.random() < 0.5
    if opening:
        layers.append(Layer(mouth(collar, rng.uniform(0.03, 0.07)), "lining", 0.9))
    layers.append(Layer(upper))
    if not plain:
        if rng.random() < 0.55:
            layers.append(Layer(toe_cap(rng, thick, toe), "second", 0.9, within=upper))
        if rng.random() < 0.4:
            tab = curve([(0.8, 0.0), (0.84, -thick - high * 0.4), (0.9, -thick - high * 1.3)], 20)
            layers.append(Layer(joined(tab, np.array([(1.2, -2.0), (1.2, 0.0)])), "second", 0.8, within=upper))
        layers += side_mark(rng, (throat + 0.24, -thick - high * 0.42), high, upper)
        layers += laces(rng, top, (throat * 0.72, front - 0.02))
    layers.append(rubber_sole(rng, thick, plain))
    if not plain and rng.random() < 0.4:
        layers.append(
            Layer(
                even(np.array([(0.0, -thick * 0.45), (1.0, -thick * 0.45)])),
                seam=True,
                strength=0.6,
                within=layers[-1].points,
            )
        )
    return layers


def _boot(rng: Generator) -> list[Layer]:
    """A shaft on a foot; people draw it as an L, or with straps, laces, a zip and a fur cuff."""
    plain = rng.random() < 0.4
    heel = rng.choice([0.0, rng.uniform(0.05, 0.12), rng.uniform(0.1, 0.4)])
    thick = rng.uniform(0.03, 0.08)
    shaft = rng.uniform(0.55, 1.4)
    ankle = rng.uniform(0.45, 0.64)
    toe = rng.uniform(0.16, 0.3)
    flare = rng.normal(0.0, 0.05)
    foot = foot_line(heel, thick)
    high = heel + thick + shaft
    square = rng.random() < 0.25
    if square:
        instep = [(0, -thick), (0, -thick - toe), (ankle, -thick - heel - toe), (ankle - flare, -high)]
        top = rounded(instep, rng.choice([0.01, 0.08]), closed=False)
    else:
        instep = [
            (0.0, -thick),
            (0.0, -thick - toe * 0.6),
            (0.14, -thick - toe * 0.95),
            (ankle - 0.12, -thick - heel * 0.8 - toe * 1.25),
            (ankle, -thick - heel - toe * 2.0),
            (ankle - flare, -high),
        ]
        top = curve(instep, 50)
    back = curve([(1.0 + flare, -high), (0.97, -thick - heel - toe * 1.6), (1.0, -thick - heel)], 30)
    upper = joined(top, back, foot[::-1])
    layers = heel_layers(rng, heel, thick)
    collar = np.array([top[-1], back[0]])
    if rng.random() < 0.5:
        layers.append(Layer(mouth(collar, rng.uniform(0.03, 0.08)), "lining", 0.9))
    layers.append(Layer(upper))
    layers.append(Layer(under(foot, thick), "rubber", 0.75))
    if plain:
        return layers
    chance = rng.random()
    middle = (ankle + 1) / 2
    if chance < 0.3:
        for y in np.linspace(high * 0.9, heel + thick + toe * 1.7, int(rng.integers(1, 4))):
            strap = curve([(ankle - 0.2, -y + 0.02), (middle, -y + 0.05), (1.2, -y)], 30)
            layers.append(Layer(closed_ribbon(strap, 0.07), "second", 0.9, within=upper))
            layers.append(
                Layer(
                    rounded(
                        [
                            (middle - 0.05, -y),
                            (middle + 0.05, -y),
                            (middle + 0.05, -y + 0.1),
                            (middle - 0.05, -y + 0.1),
                        ],
                        0.01,
                    ),
                    "metal",
                    0.8,
                )
            )
    elif chance < 0.6:
        layers += laces(rng, top, (ankle - 0.16, ankle), rise=True)
    elif chance < 0.72:
        layers.append(Layer(emblem(rng, (middle, -high + shaft * 0.35), 0.14), "second", 1.0))
    elif chance < 0.84:
        line = even(np.array([(middle + 0.1, -high), (middle + 0.08, -heel - thick - 0.1)]))
        layers.append(Layer(line, "metal", 0.9, width=0.025, single=True))
    if rng.random() < 0.3:
        edge = high - rng.uniform(0.1, 0.24)
        cuff = rounded(
            [
                (top[-1][0] - 0.05, -high - 0.03),
                (back[0][0] + 0.05, -high - 0.03),
                (back[0][0] + 0.05, -edge),
                (top[-1][0] - 0.05, -edge),
            ],
            0.05,
        )
        layers.append(Layer(cuff, "second", 1.0))
    elif rng.random() < 0.3:
        layers.append(Layer(toe_cap(rng, thick, toe), "second", 0.8, within=upper))
    return layers


def _pump(rng: Generator) -> list[Layer]:
    """A heel of any height and form, and an opening through which the lining shows."""
    heel, thick = rng.uniform(0.12, 0.62), rng.uniform(0.015, 0.04)
    low = thick + rng.choice([0.0, 0.0, rng.uniform(0.05, 0.12)])
    foot = foot_line(heel, low)
    throat = np.array([rng.uniform(0.2, 0.36), -low - rng.uniform(0.13, 0.2) - heel * 0.2])
    back = np.array([rng.uniform(0.97, 1.03), -low - heel - rng.uniform(0.18, 0.32)])
    layers = heel_layers(rng, heel, low, tall=True)
    layers += court(rng, foot, throat, back, dip=rng.uniform(0.05, 0.14) + heel * 0.08)
    if low > 0.06 or rng.random() < 0.4:
        layers.append(Layer(under(foot, low), "rubber", 0.8))
    if rng.random() < 0.35:
        layers += ankle_strap(rng, back)
    return layers + on_toe(rng, throat)


def _flat(rng: Generator) -> list[Layer]:
    """A ballet flat, or a loafer: long opening, hardly a heel."""
    heel, thick = rng.uniform(0.0, 0.06), rng.uniform(0.02, 0.05)
    foot = foot_line(heel, thick)
    throat = np.array([rng.uniform(0.2, 0.42), -thick - rng.uniform(0.13, 0.24)])
    back = np.array([1.0, -thick - heel - rng.uniform(0.18, 0.34)])
    layers = court(rng, foot, throat, back, dip=rng.uniform(0.04, 0.1))
    layers.append(Layer(under(foot, thick), "rubber", 0.8))
    return [*heel_layers(rng, heel, thick), *layers, *on_toe(rng, throat)]


def _sandal(rng: Generator) -> list[Layer]:
    """A sole with straps; between them one sees the paper."""
    heel, thick = rng.choice([0.0, rng.uniform(0.1, 0.5)]), rng.uniform(0.035, 0.12)
    foot = foot_line(heel, thick)
    layers = heel_layers(rng, heel, thick, tall=heel > 0.1)
    bed = through(foot[0], moved(foot[20], 0.02, -0.05), moved(foot[45], 0.02, -0.06), foot[-1], count=40)
    if rng.random() < 0.6:
        layers.append(Layer(joined(bed, foot[::-1]), "lining", 0.8))
    layers.append(Layer(under(foot, thick), "rubber"))
    crossed = rng.random() < 0.35
    if crossed:
        wide = rng.uniform(0.05, 0.08)
        for start, end in ((0.1, 0.42), (0.36, 0.2), (0.5, 0.46))[: int(rng.integers(2, 4))]:
            one = at(foot, start)
            other = moved(at(foot, end), 0.06, -rng.uniform(0.15, 0.2))
            layers.append(Layer(through(one, moved((one + other) / 2, 0, -0.05), other), "main", width=wide))
    else:
        strap = broad_strap(rng, foot, rng.uniform(0.06, 0.16), rng.uniform(0.16, 0.32))
        layers.append(Layer(strap, own_or_second(rng)))
        if rng.random() < 0.5:
            strap = broad_strap(rng, foot, rng.uniform(0.42, 0.5), rng.uniform(0.12, 0.2))
            layers.append(Layer(strap, own_or_second(rng)))
    if rng.random() < 0.7:
        top = moved(foot[-1], rng.uniform(-0.02, 0.03), -rng.uniform(0.22, 0.36))
        counter = through(at(foot, 0.72), moved(at(foot, 0.84), 0, -0.12), top, count=24)
        layers += [Layer(joined(counter, foot[-1:])), *ankle_strap(rng, top)]
    if rng.random() < 0.25:
        layers.append(Layer(emblem(rng, moved(at(foot, 0.24), 0.03, -0.14), 0.08), "second"))
    return layers


def _slipper(rng: Generator) -> list[Layer]:
    """A mule: the front of the foot covered, the back open."""
    heel, thick = rng.choice([0.0, rng.uniform(0.05, 0.2)]), rng.uniform(0.04, 0.1)
    foot = foot_line(heel, thick)
    end, rise = rng.uniform(0.45, 0.62), rng.uniform(0.2, 0.34)
    base = at(foot, end)
    split = round(end * (len(foot) - 1))
    throat = np.array([end * 0.86, base[1] - rise])
    top = through(foot[0], (0.02, -thick - rise * 0.55), (0.18, -thick - rise * 0.9), throat)
    edge = through(throat, moved(throat, 0.03, rise * 0.4), base, count=16)
    far = through(throat, moved(throat, 0.12, rise * 0.55), (0.85, foot[-1][1] - 0.07), foot[-1])
    layers = heel_layers(rng, heel, thick)
    layers.append(Layer(joined(edge, foot[split:], far[::-1]), "lining"))
    layers.append(Layer(under(foot, thick), "rubber"))
    layers.append(Layer(joined(top, edge, foot[:split][::-1])))
    if rng.random() < 0.4:
        layers.append(Layer(emblem(rng, (end * 0.55, base[1] - rise * 0.5), rise * 0.33), "second"))
    elif rng.random() < 0.5:
        layers.append(Layer(joined(moved(edge, -0.1, 0.015), edge[::-1]), "second", 0.9, within=layers[-1].points))
    return layers


def _flip_flop(rng: Generator) -> list[Layer]:
    """From above: the oval of a sole with a strap like a V."""
    t = np.linspace(0, 2 * np.pi, 90)
    wide, waist = rng.uniform(0.17, 0.24), rng.uniform(0.0, 0.25)
    x = 0.5 - 0.5 * np.cos(t)
    half = wide * np.abs(np.sin(t)) ** 0.8 * (1 - waist * np.exp(-(((x - 0.6) / 0.18) ** 2)))
    sole = even(np.stack([x, np.where(t < np.pi, -half, half)], 1))
    standing = np.array([[0, -1], [1, 0]])
    layers = [Layer(sole @ standing, "rubber", 1.0)]
    if rng.random() < 0.5:
        bed = np.array([0.5, 0]) + (sole - (0.5, 0)) * (0.9, 0.8)
        layers.append(Layer(bed @ standing, "main", 0.7))
    else:
        layers[0] = Layer(sole @ standing, "main", 1.0)
    post = np.array([rng.uniform(0.16, 0.26), rng.normal(0, 0.02)])
    broad = rng.uniform(0.03, 0.065)
    single = bool(rng.random() < 0.4)
    for hand in (-1, 1):
        end = np.array([rng.uniform(0.5, 0.62), hand * wide * 0.92])
        bend = moved((post + end) / 2, -0.06, hand * 0.05)
        layers.append(Layer(through(post, bend, end) @ standing, "second", 1.0, width=broad, single=single))
    if rng.random() < 0.3:
        layers.append(Layer(emblem(rng, tuple(post @ standing), 0.08), "second", 1.0))
    return layers
