"""Who holds a customer from when to when, and the facts of that time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    ScalarSelect,
    Select,
    bindparam,
    func,
    insert,
    select,
    update,
)

from crm_tui.db.queries.contract_facts import carry_in_force
from crm_tui.db.queries.opportunities.counting import carry_open
from crm_tui.db.queries.pools.clocks import copy_facts
from crm_tui.db.queries.users import change_held, change_held_of_many
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.dictionaries import DICTIONARY_ITEM
from crm_tui.db.schema.pools import (
    OWNERSHIP_PERIOD,
    POOL,
)
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.customers import Standing
from crm_tui.domain.days import NEVER
from crm_tui.domain.identifiers import CustomerId, PeriodId, UserId
from crm_tui.domain.pools import (
    Holding,
    PeriodEnd,
    PeriodStart,
)
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Carried:
    """What a period takes over from the one it continues, so that passing on wins nothing."""

    period_id: PeriodId
    clock_day: int
    last_effective_day: int | None
    last_day: int
    deciding: str
    not_before_day: int | None
    not_before_cause: str
    rule_id: int | None
    locked_until_day: int | None
    extended_until_day: int | None


_STARTER, _ENDER = USER.alias("starter"), USER.alias("ender")
# What runs whenever a customer is given to somebody or goes back is built once.
_ASKED = bindparam("asked_customer_id", type_=Integer)
_PERIOD = bindparam("asked_period_id", type_=Integer)
_ADDED = bindparam("added_holders", type_=Integer)
_TAKE = (
    update(CUSTOMER)
    .where(
        CUSTOMER.c.id == _ASKED,
        CUSTOMER.c.owner_id.is_(None),
        CUSTOMER.c.pool_id == bindparam("asked_pool_id", type_=Integer),
        CUSTOMER.c.deleted_at.is_(None),
    )
    .values(
        reserved_for_id=None,
        reserved_until_day=None,
        opens_at=None,
        pool_since=None,
        holder_count=CUSTOMER.c.holder_count + _ADDED,
        version=CUSTOMER.c.version + 1,
    )
    .returning(CUSTOMER.c.holder_count)
)
_BEGIN = insert(OWNERSHIP_PERIOD)
_RUN_IN = update(CUSTOMER).where(CUSTOMER.c.id == _ASKED)
_FREE = (
    update(CUSTOMER)
    .where(
        CUSTOMER.c.id == _ASKED,
        CUSTOMER.c.owner_id == bindparam("asked_owner_id", type_=Integer),
        CUSTOMER.c.period_id == _PERIOD,
    )
    .values(
        holder_count=CUSTOMER.c.holder_count + _ADDED,
        version=CUSTOMER.c.version + 1,
    )
)
_END = update(OWNERSHIP_PERIOD).where(OWNERSHIP_PERIOD.c.id == _PERIOD)
CARRIED_COLUMNS = tuple(each.name for each in fields(Carried) if each.name != "period_id")


def carried_of(row: Any) -> Carried:
    """Return what the next period takes over of an owned customer's running one."""
    values = {name: getattr(row, name) for name in CARRIED_COLUMNS}
    return Carried(period_id=PeriodId(row.period_id), **values)


@dataclass(frozen=True, slots=True)
class PeriodOpening:
    """Who gets a customer, how, and what of an earlier period goes on."""

    owner_id: UserId
    how: PeriodStart
    carry: Carried | None = None
    is_self_found: bool = False


@dataclass(frozen=True, slots=True)
class OpenedPeriod:
    """A period that began, the number of its holder, and whether that number rose for it."""

    id: PeriodId
    holder_number: int
    is_new_holder: bool


