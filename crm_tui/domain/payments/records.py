"""What is kept of money: planned lines, receipts and refunds with what they settle, invoices."""

from __future__ import annotations

from collections.abc import Iterable
from enum import Enum

from crm_tui.domain.approvals.records import Approval, Asked
from crm_tui.domain.identifiers import (
    BankReceiptId,
    ContractId,
    CustomerId,
    DealId,
    InvoiceId,
    OrderId,
    PaymentId,
    PaymentPlanId,
    UserId,
)
from crm_tui.values import dataclass


class PlanKind(Enum):
    """What a planned line is; retention money (质保金) is due long after the rest."""

    ADVANCE = "advance"
    INSTALMENT = "instalment"
    FINAL = "final"
    RETENTION = "retention"
    OTHER = "other"


class PaymentKind(Enum):
    """Money that came, or money that was given back."""

    RECEIPT = "receipt"
    REFUND = "refund"


class PaymentMethod(Enum):
    """The way money went."""

    TRANSFER = "transfer"
    CASH = "cash"
    CHEQUE = "cheque"
    ACCEPTANCE = "acceptance"
    WECHAT = "wechat"
    ALIPAY = "alipay"
    CARD = "card"
    OTHER = "other"


class InvoiceKind(Enum):
    """Which invoice it is: the buyer deducts the tax of a special one."""

    SPECIAL = "special"
    PLAIN = "plain"
    OTHER = "other"


class InvoiceStatus(Enum):
    """Whether an invoice stands; one that is reversed stands, and a red one beside it."""

    ISSUED = "issued"
    VOID = "void"


class DocumentKind(Enum):
    """Which of the two a document is."""

    ORDER = "order"
    CONTRACT = "contract"


@dataclass(frozen=True, slots=True)
class Target:
    """What a line or a payment is for: an order or a contract, and which planned line of it."""

    order_id: OrderId | None = None
    contract_id: ContractId | None = None
    plan_id: PaymentPlanId | None = None

    @property
    def kind(self) -> DocumentKind:
        """Return whether it is an order or a contract."""
        return DocumentKind.CONTRACT if self.order_id is None else DocumentKind.ORDER

    @property
    def document(self) -> Target:
        """Return the order or contract itself, without a line of it."""
        return Target(self.order_id, self.contract_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """An order or a contract that is paid: whose it is and what it comes to, net of returns."""

    target: Target
    number: str
    customer_id: CustomerId
    customer: str
    owner_id: UserId
    currency: str
    total_minor: int
    is_void: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanFields:
    """A planned line as a person enters it, in the currency of its order or contract."""

    due_day: int
    amount_minor: int
    kind: PlanKind = PlanKind.INSTALMENT
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanRow:
    """A planned line as listed, with what receipts that name it came to, net of refunds."""

    id: PaymentPlanId
    target: Target
    number: str
    customer_id: CustomerId
    customer: str
    owner_id: UserId
    owner: str
    currency: str
    fields: PlanFields
    received_minor: int


@dataclass(frozen=True, slots=True)
class Split:
    """The part of a payment that settles something; below zero where it was given back."""

    target: Target
    amount_minor: int


@dataclass(frozen=True, slots=True)
class SplitRow:
    """A part of a payment, with the number of the order or contract that it settles."""

    split: Split
    number: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentFields:
    """What a person enters of a receipt or a refund, besides what it settles."""

    day: int
    amount_minor: int
    currency: str
    method: PaymentMethod = PaymentMethod.TRANSFER
    payer: str = ""
    reference: str = ""
    note: str = ""
    owner_id: UserId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PaymentRow:
    """A receipt or a refund as listed; the amount of a refund is below zero."""

    id: PaymentId
    number: str
    kind: PaymentKind
    customer_id: CustomerId
    customer: str
    owner_id: UserId
    owner: str
    day: int
    currency: str
    amount_minor: int
    method: PaymentMethod
    payer: str
    reference: str
    settles: str
    """The numbers of what it settles."""
    refunded_minor: int
    """What of a receipt was given back, above zero."""
    version: int
    asked: Asked | None = None
    """What somebody wants to be granted of it, or wanted last."""
    is_deleted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Payment:
    """A receipt or refund whole: what each part of it settles, and what it came from."""

    row: PaymentRow
    fields: PaymentFields
    splits: tuple[SplitRow, ...]
    refund_of_id: PaymentId | None
    refund_of: str
    """The number of the receipt that a refund gave back."""
    deal_id: DealId | None
    bank_receipt_id: BankReceiptId | None = None
    """What of the bank's list it was, where it came so."""
    approval: Approval | None = None
    """What was asked of it last, whole; of one that is read by itself."""

    @property
    def free_minor(self) -> int:
        """Return what settles nothing yet: it is the customer's on account."""
        return self.fields.amount_minor - settled(each.split for each in self.splits)


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceFields:
    """What a person enters of an invoice; the amount is with tax, and a red one below zero."""

    number: str
    day: int
    currency: str
    amount_minor: int
    tax_minor: int = 0
    kind: InvoiceKind = InvoiceKind.SPECIAL
    title: str = ""
    order_id: OrderId | None = None
    contract_id: ContractId | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRow:
    """An invoice as listed."""

    id: InvoiceId
    customer_id: CustomerId
    customer: str
    owner_id: UserId
    owner: str
    fields: InvoiceFields
    status: InvoiceStatus
    document: str
    """The number of the order or contract that it is for."""
    red_of_id: InvoiceId | None
    red_of: str
    reversed_minor: int
    """What of it red ones took back, above zero."""
    reason: str
    version: int

    @property
    def counted_minor(self) -> int:
        """Return what it counts in totals."""
        return self.fields.amount_minor if self.status is InvoiceStatus.ISSUED else 0


def settled(splits: Iterable[Split]) -> int:
    """Return what these parts come to."""
    return sum(each.amount_minor for each in splits)
