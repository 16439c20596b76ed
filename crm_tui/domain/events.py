"""What can happen: events are past tense, append-only, and carry before and after."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import Enum

from crm_tui.domain.identifiers import BatchId, CustomerId
from crm_tui.values import dataclass

_WORD = re.compile(r"(?<!^)(?=[A-Z])")


class JobStatus(Enum):
    """How a background job stands."""

    RUNNING = "running"
    DONE = "done"
    HELD = "held"
    DISMISSED = "dismissed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that happened to one record, with the values before and after."""

    customer_id: CustomerId | None = None
    record_id: int | None = None
    before: Mapping[str, object] = field(default_factory=dict)
    after: Mapping[str, object] = field(default_factory=dict)

    @classmethod
    def kind(cls) -> str:
        """Return the stored name of the event, such as customer_claimed."""
        return _WORD.sub("_", cls.__name__).lower()


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


class FollowUpAdded(Event):
    """A follow-up was written."""

    __slots__ = ()


class TaskAdded(Event):
    """A task or reminder was made."""

    __slots__ = ()


class TaskDone(Event):
    """A task or reminder was finished."""

    __slots__ = ()


class NextContactSet(Event):
    """The next contact time of a customer was set or cleared."""

    __slots__ = ()


class CustomerInvalidated(Event):
    """A customer was set aside as 无效, or on the blacklist."""

    __slots__ = ()


class CustomerRestored(Event):
    """A customer that was set aside came back into its pool."""

    __slots__ = ()


class FollowUpEdited(Event):
    """A follow-up was changed; what it said before stands in the event."""

    __slots__ = ()


class FollowUpDeleted(Event):
    """A follow-up was deleted, and its effect with it."""

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


class DealRecorded(Event):
    """A deal with a customer was recorded."""

    __slots__ = ()


class DealVoided(Event):
    """A deal was taken back, with a reason."""

    __slots__ = ()


class DealMarked(Event):
    """A manager said by hand whether a customer is won."""

    __slots__ = ()


class ContactsRevealed(Event):
    """Somebody looked at the hidden contact details of a customer in its pool."""

    __slots__ = ()


class ChangeUndone(Event):
    """An earlier event was taken back; `record_id` is that event's."""

    __slots__ = ()


class OfficeChanged(Event):
    """Settings of the office were changed."""

    __slots__ = ()


class PoolAdded(Event):
    """A pool was made; `record_id` is the pool's here and below."""

    __slots__ = ()


class PoolRulesSaved(Event):
    """A version of a pool's rules was written; `record_id` is the version's."""

    __slots__ = ()


class PoolRulesWithdrawn(Event):
    """A version of a pool's rules was let go before it took effect."""

    __slots__ = ()


class PoolRulesApplied(Event):
    """A version of a pool's rules was applied to every customer of the pool."""

    __slots__ = ()


class PoolEdited(Event):
    """Settings of a pool were changed."""

    __slots__ = ()


class DefaultPoolChanged(Event):
    """What no route names belongs to this pool from now on, and no longer to another."""

    __slots__ = ()


class PoolDeleted(Event):
    """A pool was closed for good; its customers went to another."""

    __slots__ = ()


class PoolMemberSet(Event):
    """Somebody was let into a pool, kept out of it, put in charge or taken off its list."""

    __slots__ = ()


class HoldingLimitSet(Event):
    """A holding limit was set, changed or taken away; `record_id` is that of its pool, if any."""

    __slots__ = ()


class PoolRoutesSet(Event):
    """What belongs to a pool when it is entered was changed."""

    __slots__ = ()


class CalendarChanged(Event):
    """Days of the office's calendar were edited."""

    __slots__ = ()


class UserAdded(Event):
    """A user joined the office."""

    __slots__ = ()


class UserEdited(Event):
    """Name, department, roles, manager or strengths of a user were changed."""

    __slots__ = ()


class UserDisabled(Event):
    """A user may not work here for now."""

    __slots__ = ()


class UserEnabled(Event):
    """A user may work here again."""

    __slots__ = ()


class UserLeft(Event):
    """A user left the office."""

    __slots__ = ()


class DepartmentAdded(Event):
    """A department was made."""

    __slots__ = ()


class DepartmentEdited(Event):
    """A department was renamed, moved, or got another manager."""

    __slots__ = ()


class DepartmentDeleted(Event):
    """An empty department was taken out of the tree."""

    __slots__ = ()


class RoleAdded(Event):
    """A role was made."""

    __slots__ = ()


class RoleEdited(Event):
    """Name, scope or permissions of a role were changed."""

    __slots__ = ()


class RoleDeleted(Event):
    """A role that nobody has was taken away."""

    __slots__ = ()


class LeaveRecorded(Event):
    """Days were noted on which somebody is away."""

    __slots__ = ()


class LeaveCancelled(Event):
    """A leave that was noted does not take place."""

    __slots__ = ()


class ViewSaved(Event):
    """Somebody saved a list under a name; `record_id` is the view's here and below."""

    __slots__ = ()


class ViewChanged(Event):
    """Name, audience, query or layout of a saved view was changed."""

    __slots__ = ()


class ViewDeleted(Event):
    """A saved view was deleted."""

    __slots__ = ()


@dataclass(frozen=True, slots=True)
class BatchRow:
    """One writing operation, as listed."""

    id: BatchId
    at: datetime
    actor: str
    login: str
    operation: str
    road: str
    events: int
    undone_by_id: BatchId | None
    undoes_id: BatchId | None


@dataclass(frozen=True, slots=True)
class EventRow:
    """One event, as the timeline and undo read it."""

    id: int
    batch_id: BatchId
    at: datetime
    kind: str
    actor: str
    customer_id: CustomerId | None
    record_id: int | None
    before: Mapping[str, object]
    after: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Changed:
    """What an operation changed: enough for a screen to refresh and for undo."""

    batch_id: BatchId | None
    kinds: frozenset[str]
    customer_ids: tuple[CustomerId, ...]
    record_id: int | None = None
