"""Imported files, and how the columns of a kind of file were read last.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import Instant, JsonText

IMPORTED_FILE: Final = Table(
    "imported_file",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("batch_id", Integer, nullable=False),
    Column("subject", String(40), nullable=False),
    Column("name", String(255), nullable=False),
    Column("sha256", String(64), nullable=False),
    Column("user_id", Integer, nullable=False),
    Column("at", Instant(), nullable=False),
    Column("counts", JsonText(), nullable=False, default=dict),
)
"""A file whose rows were imported in a batch: the same bytes are known again."""

IMPORT_MAPPING: Final = Table(
    "import_mapping",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("subject", String(40), nullable=False),
    Column("header_key", String(64), nullable=False),
    Column("columns", JsonText(), nullable=False, default=dict),
    Column("user_id", Integer, nullable=False),
    Column("at", Instant(), nullable=False),
)
"""Which column became which field, under a header: offered again when it comes back."""
