"""Amounts as they are shown: in full, short in 万 and 亿, and plain for other programs."""

from __future__ import annotations

from collections.abc import Iterable
from typing import assert_never

from crm_tui.domain.list_figures import MoneyTotal
from crm_tui.domain.money import AmountFault, AmountTrouble, minor_digits
from crm_tui.i18n import _, current_language

_SIGNS = {
    "CNY": "¥",
    "USD": "$",
    "EUR": "€",
    "GBP": "£",
    "HKD": "HK$",
    "TWD": "NT$",
    "JPY": "JP¥",
    "KRW": "₩",
}
_SHORT_UNITS = {
    "zh": ((10**8, "亿"), (10**4, "万")),
    "en": ((10**9, "B"), (10**6, "M"), (10**3, "K")),
}
_HUNDREDTHS = 100


def amount(minor: int, currency: str) -> str:
    """Return the amount in full, without decimals when it is whole: ¥320,000 or ¥200,000.50."""
    digits = minor_digits(currency)
    whole, rest = divmod(abs(minor), 10**digits)
    decimals = f".{rest:0{digits}d}" if rest else ""
    return f"{_lead(minor, currency)}{whole:,}{decimals}"


def totals_words(totals: Iterable[MoneyTotal]) -> str:
    """Return what records come to, one amount for each currency; nothing for none."""
    return " + ".join(amount(each.amount_minor, each.currency) for each in totals)


def short_amount(minor: int, currency: str) -> str:
    """Return the amount to two decimals of the largest unit it fills: ¥32万, in English ¥320K.

    What would round up to a whole larger unit is shown in that one: never 10,000万 for 1亿.
    """
    one = 10 ** minor_digits(currency)
    units = _SHORT_UNITS[current_language()]
    smaller = (*(size for size, _name in units[1:]), 0)
    for (size, name), below in zip(units, smaller, strict=True):
        unit, slack = size * one, below * one // (2 * _HUNDREDTHS)
        if abs(minor) + slack >= unit:
            hundredths = (2 * abs(minor) * _HUNDREDTHS + unit) // (2 * unit)
            whole, rest = divmod(hundredths, _HUNDREDTHS)
            decimals = f".{rest:02d}".rstrip("0").rstrip(".")
            return f"{_lead(minor, currency)}{whole:,}{decimals}{name}"
    return amount(minor, currency)


def plain_amount(minor: int, currency: str) -> str:
    """Return the amount as a decimal string for JSON and files: 200000.50."""
    digits = minor_digits(currency)
    whole, rest = divmod(abs(minor), 10**digits)
    sign = "-" if minor < 0 else ""
    return f"{sign}{whole}.{rest:0{digits}d}" if digits else f"{sign}{whole}"


def amount_fault(fault: AmountFault) -> str:
    """Return the sentence that says what is wrong with a typed amount."""
    match fault.trouble:
        case AmountTrouble.EMPTY:
            return _("Type an amount, such as 200,000 or 1.5m.")
        case AmountTrouble.NOT_UNDERSTOOD:
            return _("“{part}” is not an amount. Try 200,000 or 1.5m.").format(part=fault.part)
        case AmountTrouble.OTHER_CURRENCY:
            return _("“{part}” is another currency.").format(part=fault.part)
        case AmountTrouble.TOO_LARGE:
            return _("“{part}” is too large.").format(part=fault.part)
        case _:
            assert_never(fault.trouble)


def _lead(minor: int, currency: str) -> str:
    """Return what stands before the digits: the minus and the currency's sign or code."""
    return ("-" if minor < 0 else "") + _SIGNS.get(currency, f"{currency} ")