def open_period(unit: Unit, customer: Holding, opening: PeriodOpening) -> OpenedPeriod | None:
    """Give a customer that is in its pool to somebody; None when another was first."""
    is_new_holder = _is_new_holder(unit, customer, opening)
    holder_number = _take(unit, customer, opening, adds=int(is_new_holder))
    if holder_number is None:
        return None
    carry = opening.carry
    values = {
        "customer_id": customer.customer_id,
        "owner_id": opening.owner_id,
        "pool_id": customer.pool_id,
        "started_at": unit.now,
        "start_day": unit.today,
        "clock_day": unit.today if carry is None else carry.clock_day,
        "how_started": opening.how,
        "started_by_id": unit.person.user_id,
        "holder_number": holder_number,
        "own_grace_used": carry is not None and own_grace_was_used(unit, carry.period_id),
    }
    (key,) = unit.connection.execute(_BEGIN, values).inserted_primary_key or (0,)
    period_id = PeriodId(int(key))
    running = {_ASKED.key: customer.customer_id, "period_id": period_id}
    unit.connection.execute(_RUN_IN, running)
    if carry is None:
        carry_open(unit, customer.customer_id, period_id)
        carry_in_force(unit, customer.customer_id, period_id)
    else:
        copy_facts(unit, carry.period_id, period_id)
    change_held(unit.connection, opening.owner_id, +1)
    return OpenedPeriod(period_id, holder_number, is_new_holder)


def _is_new_holder(view: View, customer: Holding, opening: PeriodOpening) -> bool:
    """Return whether somebody else than the last holder gets it; who enters it is not counted."""
    if opening.how in {PeriodStart.CREATED, PeriodStart.IMPORTED}:
        return False
    asked = {_ASKED.key: customer.customer_id}
    last_owner_id = view.connection.execute(_last_owner(), asked).scalar_one_or_none()
    return last_owner_id != opening.owner_id


@cache
def _last_owner() -> Select[Any]:
    period = OWNERSHIP_PERIOD.c
    return (
        select(period.owner_id)
        .where(
            period.customer_id == _ASKED,
            # Whoever had it by mistake never was a holder.
            period.how_ended.is_distinct_from(PeriodEnd.UNDONE),
        )
        .order_by(period.id.desc())
        .limit(1)
    )


def _take(unit: Unit, customer: Holding, opening: PeriodOpening, *, adds: int) -> int | None:
    """Make somebody the owner of a customer nobody has; return the holder number, None if lost."""
    fresh: dict[str, Any] = {
        **dict.fromkeys(CARRIED_COLUMNS),
        "clock_day": unit.today,
        "last_day": NEVER,
        "deciding": "",
        "not_before_cause": "",
    }
    carried = opening.carry
    clock = fresh if carried is None else {n: getattr(carried, n) for n in CARRIED_COLUMNS}
    values = {
        **clock,
        "owner_id": opening.owner_id,
        "owned_since": unit.now,
        "is_self_found": opening.is_self_found,
        _ADDED.key: adds,
        "asked_pool_id": customer.pool_id,
        _ASKED.key: customer.customer_id,
    }
    return unit.connection.execute(_TAKE, values).scalar_one_or_none()


def own_grace_was_used(view: View, period_id: PeriodId) -> bool:
    """Return whether the owner's own act earned grace in this period already."""
    return bool(
        view.connection.execute(
            select(OWNERSHIP_PERIOD.c.own_grace_used).where(OWNERSHIP_PERIOD.c.id == period_id)
        ).scalar_one()
    )


@dataclass(frozen=True, slots=True)
class PeriodClose:
    """How, when and why a period ends."""

    how: PeriodEnd
    ended_at: datetime
    end_day: int
    reason_id: int | None = None
    note: str = ""
    holder_count_change: int = 0


def end_period(unit: Unit, customer: Holding, close: PeriodClose) -> bool:
    """Put an owned customer back into its pool and close its period; False if it was not so."""
    asked = {_ASKED.key: customer.customer_id}
    rule_id, deciding = unit.connection.execute(_ran_under(), asked).one()
    freed = {
        **IN_POOL_VALUES,
        "pool_since": close.ended_at,
        _ADDED.key: close.holder_count_change,
        "asked_owner_id": customer.owner_id,
        _PERIOD.key: customer.period_id,
        **asked,
    }
    if unit.connection.execute(_FREE, freed).rowcount == 0 or customer.owner_id is None:
        return False
    ended = {
        "ended_at": close.ended_at,
        "end_day": close.end_day,
        "noticed_at": unit.now,
        "how_ended": close.how,
        "ended_by_id": None if close.how is PeriodEnd.RECLAIMED else unit.person.user_id,
        "reason_id": close.reason_id,
        "end_note": close.note,
        "rule_id": rule_id,
        "deciding": deciding,
        _PERIOD.key: customer.period_id,
    }
    unit.connection.execute(_END, ended)
    change_held(unit.connection, customer.owner_id, -1)
    return True


