"""The fields an office defines for itself; their values lie in the records' own JSON column.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, JsonText, value_type
from crm_tui.domain.custom_fields import FieldHolder, FieldType

CUSTOM_FIELD: Final = Table(
    "custom_field",
    METADATA,
    Column("created_at", Instant(), nullable=False),
    Column("created_by_id", Integer),
    Column("updated_at", Instant(), nullable=False),
    Column("updated_by_id", Integer),
    Column("version", Integer, nullable=False, default=1),
    Column("deleted_at", Instant()),
    Column("id", Integer, primary_key=True),
    Column("holder", value_type(FieldHolder), nullable=False),
    Column("code", String(40), nullable=False),
    Column("name", String(100), nullable=False),
    Column("type", value_type(FieldType), nullable=False),
    Column("choices", JsonText(), nullable=False, default=list),
    Column("is_required", Boolean, nullable=False, default=False),
    Column("default", JsonText()),
    Column("shown_for", JsonText(), nullable=False, default=list),
    Column("position", Integer, nullable=False, default=0),
)
"""One field of customers or contacts; `code` is its key in the JSON and never changes."""
