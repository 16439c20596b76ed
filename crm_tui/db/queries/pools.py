"""Pools: policies, claimants, ownership periods, the ledger, and what is due."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    and_,
    delete,
    func,
    insert,
    literal_column,
    or_,
    select,
    update,
)

from crm_tui.db.queries import customers as customer_queries
from crm_tui.db.queries.users import change_held, lock_user, person, pools_of
from crm_tui.db.tables.batches import EVENT
from crm_tui.db.tables.customers import CUSTOMER, DUPLICATE_KEY
from crm_tui.db.tables.dictionaries import DICTIONARY_ITEM
from crm_tui.db.tables.pools import (
    CLAIM_LEDGER,
    OWNERSHIP_PERIOD,
    PERIOD_FACT,
    POOL,
    POOL_CONDITION,
    POOL_MEMBER,
    POOL_RULE,
)
from crm_tui.db.tables.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.days import NEVER, DayUnit
from crm_tui.domain.identifiers import CustomerId, PeriodId, PoolId, UserId
from crm_tui.domain.pools import (
    Claimant,
    Combine,
    Deciding,
    DueCustomer,
    FactKind,
    Holding,
    IdleCondition,
    LastPeriod,
    MemberKind,
    PeriodEnd,
    PeriodStart,
    Policy,
    PoolRow,
    Rule,
    parse_rule,
)
from crm_tui.errors import NotFoundError


def add_pool(
    connection: Connection, *, name: str, now: datetime, is_default: bool, values: dict[str, object]
) -> PoolId:
    """Insert a pool that everybody belongs to and return its id."""
    result = connection.execute(
        insert(POOL).values(
            **{
                "warning_leads": [7, 3, 1, 0],
                **values,
                "name": name,
                "is_default": is_default,
                "created_at": now,
            }
        )
    )
    (key,) = result.inserted_primary_key or (0,)
    return PoolId(int(key))


def add_member(
    connection: Connection,
    pool_id: PoolId,
    kind: MemberKind,
    member_id: int | None,
    *,
    is_admin: bool = False,
) -> None:
    """Let a user, a department, a role or everybody into a pool."""
    connection.execute(
        insert(POOL_MEMBER).values(
            pool_id=pool_id, kind=kind, member_id=member_id, is_admin=is_admin
        )
    )


def add_idle_rule(
    connection: Connection, pool_id: PoolId, idle_days: int, unit: DayUnit = DayUnit.NON_HOLIDAY
) -> int:
    """Give a pool the rule 未跟进 N days for all its customers; return the rule's id."""
    result = connection.execute(
        insert(POOL_RULE).values(pool_id=pool_id, combine=Combine.ANY, filter={}, exempt={})
    )
    (key,) = result.inserted_primary_key or (0,)
    connection.execute(
        insert(POOL_CONDITION).values(rule_id=int(key), kind="idle", days=idle_days, unit=unit)
    )
    return int(key)


def default_pool(connection: Connection) -> PoolId:
    """Return the pool that new customers belong to."""
    found = connection.execute(
        select(POOL.c.id)
        .where(POOL.c.enabled)
        .order_by(POOL.c.is_default.desc(), POOL.c.id)
        .limit(1)
    ).scalar_one_or_none()
    if found is None:
        raise NotFoundError("pool", "")
    return PoolId(found)


def find_pools(connection: Connection, reference: str) -> list[tuple[PoolId, str]]:
    """Return the pools that a name, part of one, or an id means."""
    everything = [
        (PoolId(r.id), r.name)
        for r in connection.execute(select(POOL.c.id, POOL.c.name).order_by(POOL.c.id).limit(500))
    ]
    exact = [each for each in everything if each[1] == reference]
    by_id = [each for each in everything if str(each[0]) == reference]
    return exact or by_id or [each for each in everything if reference and reference in each[1]]


def policy(view: View, pool_id: PoolId) -> Policy:
    """Return a pool's settings and its rules in force today."""
    pool = view.connection.execute(select(POOL).where(POOL.c.id == pool_id)).one_or_none()
    if pool is None:
        raise NotFoundError("pool", str(pool_id))
    return Policy(
        pool_id=pool_id,
        name=pool.name,
        rules=_rules(view, pool_id),
        enabled=pool.enabled,
        holding_limit=pool.holding_limit,
        daily_limit=pool.daily_limit,
        cool_off_return_days=pool.cool_off_return_days,
        cool_off_reclaim_days=pool.cool_off_reclaim_days,
        warning_leads=tuple(pool.warning_leads),
    )


