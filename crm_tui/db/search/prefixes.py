"""Customers found by ordered keys: those that begin as was typed, and a person's own."""

from __future__ import annotations

from sqlalchemy import Connection

from crm_tui.db.raw import rows
from crm_tui.domain.search import SearchPlan, TermKind

_EXACT = 50
_BEGINNING = 60
_TOP = "\U0010ffff"

_EXACT_SQL = "SELECT customer_id FROM duplicate_key WHERE kind = 'name' AND key = ? LIMIT ?"
_KEY_SQL = "SELECT customer_id FROM duplicate_key WHERE kind = ? AND key >= ? AND key < ? LIMIT ?"
_PINYIN_SQL = "SELECT id FROM customer WHERE pinyin >= ? AND pinyin < ? ORDER BY pinyin, id LIMIT ?"
_OWN_SQL = (
    "SELECT id FROM customer WHERE owner_id = ? ORDER BY last_follow_up_at DESC, id DESC LIMIT ?"
)


def beginning_so(connection: Connection, plan: SearchPlan) -> list[int]:
    """Return customers that are called so, or begin so: ids only, whoever may see them."""
    prefix = plan.prefix
    if not prefix:
        return []
    after = prefix + _TOP
    asked: list[tuple[str, tuple[object, ...]]] = [
        (_EXACT_SQL, (prefix, _EXACT)),
        (_KEY_SQL, ("name", prefix, after, _BEGINNING)),
    ]
    kinds = {term.kind for term in plan.terms}
    if kinds == {TermKind.DIGITS}:
        asked.append((_KEY_SQL, ("phone", prefix, after, _BEGINNING)))
    if kinds == {TermKind.LATIN}:
        asked.append((_PINYIN_SQL, (prefix, after, _BEGINNING)))
    found: dict[int, None] = {}
    for statement, values in asked:
        found |= dict.fromkeys(each for (each,) in rows(connection, statement, values))
    return list(found)


def addressed_so(connection: Connection, address: str) -> list[int]:
    """Return customers with an e-mail address that begins so: ids only, none where many have it."""
    after = address + _TOP
    found = rows(connection, _KEY_SQL, ("email", address, after, _BEGINNING))
    return [] if len(found) == _BEGINNING else [*dict.fromkeys(each for (each,) in found)]


def lately_touched(connection: Connection, owner_id: int, limit: int) -> list[int]:
    """Return the customers of an owner, those touched last first: ids only."""
    return [each for (each,) in rows(connection, _OWN_SQL, (owner_id, limit))]
