"""Price tiers and usage periods as people write them, and back."""

from __future__ import annotations

import re

from crm_tui.domain.decimals import decimal_text, parse_quantity
from crm_tui.domain.money import AmountFault, minor_digits, parse_amount
from crm_tui.domain.numerals import half_width
from crm_tui.domain.products import PeriodUnit, PriceTier, UsagePeriod

_BETWEEN = re.compile(r"[;\n]+")
_TIER = re.compile(r"(?P<start>[^:=]+)[:=](?P<price>.+)")
_PERIOD = re.compile(r"(?P<count>\d{1,4})\s*(?P<unit>[a-z]+|[天日年]|个?月)")
_DAYS = frozenset({"天", "日", "d", "day", "days"})
_MONTHS = frozenset({"月", "个月", "m", "month", "months"})
_YEARS = frozenset({"年", "y", "year", "years"})
_MONTHS_IN_A_YEAR = 12


def parse_tiers(text: str, currency: str) -> tuple[PriceTier, ...] | None:
    """Return the tiers that 100:95; 500:90 says, none for no text; None for anything else."""
    tiers: list[PriceTier] = []
    for part in filter(str.strip, _BETWEEN.split(half_width(text))):
        found = _TIER.fullmatch(part.strip())
        start = None if found is None else parse_quantity(found["start"])
        price = None if found is None else parse_amount(found["price"], currency)
        if start is None or price is None or isinstance(price, AmountFault):
            return None
        tiers.append(PriceTier(start, price))
    return tuple(sorted(tiers))


def tiers_text(tiers: tuple[PriceTier, ...], currency: str) -> str:
    """Return tiers as they are read again: 100:95; 500:90."""
    places = minor_digits(currency)
    return "; ".join(
        f"{decimal_text(each.from_milli, 3)}:{decimal_text(each.price_minor, places)}"
        for each in tiers
    )


def parse_period(text: str) -> UsagePeriod | None:
    """Return the period that 12个月, 90天, 1年 or 12 months says; None for anything else."""
    found = _PERIOD.fullmatch(half_width(text.strip()))
    if found is None:
        return None
    count, unit = int(found["count"]), found["unit"]
    if unit in _DAYS:
        return UsagePeriod(count, PeriodUnit.DAYS)
    if unit in _MONTHS:
        return UsagePeriod(count, PeriodUnit.MONTHS)
    if unit in _YEARS:
        return UsagePeriod(count * _MONTHS_IN_A_YEAR, PeriodUnit.MONTHS)
    return None
