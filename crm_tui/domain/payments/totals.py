"""What a customer's business comes to, exactly by currency and together in the office's."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.domain.opportunities import CustomerTotals
from crm_tui.domain.payments.dues import DueRow
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class MoneyTotals:
    """What was ordered, received net of refunds, and invoiced, in one currency."""

    currency: str
    ordered_minor: int
    received_minor: int
    invoiced_minor: int

    @property
    def outstanding_minor(self) -> int:
        """Return what is still to be paid; below zero is what was paid ahead."""
        return self.ordered_minor - self.received_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerMoney:
    """All that a customer shows of money."""

    opportunities: CustomerTotals
    totals: tuple[MoneyTotals, ...]
    """By currency, exactly."""
    reported: MoneyTotals | None
    """All of it in the office's currency at today's rates; None where one has no rate."""
    dues: tuple[DueRow, ...]
    limit_minor: int | None
    payment_days: int | None


def together(totals: Sequence[MoneyTotals], currency: str) -> MoneyTotals:
    """Return the sum of totals that are all in one currency."""
    return MoneyTotals(
        currency,
        sum(each.ordered_minor for each in totals),
        sum(each.received_minor for each in totals),
        sum(each.invoiced_minor for each in totals),
    )
