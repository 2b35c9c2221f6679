"""Every word for a dance: its moves, moods, pace, size and directions, in English and in Korean."""

from typing import NamedTuple

from engines.drawn.dances.arm_words import ARM_WORDS
from engines.drawn.dances.body_words import BODY_WORDS
from engines.drawn.dances.leg_words import LEG_WORDS
from engines.drawn.dances.words import Words

MOVE_WORDS: dict[str, Words] = {**LEG_WORDS, **BODY_WORDS, **ARM_WORDS}


class Manner(NamedTuple):
    """How something is danced: in an English sentence, in a terse English list, and in Korean anywhere."""

    en: tuple[str, ...]
    short_en: tuple[str, ...]
    ko: tuple[str, ...]


def _manner(en: str, short_en: str, ko: str) -> Manner:
    return Manner(tuple(en.split("/")), tuple(short_en.split("/")), tuple(ko.split("/")))


MOOD_WORDS = {
    "happy": _manner("happily/cheerfully/joyfully", "happy/joyful/cheerful", "신나게/즐겁게/기쁘게/행복하게"),
    "sad": _manner("sadly/sorrowfully", "sad/unhappy/sorrowful", "슬프게/우울하게/슬픈 듯이"),
    "angry": _manner("angrily/furiously", "angry/furious/mad", "화난 듯이/화나서/성난 듯이"),
    "tired": _manner("tiredly/wearily", "tired/exhausted/sleepy", "지친 듯이/피곤하게/힘없이"),
    "proud": _manner("proudly/confidently", "proud/confident", "당당하게/자랑스럽게/자신 있게"),
    "shy": _manner("shyly/timidly", "shy/timid", "수줍게/부끄럽게/쑥스럽게"),
    "robotic": _manner("robotically/mechanically", "robotic/mechanical/stiff", "로봇처럼/기계처럼/뻣뻣하게"),
    "elegant": _manner("elegantly/gracefully", "elegant/graceful", "우아하게/기품 있게/고상하게"),
    "funny": _manner("funnily/comically/playfully", "funny/silly/goofy", "웃기게/우스꽝스럽게/익살스럽게"),
}
PACE_WORDS = {
    "slow": _manner("slowly/at a slow pace", "slow/slowly", "천천히/느리게/느릿느릿"),
    "fast": _manner("quickly/fast/at a fast pace", "fast/quick/quickly", "빠르게/빨리/재빨리"),
}
SIZE_WORDS = {
    "small": _manner("gently/with small movements", "small/gentle", "작게/살살/작은 동작으로"),
    "big": _manner("wildly/with big movements", "big/wild", "크게/큰 동작으로/시원하게"),
}
DIRECTION_WORDS = {
    "forwards": _manner("forwards/while moving forward", "forwards/forward", "앞으로 나아가며/앞으로 가면서"),
    "backwards": _manner("backwards/while moving back", "backwards/backward", "뒤로 가며/뒤로 물러나면서"),
    "left": _manner("moving left/while moving to the left", "moving left", "왼쪽으로 가며/왼쪽으로 움직이면서"),
    "right": _manner("moving right/while moving to the right", "moving right", "오른쪽으로 가며/오른쪽으로 움직이면서"),
    "turning_left": _manner(
        "turning left/while turning to the left", "turning left", "왼쪽으로 돌면서/왼쪽으로 방향을 틀며"
    ),
    "turning_right": _manner(
        "turning right/while turning to the right", "turning right", "오른쪽으로 돌면서/오른쪽으로 방향을 틀며"
    ),
}
# Which way a turn goes.
SIDE_WORDS = {
    "left": _manner("to the left/left", "to the left/left", "왼쪽으로"),
    "right": _manner("to the right/right", "to the right/right", "오른쪽으로"),
}
THEN_EN = (" and then ", ", then ", " and afterwards ", ", and after that ")
THEN_SHORT_EN = (" then ", ", then ", " and then ", ", ")
THEN_KO = ("", "", " 나서", " 그다음", " 이어서")  # after a verb that goes on
THEN_SHORT_KO = (" 그다음 ", ", 그다음 ", " 다음 ", " 후 ", ", ")
