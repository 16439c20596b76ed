"""Who holds a customer from when to when, and the facts of that time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    delete,
    func,
    insert,
    select,
    update,
)

from crm_tui.db.queries.users import change_held
from crm_tui.db.tables.customers import CUSTOMER, DUPLICATE_KEY
from crm_tui.db.tables.dictionaries import DICTIONARY_ITEM
from crm_tui.db.tables.pools import (
    OWNERSHIP_PERIOD,
    PERIOD_FACT,
    POOL,
)
from crm_tui.db.tables.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.days import NEVER
from crm_tui.domain.identifiers import CustomerId, PeriodId, UserId
from crm_tui.domain.pools import (
    FactKind,
    Holding,
    PeriodEnd,
    PeriodStart,
)


def open_period(
    unit: Unit, customer: Holding, *, owner_id: UserId, how: PeriodStart, rule_id: int | None
) -> tuple[PeriodId, int] | None:
    """Give a customer that is in its pool to somebody; None when another was first.

    Returns the period and the new holder number; creation adds nothing to holder_count.
    """
    adds = 0 if how in {PeriodStart.CREATED, PeriodStart.IMPORTED} else 1
    taken = unit.connection.execute(
        update(CUSTOMER)
        .where(
            CUSTOMER.c.id == customer.customer_id,
            CUSTOMER.c.owner_id.is_(None),
            CUSTOMER.c.pool_id == customer.pool_id,
            CUSTOMER.c.deleted_at.is_(None),
        )
        .values(
            owner_id=owner_id,
            owned_since=unit.now,
            clock_day=unit.today,
            last_effective_day=None,
            not_before_day=None,
            not_before_cause="",
            reserved_for_id=None,
            reserved_until_day=None,
            holder_count=CUSTOMER.c.holder_count + adds,
            version=CUSTOMER.c.version + 1,
        )
        .returning(CUSTOMER.c.holder_count)
    ).scalar_one_or_none()
    if taken is None:
        return None
    result = unit.connection.execute(
        insert(OWNERSHIP_PERIOD).values(
            customer_id=customer.customer_id,
            owner_id=owner_id,
            pool_id=customer.pool_id,
            rule_id=rule_id,
            started_at=unit.now,
            start_day=unit.today,
            how_started=how,
            started_by_id=unit.person.user_id,
            holder_number=taken,
        )
    )
    (key,) = result.inserted_primary_key or (0,)
    period_id = PeriodId(int(key))
    unit.connection.execute(
        update(CUSTOMER).where(CUSTOMER.c.id == customer.customer_id).values(period_id=period_id)
    )
    change_held(unit.connection, owner_id, +1)
    return period_id, taken


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
    freed = unit.connection.execute(
        update(CUSTOMER)
        .where(
            CUSTOMER.c.id == customer.customer_id,
            CUSTOMER.c.owner_id == customer.owner_id,
            CUSTOMER.c.period_id == customer.period_id,
        )
        .values(
            **IN_POOL_VALUES,
            holder_count=CUSTOMER.c.holder_count + close.holder_count_change,
            version=CUSTOMER.c.version + 1,
        )
    )
    if freed.rowcount == 0 or customer.owner_id is None:
        return False
    unit.connection.execute(
        update(OWNERSHIP_PERIOD)
        .where(OWNERSHIP_PERIOD.c.id == customer.period_id)
        .values(
            ended_at=close.ended_at,
            end_day=close.end_day,
            noticed_at=unit.now,
            how_ended=close.how,
            ended_by_id=None if close.how is PeriodEnd.RECLAIMED else unit.person.user_id,
            reason_id=close.reason_id,
            end_note=close.note,
        )
    )
    change_held(unit.connection, customer.owner_id, -1)
    return True


IN_POOL_VALUES: dict[str, Any] = {
    "owner_id": None,
    "period_id": None,
    "owned_since": None,
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
    """Give a customer back to the holder of an ended period, as it was; False when taken since."""
    period_id = values["period_id"]
    taken = unit.connection.execute(
        update(CUSTOMER)
        .where(CUSTOMER.c.id == customer_id, CUSTOMER.c.owner_id.is_(None))
        .values(**values, version=CUSTOMER.c.version + 1)
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
            deciding="",
        )
    )
    change_held(unit.connection, UserId(values["owner_id"]), +1)
    return True


def period_start(view: View, period_id: PeriodId) -> datetime | None:
    """Return when a period began."""
    return view.connection.execute(
        select(OWNERSHIP_PERIOD.c.started_at).where(OWNERSHIP_PERIOD.c.id == period_id)
    ).scalar_one_or_none()


def rule_id_of(view: View, period_id: PeriodId) -> int | None:
    """Return the rule under which a period runs, or None when none fitted."""
    return view.connection.execute(
        select(OWNERSHIP_PERIOD.c.rule_id).where(OWNERSHIP_PERIOD.c.id == period_id)
    ).scalar_one_or_none()


def set_rule_id(unit: Unit, period_id: PeriodId, rule_id: int | None) -> None:
    """Let a period run under another rule from now on."""
    unit.connection.execute(
        update(OWNERSHIP_PERIOD).where(OWNERSHIP_PERIOD.c.id == period_id).values(rule_id=rule_id)
    )


def use_own_grace(unit: Unit, period_id: PeriodId) -> bool:
    """Note that the owner's own act earned grace in this period; False when it had already."""
    used = unit.connection.execute(
        update(OWNERSHIP_PERIOD)
        .where(OWNERSHIP_PERIOD.c.id == period_id, ~OWNERSHIP_PERIOD.c.own_grace_used)
        .values(own_grace_used=True)
    )
    return used.rowcount == 1


