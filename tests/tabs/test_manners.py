"""Abuse is caught in both languages and through its usual masks; no ordinary word ever is."""

import codecs
import json

import pytest

from engines.dogs.breeds import BREEDS
from engines.drawn.dances import vocabulary
from engines.runtime import InputError
from tabs.manners import FILE, digest, is_rude, require_kind
from tabs.theme import ASSETS
from tabs.words import WORDS

# ROT13, so that no child reads them here.
RUDE = (
    "shpx", "Shpxvat", "fuvg", "fuvggl", "ovgpurf", "V fnl shpx lbh", "s h p x", "fu1g", "$uvg", "shhhhpx", "nffubyr",
)  # fmt: skip
# Korean as numbers, for the same reason.
RUDE_KOREAN = tuple(
    "".join(map(chr, letters))
    for letters in (
        (0xC528, 0xBC1C), (0xC2DC, 0xBC1C), (0xC2DC, 0x31, 0xBC1C), (0xC528, 0x7E, 0xBC1C, 0xC544), (0xBCD1, 0xC2E0),
        (0xAC1C, 0xC0C8, 0xB07C, 0xC57C), (0xC9C0, 0xB784, 0xD558, 0xB124), (0x3145, 0x3142), (0xC886,),
    )
)  # fmt: skip
ORDINARY = """
Scunthorpe Essex Sussex Middlesex Penistone classic class bass assess assassin grass pass passage compass embarrass
cockpit peacock cocktail shuttlecock Dick Dickens Moby-Dick tit titmouse title shiitake shitake hello Matsushita
sheet shift pushy analysis analyst canal therapist grape drape scrape trapeze cucumber document circumstance
accumulate button butter buttress rooster spice spicy conspicuous raccoon cocoon tycoon swank swanky snigger niggle
Niger Nigeria night knight basement hancock woodcock mishit pussycat pussyfoot pussy-willow retardant
fire-retardant manslaughter laughter kill the zombie die like a swan dance like a cock shoot a basket hit the ball
sexton sextet sextant unisex puck duck luck tuck stuck truck buck fund fuchsia Fukuoka snatch hoe shovel hello
kitty bastion Sebastian crap-shoot scrap
"""
ORDINARY_KOREAN = """
시발점 시발역 씨앗 씨름 아저씨 아저씨발자국 새끼손가락 고양이새끼 새끼줄 병아리 개나리 개구리 개새 보지마
자지마 자지러지게 가자지금 꺼져요 닥쳐온 따먹어요 졸라요 조르다 지렁이 존경 존나라 좋아요 좋은 나좀봐
섹스텟 강강술래 걸레질 미친듯이 엠블럼 창문 니트 시바견 시바 쌍둥이 쌍무지개 십자가 십팔 썰매 년도 놈놈놈
발차기 발레 씹어요 껌을 씹고 병원 죽어요 좀비 칼춤 총총 젓가락 조개 보자기 탈춤 부채춤
"""


@pytest.mark.parametrize("text", RUDE)
def test_abuse_in_english(text: str):
    assert is_rude(codecs.decode(text, "rot13"))
    wide = codecs.decode(text, "rot13").translate({letter: letter + 0xFEE0 for letter in range(0x21, 0x7F)})
    assert is_rude(wide)


@pytest.mark.parametrize("text", RUDE_KOREAN)
def test_abuse_in_korean(text: str):
    assert is_rude(text)
    assert is_rude(f"빙글 {text} 돌아")


def test_ordinary_words_pass():
    fine = [*ORDINARY.split(), ORDINARY, *ORDINARY_KOREAN.split(), ORDINARY_KOREAN]
    assert [word for word in fine if is_rude(word)] == []


def test_the_programs_own_words_pass():
    dances = [word for name in dir(vocabulary) if name.isupper() for word in flat(getattr(vocabulary, name))]
    assert len(dances) > 200
    page = [words for pair in WORDS.values() for words in pair]
    breeds = [name for breed in BREEDS for name in (breed.english, breed.korean)]
    challenges = flat(json.loads((ASSETS / "challenges.json").read_text("utf-8")))
    assert [text for text in (*dances, *page, *breeds, *challenges) if is_rude(text)] == []


def flat(told: object) -> list[str]:
    """Every text in it."""
    if isinstance(told, str):
        return [told]
    inner = told.items() if isinstance(told, dict) else told if isinstance(told, list | tuple | set | frozenset) else ()
    parts = vars(told).values() if hasattr(told, "__dict__") and not isinstance(told, type) else ()
    return [text for one in (*inner, *parts) for text in flat(one)]


def test_the_answer_is_friendly():
    with pytest.raises(InputError, match="kind words") as caught:
        require_kind("".join(map(chr, (0xC528, 0xBC1C))))
    assert caught.value.key == "words_rude"


def test_the_list_holds_no_word():
    lines = FILE.read_text("ascii").split()
    assert len(lines) == len(set(lines)) > 80
    assert all(len(line) == len(digest("x")) and int(line, 16) for line in lines)
