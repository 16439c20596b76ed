"""What is due, and taking it back set-based."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    bindparam,
    func,
    literal_column,
    or_,
    select,
    tuple_,
    update,
)

from crm_tui.db.queries.batches import CALENDAR, SWEEP
from crm_tui.db.queries.pools.departing import lower_held
from crm_tui.db.queries.pools.periods import IN_POOL_VALUES
from crm_tui.db.schema.batches import JOB_RUN
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.offices import OFFICE
from crm_tui.db.schema.pools import (
    OWNERSHIP_PERIOD,
    POOL,
    POOL_RULE,
    POOL_RULE_VERSION,
)
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.days import NEVER
from crm_tui.domain.events import JobStatus
from crm_tui.domain.identifiers import CustomerId, PoolId, UserId
from crm_tui.domain.pools import (
    DEFAULT_GRACE_DAYS,
    Deciding,
    DueCustomer,
    PeriodEnd,
)
from crm_tui.values import dataclass

_CONTINUED = (
    PeriodEnd.TRANSFERRED,
    PeriodEnd.HANDED_OVER,
    PeriodEnd.DISPUTED,
    PeriodEnd.UNDONE,
)
"""The ends of a period after which its clock may run on."""
DUE = (
    CUSTOMER.c.owner_id.is_not(None),
    # As a literal, so that SQLite can prove the partial index usable.
    CUSTOMER.c.last_day < literal_column(str(NEVER)),
    CUSTOMER.c.deleted_at.is_(None),
)


_FOR_THE_OFFICE = "the sweep acts for the office"
_LISTED_RULES = 100_000
_TAKEN_COLUMNS = (
    "id",
    "pool_id",
    "owner_id",
    "period_id",
    "owned_since",
    "rule_id",
    "is_self_found",
    "clock_day",
    "last_effective_day",
    "last_day",
    "deciding",
    "locked_until_day",
    "extended_until_day",
    "not_before_day",
    "not_before_cause",
    "next_contact_at",
    "next_contact_note",
)
"""What the sweep reads of a customer: what undo needs to give it back."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What decides, at the cost of a few index seeks, whether a sweep has anything to do."""

    is_due: bool
    is_unapplied: bool
    swept_day: int | None
    latest: datetime
    """The latest instant this database has seen."""


def glance(connection: Connection, today: int) -> Glance:
    """Return whether protection has ended, what changed days is unapplied, and the last sweep."""
    row = connection.execute(_glance(), {"today": today}).one()
    return Glance(
        bool(row.is_due),
        bool(row.is_unapplied),
        None if row.swept is None else int(row.swept["day"]),
        row.max_seen_at,
    )


