"""The styles that the house's dancer knows, and what is said to it for each."""

from engines.dance.results import Style

# The words after the wish are those that the dancer met in training.
_STYLES = (
    ("salsa", "Salsa", "살사", "salsa"),
    ("ballet", "Ballet", "발레", "ballet"),
    ("pop", "Pop", "팝", "in the style of Michael Jackson"),
    ("martial", "Martial arts", "무술", "martial arts"),
    ("pantomime", "Pantomime", "팬터마임", "pantomime"),
    ("happy", "Happy", "신나게", "happy"),
    ("sad", "Sad", "슬프게", "sad"),
    ("elegant", "Elegant", "우아하게", "elegant"),
    ("robotic", "Like a robot", "로봇처럼", "robotic"),
    ("funny", "Funny", "웃기게", "funny"),
)
STYLES = tuple(Style(name, en, ko) for name, en, ko, _ in _STYLES)
SAID = {name: said for name, _, _, said in _STYLES}


def style_words(style: str | None) -> str | None:
    """Return what is said to the dancer for a style; one that it was taught is called by its own name."""
    return SAID.get(style, style) if style else None
