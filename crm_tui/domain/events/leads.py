"""What happens to leads; `record_id` is the lead's, a customer is named where it became one."""

from __future__ import annotations

from crm_tui.domain.events.values import Event


class LeadAdded(Event):
    """A lead was entered, imported or sent by a form."""

    __slots__ = ()


class LeadEdited(Event):
    """Fields of a lead were changed."""

    __slots__ = ()


class LeadQualified(Event):
    """A lead was moved to another stage by hand."""

    __slots__ = ()


class LeadGiven(Event):
    """A lead got another owner, or none."""

    __slots__ = ()


class LeadFollowedUp(Event):
    """A lead was followed up; `after` names what was written."""

    __slots__ = ()


class LeadContactPlanned(Event):
    """The next contact of a lead was set or cleared."""

    __slots__ = ()


class LeadDiscarded(Event):
    """A lead was discarded, with a reason."""

    __slots__ = ()


class LeadRestored(Event):
    """A discarded or deleted lead is worked on again."""

    __slots__ = ()


class LeadDeleted(Event):
    """A lead was deleted."""

    __slots__ = ()


class LeadConverted(Event):
    """A lead became a customer, or went over to one that was there."""

    __slots__ = ()
