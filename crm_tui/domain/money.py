"""Read amounts as people type them, exactly, into integer minor units of a currency."""

from __future__ import annotations

import re
from enum import StrEnum

from crm_tui.domain.numerals import CHINESE_NUMERALS, half_width, integer_from
from crm_tui.values import dataclass

LARGEST_MINOR = 10**17
"""Amounts beyond this are refused; SQLite and PostgreSQL both hold it with room for sums."""

_MINOR_DIGITS = {"JPY": 0, "KRW": 0, "VND": 0, "KWD": 3, "BHD": 3, "OMR": 3}
_LONGEST_TEXT = 60
_DECIMALS = 12

_CURRENCY_SIGNS = {
    "¥": {"CNY", "JPY"},
    "元": {"CNY"},
    "块": {"CNY"},
    "圆": {"CNY", "JPY"},
    "人民币": {"CNY"},
    "rmb": {"CNY"},
    "$": {"USD", "HKD", "TWD", "SGD", "AUD", "CAD"},
    "hk$": {"HKD"},
    "nt$": {"TWD"},
    "us$": {"USD"},
    "美元": {"USD"},
    "港币": {"HKD"},
    "港元": {"HKD"},
    "€": {"EUR"},
    "欧元": {"EUR"},
    "£": {"GBP"},
    "英镑": {"GBP"},
    "₩": {"KRW"},
    "日元": {"JPY"},
}

_UNITS = {
    "": 1,
    "百": 10**2,
    "千": 10**3,
    "k": 10**3,
    "万": 10**4,
    "萬": 10**4,
    "w": 10**4,
    "十万": 10**5,
    "百万": 10**6,
    "m": 10**6,
    "千万": 10**7,
    "亿": 10**8,
    "億": 10**8,
    "十亿": 10**9,
    "百亿": 10**10,
}

_SIGN_WORDS = "|".join(re.escape(sign) for sign in sorted(_CURRENCY_SIGNS, key=len, reverse=True))
_UNIT_WORDS = "|".join(sorted(_UNITS, key=len, reverse=True))
_MINUS = "-−"
_FRAMED = re.compile(
    rf"\s*(?P<minus1>[{_MINUS}])?\s*(?P<before>{_SIGN_WORDS}|[a-z]{{3}}(?=[\s0-9{_MINUS}]))?\s*"
    rf"(?P<minus2>[{_MINUS}])?\s*(?P<number>.*?)\s*"
    rf"(?P<after>{_SIGN_WORDS}|(?<=[\s0-9])[a-z]{{3}})?\s*整?\s*"
)
_TERM = re.compile(
    r"(?:(?P<whole>(?:[0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,4}(?:,[0-9]{4})+|[0-9]{1,18})(?![0-9,]))"
    rf"(?:\.(?P<part>[0-9]{{1,{_DECIMALS}}}))?|(?P<numeral>[{CHINESE_NUMERALS}]{{1,9}}))"
    rf"\s*(?P<unit>{_UNIT_WORDS})\s*"
)


class AmountTrouble(StrEnum):
    """Why a text is no amount."""

    EMPTY = "empty"
    NOT_UNDERSTOOD = "not_understood"
    OTHER_CURRENCY = "other_currency"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True)
class AmountFault:
    """The part of the text that is wrong, and why."""

    trouble: AmountTrouble
    part: str


def minor_digits(currency: str) -> int:
    """Return how many decimals the currency has: 2 for CNY, 0 for JPY."""
    return _MINOR_DIGITS.get(currency, 2)


def parse_amount(text: str, currency: str = "CNY") -> int | AmountFault:
    """Return the minor units that a text like 20万, ¥200,000.50 or 3.5亿 says.

    Units may follow each other downwards (3亿5000万). What is finer than the currency is rounded
    half away from zero. A sign or code of another currency is refused; so are 1万5 and 两千五,
    which some read as 15,000 and others as 10,005.
    """
    shown = text.strip()
    if not shown:
        return AmountFault(AmountTrouble.EMPTY, "")
    framed = _FRAMED.fullmatch(half_width(shown)) if len(shown) <= _LONGEST_TEXT else None
    if framed is None or (framed["minus1"] and framed["minus2"]):
        return AmountFault(AmountTrouble.NOT_UNDERSTOOD, shown)
    for sign in (framed["before"], framed["after"]):
        if sign and not _is_of(sign, currency):
            return AmountFault(AmountTrouble.OTHER_CURRENCY, sign.upper())
    minor = _minor(framed["number"], minor_digits(currency))
    if minor is None:
        return AmountFault(AmountTrouble.NOT_UNDERSTOOD, shown)
    if minor > LARGEST_MINOR:
        return AmountFault(AmountTrouble.TOO_LARGE, shown)
    return -minor if framed["minus1"] or framed["minus2"] else minor


def _is_of(sign: str, currency: str) -> bool:
    """Tell whether a sign or code may stand for the currency."""
    return currency in _CURRENCY_SIGNS.get(sign, {sign.upper()})


def _minor(number: str, digits: int) -> int | None:
    """Return the sum of the terms in minor units, None unless all of it is terms going down."""
    scaled, place, ceiling = 0, 0, 10**20
    while place < len(number):
        term = _TERM.match(number, place)
        value = _scaled(term) if term else None
        if term is None or value is None:
            return None
        unit = _UNITS[term["unit"]]
        if unit >= ceiling or (place and unit == 1):
            return None
        scaled, place, ceiling = scaled + value * unit, term.end(), unit
    scale = 10 ** (_DECIMALS - digits)
    return (2 * scaled + scale) // (2 * scale) if place else None


def _scaled(term: re.Match[str]) -> int | None:
    """Return the term's number times 10 ** 12, which keeps every decimal that it may have."""
    if term["numeral"]:
        said = integer_from(term["numeral"])
        return None if said is None else said * 10**_DECIMALS
    return int(term["whole"].replace(",", "") + (term["part"] or "").ljust(_DECIMALS, "0"))
