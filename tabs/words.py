"""Every word that a visitor sees, in English and Korean.

The page holds both languages and shows one: `assets/page.js` fills each element that carries `data-word` (its text)
or `data-word-label` (its accessible name and tooltip), so a switch needs no call to the server.
An `InputError` has the key of its sentence here.
"""

from __future__ import annotations

import json
from typing import Final

from engines.runtime import InputError

LANGUAGES: Final = ("en", "ko")

# key: (English, Korean). A sentence that reports an error says what to do next.
WORDS: Final[dict[str, tuple[str, str]]] = {
    # the house
    "title": ("Five Doors", "다섯 문"),
    "subtitle": ("다섯 문", "Five Doors"),
    "switch_language": ("한국어", "English"),
    "switch_language_label": ("한국어로 보기", "Show in English"),
    "doors": ("Doors", "문"),
    "about": ("About this house", "이 집 이야기"),
    "about_kept": (
        "Nothing you draw is kept. Your drawing goes to the painter, comes back as a picture, and is forgotten.",
        "그린 그림은 저장하지 않아요. 그림은 화가에게 갔다가 사진처럼 변해서 돌아오고, 바로 잊혀요.",
    ),
    "about_license": (
        "The painting networks were trained for this house and come with it. They are for non-commercial "
        "demonstrations, because some of the pictures they learned from allow only that.",
        "그림을 그리는 신경망은 이 집에서 직접 가르쳤어요. 배울 때 본 그림 중에 비상업용이 있어서, "
        "상업적이지 않은 시연에만 쓸 수 있어요.",
    ),
    "about_credits": (
        "Shoes were learned from QMUL Shoe V2 photos and drawings (research use), edges2shoes (UT Zappos50K, "
        "academic use), Fashion Product Images (MIT as stated there) and drawings of Quick, Draw! (CC BY 4.0). "
        "The headline letters are Jua (SIL Open Font License).",
        "신발은 QMUL Shoe V2 사진과 그림(연구용), edges2shoes(UT Zappos50K, 학술용), "
        "Fashion Product Images(MIT로 표시됨), Quick, Draw! 그림(CC BY 4.0)을 보고 배웠어요. "
        "제목 글꼴은 주아체(SIL 오픈 폰트 라이선스)예요.",
    ),
    "about_code": (
        "The program is free software under the Apache License 2.0.",
        "프로그램은 아파치 라이선스 2.0을 따르는 자유 소프트웨어예요.",
    ),
    "about_api": ("For programmers: the API", "개발자를 위한 API"),
    "close": ("Close", "닫기"),
    # the doors
    "sketch_door": ("Draw", "그리기"),
    "sketch_headline": ("Your drawing becomes a picture", "내 그림이 진짜가 돼요"),
    "sketch_lead": ("Draw a shoe. It is painted while you draw.", "신발을 그려 보세요. 그리는 동안 색이 칠해져요."),
    # the drawing desk
    "worlds": ("What to draw", "무엇을 그릴까요"),
    "sheet": ("Your drawing", "내 그림"),
    "frame": ("The picture", "완성된 그림"),
    "frame_empty": ("The picture appears here", "그림이 여기에 나타나요"),
    "frame_painted": ("The picture painted from your drawing", "내 그림으로 칠한 그림"),
    "trace": ("Trace the dots, or draw your own", "점선을 따라 그리거나 마음껏 그려요"),
    "tools": ("Drawing tools", "그리기 도구"),
    "pen": ("Pen", "펜"),
    "eraser": ("Eraser", "지우개"),
    "undo": ("Undo", "되돌리기"),
    "redo": ("Redo", "다시 하기"),
    "new_page": ("New page", "새 종이"),
    "widths": ("Line width", "선 굵기"),
    "width_thin": ("Thin line", "얇은 선"),
    "width_middle": ("Middle line", "보통 선"),
    "width_thick": ("Thick line", "굵은 선"),
    "keep": ("Keep it", "간직하기"),
    "another": ("Another one", "다른 그림"),
    "upload": ("Photo of my drawing", "내 그림 사진"),
    "warming": ("Warming up the paints…", "물감을 준비하고 있어요…"),
    "painting": ("Painting…", "칠하고 있어요…"),
    # what can go wrong
    "busy": (
        "Many are painting right now. Keep drawing, I'll try again in a moment.",
        "지금 그리는 친구가 많아요. 계속 그리고 있으면 곧 다시 칠해 볼게요.",
    ),
    "failed": (
        "I can't reach the painter. Your drawing is safe: check the connection and draw on.",
        "화가에게 연결되지 않아요. 그림은 그대로 있으니, 연결을 확인하고 계속 그려 보세요.",
    ),
    "drawing_empty": ("The sheet is still empty. Draw a line!", "아직 빈 종이예요. 선을 하나 그어 보세요!"),
    "drawing_too_small": (
        "That is very small. Draw it bigger, so that I can see it.",
        "그림이 너무 작아요. 제가 볼 수 있게 더 크게 그려 주세요.",
    ),
    "drawing_too_heavy": (
        "This drawing is too heavy for me. Start on a new page.",
        "그림이 너무 무거워요. 새 종이에 다시 그려 보세요.",
    ),
    "picture_none": ("There is no picture yet. Choose one.", "아직 사진이 없어요. 하나 골라 주세요."),
    "picture_too_heavy": (
        "This file is too large for me. Choose a smaller picture.",
        "파일이 너무 커요. 더 작은 사진을 골라 주세요.",
    ),
    "picture_too_many_pixels": (
        "This picture has too many pixels. Make it smaller and try again.",
        "사진의 화소가 너무 많아요. 크기를 줄여서 다시 올려 주세요.",
    ),
    "picture_too_small": (
        "This picture is too tiny to see. Choose a larger one.",
        "사진이 너무 작아서 보이지 않아요. 더 큰 사진을 골라 주세요.",
    ),
    "picture_unreadable": (
        "I can't read this file. Choose a PNG, JPEG or WebP picture.",
        "이 파일은 열 수 없어요. PNG, JPEG, WebP 사진을 골라 주세요.",
    ),
    "world_unknown": (
        "I don't know how to paint that yet. Choose another.",
        "그건 아직 그릴 줄 몰라요. 다른 걸 골라 주세요.",
    ),
    "seed_out_of_range": (
        "That number is out of range. Ask for another one.",
        "숫자가 범위를 벗어났어요. 다른 그림을 눌러 주세요.",
    ),
}


def say(key: str, language: str) -> str:
    """The words of `key` in "en" or "ko"."""
    return WORDS[key][LANGUAGES.index(language)]


def display_text() -> str:
    """Every character that stands in the display face: what its subset in `assets/fonts` must hold."""
    keys = [key for key in WORDS if key in {"title", "about"} or key.endswith("_headline")]
    return "".join(sorted(set("".join("".join(WORDS[key]) for key in keys))))


def as_json() -> str:
    """`{"en": {key: words}, "ko": {...}}`, safe inside a `<script>` element."""
    table = {language: {key: say(key, language) for key in WORDS} for language in LANGUAGES}
    return json.dumps(table, ensure_ascii=False).replace("</", "<\\/")


def error(key: str) -> InputError:
    """An error that a tab itself raises, with its English sentence from the list."""
    return InputError(key, say(key, "en"))
