"""用量: what visible customers use, the largest gaps first, and sums by product."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, insert, or_, select, update

from crm_tui.db.functions import has_inside, small_letters
from crm_tui.db.id_lists import one_of
from crm_tui.db.queries.hidden_texts import open_text, says
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.products import PRODUCT
from crm_tui.db.schema.usages import PRODUCT_USAGE
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped, visible_to
from crm_tui.domain.identifiers import CustomerId, ProductId, UsageId
from crm_tui.domain.text import folded
from crm_tui.domain.usages import (
    MONTHS,
    UsageFields,
    UsagePer,
    UsageRequest,
    UsageRow,
    UsageSum,
)
from crm_tui.errors import NotFoundError

_U = PRODUCT_USAGE.c
_FIELDS = (
    *("product_id", "name", "unit", "per", "quantity_milli", "ours_milli", "competitor", "note"),
)
_TIMES = case((_U.per == UsagePer.MONTH, MONTHS), else_=1)
_CALLED = func.coalesce(PRODUCT.c.name, _U.name)


def usages(view: View, request: UsageRequest, limit: int) -> list[UsageRow]:
    """Return the usages asked for, the largest gaps of a year first."""
    gap = (_U.quantity_milli - _U.ours_milli) * _TIMES
    statement = _statement().where(*_conditions(view, request))
    ordered = statement.order_by(gap.desc(), _U.id).limit(limit)
    return [_row(row) for row in view.connection.execute(ordered)]


def usages_of(view: View, customer_ids: Sequence[int]) -> list[UsageRow]:
    """Return what customers use whom one may see, in the order in which it was entered."""
    whose = (one_of(_U.customer_id, customer_ids), *_conditions(view, UsageRequest()))
    return [
        _row(row) for row in view.connection.execute(_statement().where(*whose).order_by(_U.id))
    ]


def sums(view: View, request: UsageRequest, limit: int) -> list[UsageSum]:
    """Return what is used in a year by product and unit, the largest gaps first."""
    year, ours = func.sum(_U.quantity_milli * _TIMES), func.sum(_U.ours_milli * _TIMES)
    customers = func.count(_U.customer_id.distinct())
    called, unit = open_text(view, _CALLED), open_text(view, _U.unit)
    statement = (
        select(_U.product_id, called, unit, customers, year, ours)
        .select_from(_source())
        .where(*_conditions(view, request))
        .group_by(_U.product_id, called, unit)
        .order_by((year - ours).desc(), called, unit)
        .limit(limit)
    )
    return [
        UsageSum(
            None if product_id is None else ProductId(product_id),
            *(name, unit, count, int(whole), int(own)),
        )
        for product_id, name, unit, count, whole, own in view.connection.execute(statement)
    ]


def usage(view: View, usage_id: UsageId, *, deleted: bool = False) -> UsageRow:
    """Return a usage; raise NotFoundError when there is none this person may see."""
    conditions = _conditions(view, UsageRequest(deleted=deleted))
    statement = _statement().where(_U.id == usage_id, *conditions)
    row = view.connection.execute(statement).one_or_none()
    if row is None:
        raise NotFoundError("usage", str(usage_id))
    return _row(row)


def stored_usage(view: View, usage_id: UsageId) -> Any:
    """Return the stored row of a usage, whoever asks."""
    return view.connection.execute(select(PRODUCT_USAGE).where(_U.id == usage_id)).one()


def add_usage(unit: Unit, customer_id: CustomerId, entered: UsageFields) -> UsageId:
    """Insert a usage and return its id."""
    who = unit.person.user_id
    result = unit.connection.execute(
        insert(PRODUCT_USAGE).values(
            customer_id=customer_id,
            **{name: getattr(entered, name) for name in _FIELDS},
            created_at=unit.now,
            created_by_id=who,
            updated_at=unit.now,
            updated_by_id=who,
        )
    )
    (key,) = result.inserted_primary_key or (0,)
    return UsageId(int(key))


def update_usage(unit: Unit, usage_id: UsageId, values: Mapping[str, Any]) -> None:
    """Change columns of a usage."""
    unit.connection.execute(
        update(PRODUCT_USAGE)
        .where(_U.id == usage_id)
        .values(
            **values,
            version=_U.version + 1,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
        )
    )


def _conditions(view: View, request: UsageRequest) -> Sequence[ColumnElement[bool]]:
    gone = _U.deleted_at.is_not(None) if request.deleted else _U.deleted_at.is_(None)
    found: list[ColumnElement[bool]] = [
        *(gone, CUSTOMER.c.deleted_at.is_(None), visible_to(view.person)),
    ]
    if request.customer_id is not None:
        found.append(_U.customer_id == request.customer_id)
    if request.product_id is not None:
        found.append(_U.product_id == request.product_id)
    for word in folded(request.words).split():
        said = (says(view, each, word) for each in (_CALLED, _U.competitor))
        found.append(or_(*said, has_inside(small_letters(CUSTOMER.c.name), word)))
    return found


def _source() -> Any:
    return (
        PRODUCT_USAGE.join(CUSTOMER, CUSTOMER.c.id == _U.customer_id)
        .outerjoin(PRODUCT, PRODUCT.c.id == _U.product_id)
        .outerjoin(USER, USER.c.id == CUSTOMER.c.owner_id)
    )


def _statement() -> Select[Any]:
    return (
        select(
            PRODUCT_USAGE,
            CUSTOMER.c.name.label("customer"),
            _CALLED.label("called"),
            PRODUCT.c.code.label("code"),
            USER.c.name.label("owner"),
        )
        .select_from(_source())
        .where(unscoped("whoever uses it says which may be seen"))
    )


def _row(row: Any) -> UsageRow:
    values = {name: getattr(row, name) for name in _FIELDS}
    if row.product_id is not None:
        values["product_id"] = ProductId(row.product_id)
    return UsageRow(
        id=UsageId(row.id),
        customer_id=CustomerId(row.customer_id),
        customer=row.customer,
        fields=UsageFields(**values),
        product=row.called,
        code=row.code or "",
        owner=row.owner or "",
        version=row.version,
        is_deleted=row.deleted_at is not None,
    )
