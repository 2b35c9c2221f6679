"""Korean wishes for a network that reads English alone: the moves, moods and paces that are known, in their order."""

from engines.drawn.dances.vocabulary import DIRECTION_WORDS, MOOD_WORDS, MOVE_WORDS, PACE_WORDS, SIZE_WORDS

DANCING = ("춤", "댄스")


def in_english(text: str) -> str | None:
    """Return what a Korean text says of moves and manners; None where nothing of it is known.

    Example:
        in_english("빙글 돌고 점프, 슬프게")    # "a person spins and then jumps, sadly"
    """
    moves = _found(text, {ko: words.en[0] for words in MOVE_WORDS.values() for ko in _forms(words.ko, words.short_ko)})
    manners = (*MOOD_WORDS.values(), *PACE_WORDS.values(), *SIZE_WORDS.values(), *DIRECTION_WORDS.values())
    hows = _found(text, {ko: en[0] for en, _, korean in manners for ko in korean})
    if not moves and not hows and not any(word in text for word in DANCING):
        return None
    return ", ".join([f"a person {' and then '.join(moves) or 'dances'}", *hows])


def _forms(pairs: tuple[tuple[str, str], ...], short: tuple[str, ...]) -> list[str]:
    return [form for pair in pairs for form in pair] + list(short)


def _found(text: str, meanings: dict[str, str]) -> list[str]:
    """What the forms that stand in a text mean, by their place; of two at one place the longer one counts."""
    places: dict[int, str] = {}
    for form in sorted(meanings, key=len, reverse=True):
        while (place := text.find(form)) >= 0:
            places[place] = meanings[form]
            text = text.replace(form, "\0" * len(form), 1)
    return [places[place] for place in sorted(places)]
