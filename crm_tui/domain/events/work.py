"""What happens to the work on customers: follow-ups, tasks, reminders, deals."""

from __future__ import annotations

from crm_tui.domain.events.values import Event


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


class FollowUpEdited(Event):
    """A follow-up was changed; what it said before stands in the event."""

    __slots__ = ()


class FollowUpDeleted(Event):
    """A follow-up was deleted, and its effect with it."""

    __slots__ = ()


class DataExported(Event):
    """Somebody wrote a file of what they see: which records, which columns, how many rows."""

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


class FollowUpCommented(Event):
    """Somebody said something about a follow-up; `record_id` is the comment's."""

    __slots__ = ()


class FileAttached(Event):
    """A file was kept with a customer; `record_id` is the attachment's."""

    __slots__ = ()


class FileRemoved(Event):
    """A file is no longer kept with a customer."""

    __slots__ = ()


class TaskEdited(Event):
    """Title, time, assignee, priority or recurrence of a task was changed."""

    __slots__ = ()


class TaskProgressed(Event):
    """An action on a task, or a problem met, was noted."""

    __slots__ = ()


class TaskReopened(Event):
    """A task that was done is open again."""

    __slots__ = ()


class TaskDeleted(Event):
    """A task was deleted."""

    __slots__ = ()


class TaskEscalated(Event):
    """An overdue task was reported to the manager."""

    __slots__ = ()


class KeyDateAdded(Event):
    """A day to remember was added to a customer."""

    __slots__ = ()


class KeyDateEdited(Event):
    """A day to remember was changed."""

    __slots__ = ()


class KeyDateDeleted(Event):
    """A day to remember was deleted."""

    __slots__ = ()


class KeyDateHandled(Event):
    """The reminder of a day was acted on, put off or skipped."""

    __slots__ = ()


class NoticesSeen(Event):
    """Somebody has read what the program told them."""

    __slots__ = ()


class OpportunityAdded(Event):
    """An opportunity with a customer was entered."""

    __slots__ = ()


class OpportunityEdited(Event):
    """Fields of an opportunity were changed."""

    __slots__ = ()


class OpportunityMoved(Event):
    """An opportunity came into another stage."""

    __slots__ = ()


class OpportunityEnded(Event):
    """An opportunity was won, lost or void, with reason and review."""

    __slots__ = ()


class OpportunityReopened(Event):
    """An opportunity that had ended is open again."""

    __slots__ = ()


class OpportunityDeleted(Event):
    """An opportunity was deleted."""

    __slots__ = ()


class OpportunityRestored(Event):
    """A deleted opportunity was restored."""

    __slots__ = ()
