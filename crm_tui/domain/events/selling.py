"""What happens to quotes."""

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
