"""客户上限: which limits bind somebody, what they hold under them, and what exceeded one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    or_,
    select,
    true,
    update,
)

from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.pools import HOLDING_LIMIT, LIMIT_OVERRIDE, POOL
from crm_tui.db.schema.users import DEPARTMENT, ROLE, USER, USER_ROLE
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.identifiers import CustomerId, LimitId, PoolId, RoleId, UserId
from crm_tui.domain.pools import (
    Allowance,
    HeldCustomer,
    HeldGroup,
    HoldingLimit,
    HoldingLimitReached,
    LimitKind,
    LimitLevel,
    LimitRow,
    LimitSubject,
    binding_limits,
)
from crm_tui.domain.users import UserStatus
from crm_tui.errors import NotFoundError

_LIMIT = HOLDING_LIMIT.c
_LIMITS_LISTED = 10_000
_ROLES = bindparam("asked_roles", type_=Integer, expanding=True)
_DEPARTMENTS = bindparam("asked_departments", type_=Integer, expanding=True)
# Asked whenever somebody gets a customer, so it is built once.
_OF_SUBJECT = (
    select(HOLDING_LIMIT)
    .where(
        or_(
            _LIMIT.level == LimitLevel.OFFICE,
            and_(
                _LIMIT.level == LimitLevel.USER,
                _LIMIT.subject_id == bindparam("asked_user_id", type_=Integer),
            ),
            and_(_LIMIT.level == LimitLevel.ROLE, _LIMIT.subject_id.in_(_ROLES)),
            and_(_LIMIT.level == LimitLevel.DEPARTMENT, _LIMIT.subject_id.in_(_DEPARTMENTS)),
        )
    )
    .order_by(_LIMIT.id)
)


def allowance(view: View, user_id: UserId) -> Allowance:
    """Return the limits that bind somebody and what they hold, as it is in this transaction."""
    subject = limit_subject(view, user_id)
    asked = {
        "asked_user_id": user_id,
        _ROLES.key: list(subject.role_ids),
        _DEPARTMENTS.key: list(subject.department_ids),
    }
    rows = view.connection.execute(_OF_SUBJECT, asked)
    limits = binding_limits(subject, map(_limit_of, rows))
    return Allowance(limits, _held(view, user_id) if limits else ())


def limit_subject(view: View, user_id: UserId) -> LimitSubject:
    """Return the roles and departments of somebody; raise NotFoundError for nobody."""
    if user_id == view.person.user_id:
        return LimitSubject(
            user_id, view.person.roles, _departments_in(view.person.department_path)
        )
    rows = view.connection.execute(
        select(USER.c.role_id, USER_ROLE.c.role_id.label("further_id"), DEPARTMENT.c.path)
        .outerjoin(USER_ROLE, USER_ROLE.c.user_id == USER.c.id)
        .outerjoin(DEPARTMENT, DEPARTMENT.c.id == USER.c.department_id)
        .where(USER.c.id == user_id)
    ).all()
    if not rows:
        raise NotFoundError("user", str(user_id))
    roles = {row.role_id for row in rows} | {row.further_id for row in rows} - {None}
    return LimitSubject(
        user_id, frozenset(RoleId(role) for role in roles), _departments_in(rows[0].path)
    )


def _departments_in(path: str | None) -> tuple[int, ...]:
    return tuple(int(part) for part in (path or "").split("/") if part)


def _limit_of(row: Any) -> HoldingLimit:
    return HoldingLimit(
        level=row.level,
        subject_id=row.subject_id,
        pool_id=row.pool_id,
        kind=row.kind,
        maximum=row.maximum,
        counts_deal=row.counts_deal,
        counts_locked=row.counts_locked,
    )


def _held(view: View, user_id: UserId) -> tuple[HeldGroup, ...]:
    customer = CUSTOMER.c
    is_locked = case((customer.locked_until_day >= view.today, 1), else_=0).label("is_locked")
    traits = (customer.pool_id, customer.is_deal, is_locked, customer.is_self_found)
    rows = view.connection.execute(
        select(*traits, func.count().label("number"))
        .where(
            customer.owner_id == user_id,
            customer.deleted_at.is_(None),
            unscoped("limits count what somebody holds, whoever asks"),
        )
        .group_by(*traits)
    )
    return tuple(
        HeldGroup(
            HeldCustomer(
                PoolId(row.pool_id),
                is_deal=row.is_deal,
                is_locked=bool(row.is_locked),
                is_self_found=row.is_self_found,
            ),
            row.number,
        )
        for row in rows
    )


def general_limits(view: View) -> dict[UserId, int]:
    """Return for everybody who has one the limit over all pools that binds them."""
    rows = view.connection.execute(
        select(HOLDING_LIMIT)
        .where(_LIMIT.pool_id.is_(None), _LIMIT.kind == LimitKind.GENERAL)
        .order_by(_LIMIT.id)
        .limit(_LIMITS_LISTED)
    )
    limits = [_limit_of(row) for row in rows]
    if not limits:
        return {}
    found = {}
    for subject in _subjects(view):
        binding = binding_limits(subject, limits)
        if binding:
            found[subject.user_id] = binding[0].maximum
    return found


def _subjects(view: View) -> list[LimitSubject]:
    further: dict[int, set[int]] = {}
    for line in view.connection.execute(select(USER_ROLE).limit(_LIMITS_LISTED)):
        further.setdefault(line.user_id, set()).add(line.role_id)
    rows = view.connection.execute(
        select(USER.c.id, USER.c.role_id, DEPARTMENT.c.path)
        .outerjoin(DEPARTMENT, DEPARTMENT.c.id == USER.c.department_id)
        .order_by(USER.c.id)
        .limit(_LIMITS_LISTED)
    )
    return [
        LimitSubject(
            UserId(row.id),
            frozenset(RoleId(role) for role in {row.role_id, *further.get(row.id, ())}),
            _departments_in(row.path),
        )
        for row in rows
    ]


# --- setting them --------------------------------------------------------------------------------


def limit_rows(view: View, pool_ids: Sequence[PoolId] | None = None) -> list[LimitRow]:
    """Return the limits as listed; those of some pools, or with None all of the office."""
    statement = (
        select(
            HOLDING_LIMIT,
            POOL.c.name.label("pool"),
            func.coalesce(USER.c.login, ROLE.c.code, DEPARTMENT.c.name, "").label("subject"),
            func.coalesce(USER.c.name, ROLE.c.name, DEPARTMENT.c.name, "").label("subject_name"),
        )
        .outerjoin(POOL, POOL.c.id == _LIMIT.pool_id)
        .outerjoin(USER, and_(_LIMIT.level == LimitLevel.USER, USER.c.id == _LIMIT.subject_id))
        .outerjoin(ROLE, and_(_LIMIT.level == LimitLevel.ROLE, ROLE.c.id == _LIMIT.subject_id))
        .outerjoin(
            DEPARTMENT,
            and_(_LIMIT.level == LimitLevel.DEPARTMENT, DEPARTMENT.c.id == _LIMIT.subject_id),
        )
        .order_by(func.coalesce(_LIMIT.pool_id, 0), _LIMIT.kind, _LIMIT.level, _LIMIT.id)
        .limit(_LIMITS_LISTED)
    )
    if pool_ids is not None:
        statement = statement.where(_LIMIT.pool_id.in_(pool_ids))
    return [
        LimitRow(
            LimitId(row.id),
            _limit_of(row),
            row.subject or "",
            row.subject_name or "",
            row.pool or "",
        )
        for row in view.connection.execute(statement)
    ]


def set_limit(unit: Unit, limit: HoldingLimit) -> tuple[LimitId, HoldingLimit | None]:
    """Set the limit of one scope, replacing the one that was there; return its id and that one."""
    old = unit.connection.execute(select(HOLDING_LIMIT).where(_same_scope(limit))).one_or_none()
    values = {
        "maximum": limit.maximum,
        "counts_deal": limit.counts_deal,
        "counts_locked": limit.counts_locked,
    }
    if old is not None:
        unit.connection.execute(update(HOLDING_LIMIT).where(_LIMIT.id == old.id).values(**values))
        return LimitId(old.id), _limit_of(old)
    result = unit.connection.execute(
        insert(HOLDING_LIMIT).values(
            level=limit.level,
            subject_id=limit.subject_id,
            pool_id=limit.pool_id,
            kind=limit.kind,
            **values,
        )
    )
    (key,) = result.inserted_primary_key or (0,)
    return LimitId(int(key)), None


def remove_limit(unit: Unit, limit: HoldingLimit) -> HoldingLimit | None:
    """Take the limit of one scope away; return what it was, None when there was none."""
    old = unit.connection.execute(select(HOLDING_LIMIT).where(_same_scope(limit))).one_or_none()
    if old is None:
        return None
    unit.connection.execute(delete(HOLDING_LIMIT).where(_LIMIT.id == old.id))
    return _limit_of(old)


def remove_limits_of_pool(unit: Unit, pool_id: PoolId) -> list[HoldingLimit]:
    """Take away every limit of a pool; return them."""
    chosen = _LIMIT.pool_id == pool_id
    rows = unit.connection.execute(
        select(HOLDING_LIMIT).where(chosen).order_by(_LIMIT.id).limit(_LIMITS_LISTED)
    ).all()
    unit.connection.execute(delete(HOLDING_LIMIT).where(chosen))
    return [_limit_of(row) for row in rows]


def limit(view: View, limit_id: LimitId) -> HoldingLimit:
    """Return one limit; raise NotFoundError when there is none."""
    row = view.connection.execute(select(HOLDING_LIMIT).where(_LIMIT.id == limit_id)).one_or_none()
    if row is None:
        raise NotFoundError("limit", str(limit_id))
    return _limit_of(row)


def _same_scope(limit: HoldingLimit) -> ColumnElement[bool]:
    return and_(
        _LIMIT.level == limit.level,
        # Not "=": nothing is equal to NULL, and one office has one limit over all pools.
        _LIMIT.subject_id.is_not_distinct_from(limit.subject_id),
        _LIMIT.pool_id.is_not_distinct_from(limit.pool_id),
        _LIMIT.kind == limit.kind,
    )


def add_override(
    unit: Unit,
    user_id: UserId,
    customer_id: CustomerId,
    reached: HoldingLimitReached,
    *,
    pool_id: PoolId | None,
    reason: str,
) -> None:
    """Write down that a customer was given above a limit, by whom, why and at which numbers."""
    unit.connection.execute(
        insert(LIMIT_OVERRIDE).values(
            batch_id=unit.batch_id,
            user_id=user_id,
            customer_id=customer_id,
            pool_id=pool_id,
            held=reached.held,
            maximum=reached.limit,
            reason=reason,
            by_id=unit.person.user_id,
            at=unit.now,
        )
    )


def add_overrides(
    unit: Unit,
    given: Sequence[tuple[UserId, CustomerId, PoolId, HoldingLimitReached]],
    *,
    reason: str,
) -> None:
    """Write down many customers given above a limit: to whom, of which pool, at which numbers."""
    if not given:
        return
    unit.connection.execute(
        insert(LIMIT_OVERRIDE),
        [
            {
                "batch_id": unit.batch_id,
                "user_id": user_id,
                "customer_id": customer_id,
                "pool_id": None if reached.pool is None else pool_id,
                "held": reached.held,
                "maximum": reached.limit,
                "reason": reason,
                "by_id": unit.person.user_id,
                "at": unit.now,
            }
            for user_id, customer_id, pool_id, reached in given
        ],
    )


def subject_exists(view: View, level: LimitLevel, subject_id: int) -> bool:
    """Return whether there is such a department, role or user; the office needs no id."""
    condition: ColumnElement[bool]
    match level:
        case LimitLevel.OFFICE:
            return False
        case LimitLevel.DEPARTMENT:
            column, condition = DEPARTMENT.c.id, DEPARTMENT.c.deleted_at.is_(None)
        case LimitLevel.ROLE:
            column, condition = ROLE.c.id, true()
        case LimitLevel.USER:
            column, condition = USER.c.id, USER.c.status != UserStatus.LEFT
    statement = select(column).where(column == subject_id, condition)
    return view.connection.execute(statement).first() is not None
