"""Customers one by one: as a row of a list, whole, as stored, and as the pool sees them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from types import SimpleNamespace
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    or_,
    select,
    type_coerce,
)

from crm_tui.db.id_lists import asked_ids, by_ids, rows_by_ids
from crm_tui.db.queries.custom_fields import own_fields
from crm_tui.db.queries.customers.standings import missing
from crm_tui.db.queries.reveals import hidden_ids
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.dictionaries import DICTIONARY_ITEM
from crm_tui.db.schema.pools import OWNERSHIP_PERIOD, POOL, POOL_RULE
from crm_tui.db.schema.users import USER
from crm_tui.db.types import FAR_AWAY_MS, LONG_AGO_MS, from_ms
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import set_aside_to, unscoped, visible_to
from crm_tui.domain.custom_fields import FieldHolder
from crm_tui.domain.custom_values import from_stored
from crm_tui.domain.customers import (
    EDITABLE,
    CustomerFields,
    CustomerKind,
    CustomerRecord,
    CustomerRow,
    CustomerType,
    Level,
    Standing,
    completeness,
)
from crm_tui.domain.identifiers import CustomerId, PoolId, written_id
from crm_tui.domain.masking import masked_record, masked_row
from crm_tui.domain.pools import DEFAULT_GRACE_DAYS, Holding, PeriodStart
from crm_tui.domain.users import Person
from crm_tui.errors import NotFoundError

_KINDS = {each.value: each for each in CustomerKind}
_TYPES = {each.value: each for each in CustomerType}
_LEVELS = {each.value: each for each in Level}
_STANDINGS = {each.value: each for each in Standing}

_STAGE = DICTIONARY_ITEM.alias("stage")
_INDUSTRY = DICTIONARY_ITEM.alias("industry")
_SOURCE = DICTIONARY_ITEM.alias("source")
_OWNER = USER.alias("owner")
_CREATOR = USER.alias("creator")
_LOSS_REASON = DICTIONARY_ITEM.alias("loss_reason")

_ASKED = bindparam("asked_customer_id", type_=Integer)


def _row_columns() -> list[Any]:
    """Return what a row shows, as it is stored: the types' own conversions cost more than SQL."""
    customer = CUSTOMER.c
    return [
        customer.id,
        customer.name,
        type_coerce(customer.kind, String),
        type_coerce(customer.type, String),
        type_coerce(customer.level, String),
        _STAGE.c.name.label("stage"),
        _INDUSTRY.c.name.label("industry"),
        _SOURCE.c.name.label("source"),
        customer.province,
        customer.city,
        customer.contact_names,
        customer.search_digits,
        customer.owner_id,
        _OWNER.c.name.label("owner"),
        customer.pool_id,
        POOL.c.name.label("pool"),
        type_coerce(customer.last_follow_up_at, BigInteger),
        type_coerce(customer.next_contact_at, BigInteger),
        customer.next_contact_note,
        customer.last_day,
        customer.deciding,
        customer.holder_count,
        customer.is_incomplete,
        customer.completeness,
        type_coerce(customer.created_at, BigInteger),
        customer.version,
        type_coerce(customer.standing, String),
        type_coerce(customer.opens_at, BigInteger),
        type_coerce(customer.pool_since, BigInteger),
        customer.locked_until_day,
        customer.extended_until_day,
        type_coerce(POOL_RULE.c.warning_leads, String),
        customer.reserved_for_id,
    ]


def _joined() -> Any:
    customer = CUSTOMER.c
    return (
        by_ids(CUSTOMER)
        .join(POOL, POOL.c.id == customer.pool_id)
        .outerjoin(_OWNER, _OWNER.c.id == customer.owner_id)
        .outerjoin(POOL_RULE, POOL_RULE.c.id == customer.rule_id)
        .outerjoin(_STAGE, _STAGE.c.id == customer.stage_id)
        .outerjoin(_INDUSTRY, _INDUSTRY.c.id == customer.industry_id)
        .outerjoin(_SOURCE, _SOURCE.c.id == customer.source_id)
    )