@cache
def _glance() -> Select[Any]:
    """Return the statement, made once: it takes longer to spell than to answer."""
    today = bindparam("today", type_=Integer)
    overdue = (
        select(CUSTOMER.c.id)
        .where(CUSTOMER.c.last_day < today, *DUE, unscoped(_FOR_THE_OFFICE))
        .limit(1)
        .exists()
    )
    unapplied = select(POOL_RULE_VERSION.c.id).where(*_unapplied(today)).exists()
    unfinished = (
        select(JOB_RUN.c.id)
        # Not of rules: what was begun for a version that another overtook is done with.
        .where(JOB_RUN.c.kind == CALENDAR, JOB_RUN.c.status == JobStatus.RUNNING)
        .exists()
    )
    swept = (
        select(JOB_RUN.c.facts)
        .where(JOB_RUN.c.kind == SWEEP, JOB_RUN.c.status == JobStatus.DONE)
        .order_by(JOB_RUN.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    return select(
        overdue.label("is_due"),
        or_(unapplied, unfinished).label("is_unapplied"),
        swept.label("swept"),
        OFFICE.c.max_seen_at,
    )


def _unapplied(today: int | ColumnElement[int]) -> tuple[ColumnElement[bool], ...]:
    version = POOL_RULE_VERSION.c
    return (version.applied_at.is_(None), ~version.superseded, version.effective_day <= today)


# Asked by every edit of a customer, so it is built once.
@cache
def _unapplied_day() -> Select[Any]:
    return select(func.min(POOL_RULE_VERSION.c.effective_day)).where(
        POOL_RULE_VERSION.c.pool_id == bindparam("asked_pool_id", type_=Integer),
        *_unapplied(bindparam("asked_day", type_=Integer)),
    )


def unapplied_day(view: View, pool_id: PoolId) -> int | None:
    """Return since when a version of a pool's rules is in force that no sweep applied yet."""
    asked = {"asked_pool_id": pool_id, "asked_day": view.today}
    day = view.connection.execute(_unapplied_day(), asked).scalar_one()
    return None if day is None else int(day)


def are_rules_unapplied(view: View) -> bool:
    """Return whether a version of any pool's rules is in force that no sweep applied yet."""
    found = view.connection.execute(
        select(POOL_RULE_VERSION.c.id).where(*_unapplied(view.today)).limit(1)
    )
    return found.first() is not None


def visible_due_ids(view: View, today: int) -> list[int]:
    """Return the customers whose protection has ended, by id; only those in sight."""
    rows = view.connection.execute(
        select(CUSTOMER.c.id)
        .where(CUSTOMER.c.last_day < today, *DUE, visible_to(view.person))
        .order_by(CUSTOMER.c.id)
    )
    return [row.id for row in rows]


def due_ids(view: View, today: int) -> list[int]:
    """Return every customer whose protection has ended, by id: what a held sweep keeps."""
    rows = view.connection.execute(
        select(CUSTOMER.c.id)
        .where(CUSTOMER.c.last_day < today, *DUE, unscoped(_FOR_THE_OFFICE))
        .order_by(CUSTOMER.c.id)
    )
    return [row.id for row in rows]


def graces_of_due(view: View, ids: Sequence[int]) -> dict[int, list[int | None]]:
    """Return the rules of the overdue among some customers, by the days of grace each gives."""
    rows = view.connection.execute(
        select(CUSTOMER.c.rule_id, POOL_RULE.c.warning_leads)
        .outerjoin(POOL_RULE, POOL_RULE.c.id == CUSTOMER.c.rule_id)
        .where(_still_due(ids, view.today), unscoped(_FOR_THE_OFFICE))
        .distinct()
        .order_by(CUSTOMER.c.rule_id)
        .limit(_LISTED_RULES)
    )
    found: dict[int, list[int | None]] = {}
    for row in rows:
        grace = max(row.warning_leads or (), default=DEFAULT_GRACE_DAYS)
        found.setdefault(grace, []).append(row.rule_id)
    return found


def keep_due(unit: Unit, ids: Sequence[int], rule_ids: Sequence[int | None], until_day: int) -> int:
    """Let overdue customers, those of these rules, stay until a day; return how many.

    None among the rules stands for customers that no rule fits.
    """
    known = [rule_id for rule_id in rule_ids if rule_id is not None]
    of_rules: ColumnElement[bool] = CUSTOMER.c.rule_id.in_(known)
    if None in rule_ids:
        of_rules = or_(of_rules, CUSTOMER.c.rule_id.is_(None))
    kept = unit.connection.execute(
        update(CUSTOMER)
        .where(of_rules, _still_due(ids, unit.today), unscoped(_FOR_THE_OFFICE))
        .values(
            last_day=until_day,
            deciding=Deciding.GRACE.value,
            not_before_day=until_day,
            not_before_cause="dismissed",
        )
    )
    return kept.rowcount


def due_count(view: View, today: int) -> int:
    """Return how many customers' protection has ended, in sight or not."""
    return view.connection.execute(
        select(func.count())
        .select_from(CUSTOMER)
        .where(CUSTOMER.c.last_day < today, *DUE, unscoped(_FOR_THE_OFFICE))
    ).scalar_one()


def visible_due_count(view: View, today: int) -> int:
    """Return how many customers' protection has ended; only those in sight."""
    return view.connection.execute(
        select(func.count())
        .select_from(CUSTOMER)
        .where(CUSTOMER.c.last_day < today, *DUE, visible_to(view.person))
    ).scalar_one()


def owned_count(view: View) -> int:
    """Return how many customers anybody holds."""
    total = view.connection.execute(select(func.coalesce(func.sum(USER.c.held), 0))).scalar_one()
    return int(total)


def due(view: View, today: int, limit: int) -> list[DueCustomer]:
    """Return customers whose protection has ended, the longest ago first; only those in sight."""
    rows = view.connection.execute(
        select(
            CUSTOMER.c.id,
            CUSTOMER.c.name,
            CUSTOMER.c.owner_id,
            USER.c.name.label("owner"),
            POOL.c.name.label("pool"),
            CUSTOMER.c.last_day,
            CUSTOMER.c.deciding,
        )
        .join(USER, USER.c.id == CUSTOMER.c.owner_id)
        .join(POOL, POOL.c.id == CUSTOMER.c.pool_id)
        .where(CUSTOMER.c.last_day < today, *DUE, visible_to(view.person))
        .order_by(CUSTOMER.c.last_day, CUSTOMER.c.id)
        .limit(limit)
    )
    return [
        DueCustomer(
            CustomerId(r.id), r.name, UserId(r.owner_id), r.owner, r.pool, r.last_day, r.deciding
        )
        for r in rows
    ]


def due_rows(unit: Unit, today: int, limit: int, after: tuple[int, int, int]) -> list[Any]:
    """Return what a sweep takes next, after a (last_day, owner_id, id) already seen.

    Owner by owner, as the index lies: what one held stands together in most other indexes, so
    that a transaction changes fewer pages.
    """
    customer = CUSTOMER.c
    order = (customer.last_day, customer.owner_id, customer.id)
    return list(
        unit.connection.execute(
            select(*(customer[name] for name in _TAKEN_COLUMNS))
            .where(
                customer.last_day < today,
                tuple_(*order) > after,
                *DUE,
                unscoped(_FOR_THE_OFFICE),
            )
            .order_by(*order)
            .limit(limit)
        )
    )


def opening_minutes(view: View) -> dict[PoolId, int | None]:
    """Return for each pool the minute after midnight at which reclaimed customers open."""
    rows = view.connection.execute(
        select(POOL.c.id, POOL.c.reclaimed_opens_minute).order_by(POOL.c.id).limit(_LISTED_RULES)
    )
    return {PoolId(row.id): row.reclaimed_opens_minute for row in rows}


def reclaim(
    unit: Unit,
    ids_by_instants: Mapping[tuple[datetime, datetime | None], Sequence[int]],
    today: int,
) -> int:
    """Put overdue customers back into their pools: since when, and closed to members until when.

    Set-based; returns how many were taken.
    """
    everybody = [each for ids in ids_by_instants.values() for each in ids]
    lower_held(unit, _still_due(everybody, today))
    taken = 0
    for (since, opens_at), ids in ids_by_instants.items():
        values = {**IN_POOL_VALUES, "opens_at": opens_at, "pool_since": since}
        freed = unit.connection.execute(
            update(CUSTOMER)
            .where(_still_due(ids, today))
            .values(**values, version=CUSTOMER.c.version + 1)
        )
        taken += freed.rowcount
    return taken


def _still_due(ids: Sequence[int], today: int) -> ColumnElement[bool]:
    return and_(CUSTOMER.c.id.in_(ids), CUSTOMER.c.last_day < today, *DUE)


def protected_rows(unit: Unit, owner_id: UserId, *, after: int, limit: int) -> list[Any]:
    """Return stored customers whose days follow somebody's leave and have not ended, by id.

    Theirs, and those that they passed on: the days until then count for the next holder.
    """
    period = OWNERSHIP_PERIOD.c
    passed_on = select(period.customer_id).where(
        period.owner_id == owner_id, period.how_ended.in_(_CONTINUED)
    )
    return list(
        unit.connection.execute(
            select(CUSTOMER)
            .where(
                or_(CUSTOMER.c.owner_id == owner_id, CUSTOMER.c.id.in_(passed_on)),
                CUSTOMER.c.owner_id.is_not(None),
                CUSTOMER.c.id > after,
                CUSTOMER.c.last_day >= unit.today,
                CUSTOMER.c.deleted_at.is_(None),
                unscoped("days follow the leave of the owner, whoever recorded it"),
            )
            .order_by(CUSTOMER.c.id)
            .limit(limit)
        )
    )


def counted_rows(unit: Unit, since_day: int, *, after: int, limit: int) -> list[Any]:
    """Return stored customers that were to be taken back after a day, by id after one."""
    return list(
        unit.connection.execute(
            select(CUSTOMER)
            .where(
                CUSTOMER.c.id > after,
                CUSTOMER.c.last_day >= since_day,
                *DUE,
                unscoped("days follow the calendar of the office"),
            )
            .order_by(CUSTOMER.c.id)
            .limit(limit)
        )
    )


_DAY_COLUMNS = ("rule_id", "last_day", "deciding", "not_before_day", "not_before_cause")


def store_days(unit: Unit, changes: Sequence[Mapping[str, object]]) -> None:
    """Store recomputed days of many customers; each change names its `customer_id`."""
    if not changes:
        return
    unit.connection.execute(
        update(CUSTOMER)
        .where(CUSTOMER.c.id == bindparam("customer_id"))
        .values({name: bindparam(name) for name in _DAY_COLUMNS}),
        list(changes),
    )
