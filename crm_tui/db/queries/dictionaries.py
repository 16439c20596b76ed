"""The office's word lists."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from crm_tui.db.schema.dictionaries import DICTIONARY_ITEM
from crm_tui.domain.dictionaries import SEEDS, DictionaryItem, DictionaryKind


def seed(connection: Connection, language: str) -> None:
    """Insert the words every office starts with, in its language."""
    connection.execute(
        insert(DICTIONARY_ITEM),
        [
            {
                "kind": kind,
                "code": word.code,
                "name": word.en if language == "en" else word.zh,
                "position": position,
                "counts": word.counts,
            }
            for kind, words in SEEDS.items()
            for position, word in enumerate(words, 1)
        ],
    )


def items(connection: Connection, kind: DictionaryKind | None = None) -> list[DictionaryItem]:
    """Return the enabled words, of one list or of all, in their order."""
    statement = (
        select(DICTIONARY_ITEM)
        .where(DICTIONARY_ITEM.c.enabled)
        .order_by(DICTIONARY_ITEM.c.kind, DICTIONARY_ITEM.c.position, DICTIONARY_ITEM.c.id)
        .limit(10_000)
    )
    if kind is not None:
        statement = statement.where(DICTIONARY_ITEM.c.kind == kind)
    return [
        DictionaryItem(row.id, row.kind, row.code, row.name, row.counts, row.enabled)
        for row in connection.execute(statement)
    ]
