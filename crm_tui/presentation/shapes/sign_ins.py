"""How people sign in, as flat dicts for other programs; no secret is among them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from crm_tui.domain.sign_ins import AccountRow, TokenRow
from crm_tui.presentation.json_shapes import Shape

ACCOUNT_KEYS = (
    "id",
    "login",
    "has_password",
    "must_change",
    "locked_minutes",
    "sessions",
    "tokens",
    "last_sign_in_at",
)
TOKEN_KEYS = ("id", "user", "kind", "name", "created_at", "expires_at")


def account(row: AccountRow, iso: Callable[[datetime | None], str | None]) -> Shape:
    """Return how somebody signs in."""
    return {
        "id": row.user_id,
        "login": row.login,
        "has_password": row.has_password,
        "must_change": row.must_change,
        "locked_minutes": row.locked_minutes,
        "sessions": row.sessions,
        "tokens": row.tokens,
        "last_sign_in_at": iso(row.last_sign_in_at),
    }


def token(row: TokenRow, iso: Callable[[datetime | None], str | None]) -> Shape:
    """Return a session or token."""
    return {
        "id": row.id,
        "user": row.login,
        "kind": row.kind.value,
        "name": row.name,
        "created_at": iso(row.created_at),
        "expires_at": iso(row.expires_at),
    }
