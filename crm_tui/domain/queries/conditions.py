"""What a query asks today, in this office: days are day numbers, names are ids."""

from __future__ import annotations

from crm_tui.domain.queries.days import Circumstances
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Within:
    """A number or day from low to high, both included; None is an open end."""

    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class Measured:
    """A number of one of the office's own fields from low to high; None is an open end."""

    low: float | None
    high: float | None


@dataclass(frozen=True, slots=True)
class OneOf:
    """One of these ids."""

    ids: frozenset[int]


@dataclass(frozen=True, slots=True)
class Exactly:
    """One of these texts or codes."""

    texts: frozenset[str]


@dataclass(frozen=True, slots=True)
class Inside:
    """A text that has this in it, Latin letters large or small."""

    text: str


@dataclass(frozen=True, slots=True)
class IsFilled:
    """Anything at all, or nothing."""

    is_filled: bool


@dataclass(frozen=True, slots=True)
class HasFlag:
    """A fact that is true of the customer."""

    code: str


Check = Within | Measured | OneOf | Exactly | Inside | IsFilled | HasFlag


@dataclass(frozen=True, slots=True)
class Condition:
    """Any of the checks passes for the field, or none does when it is negated."""

    field: str
    checks: tuple[Check, ...]
    is_negated: bool = False
    key: str = ""


@dataclass(frozen=True, slots=True)
class Filter:
    """All conditions hold, as of an instant in the office's zone."""

    conditions: tuple[Condition, ...]
    at: Circumstances
