"""The door: a password is compared, failures are counted, a session is handed out."""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from crm_tui.db.queries import sign_ins
from crm_tui.db.refused_attempts import note_at_the_door
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.events import Event, SignedIn
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.sign_ins import (
    Attempts,
    SignInPolicy,
    TokenKind,
    after_failure,
    locked_until,
    tries_left,
    why_not_password,
)
from crm_tui.domain.text import clean
from crm_tui.domain.users import Road
from crm_tui.errors import (
    FieldError,
    PasswordChangeNeededError,
    SignInFailedError,
    SignInLockedError,
)
from crm_tui.services.entrances import hash_of
from crm_tui.services.sign_ins.hashing import (
    USUAL_COST,
    HashCost,
    hash_password,
    is_password,
    needs_rehash,
    new_token,
)
from crm_tui.values import dataclass

_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Proof:
    """A login and the password that proves it; the password is shown nowhere."""

    login: str
    password: str = field(repr=False)
    new_password: str | None = field(default=None, repr=False)
    """Given where another has to be chosen."""


@dataclass(frozen=True, slots=True)
class Session:
    """Somebody has signed in: who, and what their machine shows from now on."""

    user_id: UserId
    login: str
    token: str = field(repr=False)
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Known:
    """Somebody whose password was right."""

    user_id: UserId
    login: str
    name: str
    hash: str = field(repr=False)
    must_change: bool
    attempts_key: str


def facts_of(operation: str, road: Road) -> Mapping[str, object]:
    """Return what the history says of an act before it is known who acts."""
    return {"operation_id": str(uuid.uuid4()), "operation": f"SignIns.{operation}", "road": road}


def minutes_until(until: datetime, now: datetime) -> int:
    """Return how many minutes it is until then, one at least."""
    return max(1, ceil((until - now) / timedelta(minutes=1)))


def checked_password(
    password: str, *, policy: SignInPolicy, login: str, name: str, before: str | None = None
) -> str:
    """Return a new password; raise FieldError, which does not hold it, where it may be none."""
    fault = why_not_password(
        password, length=policy.password_length, login=login, name=name, before=before
    )
    if fault is not None:
        raise FieldError("new_password", fault.value, limit=policy.password_length)
    return password


def prove(database: Database, proof: Proof, road: Road, *, cost: HashCost = USUAL_COST) -> Known:
    """Return whose password this is.

    A try is counted before the password is compared: many at once are no more than one after the
    other. Raises SignInLockedError, and SignInFailedError alike where nobody has the login.
    """
    now, login = database.clock.now(), clean(proof.login)
    key = hash_of(login)
    with database.entering() as connection:
        policy = sign_ins.policy(connection)
        before = sign_ins.locked_attempts(connection, key)
        _refuse_locked(before, policy, now)
        counted = after_failure(before, policy, now)
        sign_ins.store_attempts(connection, key, counted)
        long_ago = now - timedelta(minutes=policy.lock_minutes)
        sign_ins.forget_old_attempts(connection, key, long_ago)
        found = sign_ins.credential(connection, login)
    stored = None if found is None else found.hash
    is_right = is_password(proof.password, stored or cost.nobodys)
    if found is None or stored is None or not is_right:
        left = tries_left(counted, policy)
        user_id = None if found is None else UserId(found.id)
        note_at_the_door(database, road, user_id, {"left": left})
        raise SignInFailedError(left, policy.lock_minutes)
    return Known(UserId(found.id), found.login, found.name, stored, found.must_change, key)


def _refuse_locked(attempts: Attempts, policy: SignInPolicy, now: datetime) -> None:
    until = locked_until(attempts, policy, now)
    if until is not None:
        raise SignInLockedError(minutes_until(until, now))


def enter(
    database: Database,
    proof: Proof,
    road: Road,
    *,
    machine: str | None,
    cost: HashCost = USUAL_COST,
) -> Session:
    """Let somebody in, and remember it for their machine; without one only this once.

    Raises PasswordChangeNeededError where another password has to be chosen and none was given.
    """
    known = prove(database, proof, road, cost=cost)
    new_hash = _hash_in_place(database, known, proof, cost)
    now, token = database.clock.now(), new_token()
    with database.entering() as connection:
        policy = sign_ins.policy(connection)
        stored = sign_ins.locked_password_of(connection, known.user_id)
        if stored is None or stored.hash != known.hash:
            # It was changed while it was compared.
            raise SignInFailedError(policy.sign_in_tries, policy.lock_minutes)
        sign_ins.forget_attempts(connection, known.attempts_key)
        if known.must_change and new_hash is None:
            change_needed, expires_at = True, now
        else:
            change_needed = False
            expires_at = now + timedelta(days=policy.session_days)
            _settle(connection, known, new_hash, now)
            if machine is not None:
                add_session(connection, known.user_id, token, machine, (now, expires_at))
            event: Event = SignedIn(
                record_id=known.user_id, after={"remembered": machine is not None}
            )
            facts = facts_of("sign_in", road)
            sign_ins.record(connection, event, facts=facts, actor_id=known.user_id, now=now)
    if change_needed:
        raise PasswordChangeNeededError
    return Session(known.user_id, known.login, token, expires_at)


def _hash_in_place(database: Database, known: Known, proof: Proof, cost: HashCost) -> str | None:
    """Return the hash that takes the place of the stored one; None where it stays."""
    if not known.must_change:
        return hash_password(proof.password, cost) if needs_rehash(known.hash, cost) else None
    if proof.new_password is None:
        return None
    with database.glancing() as connection:
        policy = sign_ins.policy(connection)
    checked = checked_password(
        proof.new_password,
        policy=policy,
        login=known.login,
        name=known.name,
        before=proof.password,
    )
    return hash_password(checked, cost)


def _settle(connection: Any, known: Known, new_hash: str | None, now: datetime) -> None:
    sign_ins.forget_ended(connection, now)
    if new_hash is None:
        return
    if not known.must_change:
        sign_ins.rehash(connection, known.user_id, known.hash, new_hash)
        return
    values = {"hash": new_hash, "must_change": False, "set_at": now}
    sign_ins.store_password(connection, known.user_id, values)
    sign_ins.revoke(connection, known.user_id, now, kind=TokenKind.SESSION)


def session_name(machine: str) -> str:
    """Return what the sessions of a machine are called."""
    return clean(machine)[:_LONGEST_NAME]


def add_session(
    connection: Any, user_id: UserId, token: str, machine: str, span: tuple[datetime, datetime]
) -> None:
    """Keep a session by the hash of its token, from one instant to another."""
    created_at, expires_at = span
    values = {
        "user_id": user_id,
        "kind": TokenKind.SESSION,
        "name": session_name(machine),
        "token_hash": hash_of(token),
        "created_at": created_at,
        "expires_at": expires_at,
    }
    sign_ins.add_token(connection, values)
