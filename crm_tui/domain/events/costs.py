"""What happens to expenses, to what customers use, and to project files of opportunities."""

from __future__ import annotations

from crm_tui.domain.events.values import Event


class ExpenseAdded(Event):
    """An expense was entered."""

    __slots__ = ()


class ExpenseEdited(Event):
    """Fields of an expense changed."""

    __slots__ = ()


class ExpenseDeleted(Event):
    """An expense counts for nothing and is in no list."""

    __slots__ = ()


class ExpenseRestored(Event):
    """A deleted expense is back."""

    __slots__ = ()


class ProjectEdited(Event):
    """Fields of a project file changed, or which key dates remind of its days."""

    __slots__ = ()


class UsageAdded(Event):
    """What a customer uses of something was entered."""

    __slots__ = ()


class UsageEdited(Event):
    """Fields of a usage changed."""

    __slots__ = ()


class UsageDeleted(Event):
    """A usage is in no list and no sum."""

    __slots__ = ()


class UsageRestored(Event):
    """A deleted usage is back."""

    __slots__ = ()
