"""Who gets into a restored database: as it is now, not as it was when the backup was made.

A backup knows nothing of what was closed since: sessions that ended, passwords that changed, people
who were disabled, what is asked of everybody. All that is taken from the database it replaces.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, delete, insert, select, update

from crm_tui.db.engine import quoted
from crm_tui.db.id_lists import one_of
from crm_tui.db.queries import sign_ins
from crm_tui.db.schema.offices import OFFICE
from crm_tui.db.schema.sign_ins import ACCESS_TOKEN, SIGN_IN_ATTEMPT, USER_PASSWORD
from crm_tui.db.schema.users import USER
from crm_tui.db.types import from_ms
from crm_tui.domain.backups import Doors
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.sign_ins import policy_from_json
from crm_tui.domain.users import UserStatus
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Present:
    """How people get in now."""

    people: Mapping[int, tuple[str, str]]
    """Login and status, by number."""
    passwords: Mapping[int, tuple[str, bool, int]]
    tokens: frozenset[str]
    attempts: tuple[tuple[str, int, int], ...]
    policy: Mapping[str, object]


def present_of(live: Path | None) -> Present | None:
    """Return how people get in now; None where the database cannot be read any more."""
    if live is None:
        return None
    try:
        uri = f"file:{quoted(live)}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True)) as database:
            return _read(database)
    except (sqlite3.Error, ValueError):
        return None


def _read(database: sqlite3.Connection) -> Present:
    people = database.execute("SELECT id, login, status FROM app_user")
    passwords = database.execute("SELECT user_id, hash, must_change, set_at FROM user_password")
    tokens = database.execute("SELECT token_hash FROM access_token WHERE revoked_at IS NULL")
    attempts = database.execute("SELECT login_hash, failures, last_at FROM sign_in_attempt")
    policy = database.execute("SELECT sign_in FROM office").fetchone()
    return Present(
        {row[0]: (row[1], row[2]) for row in people},
        {row[0]: (row[1], bool(row[2]), row[3]) for row in passwords},
        frozenset(row[0] for row in tokens),
        tuple(attempts),
        json.loads(policy[0]) if policy and policy[0] else {},
    )


def close_doors(
    copy: Connection, present: Present | None, *, by_login: str | None, now: datetime
) -> Doors:
    """Let nobody into a restored copy who would not get in now.

    Where that is not known any more everybody signs in anew.
    """
    ended = _end_sign_ins(copy, frozenset() if present is None else present.tokens, now)
    if present is None:
        return Doors(ended, ())
    same = {
        row.id: row
        for row in copy.execute(select(USER.c.id, USER.c.login, USER.c.name, USER.c.status))
        if present.people.get(row.id, ("", ""))[0] == row.login
    }
    _keep_passwords(copy, present, same)
    _keep_attempts(copy, present)
    _keep_policy(copy, present, by_login)
    return Doors(ended, _keep_out(copy, present, same))


def _end_sign_ins(copy: Connection, good: frozenset[str], now: datetime) -> int:
    token = ACCESS_TOKEN.c
    standing = select(token.id, token.token_hash).where(token.revoked_at.is_(None))
    ended = [row.id for row in copy.execute(standing) if row.token_hash not in good]
    if ended:
        copy.execute(update(ACCESS_TOKEN).where(one_of(token.id, ended)).values(revoked_at=now))
    return len(ended)


def _keep_passwords(copy: Connection, present: Present, same: Mapping[int, Any]) -> None:
    # Who has none any more keeps that of the backup: a restore opens no door.
    for user_id, (hash_, must_change, set_at) in present.passwords.items():
        if user_id in same:
            values = {"hash": hash_, "must_change": must_change, "set_at": from_ms(set_at)}
            sign_ins.store_password(copy, UserId(user_id), values)


def _keep_attempts(copy: Connection, present: Present) -> None:
    copy.execute(delete(SIGN_IN_ATTEMPT))
    rows = [
        {"login_hash": login_hash, "failures": failures, "last_at": from_ms(last_at)}
        for login_hash, failures, last_at in present.attempts
    ]
    if rows:
        copy.execute(insert(SIGN_IN_ATTEMPT), rows)


def _keep_policy(copy: Connection, present: Present, by_login: str | None) -> None:
    """Ask of people what is asked now, unless whoever restores could not get in by it."""
    if policy_from_json(present.policy).passwords_required:
        own = select(USER_PASSWORD.c.id).join(USER, USER.c.id == USER_PASSWORD.c.user_id)
        if copy.execute(own.where(USER.c.login == by_login)).first() is None:
            return
    copy.execute(update(OFFICE).values(sign_in=present.policy))


def _keep_out(copy: Connection, present: Present, same: Mapping[int, Any]) -> tuple[str, ...]:
    out = [
        row
        for row in same.values()
        if row.status is UserStatus.ACTIVE and present.people[row.id][1] != UserStatus.ACTIVE.value
    ]
    if out:
        ids = [row.id for row in out]
        copy.execute(update(USER).where(one_of(USER.c.id, ids)).values(status=UserStatus.DISABLED))
    return tuple(row.name for row in out)