@cache
def _ran_under() -> Select[Any]:
    system = unscoped("the period keeps what it ran under")
    return select(CUSTOMER.c.rule_id, CUSTOMER.c.deciding).where(CUSTOMER.c.id == _ASKED, system)


IN_POOL_VALUES: dict[str, Any] = {
    "owner_id": None,
    "period_id": None,
    "owned_since": None,
    "rule_id": None,
    "is_self_found": False,
    "locked_until_day": None,
    "extended_until_day": None,
    "opens_at": None,
    "clock_day": None,
    "last_effective_day": None,
    "last_day": NEVER,
    "deciding": "",
    "not_before_day": None,
    "not_before_cause": "",
    "next_contact_at": None,
    "next_contact_note": "",
}


def reopen_period(unit: Unit, customer_id: CustomerId, values: dict[str, Any]) -> bool:
    """Give a customer back to the holder of an ended period, as it was; False when taken since.

    A batch of an older version of the program knows the rule from the period alone.
    """
    period_id = values["period_id"]
    if "rule_id" not in values:
        values = {**values, "rule_id": _rule_id_of(unit, period_id)}
    taken = unit.connection.execute(
        update(CUSTOMER)
        .where(
            CUSTOMER.c.id == customer_id,
            CUSTOMER.c.owner_id.is_(None),
            CUSTOMER.c.deleted_at.is_(None),
        )
        .values(**{"opens_at": None, **values}, pool_since=None, version=CUSTOMER.c.version + 1)
    )
    if taken.rowcount == 0:
        return False
    unit.connection.execute(
        update(OWNERSHIP_PERIOD)
        .where(OWNERSHIP_PERIOD.c.id == period_id)
        .values(
            ended_at=None,
            end_day=None,
            noticed_at=None,
            how_ended=None,
            ended_by_id=None,
            reason_id=None,
            end_note="",
            rule_id=None,
            deciding="",
        )
    )
    change_held(unit.connection, UserId(values["owner_id"]), +1)
    return True


def _rule_id_of(view: View, period_id: PeriodId) -> int | None:
    return view.connection.execute(
        select(OWNERSHIP_PERIOD.c.rule_id).where(OWNERSHIP_PERIOD.c.id == period_id)
    ).scalar_one_or_none()


def period_start(view: View, period_id: PeriodId) -> datetime | None:
    """Return when a period began."""
    return view.connection.execute(_begun_at(), {_PERIOD.key: period_id}).scalar_one_or_none()


@cache
def _begun_at() -> Select[Any]:
    period = OWNERSHIP_PERIOD.c
    return select(period.started_at).where(period.id == _PERIOD)


def use_own_grace(unit: Unit, period_id: PeriodId) -> bool:
    """Note that the owner's own act earned grace in this period; False when it had already."""
    used = unit.connection.execute(
        update(OWNERSHIP_PERIOD)
        .where(OWNERSHIP_PERIOD.c.id == period_id, ~OWNERSHIP_PERIOD.c.own_grace_used)
        .values(own_grace_used=True)
    )
    return used.rowcount == 1


def set_clock_day(unit: Unit, period_id: PeriodId, clock_day: int) -> None:
    """Let the days of a running period count from another day."""
    unit.connection.execute(
        update(OWNERSHIP_PERIOD)
        .where(OWNERSHIP_PERIOD.c.id == period_id)
        .values(clock_day=clock_day)
    )