_ROWS: Select[Any] = select(*_row_columns()).select_from(_joined())


@lru_cache(maxsize=64)
def _shown_rows(person: Person) -> Select[Any]:
    # Built once for each person: putting it together takes longer than running it.
    return _ROWS.where(may_be_shown(person))


def rows(view: View, ids: Sequence[int]) -> list[CustomerRow]:
    """Return these customers as list rows, in the order asked; what may not be seen is left out."""
    found = _unmasked(view, ids)
    hidden = _hidden(view, found.values())
    return [
        masked_row(found[each]) if each in hidden else found[each] for each in ids if each in found
    ]


def _unmasked(view: View, ids: Sequence[int]) -> dict[int, CustomerRow]:
    statement = _shown_rows(view.person)
    rows = rows_by_ids(view.connection, statement, ids)
    return {values[0]: _row(values) for values in rows}


def _hidden(view: View, rows: Iterable[CustomerRow]) -> frozenset[int]:
    in_pools = [row.id for row in rows if row.owner_id is None]
    return hidden_ids(view, in_pools) if in_pools else frozenset()


def may_be_shown(person: Person) -> ColumnElement[bool]:
    """Return what the person may look at: what is visible, or set aside within their reach."""
    deleted_at = CUSTOMER.c.deleted_at
    return or_(
        and_(deleted_at.is_(None), visible_to(person)),
        and_(deleted_at.is_not(None), set_aside_to(person)),
    )


def _row(stored: Sequence[Any]) -> CustomerRow:
    """Return a row as a list shows it, from the columns of `_row_columns` as they are stored."""
    (
        id_,
        name,
        kind,
        type_,
        level,
        stage,
        industry,
        source,
        province,
        city,
        contact_names,
        digits,
        owner_id,
        owner,
        pool_id,
        pool,
        last_follow_up_at,
        next_contact_at,
        next_contact_note,
        last_day,
        deciding,
        holder_count,
        is_incomplete,
        percent,
        created_at,
        version,
        standing,
        opens_at,
        pool_since,
        locked_until_day,
        extended_until_day,
        warning_leads,
        reserved_for_id,
    ) = stored
    return CustomerRow(
        id=id_,
        name=name,
        kind=_KINDS[kind],
        type=_TYPES[type_],
        level=_LEVELS.get(level),
        stage=stage or "",
        industry=industry or "",
        source=source or "",
        province=province,
        city=city,
        contact_names=contact_names,
        phone=digits.partition(" ")[0],
        owner_id=owner_id,
        owner=owner or "",
        pool_id=pool_id,
        pool=pool,
        last_follow_up_at=None if last_follow_up_at == LONG_AGO_MS else from_ms(last_follow_up_at),
        next_contact_at=None if next_contact_at == FAR_AWAY_MS else from_ms(next_contact_at),
        next_contact_note=next_contact_note,
        last_day=last_day,
        deciding=deciding,
        holder_count=holder_count,
        is_incomplete=bool(is_incomplete),
        completeness=percent,
        created_at=from_ms(created_at),
        version=version,
        standing=_STANDINGS[standing],
        opens_at=None if opens_at is None else from_ms(opens_at),
        pool_since=None if pool_since is None else from_ms(pool_since),
        locked_until_day=locked_until_day,
        extended_until_day=extended_until_day,
        grace_days=_grace_days(warning_leads),
        reserved_for_id=reserved_for_id,
    )


@lru_cache(maxsize=256)
def _grace_days(warning_leads: str | None) -> int:
    leads: list[int] = json.loads(warning_leads or "null") or []
    return max(leads, default=DEFAULT_GRACE_DAYS)


