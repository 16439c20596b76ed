"""The words of texts and of queries, cut alike, and the index's tokens that stand for them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache
from operator import add

from crm_tui.domain.masking import mask_text
from crm_tui.domain.text import folded

BEGINNINGS = (2, 3, 4, 6, 9)
"""How much of a Latin word or number is a token: a query is looked up by the longest that fits."""

GRAM = 4
"""Neighbouring digits that are a token, wherever they stand in a number."""

_KEPT = 1_024
"""Texts whose words are kept: of places and tags a file has few."""

WORD = re.compile("[a-z0-9]+|[^\x00-\x7f]+")
LATIN_WORD = re.compile("[a-z0-9]+")
OTHER_RUN = re.compile("[^\x00-\x7f]+")
# Every address, account and number that masking hides has one of these.
_MAY_BE_HIDDEN = re.compile("[@＠信QqWwVv]|[0-9０-９](?:[^0-9０-９]{0,2}[0-9０-９]){6}")
_MASKED = re.compile(r"[0-9A-Za-z._\-]*\*+[0-9A-Za-z._@\-]*")
_NUMBER = re.compile("[0-9]{4,}")
# Letters in every version of the index's own tokenizer; the rest would be cut or dropped by it.
_KNOWN_HAN = re.compile("[\u3400-\u4db5\u4e00-\u9fa5]*")


@lru_cache(maxsize=_KEPT)
def open_part(text: str) -> str:
    """Return a text without the numbers, addresses and accounts that masking hides.

    Nothing of them is left, the last digits neither: who guesses is not told that it was right.
    """
    if not _MAY_BE_HIDDEN.search(text):
        return text
    masked = mask_text(text)
    return text if masked == text else _MASKED.sub(" ", masked)


@lru_cache(maxsize=_KEPT)
def words_in(text: str) -> tuple[str, ...]:
    """Return the Latin words, numbers and runs of other characters of a text, folded."""
    return tuple(WORD.findall(spaced(folded(text))))


def spaced(plain: str) -> str:
    """Return a folded text with a space for every sign that only separates words."""
    return plain if plain.isalnum() else plain.translate(_SEPARATED)


class _Separated(dict[int, str]):
    """What each character becomes, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        self[code] = found = character if is_searched(character) else " "
        return found


_SEPARATED = _Separated()


def is_searched(character: str) -> bool:
    """Tell whether a character stands in the keys of names; the others only separate words."""
    return character.isalnum() or (
        not character.isascii() and unicodedata.category(character)[0] in "SM"
    )


def pairs_in(run: str) -> list[str]:
    """Return each two neighbours as one token; what the tokenizer might cut is written in hex."""
    if _KNOWN_HAN.fullmatch(run):
        return list(map(add, run, run[1:]))
    return [
        pair if _KNOWN_HAN.fullmatch(pair) else f"2{ord(pair[0]):x}x{ord(pair[1]):x}"
        for pair in map(add, run, run[1:])
    ]


def beginnings_of(word: str) -> list[str]:
    """Return the tokens by which a Latin word or number is found as it is typed."""
    length = len(word)
    return [f"1{word[:size]}" for size in BEGINNINGS if size <= length]


def beginning_token(typed: str) -> str:
    """Return the token that every word has which begins with what was typed, two signs or more."""
    size = max(size for size in BEGINNINGS if size <= len(typed))
    return f"1{typed[:size]}"


def grams_of(digits: str) -> list[str]:
    """Return the tokens by which a stretch of a number is found."""
    return [f"9{digits[at : at + GRAM]}" for at in range(len(digits) - GRAM + 1)]


def word_tokens(words: Iterable[str]) -> list[str]:
    """Return the tokens of the words of a plain text."""
    found: list[str] = []
    for word in words:
        found += _tokens_of_word(word)
    return found


@lru_cache(maxsize=_KEPT)
def _tokens_of_word(word: str) -> tuple[str, ...]:
    return tuple(beginnings_of(word) if word.isascii() else pairs_in(word))


def number_tokens(words: str) -> list[str]:
    """Return the tokens of every longer number in a text, alone or inside a word."""
    return [gram for number in _NUMBER.findall(words) for gram in grams_of(number)]
