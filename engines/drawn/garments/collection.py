"""The wardrobe's garments, designed by hand: colours that go together, one idea each."""

from dataclasses import dataclass, replace
from typing import Any

from engines.drawn.garments.designs import Cloth, Cut, Design

RGB = tuple[float, float, float]

WHITE, CREAM, SAND, BLACK, INK = (
    (0.95, 0.94, 0.92),
    (0.94, 0.90, 0.81),
    (0.84, 0.76, 0.62),
    (0.13, 0.13, 0.14),
    (0.16, 0.19, 0.30),
)
GREY, STONE, BROWN, CAMEL = (0.62, 0.63, 0.65), (0.78, 0.76, 0.72), (0.42, 0.29, 0.21), (0.76, 0.58, 0.37)
RED, CORAL, PINK, ROSE, PLUM = (
    (0.78, 0.22, 0.22),
    (0.93, 0.50, 0.42),
    (0.95, 0.73, 0.75),
    (0.82, 0.46, 0.53),
    (0.44, 0.25, 0.40),
)
ORANGE, SUN, LEMON, MUSTARD = (0.91, 0.53, 0.23), (0.97, 0.80, 0.35), (0.97, 0.91, 0.58), (0.81, 0.62, 0.22)
MINT, SAGE, GRASS, FOREST, OLIVE = (
    (0.70, 0.88, 0.79),
    (0.62, 0.70, 0.57),
    (0.42, 0.65, 0.37),
    (0.16, 0.35, 0.27),
    (0.43, 0.44, 0.27),
)
SKY, BLUE, SEA, NAVY, LILAC = (
    (0.66, 0.82, 0.93),
    (0.27, 0.47, 0.74),
    (0.18, 0.55, 0.60),
    (0.15, 0.21, 0.38),
    (0.76, 0.70, 0.88),
)
DENIM, PALE_DENIM, DARK_DENIM = (0.29, 0.41, 0.58), (0.56, 0.67, 0.79), (0.15, 0.20, 0.31)


@dataclass(frozen=True)
class Piece:
    id: str
    en: str
    ko: str
    design: Design


def _cloth(pattern: str, *colours: RGB, **more: Any) -> Cloth:
    full = (*colours, *((WHITE, BLACK, GREY)[len(colours) - 1 :]))[:3] if len(colours) < 3 else colours
    return Cloth(pattern=pattern, colours=full, seed=more.pop("seed", 7), **more)


def _piece(id: str, en: str, ko: str, cut: Cut, cloth: Cloth) -> Piece:
    return Piece(id, en, ko, Design(cut, cloth))


TEE = Cut("top", "short", reach=0.36, ease=0.1, fitted=0.35, last=1.06, loose=0.25)
JUMPER = Cut("top", "long", reach=1.0, ease=0.15, fitted=0.2, last=1.03, loose=0.3, cuffs=True)
VEST = Cut("top", ease=0.05, fitted=0.5, last=1.02, depth=0.06)
DRESS = Cut("dress", ease=0.05, fitted=0.85, last=1.75, flare=0.07, depth=0.05)
LEGS = Cut("trousers", ease=0.04, fitted=1.0, first=0.68, last=1.12, front="zip", pockets=True, loose=0.25)
SKIRT = Cut("skirt", ease=0.03, fitted=1.0, first=0.62, last=1.55, flare=0.08)

