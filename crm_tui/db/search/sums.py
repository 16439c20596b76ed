"""One number for the tokens of a row, in whatever order: rows that differ differ in it."""

from __future__ import annotations

from collections.abc import Iterable

_ROOM = 24
"""So many bits are left to a sum of tokens before it outgrows 64."""


def number_of(token: str) -> int:
    """Return the number of a token, the same as long as the program runs."""
    return hash(token) >> _ROOM


def sum_of(tokens: Iterable[str]) -> int:
    """Return the number of a row that has these tokens, each once."""
    return sum([hash(token) >> _ROOM for token in tokens])
