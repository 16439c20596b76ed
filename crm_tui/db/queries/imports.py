"""What an import asks the database: which keys are taken, and whether the file was here before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import islice
from typing import Any

from sqlalchemy import JSON, Text, cast, func, literal, select, type_coerce

from crm_tui.db.queries.customers import duplicate_match
from crm_tui.db.tables.batches import BATCH
from crm_tui.db.tables.customers import CUSTOMER, DUPLICATE_KEY
from crm_tui.db.tables.pools import POOL
from crm_tui.db.tables.users import DEPARTMENT, USER
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.customers import DuplicateMatch
from crm_tui.domain.identifiers import BatchId
from crm_tui.domain.users import Road

_KEYS_A_STATEMENT = 20_000


def taken_keys(view: View, kind: str, keys: Iterable[str]) -> dict[str, DuplicateMatch]:
    """Return which of these names or phones are taken, and by whom: the exception to scope."""
    found: dict[str, DuplicateMatch] = {}
    remaining = iter(keys)
    while chunk := list(islice(remaining, _KEYS_A_STATEMENT)):
        for row in view.connection.execute(_statement(view, kind, chunk)):
            found.setdefault(row.key, duplicate_match(view, row))
    return found


def _statement(view: View, kind: str, keys: list[str]) -> Any:
    customer, key = CUSTOMER.c, DUPLICATE_KEY.c
    wanted = _listed(view, keys)
    return (
        select(
            key.kind,
            key.key,
            customer.id,
            customer.name,
            customer.owner_id,
            customer.pool_id,
            USER.c.name.label("owner"),
            DEPARTMENT.c.name.label("department"),
            POOL.c.name.label("pool"),
            visible_to(view.person).label("visible"),
        )
        .select_from(
            wanted.join(DUPLICATE_KEY, (key.key == wanted.c.value) & (key.kind == kind))
            .join(CUSTOMER, customer.id == key.customer_id)
            .join(POOL, POOL.c.id == customer.pool_id)
            .outerjoin(USER, USER.c.id == customer.owner_id)
            .outerjoin(DEPARTMENT, DEPARTMENT.c.id == USER.c.department_id)
        )
        .where(
            customer.deleted_at.is_(None), unscoped("the duplicate check answers for exact keys")
        )
        .order_by(customer.id)
    )


def _listed(view: View, keys: list[str]) -> Any:
    """Return the keys as a table of one column, sent as one parameter."""
    packed = literal(json.dumps(keys, ensure_ascii=False), Text)
    if view.connection.dialect.name == "sqlite":
        return func.json_each(packed).table_valued("value", name="wanted")
    elements = func.json_array_elements_text(cast(packed, JSON))
    return elements.table_valued("value", name="wanted")


def imported_before(view: View, sha256: str) -> BatchId | None:
    """Return the newest batch that imported a file of these bytes and still stands."""
    found = view.connection.execute(
        select(BATCH.c.id)
        .where(
            BATCH.c.road == Road.IMPORT,
            BATCH.c.undone_by_id.is_(None),
            type_coerce(BATCH.c.facts, Text).contains(sha256, autoescape=True),
        )
        .order_by(BATCH.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    return None if found is None else BatchId(found)
