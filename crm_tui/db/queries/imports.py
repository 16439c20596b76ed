"""What an import asks the database: which keys are taken, and whether the file was here before."""

from __future__ import annotations

import json
from collections.abc import Iterable
from itertools import islice
from typing import Any

from sqlalchemy import Text, literal, select, type_coerce

from crm_tui.db.functions import json_items
from crm_tui.db.queries.customers import duplicate_match, has_current_key, match_columns
from crm_tui.db.schema.batches import BATCH
from crm_tui.db.schema.customers import CUSTOMER, DUPLICATE_KEY
from crm_tui.db.schema.dictionaries import DICTIONARY_ITEM
from crm_tui.db.schema.pools import OWNERSHIP_PERIOD, POOL
from crm_tui.db.schema.users import DEPARTMENT, USER
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.customers import DuplicateMatch
from crm_tui.domain.identifiers import BatchId, CustomerId, PoolId, UserId
from crm_tui.domain.users import Road
from crm_tui.values import dataclass

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
    wanted = _listed(keys)
    return (
        select(*match_columns(view, USER))
        .select_from(
            wanted.join(DUPLICATE_KEY, (key.key == wanted.c.value) & (key.kind == kind))
            .join(CUSTOMER, customer.id == key.customer_id)
            .join(POOL, POOL.c.id == customer.pool_id)
            .outerjoin(USER, USER.c.id == customer.owner_id)
            .outerjoin(DEPARTMENT, DEPARTMENT.c.id == USER.c.department_id)
            .outerjoin(DICTIONARY_ITEM, DICTIONARY_ITEM.c.id == customer.standing_reason_id)
        )
        .where(has_current_key(), unscoped("the duplicate check answers for exact keys"))
        .order_by(customer.id)
    )


@dataclass(frozen=True, slots=True)
class FormerHolder:
    """Somebody who held a customer that had this key and has it no more."""

    customer_id: CustomerId
    customer: str
    pool_id: PoolId
    user_id: UserId
    person: str


def former_holders(view: View, kind: str, keys: Iterable[str]) -> dict[str, list[FormerHolder]]:
    """Return who had customers by names or phones that are kept for the cool-off only."""
    found: dict[str, dict[tuple[int, int], FormerHolder]] = {}
    remaining = iter(keys)
    while chunk := list(islice(remaining, _KEYS_A_STATEMENT)):
        for row in view.connection.execute(_kept_keys(kind, chunk)):
            holder = FormerHolder(
                CustomerId(row.id),
                row.name,
                PoolId(row.pool_id),
                UserId(row.user_id),
                row.person,
            )
            found.setdefault(row.key, {})[row.id, row.user_id] = holder
    return {key: list(holders.values()) for key, holders in found.items()}


def _kept_keys(kind: str, keys: list[str]) -> Any:
    customer, key, period = CUSTOMER.c, DUPLICATE_KEY.c, OWNERSHIP_PERIOD.c
    wanted = _listed(keys)
    return (
        select(
            key.key,
            customer.id,
            customer.name,
            customer.pool_id,
            USER.c.id.label("user_id"),
            USER.c.name.label("person"),
        )
        .distinct()
        .select_from(
            wanted.join(DUPLICATE_KEY, (key.key == wanted.c.value) & (key.kind == kind))
            .join(CUSTOMER, customer.id == key.customer_id)
            .join(OWNERSHIP_PERIOD, period.customer_id == customer.id)
            .join(USER, USER.c.id == period.owner_id)
        )
        .where(
            key.kept_until_day.is_not(None),
            period.ended_at.is_not(None),
            unscoped("a cool-off is not escaped by entering what one may not see again"),
        )
        .order_by(customer.id, USER.c.id)
    )


def _listed(keys: list[str]) -> Any:
    """Return the keys as a table of one column, sent as one parameter."""
    packed = literal(json.dumps(keys, ensure_ascii=False), Text)
    return json_items(packed).table_valued("value", name="wanted")


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
