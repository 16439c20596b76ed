"""What can happen: events are past tense, append-only, and carry before and after."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import Enum

from crm_tui.domain.identifiers import BatchId, CustomerId

_WORD = re.compile(r"(?<!^)(?=[A-Z])")


class JobStatus(Enum):
    """How a background job stands."""

    DONE = "done"
    HELD = "held"


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


class ChangeUndone(Event):
    """An earlier event was taken back; `record_id` is that event's."""

    __slots__ = ()


class OfficeChanged(Event):
    """Settings of the office were changed."""

    __slots__ = ()


class UserAdded(Event):
    """A user joined the office."""

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
