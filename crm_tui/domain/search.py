"""What a customer is found by: index tokens, compiled queries and the order of what is found.

An index row holds the words of `tokens_of` in a contentless full-text table that knows no
phrases (FTS5 with content='', columnsize=0, detail=none, tokenize='unicode61 remove_diacritics
0'). Each word is one token of plain letters, digits or common Han characters:

    北京      two neighbours outside ASCII       1tech     a Latin word or number of a name
    bei       a syllable                         beijing   two neighbouring syllables
    0bj 0bjk  two or three neighbouring initials 91380     four digits of a phone, or its last three

A query names the tokens that every hit must have; the four texts of `SearchColumns`, stored
beside the row, then decide. `holds` says how, and is what a condition in SQL must equal.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import pairwise, repeat
from operator import add

from crm_tui.domain.pinyin import (
    has_surname_reading,
    initials_variants,
    person_initials,
    person_pinyin,
    pinyin,
    syllables,
)
from crm_tui.domain.text import digits_of, folded, is_whole_number, name_key, phone_key

QUERY_CHARACTERS = 64
"""Only this much of a query counts."""

QUERY_TERMS = 8
"""Only this many words of a query count."""

SPELLINGS = 6
"""Ways to cut one Latin word into syllables that are tried, those with fewest syllables first."""

LONGEST_SYLLABLE = 6

_LATIN_WORD = re.compile("[a-z0-9]+")
_OTHER_RUN = re.compile("[^\x00-\x7f]+")
_TERM = re.compile("[a-z0-9]+|[^\x00-\x7f]+")
_ASCII_SIGNS = {code: None for code in range(128) if not chr(code).isalnum()}
_PHONE_LIKE = re.compile(r"[0-9+()\-–—\s]{7,}")
# Letters in every version of the index's own tokenizer; the rest would be cut or dropped by it.
_KNOWN_HAN = re.compile("[\u3400-\u4db5\u4e00-\u9fa5]*")


class TermKind(StrEnum):
    """What a word of a query is made of, and so where it is looked for."""

    HAN = "han"
    LATIN = "latin"
    DIGITS = "digits"


@dataclass(frozen=True, slots=True)
class SearchFields:
    """What a customer is found by, as people wrote it."""

    name: str
    short_name: str = ""
    aliases: tuple[str, ...] = ()
    contact_names: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class SearchColumns:
    """The texts that decide whether a row is a hit; the index tokens follow from them alone.

    text: a line for each name (its key), then each Latin word and number with a space before it;
    pinyin: each run of syllables, every syllable with a space before it, runs on their own lines;
    initials: every variant of every name's initials; digits: every phone, both space-separated.
    """

    text: str
    pinyin: str
    initials: str
    digits: str


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
    it (one Han character, one letter, fewer than three digits): then only `prefix` is looked
    up, in the ordered columns name key, pinyin, initials and phone.
    """

    match: str | None
    terms: tuple[SearchTerm, ...]
    prefix: str


@dataclass(frozen=True, slots=True)
class Candidate:
    """What the rank of one hit depends on; recency is any number that grows with time."""

    id: int
    name_keys: tuple[str, ...]
    pinyin: str
    initials: str
    is_own: bool
    recency: int


def search_columns(fields: SearchFields) -> SearchColumns:
    """Return the texts to store beside a customer for its searches."""
    written = [name for name in (fields.name, fields.short_name, *fields.aliases) if name]
    people = [name for name in fields.contact_names if name]
    keys = [_key(name) for name in written]
    people_keys = [_key(name) for name in people]
    readings = [pinyin(run) for key in keys for run in _OTHER_RUN.findall(key)]
    readings += [person_pinyin(run) for key in people_keys for run in _OTHER_RUN.findall(key)]
    letters = [variant for key in keys + people_keys for variant in initials_variants(key)]
    letters += [person_initials(key) for key in people_keys if has_surname_reading(key)]
    names = "\n".join(keys + people_keys)
    if _LATIN_WORD.search(names):
        words = [word for name in written + people for word in _LATIN_WORD.findall(folded(name))]
        names = " ".join([names, *words])
    return SearchColumns(
        text=names,
        pinyin="\n".join([f" {reading}" for reading in dict.fromkeys(readings)]),
        initials=" ".join(dict.fromkeys(letters)),
        digits=" ".join([phone_key(phone) or digits_of(phone) for phone in fields.phones]),
    )


def tokens(fields: SearchFields) -> str:
    """Return the words of a customer's row in the full-text index."""
    return tokens_of(search_columns(fields))


def tokens_of(columns: SearchColumns) -> str:
    """Return the index words that follow from stored columns, always in the same order.

    So the words to take out of the index need not be stored: they follow from the old columns.
    """
    names, *words = columns.text.split(" ")
    found = [f"1{word}" for word in words]
    for run in _OTHER_RUN.findall(names):
        found += _pairs_in(run)
    for line in columns.pinyin.split("\n"):
        read = line.split()
        found += read
        found += map(add, read, read[1:])
    for letters in columns.initials.split(" "):
        pairs = list(map(add, map(add, repeat("0"), letters), letters[1:]))
        found += pairs
        found += map(add, pairs, letters[2:])
    for digits in columns.digits.split():
        found += [f"9{digits[at : at + 4]}" for at in range(len(digits) - 3)]
        found.append(f"9{digits[-3:]}")
    return " ".join(dict.fromkeys(found))