def _rules(view: View, pool_id: PoolId) -> tuple[Rule, ...]:
    rule = POOL_RULE.c
    found = view.connection.execute(
        select(POOL_RULE, POOL_CONDITION.c.kind, POOL_CONDITION.c.days, POOL_CONDITION.c.unit)
        .outerjoin(POOL_CONDITION, POOL_CONDITION.c.rule_id == rule.id)
        .where(
            rule.pool_id == pool_id,
            rule.effective_day <= view.today,
            or_(rule.retired_day.is_(None), rule.retired_day > view.today),
        )
        .order_by(rule.priority, rule.id, POOL_CONDITION.c.id)
        .limit(1000)
    ).all()
    by_rule: dict[int, list[Any]] = {}
    for row in found:
        by_rule.setdefault(row.id, []).append(row)
    return tuple(
        parse_rule(
            rule_id,
            combine=rows[0].combine,
            conditions=tuple(IdleCondition(r.days, r.unit) for r in rows if r.kind == "idle"),
            accepted=rows[0].filter,
            exempt=rows[0].exempt,
        )
        for rule_id, rows in by_rule.items()
    )


def claimant(
    view: View, user_id: UserId, customer_id: CustomerId | None, pool_id: PoolId
) -> Claimant:
    """Return who would get a customer, with holdings and claims as they are in this transaction."""
    who = person(view.connection, user_id, view.office)
    return Claimant(
        user_id=user_id,
        name=who.name,
        held=who.held,
        holding_limit=who.holding_limit,
        held_in_pool=customer_queries.owned_counts(view, user_id, pool_id),
        claims_today=claims_on(view, user_id, pool_id, view.today),
        is_member=pool_id in pools_of(view.connection, user_id)[0],
        last_period=None if customer_id is None else last_period(view, user_id, customer_id),
    )


def last_period(view: View, user_id: UserId, customer_id: CustomerId) -> LastPeriod | None:
    """Return how this person's last time with the customer ended, or None."""
    row = view.connection.execute(
        select(OWNERSHIP_PERIOD.c.how_ended, OWNERSHIP_PERIOD.c.end_day)
        .where(
            OWNERSHIP_PERIOD.c.customer_id == customer_id,
            OWNERSHIP_PERIOD.c.owner_id == user_id,
            OWNERSHIP_PERIOD.c.ended_at.is_not(None),
        )
        .order_by(OWNERSHIP_PERIOD.c.id.desc())
        .limit(1)
    ).one_or_none()
    return None if row is None else LastPeriod(row.how_ended, row.end_day)


def claims_on(view: View, user_id: UserId, pool_id: PoolId, day: int) -> int:
    """Return how many claims the ledger holds for somebody, a pool and a day."""
    found = view.connection.execute(
        select(CLAIM_LEDGER.c.claims).where(
            CLAIM_LEDGER.c.user_id == user_id,
            CLAIM_LEDGER.c.pool_id == pool_id,
            CLAIM_LEDGER.c.day == day,
        )
    ).scalar_one_or_none()
    return found or 0


def count_claim(unit: Unit, user_id: UserId, pool_id: PoolId) -> None:
    """Add one claim to today's ledger; the limit was checked under the user's lock."""
    ledger = CLAIM_LEDGER.c
    counted = unit.connection.execute(
        update(CLAIM_LEDGER)
        .where(ledger.user_id == user_id, ledger.pool_id == pool_id, ledger.day == unit.today)
        .values(claims=ledger.claims + 1)
    )
    if counted.rowcount == 0:
        unit.connection.execute(
            insert(CLAIM_LEDGER).values(user_id=user_id, pool_id=pool_id, day=unit.today, claims=1)
        )


def lock_claimant(unit: Unit, user_id: UserId) -> None:
    """Take the user's row before reading limits: the lock order is user, then customers."""
    lock_user(unit.connection, user_id)


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
            **_IN_POOL_VALUES,
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


