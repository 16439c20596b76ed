"""The office's word lists.

Written by `python -m tests.architecture.schema --update`: change the classes instead.
"""

from __future__ import annotations

from typing import Final

from sqlalchemy import Boolean, Column, Integer, String, Table

from crm_tui.db.schema import METADATA
from crm_tui.db.types import value_type
from crm_tui.domain.dictionaries import DictionaryKind

DICTIONARY_ITEM: Final = Table(
    "dictionary_item",
    METADATA,
    Column("id", Integer, primary_key=True),
    Column("kind", value_type(DictionaryKind), nullable=False),
    Column("code", String(40), nullable=False),
    Column("name", String(100), nullable=False),
    Column("position", Integer, nullable=False),
    Column("counts", Boolean, nullable=False, default=True),
    Column("enabled", Boolean, nullable=False, default=True),
)
"""A word of a list, in the office's language and order."""
