"""Toneless pinyin and initials of Chinese names, from a small table of our own."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache
from itertools import chain, islice, repeat
from pathlib import Path

from crm_tui.domain.text import folded
from crm_tui.values import dataclass

VARIANT_CHARACTERS = 2
"""Characters of one name whose other initials are offered in searches."""

_KEPT = 64
"""Texts whose readings are kept: several columns of one record hold the same."""

_TABLE = Path(__file__).with_name("pinyin_table.txt")
_UNWORDED = re.compile(r"[\W_]+")
_HAN_NAME = re.compile("[\u3400-\u9fff]+")
_INTO_HAN = re.compile("(?=[\u3400-\u9fff])(?<=[^\u3400-\u9fff])")
_UNREAD_HAN = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]+")
_ASCII_PUNCTUATION = [code for code in range(128) if not chr(code).isalnum()]
_WIDE_PUNCTUATION = "，。、；：？！（）【】《》〈〉「」『』〔〕“”‘’…—－·・～　"


@lru_cache(maxsize=_KEPT)
def pinyin(text: str) -> str:
    """Return the reading as toneless syllables with one space between them, ü written v.

    Latin words and numbers stay, in lower case; punctuation separates. This form, with its
    spaces, is what a pinyin column holds: it sorts by syllable ("xi an" before "xian").
    """
    table = _syllable_speller()
    if _HAN_NAME.fullmatch(text):
        spelled = table.spell(text)
        if spelled.isascii():
            return spelled[:-1]
    return " ".join(table.read(_INTO_HAN.sub(" ", text)).split())


@lru_cache(maxsize=_KEPT)
def initials(text: str) -> str:
    """Return the first letter of each syllable, Latin words and numbers whole: tclkj."""
    if _HAN_NAME.fullmatch(text) and (reading := pinyin(text)).isascii():
        return "".join([syllable[0] for syllable in reading.split()])
    return "".join(_letter_speller().read(text).split())


@lru_cache(maxsize=_KEPT)
def person_pinyin(name: str) -> str:
    """Return the reading of a person's name, its surname read as a surname (仇 is qiu)."""
    surname, given = _split_surname(name.strip())
    return f"{surname} {pinyin(given)}".rstrip() if surname else pinyin(given)


def person_initials(name: str) -> str:
    """Return the initials of a person's name, its surname read as a surname."""
    surname, given = _split_surname(name.strip())
    return "".join(syllable[0] for syllable in surname.split()) + initials(given)


def has_surname_reading(name: str) -> bool:
    """Tell whether a name begins with a surname that is read in its own way."""
    return name[:1] in _surnames() or name[:2] in _surnames()


def initials_variants(text: str) -> tuple[str, ...]:
    """Return the usual initials, then those with one ambiguous character read otherwise."""
    usual = initials(text)
    ambiguous, letters = _ambiguous()
    if ambiguous.search(text) is None:
        return (usual,)
    variants = {usual: None}
    for match in islice(ambiguous.finditer(text), VARIANT_CHARACTERS):
        place = match.start()
        if len(usual) != len(text):
            place = len(initials(text[:place]))
        before, after = usual[:place], usual[place + 1 :]
        variants |= {f"{before}{letter}{after}": None for letter in letters[match[0]]}
    return tuple(variants)


@cache
def syllables() -> frozenset[str]:
    """Return every syllable that a reading can contain."""
    readings = (*_readings().values(), *_surnames().values())
    characters = (reading for reading, _ in _pairs(_sections()["characters"]))
    return frozenset(chain(characters, *(reading.split() for reading in readings)))