_IN_POOL_VALUES: dict[str, Any] = {
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


_DUE = (
    CUSTOMER.c.owner_id.is_not(None),
    # As a literal, so that SQLite can prove the partial index usable.
    CUSTOMER.c.last_day < literal_column(str(NEVER)),
    CUSTOMER.c.deleted_at.is_(None),
)


def keep_due(unit: Unit, pool_id: PoolId, until_day: int) -> int:
    """Let the overdue customers of a pool stay until a day, with the cause; return how many."""
    kept = unit.connection.execute(
        update(CUSTOMER)
        .where(
            CUSTOMER.c.pool_id == pool_id,
            CUSTOMER.c.last_day < unit.today,
            *_DUE,
            unscoped("the sweep acts for the office"),
        )
        .values(
            last_day=until_day,
            deciding=Deciding.GRACE.value,
            not_before_day=until_day,
            not_before_cause="dismissed",
        )
    )
    return kept.rowcount


def pool_ids(view: View) -> list[PoolId]:
    """Return every pool of the office."""
    rows = view.connection.execute(select(POOL.c.id).order_by(POOL.c.id).limit(500))
    return [PoolId(row.id) for row in rows]


def anything_due(view: View, today: int) -> bool:
    """Return whether any protection has ended; one index seek however many customers there are."""
    return (
        view.connection.execute(
            select(CUSTOMER.c.id)
            .where(CUSTOMER.c.last_day < today, *_DUE, unscoped("the sweep acts for the office"))
            .limit(1)
        ).first()
        is not None
    )


def due_count(view: View, today: int) -> int:
    """Return how many customers' protection has ended."""
    return view.connection.execute(
        select(func.count())
        .select_from(CUSTOMER)
        .where(CUSTOMER.c.last_day < today, *_DUE, unscoped("the sweep acts for the office"))
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
        .where(CUSTOMER.c.last_day < today, *_DUE, visible_to(view.person))
        .order_by(CUSTOMER.c.last_day, CUSTOMER.c.id)
        .limit(limit)
    )
    return [
        DueCustomer(
            CustomerId(r.id), r.name, UserId(r.owner_id), r.owner, r.pool, r.last_day, r.deciding
        )
        for r in rows
    ]


def due_rows(unit: Unit, today: int, limit: int, after: tuple[int, int]) -> list[Any]:
    """Return the stored rows that a sweep takes next, after a (last_day, id) already seen."""
    last_day, identity = after
    customer = CUSTOMER.c
    return list(
        unit.connection.execute(
            select(CUSTOMER)
            .where(
                customer.last_day < today,
                or_(
                    customer.last_day > last_day,
                    and_(customer.last_day == last_day, customer.id > identity),
                ),
                *_DUE,
                unscoped("the sweep acts for the office"),
            )
            .order_by(customer.last_day, customer.id)
            .limit(limit)
        )
    )


def reclaim(unit: Unit, ids: Sequence[int], today: int) -> int:
    """Put these overdue customers back into their pools, set-based; return how many were taken."""
    still_due = and_(CUSTOMER.c.id.in_(ids), CUSTOMER.c.last_day < today, *_DUE)
    _lower_held(unit, still_due)
    taken = unit.connection.execute(
        update(CUSTOMER).where(still_due).values(**_IN_POOL_VALUES, version=CUSTOMER.c.version + 1)
    )
    return taken.rowcount


def _lower_held(unit: Unit, leaving: ColumnElement[bool]) -> None:
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
    _lower_held(unit, chosen)
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
        .values(**_IN_POOL_VALUES, deleted_at=unit.now, version=CUSTOMER.c.version + 1)
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


def add_events(unit: Unit, kind: str, rows: Sequence[dict[str, object]]) -> None:
    """Write many events of one kind at once."""
    if rows:
        unit.connection.execute(
            insert(EVENT),
            [{"batch_id": unit.batch_id, "at": unit.now, "kind": kind, **row} for row in rows],
        )


def pool_rows(view: View) -> list[PoolRow]:
    """Return the pools the person may see with their sizes, by id."""
    person_ = view.person
    statement = select(POOL).order_by(POOL.c.is_default.desc(), POOL.c.id).limit(500)
    if not person_.is_admin:
        statement = statement.where(POOL.c.id.in_(sorted(person_.pool_ids)))
    result = []
    for pool in view.connection.execute(statement).all():
        pool_id = PoolId(pool.id)
        free, owned = _sizes(view, pool_id)
        rules = _rules(view, pool_id)
        result.append(
            PoolRow(
                id=pool_id,
                name=pool.name,
                customers=free,
                owned=owned,
                is_member=pool_id in person_.pool_ids,
                daily_limit=pool.daily_limit,
                claims_today=claims_on(view, person_.user_id, pool_id, view.today),
                idle_days=rules[0].conditions[0].days if rules and rules[0].conditions else None,
                enabled=pool.enabled,
            )
        )
    return result


def _sizes(view: View, pool_id: PoolId) -> tuple[int, int]:
    owned = CUSTOMER.c.owner_id.is_not(None)
    rows = view.connection.execute(
        select(owned.label("owned"), func.count().label("number"))
        .where(
            CUSTOMER.c.pool_id == pool_id,
            CUSTOMER.c.deleted_at.is_(None),
            unscoped("members see how full a pool is"),
        )
        .group_by(owned)
    ).all()
    sizes = {bool(row.owned): int(row[1]) for row in rows}
    return sizes.get(False, 0), sizes.get(True, 0)


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
