"""The scratch tables in which rules are tried on many customers, and what is read of them."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Integer,
    String,
    Table,
    TextClause,
    case,
    delete,
    func,
    insert,
    select,
    text,
)

from crm_tui.db.raw import run_each
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.users import USER
from crm_tui.db.scratch import SCRATCH
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.identifiers import CustomerId, PoolId, UserId
from crm_tui.domain.pools import Deciding
from crm_tui.domain.pools.rule_books import EarlierLoss, OwnerImpact

SPAN = Table(
    "rule_span",
    SCRATCH,
    Column("key", Integer, primary_key=True, autoincrement=False),
    Column("last_day", Integer, nullable=False),
    prefixes=["TEMPORARY"],
)
CHOSEN = Table(
    "rule_chosen",
    SCRATCH,
    Column("id", Integer, primary_key=True, autoincrement=False),
    prefixes=["TEMPORARY"],
)
"""The customers that a trial is about: reading them by id beats any walk that skips the others."""
OUTCOME = Table(
    "rule_outcome",
    SCRATCH,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("owner_id", Integer),
    Column("old_day", Integer),
    Column("rule_id", Integer),
    Column("last_day", Integer),
    Column("deciding", String(40)),
    Column("not_before_day", Integer),
    Column("missing", Integer),
    prefixes=["TEMPORARY"],
)
_OUT = OUTCOME.c
_CHOSEN_ID = CHOSEN.c.id.name
CHOSEN_IDS = select(CHOSEN.c.id)


def add_spans(view: View, rows: Sequence[tuple[int, int]]) -> None:
    """Note last days under their keys."""
    run_each(view.connection, "INSERT INTO rule_span VALUES (?, ?)", rows)


def choose(view: View, ids: Sequence[int]) -> None:
    """Let the trial be about these customers, each named once."""
    run_each(view.connection, "INSERT INTO rule_chosen VALUES (?)", [(each,) for each in ids])


def choose_in_sight(view: View, pool_id: PoolId) -> None:
    """Let the trial be about what anybody holds of a pool and the person may see."""
    found = _owned_of(pool_id).where(visible_to(view.person))
    view.connection.execute(insert(CHOSEN).from_select([_CHOSEN_ID], found))


def owned_ids(view: View, pool_id: PoolId) -> list[int]:
    """Return the customers of a pool that anybody holds, whoever sees them, by id."""
    found = _owned_of(pool_id).where(unscoped("rules act for the office"))
    # Sorted here: asked for an order, SQLite would walk the whole table for it.
    return sorted(view.connection.execute(found).scalars().all())


def _owned_of(pool_id: PoolId) -> Any:
    """Return the statement of what an index alone answers."""
    customer = CUSTOMER.c
    return select(customer.id).where(
        customer.pool_id == pool_id, customer.owner_id.is_not(None), customer.deleted_at.is_(None)
    )


def portions(ids: Sequence[int], size: int = 10_000) -> Iterator[Sequence[int]]:
    """Yield ids in parts that a statement can name."""
    return (ids[at : at + size] for at in range(0, len(ids), size))


def replace_outcomes(view: View, ids: Collection[int], rows: Sequence[dict[str, object]]) -> None:
    """Put what was computed one by one in the place of what the statement found."""
    for some in portions(sorted(ids)):
        view.connection.execute(delete(OUTCOME).where(_OUT.id.in_(some)))
    if rows:
        view.connection.execute(insert(OUTCOME), list(rows))


# --- what a trial says ---------------------------------------------------------------------------


def impacts(view: View, first_day: int, last_day: int) -> list[OwnerImpact]:
    """Return for each owner what changes, and how many leave after days of this range."""
    leaves = _OUT.last_day.between(first_day, last_day)
    rows = view.connection.execute(
        select(
            _OUT.owner_id,
            USER.c.name,
            func.count().label("owned"),
            _number(_OUT.last_day != _OUT.old_day).label("changed"),
            _number(_OUT.last_day < _OUT.old_day).label("earlier"),
            _number(_OUT.last_day > _OUT.old_day).label("later"),
            _number(leaves).label("leaving"),
        )
        .join(USER, USER.c.id == _OUT.owner_id)
        .group_by(_OUT.owner_id, USER.c.name)
        .order_by(text("leaving DESC"), text("earlier DESC"), _OUT.owner_id)
    )
    return [
        OwnerImpact(
            UserId(row.owner_id),
            row.name,
            row.owned,
            row.changed,
            row.earlier,
            row.later,
            row.leaving,
        )
        for row in rows
    ]


def _number(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def last_days(view: View, first_day: int, last_day: int) -> dict[int, int]:
    """Return how many customers are protected through each day of this range."""
    rows = view.connection.execute(
        select(_OUT.last_day, func.count().label("number"))
        .where(_OUT.last_day.between(first_day, last_day))
        .group_by(_OUT.last_day)
    )
    return {row.last_day: row.number for row in rows}


def earlier_losses(view: View, limit: int) -> list[EarlierLoss]:
    """Return customers that would be protected for less long, the first to leave first."""
    chosen = (
        select(_OUT.id)
        .where(_OUT.last_day < _OUT.old_day)
        .order_by(_OUT.last_day, _OUT.id)
        .limit(limit)
    )
    rows = view.connection.execute(
        select(
            OUTCOME,
            CUSTOMER.c.name,
            USER.c.name.label("owner"),
        )
        .join(CUSTOMER, CUSTOMER.c.id == _OUT.id)
        .join(USER, USER.c.id == _OUT.owner_id)
        .where(_OUT.id.in_(chosen), unscoped("a trial brings its own scope"))
        .order_by(_OUT.last_day, _OUT.id)
    )
    return [
        EarlierLoss(
            CustomerId(row.id),
            row.name,
            UserId(row.owner_id),
            row.owner,
            row.old_day,
            row.last_day,
            Deciding(row.deciding),
        )
        for row in rows
    ]


# --- storing -------------------------------------------------------------------------------------


def _storing(columns: Sequence[str], which: str) -> TextClause:
    # By a subquery: told to join, SQLite would walk the whole of customers for every few of them.
    return text(f"""
        UPDATE customer
        SET ({", ".join(columns)}, not_before_cause) = (
            SELECT {", ".join(f"o.{name}" for name in columns)},
                   CASE WHEN o.not_before_day IS NULL THEN ''
                        WHEN o.not_before_day = customer.not_before_day
                        THEN customer.not_before_cause
                        ELSE :cause END
            FROM rule_outcome AS o WHERE o.id = customer.id)
        WHERE id IN (SELECT id FROM rule_outcome WHERE {which})
    """)  # noqa: S608 - our own words


_STORED = ("rule_id", "deciding", "not_before_day")
_STORE = (
    _storing(("last_day", *_STORED), "last_day <> old_day"),
    # Who names a column of an index pays for the index, changed or not.
    _storing(_STORED, "last_day = old_day"),
)


def store_outcomes(unit: Unit, cause: str) -> int:
    """Store what the scratch table holds on the customers; return how many they are."""
    return sum(unit.connection.execute(each, {"cause": cause}).rowcount for each in _STORE)
