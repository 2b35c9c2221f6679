"""CLIP's tokenizer: a sentence as numbers, by byte pair encoding (Sennrich, Haddow, Birch: "Neural Machine Translation
of Rare Words with Subword Units", ACL 2016) over the bytes of its UTF-8 text.

The ids are those of openai/CLIP (MIT), whose merges stand in `assets/vendor/clip`. The vocabulary has 49408 ids: 256
bytes, the same 256 at a word's end, 48894 merges, start and end. A text is repaired by ftfy, its HTML entities are
resolved twice, its blanks become single ones and its letters small. A visitor who types `<|endoftext|>` writes the end
token, as published.
"""

import gzip
import html
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import islice, pairwise
from pathlib import Path

import ftfy
import numpy as np
import regex
from numpy.typing import NDArray

MERGES = Path(__file__).resolve().parents[2] / "assets" / "vendor" / "clip" / "bpe_simple_vocab_16e6.txt.gz"
MERGE_COUNT = 48894  # the file holds more than the vocabulary uses
VOCABULARY = 2 * 256 + MERGE_COUNT + 2
END_OF_WORD = "</w>"
START, END = "<|startoftext|>", "<|endoftext|>"
WORD = regex.compile(
    rf"{regex.escape(START)}|{regex.escape(END)}|'s|'t|'re|'ve|'m|'ll|'d|\p{{L}}+|\p{{N}}|[^\s\p{{L}}\p{{N}}]+",
    regex.IGNORECASE,
)


class Tokenizer:
    """Sentences -> ids.

    Example:
        Tokenizer().tokenize(["a dog"])    # [[49406, 320, 1929, 49407, 0, 0, ...]], (1, 77)
    """

    def __init__(self, merges: Path = MERGES) -> None:
        with gzip.open(merges, "rt", encoding="utf-8") as file:
            pairs = [tuple(line.split()) for line in islice(file, 1, 1 + MERGE_COUNT)]  # the first line is a header
        self._characters = _byte_characters()
        symbols = sorted(self._characters.values(), key=ord)
        vocabulary = [*symbols, *(one + END_OF_WORD for one in symbols), *("".join(pair) for pair in pairs), START, END]
        self._ids = {symbol: number for number, symbol in enumerate(vocabulary)}
        self._ranks = {pair: rank for rank, pair in enumerate(pairs)}
        self.start, self.end = self._ids[START], self._ids[END]
        self._word_ids = lru_cache(maxsize=4096)(self._encode_word)

    def encode(self, text: str) -> Iterator[int]:
        """Yield the ids of a text, without start and end."""
        for word in WORD.findall(clean(text)):
            yield from self._word_ids(word)

    def tokenize(self, texts: Sequence[str], context_length: int = 77, longest: int | None = None) -> NDArray[np.int64]:
        """Return ids (N, context_length): start, the text, end, then zeros.

        Args:
            texts: N sentences.
            context_length: the network's.
            longest: how many ids with start and end a text may have; the rest of it is left out. None: all that fit.
                MDM uses 22.
        """
        longest = context_length if longest is None else min(longest, context_length)
        ids = np.zeros((len(texts), context_length), np.int64)
        for row, text in zip(ids, texts, strict=True):
            tokens = [self.start, *islice(self.encode(text), longest - 2), self.end]
            row[: len(tokens)] = tokens
        return ids

    def _encode_word(self, word: str) -> tuple[int, ...]:
        if word in (START, END):
            return (self._ids[word],)
        symbols = [self._characters[byte] for byte in word.encode()]
        symbols[-1] += END_OF_WORD
        while len(symbols) > 1:
            best = min(pairwise(symbols), key=lambda pair: self._ranks.get(pair, MERGE_COUNT))
            if best not in self._ranks:
                break
            symbols = _merge(symbols, best)
        return tuple(self._ids[symbol] for symbol in symbols)


def clean(text: str) -> str:
    """Return a text as the merges were counted on."""
    text = html.unescape(html.unescape(ftfy.fix_text(text)))
    return " ".join(text.split()).lower()


def _merge(symbols: list[str], pair: tuple[str, str]) -> list[str]:
    """Join the two symbols wherever they stand side by side, from left to right."""
    merged: list[str] = []
    follows = False  # whether the last symbol of `merged` may become the pair's first half
    for symbol in symbols:
        if follows and (merged[-1], symbol) == pair:
            merged[-1] += symbol
            follows = False
        else:
            merged.append(symbol)
            follows = True
    return merged


def _byte_characters() -> dict[int, str]:
    """Return a visible character for every byte: itself where it is one, else the next one above 255."""
    visible = {*range(ord("!"), ord("~") + 1), *range(ord("¡"), ord("¬") + 1), *range(ord("®"), ord("ÿ") + 1)}
    hidden = [byte for byte in range(256) if byte not in visible]
    return {byte: chr(byte) for byte in visible} | {byte: chr(256 + n) for n, byte in enumerate(hidden)}