def record(view: View, customer_id: CustomerId) -> CustomerRecord:
    """Return a customer whole; raise NotFoundError when there is none this person may see."""
    shown = _unmasked(view, [customer_id]).get(customer_id)
    statement = (
        select(CUSTOMER, _CREATOR.c.name.label("creator"), _LOSS_REASON.c.name.label("loss_reason"))
        .select_from(
            CUSTOMER.outerjoin(_CREATOR, _CREATOR.c.id == CUSTOMER.c.created_by_id).outerjoin(
                _LOSS_REASON, _LOSS_REASON.c.id == CUSTOMER.c.loss_reason_id
            )
        )
        .where(CUSTOMER.c.id == customer_id, unscoped("whether it is seen was asked before"))
    )
    row = None if shown is None else view.connection.execute(statement).one_or_none()
    if shown is None or row is None:
        raise missing(view, customer_id)
    fields = fields_of(row)
    found = CustomerRecord(
        row=shown,
        fields=fields,
        owned_since=row.owned_since,
        clock_day=row.clock_day,
        last_effective_day=row.last_effective_day,
        not_before_day=row.not_before_day,
        not_before_cause=row.not_before_cause,
        reserved_for_id=row.reserved_for_id,
        reserved_until_day=row.reserved_until_day,
        missing=completeness(fields, own_fields(view, FieldHolder.CUSTOMER))[1],
        created_by=row.creator or "",
        deleted_at=row.deleted_at,
        loss_reason=row.loss_reason or "",
        loss_note=row.loss_note,
    )
    return masked_record(found) if _hidden(view, [found.row]) else found


def fields_of(row: Any) -> CustomerFields:
    """Return the typed fields of a customer's row."""
    values = {name: getattr(row, name) for name in EDITABLE}
    values["tags"] = tuple(values["tags"] or ())
    values["need_tags"] = tuple(values["need_tags"] or ())
    values["custom"] = from_stored(values["custom"])
    return CustomerFields(**values)


# Every change begins with one of these two, so they are built once.
@lru_cache(maxsize=64)
def _seen_by(person: Person) -> Select[Any]:
    live = CUSTOMER.c.id == _ASKED, CUSTOMER.c.deleted_at.is_(None)
    return select(CUSTOMER).where(*live, visible_to(person))


@cache
def _whatever_it_is() -> Select[Any]:
    system = unscoped("undo and sweep repair what nobody owns now")
    return select(CUSTOMER).where(CUSTOMER.c.id == _ASKED, system)


def raw(unit: View, customer_id: CustomerId) -> Any:
    """Return the stored row of a customer for a service about to change it, if visible."""
    asked = {_ASKED.key: customer_id}
    row = unit.connection.execute(_seen_by(unit.person), asked).one_or_none()
    if row is None:
        raise NotFoundError("customer", str(customer_id))
    return row


def stored(view: View, customer_id: CustomerId) -> Any:
    """Return the stored row of a customer whatever it is, for undo and the sweep."""
    return view.connection.execute(_whatever_it_is(), {_ASKED.key: customer_id}).one_or_none()


def as_if(row: Any, values: Mapping[str, object]) -> Any:
    """Return a stored row as it would read with other values in some columns."""
    return SimpleNamespace(**{**row._mapping, **values})  # noqa: SLF001 - public, see the manual


def stored_rows(view: View, ids: Sequence[int]) -> Sequence[Any]:
    """Return the stored rows of some customers, for undo of what was entered together."""
    return view.connection.execute(
        select(CUSTOMER).where(
            CUSTOMER.c.id.in_(ids), unscoped("undo takes back what its batch entered")
        )
    ).all()


def holding(view: View, customer_id: CustomerId) -> Holding:
    """Return a customer as claim, return and assign see it; raise NotFoundError if not visible."""
    asked = {_ASKED.key: customer_id}
    row = view.connection.execute(_held(view.person, view.today), asked).one_or_none()
    if row is None:
        raise NotFoundError("customer", str(customer_id))
    return holding_of(row, row.owner or "")


