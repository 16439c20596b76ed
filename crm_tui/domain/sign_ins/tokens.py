"""What stands for somebody who has signed in: sessions of machines, and tokens of scripts."""

from __future__ import annotations

from datetime import datetime
from enum import Enum

from crm_tui.domain.identifiers import TokenId, UserId
from crm_tui.values import dataclass

LONGEST_TOKEN_DAYS = 3650


class TokenKind(Enum):
    """What a token is for."""

    SESSION = "session"
    """Remembered on a machine after a sign-in."""
    SCRIPT = "script"
    """Made for scripts, which show it instead of a password."""


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A session or token as listed; the secret itself is kept nowhere."""

    id: TokenId
    user_id: UserId
    login: str
    kind: TokenKind
    name: str
    """The machine, or what the token is for."""
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class OwnPasswordNeeded:
    """Who requires passwords of others needs one of their own first."""

    person: str


@dataclass(frozen=True, slots=True)
class PasswordsRequired:
    """The office requires passwords, so nobody can be without."""

    person: str


@dataclass(frozen=True, slots=True)
class HasNoPassword:
    """Who has no password cannot be asked for another."""

    person: str


SignInRefusal = OwnPasswordNeeded | PasswordsRequired | HasNoPassword


@dataclass(frozen=True, slots=True)
class AccountRow:
    """How somebody signs in, as those who look after people see it."""

    user_id: UserId
    login: str
    has_password: bool
    must_change: bool
    locked_minutes: int
    """For so long nobody gets in by their login; 0 where it is open."""
    sessions: int
    tokens: int
    last_sign_in_at: datetime | None = None
    """The newest that is remembered; what ended is forgotten after a season."""