@dataclass(frozen=True, slots=True)
class Speller:
    """Turns text into one kind of spelling: single characters, and phrases that read otherwise."""

    characters: Mapping[int, str]
    phrases: Mapping[str, str]
    pivots: re.Pattern[str]
    shapes: Mapping[str, tuple[tuple[int, int], ...]]

    def read(self, text: str) -> str:
        """Return the spelling of a text; words without a reading stay, folded."""
        spelled = self.spell(text)
        if spelled.isascii():
            return spelled
        spelled = self.spell(folded(text))
        return _UNWORDED.sub(" ", _UNREAD_HAN.sub(r" \g<0> ", spelled))

    def spell(self, text: str) -> str:
        """Return each phrase and character replaced; what has no reading stays as it is.

        From each pivot on, the longest phrase around it that begins after the last one counts.
        """
        pivot = self.pivots.search(text)
        pieces: list[str] = []
        done = 0
        while pivot is not None:
            after = pivot.end()
            for offset, length in self.shapes[pivot[0]]:
                start = after - 1 - offset
                phrase = text[start : start + length] if start >= done else ""
                if phrase in self.phrases:
                    # A spelling is plain lower case, which the characters' map leaves alone.
                    pieces += text[done:start], self.phrases[phrase]
                    done = after = start + length
                    break
            pivot = self.pivots.search(text, after)
        return ("".join([*pieces, text[done:]]) if pieces else text).translate(self.characters)


def speller(sections: Mapping[str, list[str]]) -> Speller:
    """Return what spells syllables by the sections of a table."""
    shapes = {
        pivot: tuple((int(shape[0]), int(shape[1:])) for shape in around.split())
        for pivot, around in _pairs(sections["pivots"])
    }
    readings = _pairs(sections["characters"])
    return Speller(
        _character_map(((f"{reading} ", written) for reading, written in readings), blank=" "),
        {phrase: f"{reading} " for phrase, reading in _pairs(sections["phrases"])},
        _any_of(shapes),
        shapes,
    )


def sections_of(packed: str) -> dict[str, list[str]]:
    """Return the lines below each [heading] of a packed table."""
    blocks = (block.partition("]") for block in packed.split("\n[")[1:])
    return {heading: body.split("\n")[1:] for heading, _, body in blocks}


@cache
def _sections() -> dict[str, list[str]]:
    return sections_of(_TABLE.read_text(encoding="utf-8"))


@cache
def _syllable_speller() -> Speller:
    return speller(_sections())


@cache
def _letter_speller() -> Speller:
    whole = _syllable_speller()
    readings = _pairs(_sections()["characters"])
    return Speller(
        _character_map(((reading[0], written) for reading, written in readings), blank=""),
        {phrase: _first_letters(reading) for phrase, reading in whole.phrases.items()},
        whole.pivots,
        whole.shapes,
    )


@cache
def _readings() -> dict[str, str]:
    return dict(_pairs(_sections()["phrases"]))


@cache
def _surnames() -> dict[str, str]:
    return dict(_pairs(_sections()["surnames"]))


@cache
def _ambiguous() -> tuple[re.Pattern[str], dict[str, str]]:
    letters = dict(_pairs(_sections()["letters"]))
    return _any_of(letters), letters


def _first_letters(reading: str) -> str:
    return "".join(syllable[0] for syllable in reading.split())


def _split_surname(name: str) -> tuple[str, str]:
    """Return the surname's reading if it has one of its own, and the rest of the name."""
    if _HAN_NAME.fullmatch(name):
        surnames = _surnames()
        for length in (2, 1):
            reading = surnames.get(name[:length])
            if reading is not None:
                return reading, name[length:]
    return "", name


def _pairs(lines: Iterable[str]) -> list[tuple[str, str]]:
    """Return the first word of each line and what follows it."""
    return [(first, rest) for first, _, rest in (line.partition(" ") for line in lines)]


def _character_map(spellings: Iterable[tuple[str, str]], *, blank: str) -> dict[int, str]:
    """Return what each character becomes; full-width forms become plain ones."""
    by_code = dict.fromkeys([*_ASCII_PUNCTUATION, *map(ord, _WIDE_PUNCTUATION)], blank)
    by_code |= {ord(letter): letter.lower() for letter in map(chr, range(ord("A"), ord("Z") + 1))}
    full_width = range(0xFF01, 0xFF5F)
    by_code |= {code: by_code.get(code - 0xFEE0, chr(code - 0xFEE0)) for code in full_width}
    for spelling, written in spellings:
        by_code.update(zip(map(ord, written), repeat(spelling), strict=False))
    return by_code


def _any_of(characters: Mapping[str, object]) -> re.Pattern[str]:
    """Return a pattern for any one of the characters; none at all matches nothing."""
    return re.compile(f"[{''.join(sorted(characters))}]" if characters else "(?!)")
