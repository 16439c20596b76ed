"""Passwords, sessions, tokens, and the failures that lock a login.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, value_type
from crm_tui.domain.sign_ins.tokens import TokenKind

USER_PASSWORD: Final = Table(
    "user_password",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("user_id", Integer, nullable=False),
    Column("hash", String(200), nullable=False),
    Column("must_change", Boolean, nullable=False, default=False),
    Column("set_at", Instant(), nullable=False),
)
"""The argon2id hash of somebody's password; who has no row has none."""

ACCESS_TOKEN: Final = Table(
    "access_token",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("user_id", Integer, nullable=False),
    Column("kind", value_type(TokenKind), nullable=False),
    Column("name", String(100), nullable=False, default=""),
    Column("token_hash", String(64), nullable=False),
    Column("created_at", Instant(), nullable=False),
    Column("expires_at", Instant(), nullable=False),
    Column("revoked_at", Instant()),
)
"""A session of a machine, or a token of a script, by the SHA-256 of what is shown."""

SIGN_IN_ATTEMPT: Final = Table(
    "sign_in_attempt",
    METADATA,
    Column("login_hash", String(64), primary_key=True),
    Column("failures", Integer, nullable=False),
    Column("last_at", Instant(), nullable=False),
)
"""How often in a row a login did not open, by the SHA-256 of what was typed as login."""
