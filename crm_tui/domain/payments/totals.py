"""What a customer's business comes to, exactly by currency and together in the office's."""

from __future__ import annotations

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


@dataclass(frozen=True, slots=True)
class ReportedMoney:
    """Totals together in the office's currency.

    What has happened is told at the rate of its day, what is still to be paid at that of today.
    """

    currency: str
    ordered_minor: int
    received_minor: int
    outstanding_minor: int
    invoiced_minor: int

    @classmethod
    def of(cls, totals: MoneyTotals) -> ReportedMoney:
        """Return totals that are all in the office's currency."""
        return cls(
            totals.currency,
            totals.ordered_minor,
            totals.received_minor,
            totals.outstanding_minor,
            totals.invoiced_minor,
        )

    @property
    def exchange_minor(self) -> int:
        """Return by how much changing rates made more of what was ordered; less is below zero.

        What was ordered, and this, less what was received, is what is outstanding.
        """
        return self.outstanding_minor + self.received_minor - self.ordered_minor


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerMoney:
    """All that a customer shows of money."""

    opportunities: CustomerTotals
    totals: tuple[MoneyTotals, ...]
    """By currency, exactly."""
    reported: ReportedMoney | None
    """All of it in the office's currency; None where an amount has no rate."""
    dues: tuple[DueRow, ...]
    limit_minor: int | None
    payment_days: int | None
