"""Passwords, sessions, tokens, and the failures that lock a login."""

from __future__ import annotations

from datetime import datetime

from sqlmodel import Field, SQLModel

from crm_tui.db.types import Instant, enum_type
from crm_tui.domain.sign_ins import TokenKind


class UserPassword(SQLModel, table=True):
    """The argon2id hash of somebody's password; who has no row has none."""

    __tablename__ = "user_password"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT", unique=True)
    hash: str = Field(max_length=200)
    must_change: bool = Field(default=False)
    set_at: datetime = Field(sa_type=Instant)


class AccessToken(SQLModel, table=True):
    """A session of a machine, or a token of a script, by the SHA-256 of what is shown."""

    __tablename__ = "access_token"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT", index=True)
    kind: TokenKind = Field(sa_type=enum_type(TokenKind))
    name: str = Field(default="", max_length=100)
    token_hash: str = Field(max_length=64, unique=True)
    created_at: datetime = Field(sa_type=Instant)
    expires_at: datetime = Field(sa_type=Instant)
    revoked_at: datetime | None = Field(default=None, sa_type=Instant)


class SignInAttempt(SQLModel, table=True):
    """How often in a row a login did not open, by the SHA-256 of what was typed as login."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = {"sqlite_with_rowid": False}

    login_hash: str = Field(primary_key=True, max_length=64)
    failures: int
    last_at: datetime = Field(sa_type=Instant)
