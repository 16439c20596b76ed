"""What happens to the people of an office."""

from __future__ import annotations

from crm_tui.domain.events.values import Event


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


class SignedIn(Event):
    """A user signed in by their password."""

    __slots__ = ()


class SignInFailed(Event):
    """A password was wrong, or nobody has the login; what was typed is not kept."""

    __slots__ = ()


class AttemptRefused(Event):
    """Somebody asked for what they may not, or for a record of others; nothing was done."""

    __slots__ = ()


class SignedOut(Event):
    """Sessions of a user ended before their time."""

    __slots__ = ()


class PasswordSet(Event):
    """A user has another password, or has to choose one; the password itself is kept nowhere."""

    __slots__ = ()


class PasswordRemoved(Event):
    """A user has no password any more."""

    __slots__ = ()


class SignInUnlocked(Event):
    """The failures of a login were forgotten."""

    __slots__ = ()


class TokenMade(Event):
    """A token was made for scripts."""

    __slots__ = ()


class TokenRevoked(Event):
    """A token or session was revoked."""

    __slots__ = ()


class SessionsEnded(Event):
    """Every machine of somebody signs in anew."""

    __slots__ = ()
