"""The numbers of quotes: a pattern of the office's, and a counter for each span it tells apart."""

from __future__ import annotations

import re
from datetime import date

DEFAULT_PATTERN = "BJ-{yyyy}{mm}-{seq}"
PATTERN_LIMIT = 40
_PART = re.compile(r"\{([a-z]+)(?::([1-9]))?\}")
_PARTS = frozenset({"yyyy", "yy", "mm", "dd", "seq"})
_DIGITS = 4
_DIGITS_OF = {"yyyy": r"\d{4}", "yy": r"\d{2}", "mm": r"\d{2}", "dd": r"\d{2}"}


def pattern_fault(pattern: str) -> str | None:
    """Return why a pattern cannot make numbers that tell quotes apart, or None."""
    if len(pattern) > PATTERN_LIMIT:
        return "too_long"
    found = list(_PART.finditer(pattern))
    names = [each[1] for each in found]
    if names.count("seq") != 1:
        return "number_pattern"
    has_strange = any(each[1] not in _PARTS or (each[2] and each[1] != "seq") for each in found)
    return "number_pattern" if has_strange or set(_PART.sub("", pattern)) & set("{}") else None


def number_span(pattern: str, on: date) -> str:
    """Return what of a number the day decides: within one such span the counter runs on."""
    return _PART.sub(lambda part: _of_day(part, on), pattern)


def numbered(span: str, counter: int) -> str:
    """Return the number in a span: BJ-202611-{seq} and 7 make BJ-202611-0007."""
    return _PART.sub(lambda part: f"{counter:0{int(part[2] or _DIGITS)}d}", span)


def place_in_span(pattern: str, number: str) -> tuple[str, int] | None:
    """Return the span and the counter that a number has under a pattern; None for a strange one."""
    written, at = "", 0
    for part in _PART.finditer(pattern):
        written += re.escape(pattern[at : part.start()]) + _DIGITS_OF.get(part[1], r"(\d{1,9})")
        at = part.end()
    found = re.fullmatch(written + re.escape(pattern[at:]), number, re.ASCII)
    if found is None:
        return None
    (token,) = (part[0] for part in _PART.finditer(pattern) if part[1] == "seq")
    return f"{number[: found.start(1)]}{token}{number[found.end(1) :]}", int(found[1])


def _of_day(part: re.Match[str], on: date) -> str:
    match part[1]:
        case "yyyy":
            return f"{on.year:04d}"
        case "yy":
            return f"{on.year % 100:02d}"
        case "mm":
            return f"{on.month:02d}"
        case "dd":
            return f"{on.day:02d}"
        case _:
            return part[0]
