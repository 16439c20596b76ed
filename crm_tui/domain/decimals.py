"""Quantities and percentages as people type them, into whole numbers and exactly."""

from __future__ import annotations

import re

from crm_tui.domain.numerals import half_width

_NUMBER = re.compile(r"(\d{1,12}(?:,\d{3})*)(?:\.(\d{1,6}))?")
_OFF = re.compile(r"(\d{1,2})(?:\.(\d))?折")
_WHOLE = 10_000


def parse_decimal(text: str, places: int) -> int | None:
    """Return a number of at most so many decimals as a whole one; None for any other text."""
    found = _NUMBER.fullmatch(half_width(text.strip()))
    if found is None:
        return None
    decimals = (found[2] or "").rstrip("0")
    if len(decimals) > places:
        return None
    return int(found[1].replace(",", "") + decimals.ljust(places, "0"))


def parse_quantity(text: str) -> int | None:
    """Return a quantity in thousandths: 2500 for 2.5."""
    return parse_decimal(text, 3)


def parse_share(text: str) -> int | None:
    """Return a percentage in its hundredths: 1300 for 13% and for 13."""
    return parse_decimal(half_width(text.strip()).removesuffix("%"), 2)


def parse_discount_share(text: str) -> int | None:
    """Return what is taken off in hundredths of a percent: 1000 for 10%, for 10 and for 9折."""
    written = half_width(text.strip())
    kept = _OFF.fullmatch(written)
    if kept is None:
        return parse_share(written)
    digits = kept[1] + (kept[2] or "")
    return _WHOLE - int(digits.ljust(4, "0")) if int(digits) else None


def decimal_text(number: int, places: int) -> str:
    """Return a whole number with its decimals, without the zeros at their end: 2.5."""
    whole, rest = divmod(abs(number), 10**places)
    sign = "-" if number < 0 else ""
    return f"{sign}{whole}.{rest:0{places}d}".rstrip("0").rstrip(".") if rest else f"{sign}{whole}"
