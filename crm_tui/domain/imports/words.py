"""Words of the office's lists as they stand in files."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.imports.faults import BadValueError, FaultCode
from crm_tui.domain.imports.values import Parser, checked_length, entry_of, nearest
from crm_tui.domain.text import folded
from crm_tui.values import dataclass

_WORD_CHARACTERS = 40
_SHORTEST_PART = 2


@dataclass(frozen=True, slots=True)
class NewWord:
    """A word that no list has yet."""

    word: str


def word_parser(
    words: Mapping[str, int], *, adds: bool, loosely: bool = False
) -> Parser[int | NewWord]:
    """Return the parser of a word of a list, as its id.

    A word that is not in it is a fault, or with `adds` a NewWord. `loosely` takes a word of the
    list that stands in the text, the first one: 软件和信息技术服务业 is 软件.
    """
    by_key = {folded(word): number for word, number in words.items()}
    parts = sorted((key for key in by_key if len(key) >= _SHORTEST_PART), key=len, reverse=True)

    def parse(cell: Cell) -> int | NewWord | None:
        text = entry_of(cell)
        if not text:
            return None
        key = folded(text)
        found = by_key.get(key)
        if found is None and loosely:
            found = by_key.get(_first_part(key, parts))
        if found is not None:
            return found
        if adds:
            return NewWord(checked_length(text, _WORD_CHARACTERS))
        raise BadValueError(FaultCode.UNKNOWN_VALUE, text, known=nearest(text, words))

    return parse


def _first_part(key: str, parts: list[str]) -> str:
    """Return the word of a list that stands first in a text, of several there the longest."""
    standing = [(key.find(part), -len(part), part) for part in parts if part in key]
    return min(standing)[2] if standing else ""
