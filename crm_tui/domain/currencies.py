"""Currencies of business and their dated rates, all in whole numbers: nothing here is a float."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import StrEnum

from crm_tui.domain.identifiers import RateId
from crm_tui.domain.money import LARGEST_MINOR, minor_digits
from crm_tui.domain.numerals import half_width
from crm_tui.values import dataclass

RATE_SCALE = 10**8
"""A rate is kept as a whole number of hundred-millionths."""
LARGEST_RATE = 10**6 * RATE_SCALE
CURRENCIES = (
    *("CNY", "USD", "EUR", "GBP", "HKD", "TWD", "JPY", "KRW", "SGD", "AUD", "CAD", "CHF"),
    *("VND", "THB", "MYR", "IDR", "INR", "RUB", "AED", "KWD", "BHD", "OMR"),
)
"""What an amount may be in, besides the currency of the office itself."""

_RATE = re.compile(r"([0-9]{1,6})(?:\.([0-9]{1,8}))?")


class RateTrouble(StrEnum):
    """Why a text is no rate."""

    NOT_UNDERSTOOD = "bad_rate"
    NOT_POSITIVE = "not_positive"


@dataclass(frozen=True, slots=True)
class RateRow:
    """What one unit of a currency is worth in the office's currency, from a day on."""

    id: RateId
    currency: str
    day: int
    rate: int
    """Hundred-millionths of a unit of the office's currency."""
    recorded_by: str


def parse_rate(text: str) -> int | RateTrouble:
    """Return the rate that a decimal number says, exactly: 7.1234 is 712,340,000."""
    found = _RATE.fullmatch(half_width(text.strip()))
    if found is None:
        return RateTrouble.NOT_UNDERSTOOD
    rate = int(found[1] + (found[2] or "").ljust(8, "0"))
    return rate if 0 < rate <= LARGEST_RATE else RateTrouble.NOT_POSITIVE


def rate_text(rate: int) -> str:
    """Return a rate as a decimal number without blanks behind it: 7.1234."""
    whole, part = divmod(rate, RATE_SCALE)
    decimals = str(part).zfill(8).rstrip("0")
    return f"{whole}.{decimals}" if decimals else str(whole)


def rounded(numerator: int, denominator: int) -> int:
    """Return the whole number nearest to a fraction; half is rounded away from zero."""
    whole = (2 * abs(numerator) + denominator) // (2 * denominator)
    return -whole if numerator < 0 else whole


def converted(minor: int, currency: str, rate: int, to: str) -> int | None:
    """Return an amount in another currency at a rate; None when it grows beyond all measure."""
    numerator = minor * rate * 10 ** minor_digits(to)
    found = rounded(numerator, RATE_SCALE * 10 ** minor_digits(currency))
    return found if abs(found) <= LARGEST_MINOR else None


def split(minor: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Return parts of an amount by weight that sum to it exactly.

    What is left after each part is cut to whole units goes to the largest remainders, of equal
    ones to the first. Raises ValueError for weights that are negative or all nothing.
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("parts need weights")
    shares = [divmod(abs(minor) * weight, whole) for weight in weights]
    parts = [part for part, _remainder in shares]
    left = abs(minor) - sum(parts)
    largest = sorted(range(len(shares)), key=lambda at: (-shares[at][1], at))
    for at in largest[:left]:
        parts[at] += 1
    return tuple(-part if minor < 0 else part for part in parts)