def lower_held(unit: Unit, leaving: ColumnElement[bool]) -> None:
    """Take customers that are about to lose their owners out of what those hold."""
    held = unit.connection.execute(
        select(CUSTOMER.c.owner_id, func.count().label("number"))
        .where(
            leaving,
            CUSTOMER.c.owner_id.is_not(None),
            unscoped("counts follow the rows that leave, whoever acts"),
        )
        .group_by(CUSTOMER.c.owner_id)
        .order_by(CUSTOMER.c.owner_id)
    )
    changes = {UserId(row.owner_id): -row.number for row in held}
    change_held_of_many(unit.connection, changes)


def delete_customers(unit: Unit, ids: Sequence[int]) -> None:
    """Put customers into the recycle bin, set-based; open periods end with them."""
    chosen = CUSTOMER.c.id.in_(ids)
    lower_held(unit, chosen)
    unit.connection.execute(
        update(OWNERSHIP_PERIOD)
        .where(OWNERSHIP_PERIOD.c.customer_id.in_(ids), OWNERSHIP_PERIOD.c.ended_at.is_(None))
        .values(
            ended_at=unit.now,
            end_day=unit.today,
            noticed_at=unit.now,
            how_ended=PeriodEnd.DELETED,
            ended_by_id=unit.person.user_id,
            rule_id=_running_rule_id(),
        )
    )
    unit.connection.execute(
        update(CUSTOMER)
        .where(chosen)
        .values(
            **IN_POOL_VALUES,
            pool_since=None,
            standing=Standing.DELETED,
            deleted_at=unit.now,
            version=CUSTOMER.c.version + 1,
        )
    )


def _running_rule_id() -> ScalarSelect[int | None]:
    return (
        select(CUSTOMER.c.rule_id)
        .where(
            CUSTOMER.c.id == OWNERSHIP_PERIOD.c.customer_id,
            unscoped("the period keeps what it ran under"),
        )
        .scalar_subquery()
    )


def close_reclaimed_periods(unit: Unit, rows: Sequence[Any], ended_at: dict[int, datetime]) -> None:
    """Close the periods of reclaimed customers at the end of their last protected day."""
    alike: dict[tuple[int, str, int | None], list[int]] = {}
    for row in rows:
        alike.setdefault((row.last_day, row.deciding, row.rule_id), []).append(row.period_id)
    for (last_day, deciding, rule_id), period_ids in alike.items():
        unit.connection.execute(
            update(OWNERSHIP_PERIOD)
            .where(OWNERSHIP_PERIOD.c.id.in_(period_ids), OWNERSHIP_PERIOD.c.ended_at.is_(None))
            .values(
                ended_at=ended_at[last_day],
                end_day=last_day + 1,
                noticed_at=unit.now,
                how_ended=PeriodEnd.RECLAIMED,
                rule_id=rule_id,
                deciding=deciding,
            )
        )


def periods_of(view: View, customer_ids: Sequence[int], limit: int = 200) -> list[Any]:
    """Return the ownership periods of customers that are one by now, with names, newest first."""
    return list(
        view.connection.execute(
            select(
                OWNERSHIP_PERIOD,
                USER.c.name.label("owner"),
                _STARTER.c.name.label("started_by"),
                _ENDER.c.name.label("ended_by"),
                POOL.c.name.label("pool"),
                DICTIONARY_ITEM.c.name.label("reason"),
            )
            .join(USER, USER.c.id == OWNERSHIP_PERIOD.c.owner_id)
            .outerjoin(_STARTER, _STARTER.c.id == OWNERSHIP_PERIOD.c.started_by_id)
            .outerjoin(_ENDER, _ENDER.c.id == OWNERSHIP_PERIOD.c.ended_by_id)
            .outerjoin(DICTIONARY_ITEM, DICTIONARY_ITEM.c.id == OWNERSHIP_PERIOD.c.reason_id)
            .join(POOL, POOL.c.id == OWNERSHIP_PERIOD.c.pool_id)
            .where(OWNERSHIP_PERIOD.c.customer_id.in_(customer_ids))
            .order_by(OWNERSHIP_PERIOD.c.id.desc())
            .limit(limit)
        )
    )
