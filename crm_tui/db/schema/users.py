"""Departments, roles and users.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, JsonText, value_type
from crm_tui.domain.users import Scope, UserStatus

DEPARTMENT: Final = Table(
    "department",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("name", String(100), nullable=False),
    Column("parent_id", Integer),
    Column("path", String(200), nullable=False),
    Column("manager_id", Integer),
    Column("created_at", Instant(), nullable=False),
    Column("deleted_at", Instant()),
)
"""A department; `path` is "/1/4/" so that a prefix finds it and all below."""

ROLE: Final = Table(
    "role",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("code", String(40), nullable=False),
    Column("name", String(100), nullable=False),
    Column("scope", value_type(Scope), nullable=False),
    Column("permissions", JsonText(), nullable=False),
)
"""A role: how far it sees and what it may do."""

USER: Final = Table(
    "app_user",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("login", String(64), nullable=False),
    Column("name", String(100), nullable=False),
    Column("pinyin", String(200), nullable=False, default=""),
    Column("initials", String(40), nullable=False, default=""),
    Column("department_id", Integer),
    Column("role_id", Integer, nullable=False),
    Column("manager_id", Integer),
    Column("status", value_type(UserStatus), nullable=False, default=UserStatus.ACTIVE),
    Column("left_day", Integer),
    Column("regions", JsonText(), nullable=False, default=list),
    Column("industry_ids", JsonText(), nullable=False, default=list),
    Column("products", JsonText(), nullable=False, default=list),
    Column("held", Integer, nullable=False, default=0),
    Column("created_at", Instant(), nullable=False),
)
"""Somebody who works here; `held` counts the customers owned now."""

USER_ROLE: Final = Table(
    "user_role",
    METADATA,
    Column("user_id", Integer, primary_key=True),
    Column("role_id", Integer, primary_key=True),
)
"""A further role of somebody, beside the one they are listed with."""

LEAVE: Final = Table(
    "leave",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("user_id", Integer, nullable=False),
    Column("first_day", Integer, nullable=False),
    Column("last_day", Integer, nullable=False),
    Column("reason", String(200), nullable=False, default=""),
    Column("cover_id", Integer),
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("cancelled_at", Instant()),
    Column("cancelled_by_id", Integer),
)
"""The days somebody is away; they do not count against the customers they hold."""
