"""Departments, roles and users."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field, SQLModel

from crm_tui.db.types import Instant, JsonText, enum_type
from crm_tui.domain.users import Scope, UserStatus


class Department(SQLModel, table=True):
    """A department; `path` is "/1/4/" so that a prefix finds it and all below."""

    __tablename__ = "department"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(max_length=100)
    parent_id: int | None = Field(default=None, foreign_key="department.id", ondelete="RESTRICT")
    path: str = Field(max_length=200, index=True)
    manager_id: int | None = Field(default=None)
    created_at: datetime = Field(sa_type=Instant)
    deleted_at: datetime | None = Field(default=None, sa_type=Instant)


class Role(SQLModel, table=True):
    """A role: how far it sees and what it may do."""

    __tablename__ = "role"
    __table_args__ = {"sqlite_autoincrement": True}

    id: int | None = Field(default=None, primary_key=True)
    code: str = Field(max_length=40, unique=True)
    name: str = Field(max_length=100)
    scope: Scope = Field(sa_type=enum_type(Scope))
    permissions: Any = Field(sa_type=JsonText)


class User(SQLModel, table=True):
    """Somebody who works here; `held` counts the customers owned now."""

    __tablename__ = "app_user"
    __table_args__ = (
        CheckConstraint("held >= 0", name="held_not_negative"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    login: str = Field(max_length=64, unique=True)
    name: str = Field(max_length=100)
    pinyin: str = Field(default="", max_length=200)
    initials: str = Field(default="", max_length=40)
    department_id: int | None = Field(
        default=None, foreign_key="department.id", ondelete="RESTRICT", index=True
    )
    role_id: int = Field(foreign_key="role.id", ondelete="RESTRICT")
    manager_id: int | None = Field(default=None, foreign_key="app_user.id", ondelete="RESTRICT")
    status: UserStatus = Field(default=UserStatus.ACTIVE, sa_type=enum_type(UserStatus))
    left_day: int | None = Field(default=None)
    regions: Any = Field(default_factory=list, sa_type=JsonText)
    industry_ids: Any = Field(default_factory=list, sa_type=JsonText)
    products: Any = Field(default_factory=list, sa_type=JsonText)
    held: int = Field(default=0)
    created_at: datetime = Field(sa_type=Instant)


class UserRole(SQLModel, table=True):
    """A further role of somebody, beside the one they are listed with."""

    __tablename__ = "user_role"
    __table_args__ = {"sqlite_with_rowid": False}

    user_id: int = Field(primary_key=True, foreign_key="app_user.id", ondelete="RESTRICT")
    role_id: int = Field(primary_key=True, foreign_key="role.id", ondelete="RESTRICT")


class Leave(SQLModel, table=True):
    """The days somebody is away; they do not count against the customers they hold."""

    __tablename__ = "leave"
    __table_args__ = (
        CheckConstraint("last_day >= first_day", name="in_order"),
        Index("ix_leave_user", "user_id", "first_day"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    user_id: int = Field(foreign_key="app_user.id", ondelete="RESTRICT")
    first_day: int
    last_day: int
    reason: str = Field(default="", max_length=200)
    cover_id: int | None = Field(default=None, foreign_key="app_user.id", ondelete="RESTRICT")
    created_at: datetime = Field(sa_type=Instant)
    created_by_id: int | None = Field(default=None)
    cancelled_at: datetime | None = Field(default=None, sa_type=Instant)
    cancelled_by_id: int | None = Field(default=None)
