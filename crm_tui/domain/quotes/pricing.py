"""What the lines of a quote come to, exactly: whole minor units and stated roundings only.

1. A line is quantity × unit price − its discount, rounded once, half away from zero.
2. The discount of the whole is an amount, or a percentage of the sum of the lines rounded alike;
   it is shared out over the lines by largest remainder.
3. Tax is computed for each rate on the sum of its lines, rounded alike, and shared out over them by
   largest remainder. With prices that include tax it is taken out of them, else it is added.

So every total is the sum of its lines, to the last unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum

from crm_tui.domain.currencies import rounded, split
from crm_tui.domain.money import LARGEST_MINOR
from crm_tui.values import dataclass

WHOLE = 10_000
"""A hundred percent, in the hundredths of a percent in which discounts and rates are kept."""
THOUSAND = 1_000
"""One, in the thousandths in which quantities are kept."""
LARGEST_QUANTITY = 10**12
"""A thousand million, in thousandths."""


class DiscountKind(Enum):
    """How the discount of a whole quote is said."""

    NONE = "none"
    PERCENT = "percent"
    AMOUNT = "amount"


@dataclass(frozen=True, slots=True)
class Discount:
    """What a whole quote is reduced by: hundredths of a percent, or minor units."""

    kind: DiscountKind = DiscountKind.NONE
    value: int = 0


NO_DISCOUNT = Discount()


@dataclass(frozen=True, slots=True)
class Saleable:
    """What the price of one line follows from; the shares in hundredths of a percent."""

    quantity_milli: int
    unit_price_minor: int
    discount_share: int = 0
    tax_share: int = 0


@dataclass(frozen=True, slots=True)
class PricedLine:
    """What one line comes to; `amount` is before the discount of the whole, `total` with tax."""

    amount_minor: int
    reduced_minor: int
    net_minor: int
    tax_minor: int
    total_minor: int


@dataclass(frozen=True, slots=True)
class PricedQuote:
    """What all lines come to; each number is the sum of the same one of the lines."""

    lines: tuple[PricedLine, ...]
    amount_minor: int
    reduced_minor: int
    net_minor: int
    tax_minor: int
    total_minor: int


class PricingFault(Enum):
    """What of a line or of the whole cannot be priced, by the field that says it."""

    QUANTITY = "quantity"
    UNIT_PRICE = "unit_price"
    LINE_DISCOUNT = "line_discount"
    TAX_RATE = "tax_rate"
    DISCOUNT = "discount"
    TOTAL = "total"


def line_fault(line: Saleable) -> PricingFault | None:
    """Return what of a line is out of bounds, or None."""
    if not 0 < line.quantity_milli <= LARGEST_QUANTITY:
        return PricingFault.QUANTITY
    if not 0 <= line.unit_price_minor <= LARGEST_MINOR:
        return PricingFault.UNIT_PRICE
    if not 0 <= line.discount_share <= WHOLE:
        return PricingFault.LINE_DISCOUNT
    if not 0 <= line.tax_share <= WHOLE:
        return PricingFault.TAX_RATE
    return None


def discount_fault(lines: Sequence[Saleable], discount: Discount) -> PricingFault | None:
    """Return what of the whole is out of bounds where each line is within them, or None.

    A discount is at most what the lines come to, and nothing comes to more than can be kept.
    """
    amount = sum(map(line_amount, lines))
    if amount * 2 > LARGEST_MINOR:
        return PricingFault.TOTAL
    largest = {
        DiscountKind.NONE: 0,
        DiscountKind.PERCENT: WHOLE,
        DiscountKind.AMOUNT: amount,
    }[discount.kind]
    return None if 0 <= discount.value <= largest else PricingFault.DISCOUNT


def line_amount(line: Saleable) -> int:
    """Return what a line comes to before the discount of the whole."""
    exact = line.quantity_milli * line.unit_price_minor * (WHOLE - line.discount_share)
    return rounded(exact, THOUSAND * WHOLE)


def priced(
    lines: Sequence[Saleable], discount: Discount = NO_DISCOUNT, *, includes_tax: bool = True
) -> PricedQuote:
    """Return what lines within their bounds come to."""
    amounts = [line_amount(each) for each in lines]
    reductions = _shared(_reduction(sum(amounts), discount), amounts)
    due = [amount - reduced for amount, reduced in zip(amounts, reductions, strict=True)]
    taxes = _taxes([each.tax_share for each in lines], due, includes_tax=includes_tax)
    done = tuple(
        _priced_line(*each, includes_tax=includes_tax)
        for each in zip(amounts, reductions, taxes, strict=True)
    )
    return PricedQuote(
        lines=done,
        amount_minor=sum(each.amount_minor for each in done),
        reduced_minor=sum(each.reduced_minor for each in done),
        net_minor=sum(each.net_minor for each in done),
        tax_minor=sum(each.tax_minor for each in done),
        total_minor=sum(each.total_minor for each in done),
    )


def _priced_line(amount: int, reduced: int, tax: int, *, includes_tax: bool) -> PricedLine:
    due = amount - reduced
    net, total = (due - tax, due) if includes_tax else (due, due + tax)
    return PricedLine(amount, reduced, net, tax, total)


def _shared(amount: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Return the shares of an amount that is at most the sum of the weights."""
    return split(amount, weights) if amount else (0,) * len(weights)


def _reduction(amount: int, discount: Discount) -> int:
    match discount.kind:
        case DiscountKind.NONE:
            return 0
        case DiscountKind.PERCENT:
            return rounded(amount * discount.value, WHOLE)
        case DiscountKind.AMOUNT:
            return min(discount.value, amount)


def _taxes(rates: Sequence[int], due: Sequence[int], *, includes_tax: bool) -> list[int]:
    """Return the tax of each line: exact for each rate as a whole, shared out over its lines."""
    taxes = [0] * len(due)
    for rate in sorted(set(rates)):
        places = [at for at, each in enumerate(rates) if each == rate]
        weights = [due[at] for at in places]
        whole = WHOLE + rate if includes_tax else WHOLE
        tax = rounded(sum(weights) * rate, whole)
        for at, share in zip(places, _shared(tax, weights), strict=True):
            taxes[at] = share
    return taxes