@lru_cache(maxsize=64)
def _held(person: Person, today: int) -> Select[Any]:
    return (
        select(CUSTOMER, _OWNER.c.name.label("owner"))
        .select_from(CUSTOMER.outerjoin(_OWNER, _OWNER.c.id == CUSTOMER.c.owner_id))
        .where(
            CUSTOMER.c.id == _ASKED,
            CUSTOMER.c.deleted_at.is_(None),
            or_(visible_to(person), left_pools_of(person, today)),
        )
    )


def holdings(view: View, ids: Sequence[CustomerId]) -> list[Holding]:
    """Return visible customers that lie in a pool as a claim sees them."""
    rows = view.connection.execute(_lying(view.person), asked_ids(ids))
    return [holding_of(row) for row in rows]


@lru_cache(maxsize=64)
def _lying(person: Person) -> Select[Any]:
    return (
        select(*(CUSTOMER.c[name] for name in _HELD))
        .select_from(by_ids(CUSTOMER))
        .where(CUSTOMER.c.owner_id.is_(None), CUSTOMER.c.deleted_at.is_(None), visible_to(person))
    )


_HELD = (
    *("id", "name", "pool_id", "owner_id", "period_id", "owned_since", "last_day"),
    *("reserved_for_id", "reserved_until_day", "standing", "opens_at", "pool_since", "is_deal"),
)
"""The columns of which a holding is made."""


def holding_of(row: Any, owner: str = "") -> Holding:
    """Return a stored customer as claim, return and assign see it."""
    return Holding(
        customer_id=CustomerId(row.id),
        name=row.name,
        pool_id=PoolId(row.pool_id),
        owner_id=row.owner_id,
        owner=owner,
        period_id=row.period_id,
        owned_since=row.owned_since,
        last_day=row.last_day,
        reserved_for_id=row.reserved_for_id,
        reserved_until_day=row.reserved_until_day,
        standing=row.standing,
        opens_at=row.opens_at,
        pool_since=row.pool_since,
        is_deal=row.is_deal,
    )


def left_pools_of(person: Person, today: int) -> ColumnElement[bool]:
    """Return which customers were taken out of a pool of this person."""
    # A lost claim names the winner to members of that pool: the recorded exception. What never
    # lay in the pool cannot be lost there; what is overdue lies there already.
    from_pool = select(OWNERSHIP_PERIOD.c.id).where(
        OWNERSHIP_PERIOD.c.id == CUSTOMER.c.period_id,
        OWNERSHIP_PERIOD.c.how_started.in_((PeriodStart.CLAIMED, PeriodStart.ASSIGNED)),
    )
    return and_(
        CUSTOMER.c.pool_id.in_(sorted(person.pool_ids)),
        or_(CUSTOMER.c.last_day < today, from_pool.exists()),
    )


def find_by_reference(view: View, reference: str) -> list[tuple[CustomerId, str]]:
    """Return at most 20 visible customers that an id, an exact name or part of a name means."""
    alive = and_(CUSTOMER.c.deleted_at.is_(None), visible_to(view.person))
    number = written_id(reference)
    if number is not None:
        found = view.connection.execute(
            select(CUSTOMER.c.id, CUSTOMER.c.name).where(CUSTOMER.c.id == number, alive)
        ).all()
        if found:
            return [(CustomerId(row.id), row.name) for row in found]
    exact = _named(view, CUSTOMER.c.name == reference, alive)
    return exact or _named(view, CUSTOMER.c.name.contains(reference[:200], autoescape=True), alive)


def _named(
    view: View, condition: ColumnElement[bool], alive: ColumnElement[bool]
) -> list[tuple[CustomerId, str]]:
    found = view.connection.execute(
        select(CUSTOMER.c.id, CUSTOMER.c.name)
        .where(condition, alive)
        .order_by(CUSTOMER.c.id)
        .limit(20)
    )
    return [(CustomerId(row.id), row.name) for row in found]
