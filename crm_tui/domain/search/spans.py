"""Which characters of a shown text a search matched."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from itertools import accumulate

from crm_tui.domain.pinyin import initials_variants, person_pinyin, pinyin
from crm_tui.domain.search.plans import SearchPlan, SearchTerm, TermKind
from crm_tui.domain.search.words import OTHER_RUN, is_searched
from crm_tui.domain.text import folded
from crm_tui.values import dataclass

Span = tuple[int, int]
"""The places of the first character and of the one behind the last."""


@dataclass(frozen=True, slots=True)
class _Plain:
    """A text without the signs that separate words, and where each character stood."""

    text: str
    places: tuple[int, ...]
    starts: frozenset[int]
    """Where words begin: what a Latin word or number may be found at."""

    def span(self, start: int, end: int) -> Span:
        """Return the span of the shown text that a stretch of the plain one came from."""
        return self.places[start], self.places[end - 1] + 1


def matched_spans(text: str, plan: SearchPlan) -> tuple[Span, ...]:
    """Return the stretches of a shown text that stand for what was typed, in order, apart.

    Han characters match as written, or by their readings or initials; a word or number where it
    begins; a stretch of a phone anywhere.
    """
    plain = _plain(text)
    found = [span for term in plan.terms for span in _of_term(plain, term)]
    return tuple(_joined(sorted(found)))


def stands(text: str, term: SearchTerm) -> bool:
    """Tell whether a shown text holds what a word of a search finds."""
    if term.kind is TermKind.LATIN:
        return any(True for _ in _of_term(_plain(text), term))
    return bool(_KEPT_BY[term.kind](text)) and term.text in text.translate(_UNSEPARATED)


# What cannot be, seen at a glance: most texts of a customer are no number, or nothing but one.
_KEPT_BY: Mapping[TermKind, Callable[[str], object]] = {
    TermKind.HAN: lambda text: not text.isascii(),
    # Raised, lowered and circled ones are digits as well.
    TermKind.DIGITS: re.compile("[\\d\u00b2\u00b3\u00b9\u2070-\u2089\u2460-\u249b]").search,
}


# A list shows the same texts again and again while somebody types.
@lru_cache(maxsize=512)
def _plain(text: str) -> _Plain:
    characters: list[str] = []
    places: list[int] = []
    starts: set[int] = set()
    separated, was_ascii = True, False
    for place, shown in enumerate(text):
        for character in _FOLDED[shown]:
            if character == _SEPARATOR:
                separated = True
                continue
            is_ascii = character.isascii()
            if separated or is_ascii is not was_ascii:
                starts.add(len(characters))
            separated, was_ascii = False, is_ascii
            characters.append(character)
            places.append(place)
    return _Plain("".join(characters), tuple(places), frozenset(starts))


class _Folded(dict[str, str]):
    """What each character is in a plain text, a space for a separator; found out when first met."""

    def __missing__(self, shown: str) -> str:
        plain = (each if is_searched(each) else _SEPARATOR for each in folded(shown))
        self[shown] = found = "".join(plain)
        return found


class _Unseparated(dict[int, str]):
    """What each character is where nobody asks which words it belongs to."""

    def __missing__(self, shown: int) -> str:
        self[shown] = found = _FOLDED[chr(shown)].replace(_SEPARATOR, "")
        return found


_SEPARATOR = " "
_FOLDED = _Folded()
_UNSEPARATED = _Unseparated()


def _of_term(plain: _Plain, term: SearchTerm) -> Iterator[Span]:
    written = list(_written(plain, term))
    yield from written
    if term.kind is TermKind.LATIN and not written:
        read = list(_by_reading(plain, term))
        yield from read or _by_initials(plain, term.text)


def _written(plain: _Plain, term: SearchTerm) -> Iterator[Span]:
    at = plain.text.find(term.text)
    while at >= 0:
        if term.kind is not TermKind.LATIN or at in plain.starts:
            yield plain.span(at, at + len(term.text))
        at = plain.text.find(term.text, at + 1)


def _by_reading(plain: _Plain, term: SearchTerm) -> Iterator[Span]:
    for run in OTHER_RUN.finditer(plain.text):
        for reading in _readings(run[0]):
            syllables = reading.split()
            if len(syllables) != len(run[0]):
                continue
            heard = f" {reading}"
            begins = list(accumulate((len(each) + 1 for each in syllables), initial=0))
            for spelling in term.spellings:
                at = heard.find(f" {spelling}")
                if at >= 0:
                    first = run.start() + begins.index(at)
                    yield plain.span(first, first + len(spelling.split()))
                    return


@lru_cache(maxsize=512)
def _readings(run: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys((pinyin(run), person_pinyin(run))))


def _by_initials(plain: _Plain, letters: str) -> Iterator[Span]:
    # Latin words stand whole in the initials, so each letter has the place of one character.
    for variant in initials_variants(plain.text):
        if len(variant) == len(plain.text) and letters in variant:
            at = variant.index(letters)
            yield plain.span(at, at + len(letters))
            return


def _joined(spans: list[Span]) -> Iterator[Span]:
    """Yield the spans with those that touch or overlap made one."""
    current: Span | None = None
    for start, end in spans:
        if current is not None and start <= current[1]:
            current = (current[0], max(current[1], end))
        else:
            if current is not None:
                yield current
            current = (start, end)
    if current is not None:
        yield current
