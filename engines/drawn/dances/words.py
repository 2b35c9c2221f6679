"""A move in words, in English and in Korean."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Words:
    """How a move is called.

    Args:
        en: after "a person": "spins around".
        short_en: in a terse list: "spin".
        ko: a verb as it goes on ("돌고") and as it ends ("돌아요").
        short_ko: in a terse list: "돌기".
    """

    en: tuple[str, ...]
    short_en: tuple[str, ...]
    ko: tuple[tuple[str, str], ...]
    short_ko: tuple[str, ...]


def words(en: str, short_en: str, ko: str, short_ko: str) -> Words:
    """Return the words of lists whose entries are split at "/"; a Korean verb's two forms are split at ","."""
    forms = (pair.split(",") for pair in ko.split("/"))
    return Words(
        tuple(en.split("/")),
        tuple(short_en.split("/")),
        tuple((goes_on, ends) for goes_on, ends in forms),
        tuple(short_ko.split("/")),
    )
