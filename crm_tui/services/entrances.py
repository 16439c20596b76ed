"""Who acts, asked before anything else: it loads nothing that only a sign-in needs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import field
from hashlib import sha256

from crm_tui.db.queries import sign_ins
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.sign_ins.entrances import Claim, Outcome, Seat, Standing, who_sits
from crm_tui.domain.users import Actor, Road
from crm_tui.errors import (
    NotFoundError,
    SignInNeededError,
    TokenInvalidError,
    UserNotChosenError,
)
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Credentials:
    """What somebody shows at the door; secrets are left out of what is printed of it."""

    claim: Claim = Claim()
    token: str | None = field(default=None, repr=False)
    """Shown on purpose, so it has to be good."""
    session: str | None = field(default=None, repr=False)
    """Remembered on this machine; one that is over is as good as none."""
    password: str | None = field(default=None, repr=False)


def hash_of(secret: str) -> str:
    """Return the SHA-256 of a token, or of a login by which failures are counted."""
    return sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def who_acts(database: Database, shown: Credentials, road: Road) -> Actor:
    """Return who acts.

    Raises SignInNeededError before anything is told, TokenInvalidError for a token that is not
    good, UserNotChosenError and NotFoundError where logins are no secret.
    """
    try:
        standing, seats = standing_of(database, shown)
    except TokenInvalidError:
        # Only a token that is not good pays for it.
        from crm_tui.db.refused_attempts import note_at_the_door  # noqa: PLC0415

        note_at_the_door(database, road, None, {"token": True})
        raise
    match standing.outcome:
        case Outcome.KNOWN if standing.user_id is not None:
            return Actor(standing.user_id, road)
        case Outcome.NOBODY:
            raise NotFoundError("user", standing.login or "")
        case Outcome.CHOICE_NEEDED:
            raise UserNotChosenError([each.login for each in seats])
    if shown.password is None or standing.login is None:
        raise SignInNeededError(standing.login)
    # Only here: a start with a session compares no password.
    from crm_tui.services.sign_ins.doors import Proof, enter  # noqa: PLC0415

    proof = Proof(standing.login, shown.password)
    return Actor(enter(database, proof, road, machine=None).user_id, road)


def standing_of(database: Database, shown: Credentials) -> tuple[Standing, Sequence[Seat]]:
    """Return what is asked of who shows this, and who may be chosen."""
    secret, now = shown.token or shown.session, database.clock.now()
    with database.glancing() as connection:
        found = sign_ins.entrance(connection, hash_of(secret) if secret else None, now)
    if shown.token is not None and found.signed_in_id is None:
        raise TokenInvalidError
    return who_sits(found, shown.claim), () if found.passwords_required else found.seats
