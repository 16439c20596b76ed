"""A query as it was understood: words, terms and an order, free of the day and the office."""

from __future__ import annotations

from dataclasses import field as declared
from enum import Enum

from crm_tui.values import dataclass


class Comparison(Enum):
    """How a value of a customer stands to the one that was typed."""

    IS = ""
    LESS = "<"
    AT_MOST = "<="
    MORE = ">"
    AT_LEAST = ">="


TURNED = {
    Comparison.IS: Comparison.IS,
    Comparison.LESS: Comparison.MORE,
    Comparison.AT_MOST: Comparison.AT_LEAST,
    Comparison.MORE: Comparison.LESS,
    Comparison.AT_LEAST: Comparison.AT_MOST,
}
"""What a comparison of days ago is as one of days."""


class DayUnit(Enum):
    """What a stretch of time is counted in, by the letter that is typed."""

    DAY = "d"
    WEEK = "w"
    MONTH = "m"
    YEAR = "y"


class Period(Enum):
    """A day, week, month, quarter or year that is named by its place before or after today."""

    YESTERDAY = "yesterday"
    TODAY = "today"
    TOMORROW = "tomorrow"
    LAST_WEEK = "last-week"
    THIS_WEEK = "this-week"
    NEXT_WEEK = "next-week"
    LAST_MONTH = "last-month"
    THIS_MONTH = "this-month"
    NEXT_MONTH = "next-month"
    LAST_QUARTER = "last-quarter"
    THIS_QUARTER = "this-quarter"
    NEXT_QUARTER = "next-quarter"
    LAST_YEAR = "last-year"
    THIS_YEAR = "this-year"
    NEXT_YEAR = "next-year"


@dataclass(frozen=True, slots=True)
class Text:
    """A text or a name as it was typed."""

    text: str


@dataclass(frozen=True, slots=True)
class Coded:
    """One of the fixed values of a field, or of the fixed names: me, team."""

    code: str


@dataclass(frozen=True, slots=True)
class Number:
    """A whole number."""

    number: int


@dataclass(frozen=True, slots=True)
class Amount:
    """An amount of money in minor units of the office's currency."""

    minor: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """So many days, weeks, months or years: ago or ahead, as the field looks."""

    count: int
    unit: DayUnit


@dataclass(frozen=True, slots=True)
class Named:
    """A stretch of the calendar named from today: 本周."""

    period: Period


@dataclass(frozen=True, slots=True)
class Month:
    """A month; without a year it is the nearest one as the field looks."""

    year: int | None
    month: int


@dataclass(frozen=True, slots=True)
class Year:
    """A year."""

    year: int


@dataclass(frozen=True, slots=True)
class DayPhrase:
    """A day as people say it (11-25, 下周一), read anew on the day it is asked."""

    text: str


DayValue = Stretch | Named | Month | Year | DayPhrase
Value = Text | Coded | Number | Amount | DayValue


@dataclass(frozen=True, slots=True)
class Span:
    """Where something stands in the typed text: its first sign and the one after its last."""

    start: int
    end: int


NOWHERE = Span(0, 0)


@dataclass(frozen=True, slots=True)
class Compared:
    """The field's value stands so to this one."""

    comparison: Comparison
    value: Value
    span: Span = declared(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Between:
    """The field's value lies between the two, both included; an open end is None."""

    low: Value | None
    high: Value | None
    span: Span = declared(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class Filled:
    """The field holds something, or nothing."""

    is_filled: bool
    span: Span = declared(default=NOWHERE, compare=False)


Test = Compared | Between | Filled


@dataclass(frozen=True, slots=True)
class Term:
    """One condition: any of the tests holds for the field, or none does when it is negated.

    `key` names one of the office's own fields where the field is `custom`.
    """

    field: str
    tests: tuple[Test, ...]
    is_negated: bool = False
    key: str = ""
    span: Span = declared(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class SortKey:
    """A field to sort by."""

    field: str
    descending: bool = False


@dataclass(frozen=True, slots=True)
class Query:
    """What was typed: words that search, terms that filter, an order that overrides the list's."""

    words: tuple[str, ...] = ()
    terms: tuple[Term, ...] = ()
    sort: tuple[SortKey, ...] = ()

    @property
    def text(self) -> str:
        """Return the words as the search takes them."""
        return " ".join(self.words)
