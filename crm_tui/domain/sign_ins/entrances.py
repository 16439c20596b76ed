"""Who may sit down at the program, and who has to say a password first."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from crm_tui.domain.identifiers import UserId
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Seat:
    """Somebody who works here, as known before anybody has signed in."""

    user_id: UserId
    login: str
    name: str
    has_password: bool


@dataclass(frozen=True, slots=True)
class Entrance:
    """What is known of an office before anybody has signed in."""

    seats: Sequence[Seat]
    passwords_required: bool
    signed_in_id: UserId | None = None
    """Whose session or token was shown, where it is still good."""


@dataclass(frozen=True, slots=True)
class Claim:
    """Who somebody says they are."""

    login: str | None = None
    """As said on the command line or in the environment."""
    remembered: str | None = None
    """Who was last chosen on this machine."""


class Outcome(Enum):
    """What follows from who somebody says they are."""

    KNOWN = auto()
    PASSWORD_NEEDED = auto()
    CHOICE_NEEDED = auto()
    NOBODY = auto()
    """There is nobody of that login; said only where logins are no secret."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Who sits here, or what is asked first."""

    outcome: Outcome
    user_id: UserId | None = None
    login: str | None = None


def who_sits(entrance: Entrance, claim: Claim) -> Standing:
    """Return who sits here, or what is asked first.

    Who has a password always proves it. Who has none is believed, unless the office requires
    passwords of everybody: then nothing is said about who works here.
    """
    signed_in = _seat_of(entrance, entrance.signed_in_id)
    if signed_in is not None and claim.login in {None, signed_in.login}:
        return Standing(Outcome.KNOWN, signed_in.user_id, signed_in.login)
    wish = claim.login or claim.remembered
    if entrance.passwords_required:
        return Standing(Outcome.PASSWORD_NEEDED, login=wish)
    found = next((each for each in entrance.seats if each.login == wish), None)
    if found is None and claim.login is not None:
        return Standing(Outcome.NOBODY, login=claim.login)
    if found is None and len(entrance.seats) == 1:
        found = entrance.seats[0]
    if found is None:
        return Standing(Outcome.CHOICE_NEEDED)
    if found.has_password:
        return Standing(Outcome.PASSWORD_NEEDED, login=found.login)
    return Standing(Outcome.KNOWN, found.user_id, found.login)


def _seat_of(entrance: Entrance, user_id: UserId | None) -> Seat | None:
    return next((each for each in entrance.seats if each.user_id == user_id), None)
