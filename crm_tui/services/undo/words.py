"""Take back the words that an import added to the office's lists."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.db.queries import imports
from crm_tui.db.unit_of_work import Unit

ADDED_WORDS = "words"
"""The fact of a batch that says which words it added: their ids, by the field that holds them."""


def take_words_back(unit: Unit, facts: Mapping[str, Any]) -> None:
    """Hide the words that a batch added, by its facts, and that no record has any more."""
    for name, ids in facts.get(ADDED_WORDS, {}).items():
        imports.hide_unused(unit, name, ids)
