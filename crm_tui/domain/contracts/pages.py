"""What stands on a printed contract besides the contract itself: what was ordered or quoted."""

from __future__ import annotations

from crm_tui.domain.quotes.pricing import PricedQuote
from crm_tui.domain.quotes.records import QuoteLine
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ContractSource:
    """The order or the quote that a contract was made from, as far as it is printed."""

    number: str
    lines: tuple[QuoteLine, ...]
    price: PricedQuote
    includes_tax: bool
    terms: str
