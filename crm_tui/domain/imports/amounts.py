"""Amounts of money as people write them: 20万, ¥200,000, 1.5亿元."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal

from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.imports.faults import BadValueError, FaultCode
from crm_tui.domain.imports.values import Parser, entry_of
from crm_tui.domain.money import AmountFault, AmountTrouble, parse_amount
from crm_tui.domain.text import folded

YUAN = "CNY"
_DECIMALS = 6
_MINOR_PER_YUAN = 100
_LARGEST_MINOR = 10**15
_UNITS = {
    "千": 1_000,
    "k": 1_000,
    "万": 10_000,
    "w": 10_000,
    "百万": 1_000_000,
    "m": 1_000_000,
    "千万": 10_000_000,
    "亿": 100_000_000,
}
_AMOUNT = re.compile(
    r"(?P<minus>[-\u2212(]?)(?:rmb|cny|人民币|¥|约)*(?P<inner>[-\u2212]?)\+?"
    r"(?P<number>(?:\d{1,3}(?:,\d{3})+|\d{1,20})(?:\.\d{1,10})?)"
    r"(?P<unit>千万|百万|亿|万|千|w|k|m)?(?:元|圆|块|整|正|rmb|cny|人民币)*\)?"
)
_UNIT_IN_HEADER = re.compile("千万|百万|亿|万|千")
_FOREIGN = re.compile(r"usd|eur|gbp|jpy|hkd|美元|美金|欧元|英镑|日元|港币|港元|\$|€|£")


def unit_of(header_note: str) -> str:
    """Return the unit a header's brackets give its numbers, such as 万; empty when none."""
    found = _UNIT_IN_HEADER.search(header_note)
    return found.group() if found else ""


def is_foreign(header_note: str) -> bool:
    """Tell whether a header's brackets name a foreign currency."""
    return _FOREIGN.search(folded(header_note)) is not None


def amount_parser(unit: str = "", currency: str = YUAN) -> Parser[int]:
    """Return the parser of an amount in minor units; `unit` counts for bare numbers."""
    return _yuan_parser(unit) if currency == YUAN else signed_amount_parser(unit, currency, least=0)


def signed_amount_parser(unit: str, currency: str, *, least: int = -_LARGEST_MINOR) -> Parser[int]:
    """Return the parser of an amount of any currency, also one below zero."""
    factor = _UNITS.get(unit, 1)

    def parse(cell: Cell) -> int | None:
        text = "" if isinstance(cell, bool) else entry_of(without_noise(cell))
        if not text and not isinstance(cell, bool):
            return None
        minor = parse_amount(text or str(cell), currency)
        if isinstance(minor, AmountFault):
            is_too_large = minor.trouble is AmountTrouble.TOO_LARGE
            raise BadValueError(
                FaultCode.AMOUNT_TOO_LARGE if is_too_large else FaultCode.AMOUNT_NOT_A_NUMBER, text
            )
        if minor < least:
            raise BadValueError(FaultCode.AMOUNT_NEGATIVE, text)
        minor *= factor if text[-1:].isdigit() else 1
        if abs(minor) > _LARGEST_MINOR:
            raise BadValueError(FaultCode.AMOUNT_TOO_LARGE, text)
        return minor

    return parse


def without_noise(cell: Cell) -> Cell:
    """Return a number without what a spreadsheet's arithmetic left behind: 0.30000000000000004."""
    if isinstance(cell, float) and math.isfinite(cell):
        return round(cell, _DECIMALS)
    return cell


def _yuan_parser(unit: str) -> Parser[int]:
    factor = _UNITS.get(unit, 1)
    plain_limit = _LARGEST_MINOR // (factor * _MINOR_PER_YUAN)

    def parse(cell: Cell) -> int | None:
        if isinstance(cell, bool):
            raise BadValueError(FaultCode.AMOUNT_NOT_A_NUMBER, str(cell))
        if isinstance(cell, float) and 0 <= cell < plain_limit and cell.is_integer():
            return int(cell) * factor * _MINOR_PER_YUAN
        text = entry_of(without_noise(cell))
        return _minor(text, factor) if text else None

    return parse


def _minor(text: str, factor: int) -> int:
    found = _AMOUNT.fullmatch("".join(folded(text).split()))
    if not found:
        raise BadValueError(FaultCode.AMOUNT_NOT_A_NUMBER, text)
    if found["minus"] or found["inner"]:
        raise BadValueError(FaultCode.AMOUNT_NEGATIVE, text)
    scale = _UNITS[found["unit"]] if found["unit"] else factor
    minor = Decimal(found["number"].replace(",", "")) * scale * _MINOR_PER_YUAN
    if minor > _LARGEST_MINOR:
        raise BadValueError(FaultCode.AMOUNT_TOO_LARGE, text)
    return int(minor.quantize(Decimal(1), ROUND_HALF_UP))
