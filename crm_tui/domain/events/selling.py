"""What happens to products, to quotes, and to what the office says of its papers."""

from __future__ import annotations

from crm_tui.domain.events.values import Event


class ProductAdded(Event):
    """A product was entered; `after` holds its columns."""

    __slots__ = ()


class ProductEdited(Event):
    """Columns of a product changed."""

    __slots__ = ()


class ProductDeleted(Event):
    """A product is sold no more and in no list."""

    __slots__ = ()


class ProductRestored(Event):
    """A deleted product is back."""

    __slots__ = ()


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


class PapersChanged(Event):
    """What an office says of the papers it sends, or the page they are printed on, changed."""

    __slots__ = ()
