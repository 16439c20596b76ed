"""Why a query cannot be used, and where in it."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

from crm_tui.values import dataclass

NAMED = 5
"""How many near words a fault names."""


class QueryTrouble(StrEnum):
    """What is wrong with a place of a query."""

    TOO_LONG = "too_long"
    UNKNOWN_FIELD = "unknown_field"
    VALUE_MISSING = "value_missing"
    UNKNOWN_VALUE = "unknown_value"
    UNKNOWN_NAME = "unknown_name"
    NOT_COMPARED = "not_compared"
    NOT_EMPTY = "not_empty"
    NOT_A_NUMBER = "not_a_number"
    NOT_AN_AMOUNT = "not_an_amount"
    NOT_A_DAY = "not_a_day"
    UNKNOWN_SORT = "unknown_sort"
    NOT_NEGATED = "not_negated"
    OPEN_QUOTE = "open_quote"


@dataclass(frozen=True, slots=True)
class QueryFault:
    """The part of a query that is wrong, where it stands, and what it may have been."""

    trouble: QueryTrouble
    start: int
    end: int
    part: str
    field: str = ""
    near: tuple[str, ...] = ()


def near_words(wrong: str, known: Iterable[str], count: int = NAMED) -> tuple[str, ...]:
    """Return the known words most like a wrong one, or the first ones when none is."""
    # Only a wrong word needs it, and it is slow to load.
    from difflib import get_close_matches  # noqa: PLC0415

    words = list(dict.fromkeys(known))
    inside = [word for word in words if wrong and wrong in word]
    close = get_close_matches(wrong, words, n=count, cutoff=0.5)
    found = list(dict.fromkeys([*inside, *close])) or words
    return tuple(found[:count])
