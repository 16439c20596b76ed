"""What happens to quotes, contracts and orders."""

from __future__ import annotations

from crm_tui.domain.events.values import Event


class QuoteAdded(Event):
    """A quote was drafted, or a new version made of one; `after` says of which."""

    __slots__ = ()


class QuoteEdited(Event):
    """Contents of a draft changed: its fields, or all of its lines."""

    __slots__ = ()


class QuoteStatusSet(Event):
    """A quote was sent, accepted, refused or called void."""

    __slots__ = ()


class QuoteDeleted(Event):
    """A quote is in no list; its number is not used again."""

    __slots__ = ()


class QuoteRestored(Event):
    """A deleted quote is back."""

    __slots__ = ()


class ContractAdded(Event):
    """A contract was drafted."""

    __slots__ = ()


class ContractEdited(Event):
    """Fields of a contract changed."""

    __slots__ = ()


class ContractStatusSet(Event):
    """A contract was signed, terminated or called void."""

    __slots__ = ()


class ContractDeleted(Event):
    """A contract is in no list; its number is not used again."""

    __slots__ = ()


class ContractRestored(Event):
    """A deleted contract is back."""

    __slots__ = ()


class ContractSettingsChanged(Event):
    """What an office says of its contracts changed."""

    __slots__ = ()


class OrderAdded(Event):
    """An order was drafted; `after` says of which quote, if any."""

    __slots__ = ()


class OrderEdited(Event):
    """Contents of a draft changed, or delivery days and the note of a confirmed order."""

    __slots__ = ()


class OrderStatusSet(Event):
    """An order was confirmed, closed or called void."""

    __slots__ = ()


class OrderDeleted(Event):
    """An order is in no list; its number is not used again."""

    __slots__ = ()


class OrderRestored(Event):
    """A deleted order is back."""

    __slots__ = ()


class OrderDelivered(Event):
    """Goods of an order went out."""

    __slots__ = ()


class OrderReturned(Event):
    """Goods of an order came back."""

    __slots__ = ()


class ApprovalAsked(Event):
    """Somebody asked to do something with a paper; `record_id` is that of what was asked."""

    __slots__ = ()


class ApprovalAnswered(Event):
    """What was asked was granted or refused, or a grant taken back."""

    __slots__ = ()


class ApprovalWithdrawn(Event):
    """Whoever asked let it go."""

    __slots__ = ()


class ApprovalUsed(Event):
    """What was granted was done."""

    __slots__ = ()