TOPS = (
    _piece("tee-white", "White tee", "하얀 티셔츠", TEE, _cloth("plain", WHITE)),
    _piece("tee-stripes-red", "Red stripes", "빨간 줄무늬", TEE, _cloth("stripes", CREAM, RED, size=0.022, trim=RED)),
    _piece(
        "tee-stripes-navy",
        "Sailor stripes",
        "마린 줄무늬",
        replace(TEE, neck="boat", width=0.074, depth=0.026),
        _cloth("stripes", WHITE, NAVY, size=0.013),
    ),
    _piece("tee-sun", "Sunshine tee", "햇님 티셔츠", TEE, _cloth("plain", SKY, WHITE, CREAM, motif="sun", ink=SUN)),
    _piece(
        "tee-cat",
        "Cat tee",
        "고양이 티셔츠",
        TEE,
        _cloth("plain", LEMON, WHITE, WHITE, motif="cat", ink=(0.25, 0.24, 0.28)),
    ),
    _piece(
        "tee-rocket", "Rocket tee", "로켓 티셔츠", TEE, _cloth("plain", NAVY, WHITE, RED, motif="rocket", ink=WHITE)
    ),
    _piece(
        "tee-rainbow",
        "Rainbow tee",
        "무지개 티셔츠",
        TEE,
        _cloth("plain", WHITE, SKY, WHITE, motif="rainbow", trim=SKY),
    ),
    _piece(
        "tee-hello",
        "Hello tee",
        "헬로 티셔츠",
        TEE,
        _cloth("plain", MINT, WHITE, FOREST, motif="word", word="HELLO", ink=FOREST),
    ),
    _piece(
        "tee-number",
        "Number 7 shirt",
        "7번 티셔츠",
        replace(TEE, ease=0.18, neck="v", depth=0.06),
        _cloth("plain", RED, WHITE, WHITE, motif="number", word="7", ink=WHITE, trim=WHITE),
    ),
    _piece(
        "tee-dots", "Dotted tee", "물방울 티셔츠", replace(TEE, fitted=0.6), _cloth("dots", CORAL, WHITE, size=0.02)
    ),
    _piece(
        "tee-raglan",
        "Two-colour tee",
        "배색 티셔츠",
        replace(TEE, reach=0.44),
        _cloth("plain", WHITE, BLUE, BLUE, sleeves=BLUE, trim=BLUE, motif="bolt", ink=SUN),
    ),
    _piece(
        "tee-tie-dye",
        "Cloud tee",
        "구름 염색 티셔츠",
        replace(TEE, ease=0.2),
        _cloth("clouds", LILAC, PINK, WHITE, size=0.06),
    ),
    _piece(
        "polo-green",
        "Green polo",
        "초록 폴로",
        replace(TEE, neck="collar", width=0.046, depth=0.03, fitted=0.4),
        _cloth("plain", FOREST, WHITE, CREAM, trim=CREAM),
    ),
    _piece(
        "shirt-leaves",
        "Leafy shirt",
        "나뭇잎 셔츠",
        replace(TEE, neck="collar", width=0.047, depth=0.032, front="buttons", ease=0.2),
        _cloth("leaves", CREAM, SEA, GRASS, size=0.03, texture="smooth"),
    ),
    _piece(
        "vest-bear", "Bear vest", "곰돌이 민소매", VEST, _cloth("plain", SAND, BROWN, WHITE, motif="bear", ink=BROWN)
    ),
    _piece(
        "vest-stripes",
        "Striped straps",
        "줄무늬 끈 민소매",
        replace(VEST, neck="straps", width=0.052, depth=0.085),
        _cloth("bars", PINK, WHITE, size=0.018),
    ),
    _piece(
        "vest-hearts",
        "Hearts vest",
        "하트 민소매",
        replace(VEST, neck="v", depth=0.08),
        _cloth("hearts", WHITE, RED, PINK, size=0.018),
    ),
    _piece(
        "vest-sport",
        "Sport vest",
        "운동 민소매",
        replace(VEST, ease=0.12, depth=0.07, width=0.06),
        _cloth("plain", SEA, WHITE, LEMON, motif="band", ink=LEMON, trim=LEMON),
    ),
    _piece("jumper-mustard", "Mustard jumper", "겨자색 스웨터", JUMPER, _cloth("plain", MUSTARD, texture="knit")),
    _piece(
        "jumper-stripes",
        "Cosy stripes",
        "포근한 줄무늬",
        replace(JUMPER, ease=0.22),
        _cloth("stripes", CREAM, ROSE, size=0.045, texture="knit"),
    ),
    _piece(
        "jumper-zigzag",
        "Zigzag jumper",
        "지그재그 스웨터",
        JUMPER,
        _cloth("zigzag", SEA, CREAM, size=0.04, texture="knit"),
    ),
    _piece(
        "jumper-argyle",
        "Diamond jumper",
        "아가일 스웨터",
        replace(JUMPER, neck="v", depth=0.08),
        _cloth("diamonds", NAVY, GREY, size=0.045, texture="knit"),
    ),
    _piece(
        "polo-neck",
        "Black polo neck",
        "검정 목폴라",
        replace(JUMPER, neck="turtle", width=0.045, depth=0.03, ease=0.02, fitted=0.7, cuffs=False),
        _cloth("plain", BLACK, texture="knit"),
    ),
    _piece(
        "hoodie-grey",
        "Grey hoodie",
        "회색 후드티",
        replace(JUMPER, neck="hood", width=0.047, depth=0.034, ease=0.25, loose=0.45),
        _cloth("plain", GREY, WHITE, WHITE, motif="mountains", ink=INK),
    ),
    _piece(
        "hoodie-coral",
        "Star hoodie",
        "별 후드티",
        replace(JUMPER, neck="hood", width=0.047, depth=0.034, ease=0.22),
        _cloth("plain", CORAL, WHITE, WHITE, motif="star", ink=LEMON),
    ),
    _piece(
        "shirt-checks",
        "Checked shirt",
        "체크 셔츠",
        replace(JUMPER, neck="collar", width=0.047, depth=0.032, front="buttons", cuffs=True, last=1.12, bow=0.03),
        _cloth("tartan", RED, INK, CREAM, size=0.02, texture="smooth"),
    ),
    _piece(
        "shirt-blue",
        "Blue shirt",
        "파란 셔츠",
        replace(JUMPER, neck="collar", width=0.046, depth=0.03, front="buttons", ease=0.1, last=1.1, bow=0.03),
        _cloth("bars", SKY, WHITE, size=0.006, texture="smooth"),
    ),
    _piece(
        "longsleeve-flowers",
        "Flower blouse",
        "꽃무늬 블라우스",
        replace(JUMPER, reach=0.76, cuffs=False, ease=0.1, fitted=0.5),
        _cloth("flowers", NAVY, PINK, SUN, size=0.022, texture="satin"),
    ),
    _piece(
        "cardigan-lilac",
        "Lilac cardigan",
        "연보라 카디건",
        replace(JUMPER, neck="v", depth=0.1, front="buttons", coat=True),
        _cloth("plain", LILAC, texture="knit", trim=WHITE),
    ),
    _piece(
        "jacket-denim",
        "Denim jacket",
        "청재킷",
        replace(
            JUMPER,
            neck="collar",
            width=0.048,
            depth=0.03,
            front="buttons",
            coat=True,
            pockets=True,
            last=0.92,
            ease=0.22,
        ),
        _cloth("plain", DENIM, WHITE, GREY, texture="denim"),
    ),
    _piece(
        "coat-camel",
        "Camel coat",
        "낙타색 코트",
        replace(
            JUMPER,
            neck="collar",
            width=0.05,
            depth=0.05,
            front="buttons",
            coat=True,
            pockets=True,
            last=1.65,
            ease=0.25,
            cuffs=False,
        ),
        _cloth("plain", CAMEL, BROWN, BROWN, texture="smooth"),
    ),
    _piece(
        "rain-jacket",
        "Yellow rain jacket",
        "노란 비옷",
        replace(
            JUMPER, neck="hood", width=0.047, depth=0.03, front="zip", coat=True, pockets=True, last=1.2, ease=0.28
        ),
        _cloth("plain", SUN, WHITE, NAVY, texture="satin"),
    ),
)
DRESSES = (
    _piece("dress-red", "Red dress", "빨간 원피스", DRESS, _cloth("plain", RED, texture="smooth")),
    _piece(
        "dress-flowers",
        "Flower dress",
        "꽃무늬 원피스",
        replace(DRESS, neck="straps", width=0.052, depth=0.08, flare=0.09),
        _cloth("flowers", CREAM, CORAL, SUN, size=0.032, texture="smooth"),
    ),
    _piece(
        "dress-dots",
        "Dotted dress",
        "물방울 원피스",
        replace(DRESS, sleeve="short", reach=0.26, flare=0.1),
        _cloth("dots", NAVY, WHITE, size=0.022, texture="smooth"),
    ),
    _piece(
        "dress-stars",
        "Starry dress",
        "별밤 원피스",
        replace(DRESS, sleeve="long", reach=1.0, last=1.85),
        _cloth("stars", INK, SUN, WHITE, size=0.02),
    ),
    _piece(
        "dress-checks",
        "Picnic dress",
        "체크 원피스",
        replace(DRESS, sleeve="short", reach=0.3, neck="square", depth=0.06),
        _cloth("checks", WHITE, GRASS, size=0.02, texture="smooth"),
    ),
    _piece(
        "dress-shirt",
        "Shirt dress",
        "셔츠 원피스",
        replace(
            DRESS,
            sleeve="long",
            reach=0.78,
            neck="collar",
            width=0.046,
            depth=0.03,
            front="buttons",
            fitted=0.45,
            flare=0.03,
        ),
        _cloth("bars", PALE_DENIM, WHITE, size=0.008, texture="smooth"),
    ),
    _piece(
        "dress-long",
        "Long sea dress",
        "긴 바다색 원피스",
        replace(DRESS, neck="v", depth=0.09, last=2.3, flare=0.05),
        _cloth("fade", SEA, SKY, texture="satin"),
    ),
    _piece(
        "dress-knit",
        "Knit dress",
        "니트 원피스",
        replace(
            DRESS, sleeve="long", reach=1.0, neck="turtle", width=0.045, depth=0.03, fitted=0.6, flare=0.0, last=1.6
        ),
        _cloth("plain", ROSE, texture="knit"),
    ),
    _piece(
        "dress-waves",
        "Wave dress",
        "물결 원피스",
        replace(DRESS, sleeve="short", reach=0.4, fitted=0.5, flare=0.05),
        _cloth("waves", MINT, SEA, size=0.04),
    ),
    _piece(
        "dress-black",
        "Little black dress",
        "검정 원피스",
        replace(DRESS, neck="boat", width=0.072, depth=0.026, last=1.6, flare=0.03),
        _cloth("plain", BLACK, texture="satin"),
    ),
)
TROUSERS = (
    _piece("jeans-blue", "Blue jeans", "청바지", LEGS, _cloth("plain", DENIM, texture="denim")),
    _piece(
        "jeans-pale",
        "Wide pale jeans",
        "연청 와이드 바지",
        replace(LEGS, loose=0.75, first=0.62),
        _cloth("plain", PALE_DENIM, texture="denim"),
    ),
    _piece(
        "jeans-dark",
        "Slim dark jeans",
        "진청 슬림 바지",
        replace(LEGS, loose=0.05, ease=0.01),
        _cloth("plain", DARK_DENIM, texture="denim"),
    ),
    _piece(
        "chinos-sand", "Sand chinos", "모래색 면바지", replace(LEGS, loose=0.3), _cloth("plain", SAND, texture="smooth")
    ),
    _piece(
        "joggers-grey", "Grey joggers", "회색 조거 바지", replace(LEGS, loose=0.4, cuffs=True), _cloth("plain", GREY)
    ),
    _piece(
        "trousers-checks",
        "Checked trousers",
        "체크 바지",
        replace(LEGS, loose=0.45),
        _cloth("tartan", BROWN, INK, CREAM, size=0.014, texture="smooth"),
    ),
    _piece(
        "trousers-green",
        "Wide green trousers",
        "초록 와이드 바지",
        replace(LEGS, loose=0.9, first=0.62),
        _cloth("plain", SAGE, texture="satin"),
    ),
    _piece(
        "trousers-black",
        "Black trousers",
        "검정 바지",
        replace(LEGS, loose=0.2),
        _cloth("plain", BLACK, texture="smooth"),
    ),
    _piece(
        "shorts-denim",
        "Denim shorts",
        "청반바지",
        replace(LEGS, leg=0.27, loose=0.35),
        _cloth("plain", DENIM, texture="denim"),
    ),
    _piece(
        "shorts-palm",
        "Leaf shorts",
        "나뭇잎 반바지",
        replace(LEGS, leg=0.4, loose=0.55),
        _cloth("leaves", CORAL, CREAM, SUN, size=0.03, texture="smooth"),
    ),
    _piece(
        "shorts-sport",
        "Sport shorts",
        "운동 반바지",
        replace(LEGS, leg=0.34, loose=0.6, pockets=False),
        _cloth("plain", NAVY, WHITE, WHITE, trim=WHITE),
    ),
)
SKIRTS = (
    _piece(
        "skirt-denim",
        "Denim skirt",
        "청치마",
        replace(SKIRT, last=1.42, flare=0.03, front="buttons", pockets=True),
        _cloth("plain", DENIM, texture="denim"),
    ),
    _piece(
        "skirt-red",
        "Red swing skirt",
        "빨간 플레어 치마",
        replace(SKIRT, flare=0.14),
        _cloth("plain", RED, texture="smooth"),
    ),
    _piece(
        "skirt-tartan",
        "Tartan skirt",
        "타탄 치마",
        replace(SKIRT, last=1.5, flare=0.07),
        _cloth("tartan", FOREST, NAVY, LEMON, size=0.022, texture="smooth"),
    ),
    _piece(
        "skirt-dots",
        "Dotted skirt",
        "물방울 치마",
        replace(SKIRT, last=1.7, flare=0.1),
        _cloth("dots", LEMON, WHITE, size=0.024, texture="smooth"),
    ),
    _piece(
        "skirt-long",
        "Long plum skirt",
        "긴 자두색 치마",
        replace(SKIRT, last=2.3, flare=0.06),
        _cloth("plain", PLUM, texture="satin"),
    ),
    _piece(
        "skirt-flowers",
        "Meadow skirt",
        "꽃밭 치마",
        replace(SKIRT, last=1.9, flare=0.08),
        _cloth("flowers", SAGE, WHITE, SUN, size=0.024, texture="smooth"),
    ),
    _piece(
        "skirt-stripes",
        "Striped skirt",
        "줄무늬 치마",
        replace(SKIRT, last=1.6, flare=0.09),
        _cloth("stripes", WHITE, BLUE, size=0.035),
    ),
)
COLLECTION = (*TOPS, *DRESSES, *TROUSERS, *SKIRTS)