def add_fact(unit: Unit, period_id: PeriodId, kind: FactKind, subject_id: int, day: int) -> None:
    """Write what the rules may count in this period."""
    unit.connection.execute(
        insert(PERIOD_FACT).values(period_id=period_id, kind=kind, subject_id=subject_id, day=day)
    )


def void_fact(unit: Unit, kinds: Sequence[FactKind], subject_id: int) -> None:
    """Strike out what a deleted record had written for the rules."""
    unit.connection.execute(
        update(PERIOD_FACT)
        .where(PERIOD_FACT.c.kind.in_(kinds), PERIOD_FACT.c.subject_id == subject_id)
        .values(voided=True)
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
    ).all()
    for row in held:
        change_held(unit.connection, UserId(row.owner_id), -row.number)


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
        )
    )
    unit.connection.execute(
        update(CUSTOMER)
        .where(chosen)
        .values(**IN_POOL_VALUES, deleted_at=unit.now, version=CUSTOMER.c.version + 1)
    )
    unit.connection.execute(delete(DUPLICATE_KEY).where(DUPLICATE_KEY.c.customer_id.in_(ids)))


def close_reclaimed_periods(unit: Unit, rows: Sequence[Any], ended_at: dict[int, datetime]) -> None:
    """Close the periods of reclaimed customers at the end of their last protected day."""
    by_day: dict[tuple[int, str], list[int]] = {}
    for row in rows:
        by_day.setdefault((row.last_day, row.deciding), []).append(row.period_id)
    for (last_day, deciding), period_ids in by_day.items():
        unit.connection.execute(
            update(OWNERSHIP_PERIOD)
            .where(OWNERSHIP_PERIOD.c.id.in_(period_ids), OWNERSHIP_PERIOD.c.ended_at.is_(None))
            .values(
                ended_at=ended_at[last_day],
                end_day=last_day + 1,
                noticed_at=unit.now,
                how_ended=PeriodEnd.RECLAIMED,
                deciding=deciding,
            )
        )


def periods_of(view: View, customer_id: CustomerId, limit: int = 200) -> list[Any]:
    """Return the ownership periods of a customer with names, newest first."""
    return list(
        view.connection.execute(
            select(
                OWNERSHIP_PERIOD,
                USER.c.name.label("owner"),
                POOL.c.name.label("pool"),
                DICTIONARY_ITEM.c.name.label("reason"),
            )
            .join(USER, USER.c.id == OWNERSHIP_PERIOD.c.owner_id)
            .outerjoin(DICTIONARY_ITEM, DICTIONARY_ITEM.c.id == OWNERSHIP_PERIOD.c.reason_id)
            .join(POOL, POOL.c.id == OWNERSHIP_PERIOD.c.pool_id)
            .where(OWNERSHIP_PERIOD.c.customer_id == customer_id)
            .order_by(OWNERSHIP_PERIOD.c.id.desc())
            .limit(limit)
        )
    )
