"""What happens to customers, their contacts and their owners."""

from __future__ import annotations

from crm_tui.domain.events.values import Event


class CustomerCreated(Event):
    """A customer was entered or imported."""

    __slots__ = ()


class CustomerEdited(Event):
    """Fields of a customer were changed."""

    __slots__ = ()


class CustomerDeleted(Event):
    """A customer went to the recycle bin."""

    __slots__ = ()


class CustomerClaimed(Event):
    """A rep took a customer out of its pool."""

    __slots__ = ()


class CustomerAssigned(Event):
    """Somebody was given a customer out of its pool."""

    __slots__ = ()


class CustomerReturned(Event):
    """The owner gave a customer back to its pool."""

    __slots__ = ()


class CustomerReclaimed(Event):
    """The rules took a customer back into its pool."""

    __slots__ = ()


class CustomerTransferred(Event):
    """A customer went from its owner to another, with its clock."""

    __slots__ = ()


class CustomerHandedOver(Event):
    """A customer was passed on with everything somebody held; `record_id` is the slip."""

    __slots__ = ()


class CustomerMoved(Event):
    """A customer went from one pool to another."""

    __slots__ = ()


class CustomerLocked(Event):
    """A customer was locked for its owner until a day."""

    __slots__ = ()


class CustomerUnlocked(Event):
    """The lock of a customer was lifted before its day."""

    __slots__ = ()


class ExtensionRequested(Event):
    """An owner asked for more days."""

    __slots__ = ()


class ExtensionDecided(Event):
    """More days were granted or refused."""

    __slots__ = ()


class ClockRestarted(Event):
    """A manager let the days of a customer count anew."""

    __slots__ = ()


class HandoverMade(Event):
    """A slip was made for what somebody passes on; `record_id` is the slip's."""

    __slots__ = ()


class HandoverConfirmed(Event):
    """Somebody confirmed what they were handed over."""

    __slots__ = ()


class DisputeFiled(Event):
    """Somebody said that a customer is theirs as well."""

    __slots__ = ()


class DisputeDecided(Event):
    """A manager decided whose a disputed customer is."""

    __slots__ = ()


class DisputeWithdrawn(Event):
    """Whoever filed a dispute let it go."""

    __slots__ = ()


class ContactAdded(Event):
    """A contact was added to a customer."""

    __slots__ = ()


class ContactEdited(Event):
    """Fields of a contact were changed."""

    __slots__ = ()


class CustomerInvalidated(Event):
    """A customer was set aside as 无效, or on the blacklist."""

    __slots__ = ()


class CustomerMerged(Event):
    """Another customer was merged into this one; `record_id` is that one's."""

    __slots__ = ()


class CustomerGivenUp(Event):
    """A customer was merged into another; `record_id` is that one's."""

    __slots__ = ()


class CustomerPurged(Event):
    """A deleted customer was removed for good; what happened to it says no more whose it was."""

    __slots__ = ()


class DuplicateDismissed(Event):
    """Two customers that look alike were called different.

    It is about neither of them alone, so none stands in `customer_id`.
    """

    __slots__ = ()


class DuplicateReopened(Event):
    """Two customers that were called different may be one again."""

    __slots__ = ()


class CustomerRestored(Event):
    """A customer that was set aside came back into its pool."""

    __slots__ = ()


class TeamMemberAdded(Event):
    """A colleague was given a seat in a customer's team."""

    __slots__ = ()


class TeamMemberChanged(Event):
    """The part, the access or the last day of a team member was changed."""

    __slots__ = ()


class TeamMemberRemoved(Event):
    """A colleague lost their seat in a customer's team."""

    __slots__ = ()


class ContactMoved(Event):
    """A contact changed from one company to another; both are told, each of the other."""

    __slots__ = ()


class ContactJoined(Event):
    """A contact belongs to a further company; that one and the home one are told."""

    __slots__ = ()


class ContactLeft(Event):
    """A contact belongs to a further company no more; that one and the home one are told."""

    __slots__ = ()


class ContactsRevealed(Event):
    """Somebody looked at the hidden contact details of a customer in its pool."""

    __slots__ = ()


class DuplicateTold(Event):
    """The duplicate check told somebody of a customer that they do not see."""

    __slots__ = ()


class ChangeUndone(Event):
    """An earlier event was taken back; `record_id` is that event's."""

    __slots__ = ()


class CustomerTypeChanged(Event):
    """A customer became 潜在, 成交, 流失预警 or 流失, by rule or by hand."""

    __slots__ = ()


class LevelProposed(Event):
    """A new level was worked out for a customer."""

    __slots__ = ()


class LevelDecided(Event):
    """A proposed level was accepted or refused."""

    __slots__ = ()