def compile_search(text: str) -> SearchPlan | None:
    """Return how to answer what somebody typed, or None when there is nothing to look for."""
    typed = folded(text[:QUERY_CHARACTERS]).strip()
    if not typed:
        return None
    terms = _terms(typed)
    expressions = [expression for term in terms if (expression := _expression(term))]
    return SearchPlan(" AND ".join(expressions) or None, terms, _prefix(typed, terms))


def matches(plan: SearchPlan, columns: SearchColumns) -> bool:
    """Tell whether a row is a hit: all terms hold."""
    return all(holds(term, columns) for term in plan.terms)


def holds(term: SearchTerm, columns: SearchColumns) -> bool:
    """Tell whether a term is found in a row; SQL says the same with instr() > 0."""
    match term.kind:
        case TermKind.HAN:
            return term.text in columns.text
        case TermKind.DIGITS:
            return term.text in columns.digits or f" {term.text}" in columns.text
        case TermKind.LATIN:
            return (
                term.text in columns.initials
                or f" {term.text}" in columns.text
                or any(f" {spelling}" in columns.pinyin for spelling in term.spellings)
            )


def rank_key(candidate: Candidate, plan: SearchPlan) -> tuple[int, int, int, int]:
    """Return what to sort hits by: how well they fit, own first, lately touched first, newest."""
    return (
        _grade(candidate, plan),
        0 if candidate.is_own else 1,
        -candidate.recency,
        -candidate.id,
    )


def _grade(candidate: Candidate, plan: SearchPlan) -> int:
    """Return 0 for the whole name, 1 for its beginning, 2 for its reading's, 3 for inside."""
    if plan.prefix in candidate.name_keys:
        return 0
    if any(key.startswith(plan.prefix) for key in candidate.name_keys):
        return 1
    spellings = plan.terms[0].spellings if len(plan.terms) == 1 else ()
    by_reading = candidate.initials.startswith(plan.prefix) or (
        spellings and candidate.pinyin.startswith(spellings)
    )
    return 2 if by_reading else 3


def _key(name: str) -> str:
    """Return a name's key without signs, so that it is made of letters and digits alone."""
    key = name_key(name)
    return key if key.isalnum() else key.translate(_ASCII_SIGNS)


def _prefix(typed: str, terms: tuple[SearchTerm, ...]) -> str:
    """Return what a name, its reading or a phone may begin with."""
    if len(terms) == 1 and terms[0].kind is TermKind.DIGITS:
        return terms[0].text
    return name_key(typed)


def _terms(typed: str) -> tuple[SearchTerm, ...]:
    """Return the different words of a query, a whole phone number as one."""
    if _PHONE_LIKE.fullmatch(typed) and is_whole_number(number := phone_key(typed)):
        return (SearchTerm(TermKind.DIGITS, number),)
    spaced = "".join([character if _is_searched(character) else " " for character in typed])
    words = dict.fromkeys(_TERM.findall(spaced))
    return tuple(_term(word) for word in list(words)[:QUERY_TERMS])


def _is_searched(character: str) -> bool:
    """Tell whether a character stands in the keys of names; the others only separate words."""
    return character.isalnum() or (
        not character.isascii() and unicodedata.category(character)[0] in "SM"
    )


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
            return _every(_pairs_in(term.text))
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
        phone = _every([f"9{digits[at : at + 4]}" for at in range(len(digits) - 3)])
    return f'({phone} OR "1{digits}"*)'


def _latin_expression(term: SearchTerm) -> str:
    word = term.text
    if len(word) < 2:
        return ""
    size = min(len(word), 3)
    by_initials = _every([f"0{word[at : at + size]}" for at in range(len(word) - size + 1)])
    by_reading = [_reading_expression(spelling) for spelling in term.spellings]
    return f'({" OR ".join([by_initials, *by_reading])} OR "1{word}"*)'


def _reading_expression(spelling: str) -> str:
    """Return the tokens of syllables of which the last may go on (bei j: beijing)."""
    *whole, last = spelling.split()
    if not whole:
        return _any(_completions(last))
    known = [f'"{first}{second}"' for first, second in pairwise(whole)]
    return _joined([*known, _any([whole[-1] + end for end in _completions(last)])])


def _every(words: Iterable[str]) -> str:
    return _joined([f'"{word}"' for word in dict.fromkeys(words)])


def _joined(expressions: list[str]) -> str:
    joined = " AND ".join(expressions)
    return f"({joined})" if len(expressions) > 1 else joined


def _any(words: Iterable[str]) -> str:
    choices = " OR ".join([f'"{word}"' for word in words])
    return f"({choices})"


def _pairs_in(run: str) -> list[str]:
    """Return each two neighbours as one token; what the tokenizer might cut is written in hex."""
    if _KNOWN_HAN.fullmatch(run):
        return list(map(add, run, run[1:]))
    return [
        pair if _KNOWN_HAN.fullmatch(pair) else f"2{ord(pair[0]):x}x{ord(pair[1]):x}"
        for pair in map(add, run, run[1:])
    ]


@lru_cache(maxsize=1024)
def _completions(beginning: str) -> tuple[str, ...]:
    """Return the syllables that begin so."""
    return tuple(sorted(known for known in syllables() if known.startswith(beginning)))


@lru_cache(maxsize=256)
def _spellings(word: str) -> tuple[str, ...]:
    """Return the ways to read a word as syllables of which the last may be cut short."""
    if not word.isalpha():
        return ()
    known = syllables()
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
