"""Passwords, sessions, tokens and failures; most of it before it is known who asks."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    Connection,
    Select,
    String,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    true,
    update,
)

from crm_tui.db.raw import run
from crm_tui.db.schema.batches import BATCH, EVENT
from crm_tui.db.schema.offices import OFFICE
from crm_tui.db.schema.sign_ins import ACCESS_TOKEN, SIGN_IN_ATTEMPT, USER_PASSWORD
from crm_tui.db.schema.users import USER
from crm_tui.db.servers import hint_at_commit
from crm_tui.domain.events import Event
from crm_tui.domain.identifiers import TokenId, UserId
from crm_tui.domain.sign_ins import (
    NO_ATTEMPTS,
    Attempts,
    Entrance,
    Seat,
    SignInPolicy,
    TokenKind,
    TokenRow,
    policy_from_json,
)
from crm_tui.domain.users import UserStatus
from crm_tui.errors import DatabaseUnavailableError

# Every start asks these two, so they are built once.
_SEATS = (
    select(USER.c.id, USER.c.login, USER.c.name, USER_PASSWORD.c.id.label("password_id"))
    .outerjoin(USER_PASSWORD, USER_PASSWORD.c.user_id == USER.c.id)
    .where(USER.c.status == UserStatus.ACTIVE)
    .order_by(USER.c.id)
    .limit(1000)
)
_SHOWN = bindparam("shown_hash", type_=String)
_BEARER = select(ACCESS_TOKEN.c.user_id, ACCESS_TOKEN.c.expires_at).where(
    ACCESS_TOKEN.c.token_hash == _SHOWN, ACCESS_TOKEN.c.revoked_at.is_(None)
)
_FIRST_ATTEMPT = """
INSERT INTO sign_in_attempt (login_hash, failures, last_at) VALUES (?, 0, 0) ON CONFLICT DO NOTHING
"""


# --- before anybody is known ---------------------------------------------------------------------


def policy(connection: Connection) -> SignInPolicy:
    """Return what the office asks; raise DatabaseUnavailableError where none was set up."""
    stored = connection.execute(select(OFFICE.c.sign_in)).one_or_none()
    if stored is None:
        raise DatabaseUnavailableError("no_office", "")
    return policy_from_json(stored.sign_in)


def entrance(connection: Connection, token_hash: str | None, now: datetime) -> Entrance:
    """Return who works here, and whose token was shown, where it is still good."""
    seats = [
        Seat(UserId(row.id), row.login, row.name, row.password_id is not None)
        for row in connection.execute(_SEATS)
    ]
    shown = None if token_hash is None else _bearer(connection, token_hash, now)
    return Entrance(seats, policy(connection).passwords_required, shown)


def _bearer(connection: Connection, token_hash: str, now: datetime) -> UserId | None:
    row = connection.execute(_BEARER, {"shown_hash": token_hash}).one_or_none()
    return UserId(row.user_id) if row is not None and now < row.expires_at else None


def credential(connection: Connection, login: str) -> Any:
    """Return (id, login, name, hash, must_change) of somebody who works here, or None."""
    return connection.execute(
        select(
            USER.c.id, USER.c.login, USER.c.name, USER_PASSWORD.c.hash, USER_PASSWORD.c.must_change
        )
        .outerjoin(USER_PASSWORD, USER_PASSWORD.c.user_id == USER.c.id)
        .where(USER.c.login == login, USER.c.status == UserStatus.ACTIVE)
    ).one_or_none()


def record(
    connection: Connection,
    event: Event,
    *,
    facts: Mapping[str, object],
    actor_id: UserId | None,
    now: datetime,
) -> None:
    """Write what happened at the door as a batch of its own; `facts` say by which road and how."""
    batch = {"facts": {}, **facts, "actor_id": actor_id, "at": now}
    (batch_id,) = connection.execute(insert(BATCH), batch).inserted_primary_key or (0,)
    connection.execute(
        insert(EVENT),
        {
            "batch_id": batch_id,
            "at": now,
            "kind": event.kind(),
            "record_id": event.record_id,
            "before": event.before,
            "after": event.after,
        },
    )
    hint_at_commit(connection)


# --- failures ------------------------------------------------------------------------------------


def locked_attempts(connection: Connection, login_hash: str) -> Attempts:
    """Return the failures of a login, its row held until the transaction ends."""
    mine = select(SIGN_IN_ATTEMPT).where(SIGN_IN_ATTEMPT.c.login_hash == login_hash)
    row = None
    while row is None:
        run(connection, _FIRST_ATTEMPT, (login_hash,))
        # Old rows are cleared away by others, also between these two statements.
        row = connection.execute(mine.with_for_update()).one_or_none()
    return _attempts(row)


def attempts_of(connection: Connection, login_hash: str) -> Attempts:
    """Return the failures of a login."""
    row = connection.execute(
        select(SIGN_IN_ATTEMPT).where(SIGN_IN_ATTEMPT.c.login_hash == login_hash)
    ).one_or_none()
    return NO_ATTEMPTS if row is None else _attempts(row)


def _attempts(row: Any) -> Attempts:
    return Attempts(row.failures, row.last_at) if row.failures else NO_ATTEMPTS


def store_attempts(connection: Connection, login_hash: str, attempts: Attempts) -> None:
    """Keep the failures of a login, whose row is held."""
    connection.execute(
        update(SIGN_IN_ATTEMPT)
        .where(SIGN_IN_ATTEMPT.c.login_hash == login_hash)
        .values(failures=attempts.failures, last_at=attempts.last_at)
    )


def forget_attempts(connection: Connection, login_hash: str) -> bool:
    """Forget the failures of a login; return whether there were any."""
    mine = SIGN_IN_ATTEMPT.c.login_hash == login_hash
    found = and_(mine, SIGN_IN_ATTEMPT.c.failures > 0)
    return connection.execute(update(SIGN_IN_ATTEMPT).where(found).values(failures=0)).rowcount > 0


def forget_old_attempts(connection: Connection, but: str, before: datetime) -> None:
    """Forget failures that count no more, so that tries of made-up logins do not pile up."""
    old = and_(SIGN_IN_ATTEMPT.c.last_at < before, SIGN_IN_ATTEMPT.c.login_hash != but)
    connection.execute(delete(SIGN_IN_ATTEMPT).where(old))


# --- passwords -----------------------------------------------------------------------------------


def password_of(connection: Connection, user_id: UserId) -> Any:
    """Return the stored password of somebody, or None."""
    return connection.execute(_password_of(user_id)).one_or_none()


def locked_password_of(connection: Connection, user_id: UserId) -> Any:
    """Return the same, which nobody else changes before the transaction ends."""
    return connection.execute(_password_of(user_id).with_for_update()).one_or_none()


def _password_of(user_id: UserId) -> Select[Any]:
    return select(USER_PASSWORD).where(USER_PASSWORD.c.user_id == user_id)


def who_must_change(connection: Connection) -> Mapping[UserId, bool]:
    """Return everybody who has a password, and whether another has to be chosen."""
    found = connection.execute(
        select(USER_PASSWORD.c.user_id, USER_PASSWORD.c.must_change).limit(10_000)
    )
    return {UserId(row.user_id): row.must_change for row in found}


def store_password(connection: Connection, user_id: UserId, values: Mapping[str, object]) -> None:
    """Keep the hash of a password, or change what is kept with it."""
    mine = USER_PASSWORD.c.user_id == user_id
    changed = connection.execute(update(USER_PASSWORD).where(mine).values(**values))
    if changed.rowcount == 0:
        connection.execute(insert(USER_PASSWORD).values(user_id=user_id, **values))


def rehash(connection: Connection, user_id: UserId, before: str, after: str) -> None:
    """Keep a password under a better hash, unless it was changed meanwhile."""
    connection.execute(
        update(USER_PASSWORD)
        .where(USER_PASSWORD.c.user_id == user_id, USER_PASSWORD.c.hash == before)
        .values(hash=after)
    )


def drop_password(connection: Connection, user_id: UserId) -> bool:
    """Let somebody have no password; return whether they had one."""
    mine = USER_PASSWORD.c.user_id == user_id
    return connection.execute(delete(USER_PASSWORD).where(mine)).rowcount > 0


# --- sessions and tokens -------------------------------------------------------------------------


def add_token(connection: Connection, values: Mapping[str, object]) -> TokenId:
    """Keep the hash of a session or token and return its id."""
    (key,) = connection.execute(insert(ACCESS_TOKEN), dict(values)).inserted_primary_key or (0,)
    return TokenId(int(key))


def tokens(connection: Connection, now: datetime, user_id: UserId | None) -> list[TokenRow]:
    """Return what is still good, of one person or of everybody."""
    token = ACCESS_TOKEN.c
    whose = true() if user_id is None else token.user_id == user_id
    found = connection.execute(
        select(ACCESS_TOKEN, USER.c.login)
        .join(USER, USER.c.id == token.user_id)
        .where(whose, token.revoked_at.is_(None), token.expires_at > now)
        .order_by(token.id)
        .limit(10_000)
    )
    return [
        TokenRow(
            TokenId(row.id),
            UserId(row.user_id),
            row.login,
            row.kind,
            row.name,
            row.created_at,
            row.expires_at,
        )
        for row in found
    ]


def last_sign_ins(connection: Connection) -> Mapping[UserId, datetime]:
    """Return when everybody signed in last, as far as it is remembered."""
    token = ACCESS_TOKEN.c
    found = connection.execute(
        select(token.user_id, func.max(token.created_at).label("at"))
        .where(token.kind == TokenKind.SESSION)
        .group_by(token.user_id)
        .limit(10_000)
    )
    return {UserId(row.user_id): row.at for row in found}


def token(connection: Connection, token_id: TokenId) -> Any:
    """Return a stored session or token that was not revoked, or None."""
    return connection.execute(
        select(ACCESS_TOKEN).where(
            ACCESS_TOKEN.c.id == token_id, ACCESS_TOKEN.c.revoked_at.is_(None)
        )
    ).one_or_none()


def revoke(
    connection: Connection,
    user_id: UserId,
    now: datetime,
    *,
    kind: TokenKind | None = None,
    name: str | None = None,
) -> int:
    """Revoke what somebody has, of one kind or all, of one name or any; return how many it were."""
    token = ACCESS_TOKEN.c
    which = and_(token.user_id == user_id, token.revoked_at.is_(None))
    if kind is not None:
        which = and_(which, token.kind == kind)
    if name is not None:
        which = and_(which, token.name == name)
    return connection.execute(update(ACCESS_TOKEN).where(which).values(revoked_at=now)).rowcount


def revoke_token(connection: Connection, token_hash: str, now: datetime) -> UserId | None:
    """Revoke one session or token; return whose it was, None for one that was none."""
    mine = and_(ACCESS_TOKEN.c.token_hash == token_hash, ACCESS_TOKEN.c.revoked_at.is_(None))
    found = connection.execute(select(ACCESS_TOKEN.c.user_id).where(mine)).scalar_one_or_none()
    connection.execute(update(ACCESS_TOKEN).where(mine).values(revoked_at=now))
    return None if found is None else UserId(found)


def forget_ended(connection: Connection, now: datetime) -> None:
    """Delete what ended long ago; its events stay."""
    long_ago = now - timedelta(days=90)
    token = ACCESS_TOKEN.c
    ended = func.coalesce(token.revoked_at, token.expires_at) < long_ago
    connection.execute(delete(ACCESS_TOKEN).where(ended))


def forget_person(connection: Connection, user_id: UserId) -> None:
    """Delete what somebody who is as if they had never been could sign in by."""
    for table in (USER_PASSWORD, ACCESS_TOKEN):
        connection.execute(delete(table).where(table.c.user_id == user_id))
