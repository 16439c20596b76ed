"""Who holds a customer from when to when, and the facts of that time."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    Integer,
    Select,
    bindparam,
    insert,
    select,
    update,
)

from crm_tui.db.queries.contract_facts import carry_in_force
from crm_tui.db.queries.opportunities.counting import carry_open
from crm_tui.db.queries.pools.clocks import copy_facts
from crm_tui.db.queries.pools.running import own_grace_was_used
from crm_tui.db.queries.users import change_held
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.pools import (
    OWNERSHIP_PERIOD,
)
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped
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
