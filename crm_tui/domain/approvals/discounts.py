"""How far a paper is below the list: of the prices of products, whatever the lines call discount.

A line whose price was typed below that of its product is reduced as much as one with a discount.
What is asked above the list is measured from there, so that it makes up for nothing.
"""

from __future__ import annotations

from collections.abc import Iterable

from crm_tui.domain.quotes.pricing import WHOLE, Saleable, line_amount
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class ListedLine:
    """A line with the list price of one unit in its currency; None for what is in no list."""

    sale: Saleable
    list_price_minor: int | None


@dataclass(frozen=True, slots=True)
class Reduction:
    """What a paper would come to at list prices, and what it comes to, both in the same tax."""

    listed_minor: int
    asked_minor: int

    @property
    def share(self) -> int:
        """Return how far it is below the list in hundredths of a percent, rounded up.

        So what is shown as 15% is never more than 15%.
        """
        if not self.listed_minor:
            return 0
        return -((self.asked_minor - self.listed_minor) * WHOLE // self.listed_minor)

    def is_over(self, share: int) -> bool:
        """Return whether it is further below than so many hundredths of a percent, exactly."""
        return (self.listed_minor - self.asked_minor) * WHOLE > share * self.listed_minor


def reduction(lines: Iterable[ListedLine], reduced_minor: int) -> Reduction:
    """Return how far lines are below the list, with what the whole of them is reduced by."""
    listed = asked = 0
    for line in lines:
        sale = line.sale
        price = max(sale.unit_price_minor, line.list_price_minor or 0)
        listed += line_amount(Saleable(sale.quantity_milli, price))
        asked += line_amount(sale)
    return Reduction(listed, asked - reduced_minor)
