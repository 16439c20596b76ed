"""Quantities, prices, discounts, rates and versions, exactly as a sheet says them."""

from __future__ import annotations

import re

from crm_tui.domain.decimals import parse_discount_share, parse_quantity, parse_share
from crm_tui.domain.imports.amounts import amount_parser, without_noise
from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.imports.faults import BadValueError, FaultCode
from crm_tui.domain.imports.values import Parser, entry_of
from crm_tui.domain.money import minor_digits
from crm_tui.domain.numerals import half_width
from crm_tui.domain.quotes.pricing import WHOLE, Discount, DiscountKind
from crm_tui.domain.usages import UsagePer, read_ours, read_use

_DECIMALS = re.compile(r"\d\.(\d+)\D*")
_SHARE_SIGNS = ("%", "折")
_VERSION = re.compile(r"(?:V|v|第)?\s*\.?\s*([1-9][0-9]{0,3})\s*版?")


def parse_count(cell: Cell) -> int | None:
    """Return a quantity in thousandths."""
    text = entry_of(without_noise(cell))
    if not text:
        return None
    quantity = parse_quantity(text)
    if quantity is None:
        raise BadValueError(FaultCode.NUMBER_NOT_UNDERSTOOD, text)
    return quantity


def price_parser(unit: str, currency: str) -> Parser[int]:
    """Return the parser of a price; one finer than the currency would not be the price any more."""
    parse_amount = amount_parser(unit, currency)

    def parse(cell: Cell) -> int | None:
        text = entry_of(without_noise(cell))
        decimals = _DECIMALS.search(half_width(text))
        is_fine = decimals and len(decimals[1].rstrip("0")) > minor_digits(currency)
        if is_fine and not unit and text[-1:].isdigit():
            raise BadValueError(FaultCode.AMOUNT_TOO_FINE, text)
        return parse_amount(cell)

    return parse


def discount_parser(unit: str, currency: str) -> Parser[Discount]:
    """Return the parser of what a whole paper is reduced by: 5%, 9折, or an amount."""
    parse_amount = amount_parser(unit, currency)

    def parse(cell: Cell) -> Discount | None:
        text = half_width(entry_of(without_noise(cell)))
        if text.endswith(_SHARE_SIGNS):
            return Discount(DiscountKind.PERCENT, _share_off(text))
        amount = parse_amount(cell)
        return Discount(DiscountKind.AMOUNT, amount) if amount else None

    return parse


def parse_line_discount(cell: Cell) -> int | None:
    """Return what is taken off a line, in hundredths of a percent: 10%, 10, 9折.

    A fraction such as 0.9 is refused: some mean a tenth off by it, others a tenth of the price.
    """
    text = half_width(entry_of(without_noise(cell)))
    if not text:
        return None
    share = _share_off(text)
    if 0 < share < 100 and not text.endswith(_SHARE_SIGNS):
        raise BadValueError(FaultCode.SHARE_AMBIGUOUS, text)
    return share


def parse_tax_rate(cell: Cell) -> int | None:
    """Return a tax rate in hundredths of a percent: 13%, 13, and 0.13 as spreadsheets store it."""
    text = half_width(entry_of(without_noise(cell)))
    if not text:
        return None
    share = parse_share(text)
    if share is None or share > WHOLE:
        raise BadValueError(FaultCode.NUMBER_NOT_UNDERSTOOD, text)
    return share * 100 if 0 < share < 100 and not text.endswith("%") else share


def parse_version(cell: Cell) -> int | None:
    """Return which version of a paper it is: 2, V2, 第2版."""
    text = half_width(entry_of(without_noise(cell)))
    if not text:
        return None
    found = _VERSION.fullmatch(text)
    if found is None:
        raise BadValueError(FaultCode.NUMBER_NOT_UNDERSTOOD, text)
    return int(found[1])


def parse_use(cell: Cell) -> tuple[int, str, UsagePer | None] | None:
    """Return quantity, unit and span of what is used: 500, 500盒/月, 1200 kg/year."""
    text = entry_of(without_noise(cell))
    if not text:
        return None
    found = read_use(text)
    if found is None:
        raise BadValueError(FaultCode.NUMBER_NOT_UNDERSTOOD, text)
    return found


def parse_ours(cell: Cell) -> str | None:
    """Return how much of a use is ours as it is written, a quantity or a share: 150, 30%."""
    text = entry_of(without_noise(cell))
    if text and read_ours(text, 0) is None:
        raise BadValueError(FaultCode.NUMBER_NOT_UNDERSTOOD, text)
    return text or None


def _share_off(text: str) -> int:
    share = parse_discount_share(text)
    if share is None or share > WHOLE:
        raise BadValueError(FaultCode.NUMBER_NOT_UNDERSTOOD, text)
    return share
