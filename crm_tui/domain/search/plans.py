"""How to answer what somebody typed: its words, and the tokens that every hit must have."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import StrEnum
from functools import cache, lru_cache
from itertools import pairwise

from crm_tui.domain.pinyin import syllables
from crm_tui.domain.search.words import GRAM, WORD, beginning_token, pairs_in, spaced
from crm_tui.domain.text import folded, is_whole_number, name_key, phone_key
from crm_tui.values import dataclass

QUERY_CHARACTERS = 64
"""Only this much of a query counts."""

QUERY_TERMS = 8
"""Only this many words of a query count."""

SPELLINGS = 6
"""Ways to cut one Latin word into syllables that are tried, those with fewest syllables first."""

LONGEST_SYLLABLE = 6

_ADDRESS_END = re.compile(r"@[a-z0-9.-]+\.[a-z]{2,3}$")
_ADDRESS = re.compile(r"[^@\s]+@[a-z0-9.-]+\.[a-z]{2,}")
_VOWELS = frozenset("aeiouv")
_PHONE_LIKE = re.compile(r"[0-9+()\-–—\s]{7,}")


class TermKind(StrEnum):
    """What a word of a query is made of, and so where it is looked for."""

    HAN = "han"
    LATIN = "latin"
    DIGITS = "digits"


@dataclass(frozen=True, slots=True)
class SearchTerm:
    """One word of a query; spellings are the ways to read it as syllables, the last one open."""

    kind: TermKind
    text: str
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchPlan:
    """How to answer a query: every term must hold.

    match is the expression for the full-text table, or None when every term is too short for
    it (one Han character, one letter, fewer than three digits): then `prefix` is looked up in the
    ordered columns name key, pinyin and phone, and the newest customers are read one by one.
    """

    match: str | None
    terms: tuple[SearchTerm, ...]
    prefix: str
    address: str = ""
    """What was typed, if it is an e-mail address: it is a key, and its words alone tell little."""


@lru_cache(maxsize=64)
def compile_search(text: str) -> SearchPlan | None:
    """Return how to answer what somebody typed, or None when there is nothing to look for."""
    typed = folded(text[:QUERY_CHARACTERS]).strip()
    if not typed:
        return None
    terms = _terms(typed)
    expressions = [expression for term in terms if (expression := _expression(term))]
    if len(expressions) > 1 and _ADDRESS_END.search(typed):
        # Half of all customers have an address that ends so: the texts decide as well.
        del expressions[-1]
    address = typed if _ADDRESS.fullmatch(typed) else ""
    return SearchPlan(" AND ".join(expressions) or None, terms, _prefix(typed, terms), address)


def _prefix(typed: str, terms: tuple[SearchTerm, ...]) -> str:
    """Return what a name, its reading or a phone may begin with."""
    if len(terms) == 1 and terms[0].kind is TermKind.DIGITS:
        return terms[0].text
    return name_key(typed)


def _terms(typed: str) -> tuple[SearchTerm, ...]:
    """Return the different words of a query, a whole phone number as one."""
    if _PHONE_LIKE.fullmatch(typed) and is_whole_number(number := phone_key(typed)):
        return (SearchTerm(TermKind.DIGITS, number),)
    words = dict.fromkeys(WORD.findall(spaced(typed)))
    return tuple(_term(word) for word in list(words)[:QUERY_TERMS])


def _term(word: str) -> SearchTerm:
    if not word.isascii():
        return SearchTerm(TermKind.HAN, word)
    if word.isdigit():
        return SearchTerm(TermKind.DIGITS, word)
    return SearchTerm(TermKind.LATIN, word, _spellings(word))


def _expression(term: SearchTerm) -> str:
    """Return the tokens that every hit of a term has, or "" when it is too short to have any."""
    match term.kind:
        case TermKind.HAN:
            return every(pairs_in(term.text))
        case TermKind.DIGITS:
            return _digits_expression(term.text)
        case TermKind.LATIN:
            return _latin_expression(term)


def _digits_expression(digits: str) -> str:
    if len(digits) < 3:
        return ""
    if len(digits) == 3:
        phone = _any([f"9{digits}", *(f"9{digits}{following}" for following in range(10))])
    else:
        phone = every([f"9{gram}" for gram in _covering(digits, GRAM)])
    return f'({phone} OR "{beginning_token(digits)}")'


def _latin_expression(term: SearchTerm) -> str:
    word = term.text
    if len(word) < 2:
        return ""
    ways = [_initials_expression(word), *map(_reading_expression, term.spellings)]
    return _any_of([*ways, f'"{beginning_token(word)}"'])


def _initials_expression(letters: str) -> str:
    return every([f"0{stretch}" for stretch in _covering(letters, min(len(letters), 3))])


def _reading_expression(spelling: str) -> str:
    """Return the tokens of syllables of which the last may go on (bei j: beijing).

    After two others only its first letter is asked for, one token for its many ends; the texts
    decide the rest.
    """
    *whole, last = spelling.split()
    ends = _completions(last)
    if not whole:
        return _any(ends)
    if len(whole) == 1:
        return _any([whole[0] + end for end in ends])
    letters = "".join([syllable[0] for syllable in (*whole, last)])
    known = every([f"{first}{second}" for first, second in pairwise(whole)])
    return _joined([known, _initials_expression(letters)])


def _covering(text: str, size: int) -> list[str]:
    """Return stretches of a text, as few as have every character of it in one of them."""
    last = len(text) - size
    return [text[at : at + size] for at in (*range(0, last, size), last)]


def every(words: Iterable[str]) -> str:
    """Return the expression that all of some words fulfil together; "" for none."""
    return _joined([f'"{word}"' for word in dict.fromkeys(words)])


def _joined(expressions: list[str]) -> str:
    joined = " AND ".join(expressions)
    return f"({joined})" if len(expressions) > 1 else joined


def _any(words: Iterable[str]) -> str:
    return _any_of([f'"{word}"' for word in words])


def _any_of(expressions: Iterable[str]) -> str:
    choices = " OR ".join(dict.fromkeys(expressions))
    return f"({choices})"


@lru_cache(maxsize=1024)
def _completions(beginning: str) -> tuple[str, ...]:
    """Return the syllables that begin so."""
    return tuple(sorted(known for known in _spoken() if known.startswith(beginning)))


@cache
def _spoken() -> frozenset[str]:
    """Return the syllables of words; that of 嗯, say, would only cut others in two."""
    return frozenset(known for known in syllables() if not _VOWELS.isdisjoint(known))


@lru_cache(maxsize=256)
def _spellings(word: str) -> tuple[str, ...]:
    """Return the ways to read a word as syllables of which the last may be cut short."""
    if not word.isalpha():
        return ()
    known = _spoken()
    ways: list[list[tuple[str, ...]]] = [[] for _ in range(len(word) + 1)]
    for start in range(len(word) - 1, -1, -1):
        rest = word[start:]
        found: list[tuple[str, ...]] = []
        if len(rest) <= LONGEST_SYLLABLE and _completions(rest):
            found.append((rest,))
        for size in range(1, min(LONGEST_SYLLABLE, len(rest) - 1) + 1):
            if rest[:size] in known:
                found += [(rest[:size], *way) for way in ways[start + size]]
        ways[start] = sorted(found, key=lambda way: (len(way), way))[:SPELLINGS]
    return tuple(" ".join(way) for way in ways[0])
