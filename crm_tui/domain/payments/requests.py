"""Which planned lines, payments and invoices are asked for."""

from __future__ import annotations

from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.payments.records import PaymentKind, Target
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRequest:
    """Which planned lines are asked for; those `until` a day are due by its end."""

    customer_id: CustomerId | None = None
    target: Target = Target()
    until: int | None = None
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRequest:
    """Which receipts and refunds are asked for."""

    customer_id: CustomerId | None = None
    owner_id: UserId | None = None
    kind: PaymentKind | None = None
    since: int | None = None
    until: int | None = None
    words: str = ""
    deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRequest:
    """Which invoices are asked for."""

    customer_id: CustomerId | None = None
    words: str = ""
    deleted: bool = False
