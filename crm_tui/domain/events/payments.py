"""What happens to money: planned, received, given back, invoiced."""

from __future__ import annotations

from crm_tui.domain.events.values import Event


class PaymentPlanAdded(Event):
    """A line was planned for an order or a contract."""

    __slots__ = ()


class PaymentPlanEdited(Event):
    """A planned line changed."""

    __slots__ = ()


class PaymentPlanDeleted(Event):
    """A planned line is in no list and asks for nothing."""

    __slots__ = ()


class PaymentPlanRestored(Event):
    """A deleted planned line is back."""

    __slots__ = ()


class PaymentAdded(Event):
    """Money came, or was given back; `after` says of which receipt."""

    __slots__ = ()


class PaymentEdited(Event):
    """Fields of a payment changed, or what it settles."""

    __slots__ = ()


class PaymentDeleted(Event):
    """A payment is in no list and counts for nothing."""

    __slots__ = ()


class PaymentRestored(Event):
    """A deleted payment is back."""

    __slots__ = ()


class InvoiceAdded(Event):
    """An invoice was written down; `after` says of which a red one takes back."""

    __slots__ = ()


class InvoiceEdited(Event):
    """Fields of an invoice changed."""

    __slots__ = ()


class InvoiceVoided(Event):
    """An invoice was called void, with a reason."""

    __slots__ = ()


class InvoiceDeleted(Event):
    """An invoice is in no list and counts for nothing."""

    __slots__ = ()


class InvoiceRestored(Event):
    """A deleted invoice is back."""

    __slots__ = ()


class CreditSet(Event):
    """What a customer may owe, or how long, changed."""

    __slots__ = ()


class BankReceiptAdded(Event):
    """Money came into the bank, as its list tells."""

    __slots__ = ()


class BankReceiptClaimed(Event):
    """Somebody said for which customers it came."""

    __slots__ = ()


class BankReceiptWithdrawn(Event):
    """A claim was taken back by who made it."""

    __slots__ = ()


class BankReceiptConfirmed(Event):
    """A claim was confirmed: receipts of its customers stand."""

    __slots__ = ()


class BankReceiptRefused(Event):
    """A claim was refused, with a reason."""

    __slots__ = ()


class BankReceiptSetAside(Event):
    """It was called no customer's payment, with a reason."""

    __slots__ = ()


class BankReceiptReopened(Event):
    """It is to be claimed again; what it had become is deleted."""

    __slots__ = ()
