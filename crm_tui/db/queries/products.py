"""产品: what the office sells."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Select,
    case,
    func,
    insert,
    or_,
    select,
    type_coerce,
    update,
)

from crm_tui.db.functions import has_inside
from crm_tui.db.queries.record_lists import AskedNoun, in_order, values_asked, wanted
from crm_tui.db.schema.products import PRODUCT
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.identifiers import ProductId, written_id
from crm_tui.domain.products import (
    CATEGORY_SIGN,
    PriceTier,
    Product,
    ProductFields,
    ProductRequest,
    UsagePeriod,
    search_text,
)
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.domain.text import folded
from crm_tui.domain.users import Permission
from crm_tui.errors import NotFoundError

MOST_CATEGORIES = 2_000
_P = PRODUCT.c
_FLAGS: Mapping[str, ColumnElement[bool]] = {
    "on_sale": _P.is_active.is_(True),
    "retired": _P.is_active.is_(False),
    "periodic": _P.period_count.is_not(None),
}


ASKED = AskedNoun(
    id=_P.id,
    fields={
        "product_name": _P.name,
        "product_code": _P.code,
        "product_category": _P.category,
        "product_unit": _P.unit,
        "product_price": _P.price_minor,
        "product_note": _P.note,
        "created": type_coerce(_P.created_at, BigInteger),
        "updated": type_coerce(_P.updated_at, BigInteger),
    },
    instants=frozenset({"created", "updated"}),
    orders={
        "id": _P.id,
        "name": _P.name,
        "code": _P.code_key,
        "category": _P.category,
        "price": _P.price_minor,
        "created_at": _P.created_at,
    },
    has_word=lambda _view, word: has_inside(_P.search_text, folded(word)),
    has_flag=lambda _view, code: _FLAGS[code],
)
"""What may be asked of products."""


def products(
    view: View, request: ProductRequest, asked: RecordRequest, limit: int
) -> list[Product]:
    """Return the products asked for, by category and code; what begins with the words first.

    An order that the query says stands above that.
    """
    usual = [*_nearest(asked.query), _P.category, _P.code_key, _P.id]
    order = in_order(view, ASKED, asked) if asked.sort else usual
    found = _asked(request, asked).where(wanted(view, ASKED, asked)).order_by(*order)
    return [_product(view, row) for row in _rows(view, found.limit(limit))]


def product(view: View, product_id: ProductId) -> Product:
    """Return a product, a deleted one as well; raise NotFoundError when there is none."""
    rows = _rows(view, select(PRODUCT).where(_P.id == product_id))
    if not rows:
        raise NotFoundError("product", str(product_id))
    return _product(view, rows[0])


def products_by_id(view: View, ids: Sequence[ProductId]) -> dict[ProductId, Product]:
    """Return these products, by their ids; deleted ones as well."""
    rows = _rows(view, select(PRODUCT).where(_P.id.in_(set(ids))))
    return {ProductId(row["id"]): _product(view, row) for row in rows}


def product_of_code(view: View, code: str) -> Product | None:
    """Return the product of a code, however it is written; None for none."""
    statement = select(PRODUCT).where(_P.code_key == folded(code), _P.deleted_at.is_(None))
    rows = _rows(view, statement)
    return _product(view, rows[0]) if rows else None


def product_meant(view: View, code: str, name: str) -> ProductId | None:
    """Return the product of a code, else the one that is called just so; None where none is."""
    if code:
        found = product_of_code(view, code)
        return None if found is None else found.id
    rows = _rows(view, _alive(_P.name == name).limit(2))
    return _product(view, rows[0]).id if len(rows) == 1 else None


def products_called(view: View, reference: str) -> list[Product]:
    """Return the products that a code, a number, or else a whole or partial name means."""
    by_code = product_of_code(view, reference)
    if by_code is not None:
        return [by_code]
    number = written_id(reference)
    if number is not None:
        return [_product(view, row) for row in _rows(view, _alive(_P.id == number))]
    for condition in (_P.name == reference, has_inside(_P.search_text, folded(reference))):
        statement = _alive(condition).order_by(_P.code_key, _P.id).limit(20)
        found = [_product(view, row) for row in _rows(view, statement)]
        if found:
            return found
    return []


def categories(view: View) -> list[str]:
    """Return the categories in which there is a product, in order."""
    statement = (
        select(_P.category)
        .where(_P.deleted_at.is_(None), _P.category != "")
        .distinct()
        .order_by(_P.category)
        .limit(MOST_CATEGORIES)
    )
    return [row.category for row in view.connection.execute(statement)]


def products_inside(view: View, category: str) -> list[Product]:
    """Return every product of a category and of those below it, retired ones as well."""
    statement = _alive(_is_inside(category)).order_by(_P.id)
    return [_product(view, row) for row in _rows(view, statement)]


def add_product(unit: Unit, fields: ProductFields) -> ProductId:
    """Insert a product and return its id."""
    by = {"created_at": unit.now, "created_by_id": unit.person.user_id}
    on = {"updated_at": unit.now, "updated_by_id": unit.person.user_id}
    statement = insert(PRODUCT).values(**values_of(fields), **by, **on)
    (key,) = unit.connection.execute(statement).inserted_primary_key or (0,)
    return ProductId(int(key))


def update_product(unit: Unit, product_id: ProductId, values: Mapping[str, Any]) -> None:
    """Change columns of a product."""
    unit.connection.execute(
        update(PRODUCT)
        .where(_P.id == product_id)
        .values(
            **values,
            version=_P.version + 1,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
        )
    )


def values_of(fields: ProductFields) -> dict[str, Any]:
    """Return the columns of a product, as events keep them as well."""
    period = fields.period
    return {
        "code": fields.code,
        "code_key": folded(fields.code),
        "name": fields.name,
        "category": fields.category,
        "unit": fields.unit,
        "price_minor": fields.price_minor,
        "cost_minor": fields.cost_minor,
        "tax_share": fields.tax_share,
        "tiers": [[each.from_milli, each.price_minor] for each in fields.tiers],
        "is_active": fields.is_active,
        "period_count": None if period is None else period.count,
        "period_unit": None if period is None else period.unit,
        "note": fields.note,
        "search_text": search_text(fields),
    }


def fields_from(values: Mapping[str, Any]) -> ProductFields:
    """Return the fields that columns, or what an event kept of them, say."""
    count, unit = values["period_count"], values["period_unit"]
    return ProductFields(
        code=values["code"],
        name=values["name"],
        category=values["category"],
        unit=values["unit"],
        price_minor=values["price_minor"],
        cost_minor=values["cost_minor"],
        tax_share=values["tax_share"],
        tiers=tuple(PriceTier(*each) for each in values["tiers"] or ()),
        is_active=bool(values["is_active"]),
        period=None if count is None else UsagePeriod(count, unit),
        note=values["note"],
    )


def stored_fields(view: View, product_id: ProductId) -> ProductFields:
    """Return the fields of a product as they stand, its cost whoever asks."""
    (row,) = _rows(view, select(PRODUCT).where(_P.id == product_id))
    return fields_from(row)


def _asked(request: ProductRequest, asked: RecordRequest) -> Select[Any]:
    statement = select(PRODUCT)
    is_gone = _P.deleted_at.is_not(None) if request.deleted else _P.deleted_at.is_(None)
    statement = statement.where(is_gone)
    is_said = values_asked(asked, "product_is") is not None
    if request.active is not None and not is_said:
        statement = statement.where(_P.is_active == request.active)
    if request.category:
        statement = statement.where(_is_inside(request.category))
    return statement


def _nearest(words: str) -> list[ColumnElement[Any]]:
    """Return the order that puts the code or name that begins so before the others."""
    wanted = folded(words).strip()
    if not wanted:
        return []
    begins = or_(
        func.substr(_P.code_key, 1, len(wanted)) == wanted,
        func.substr(_P.name, 1, len(wanted)) == wanted,
    )
    return [case((_P.code_key == wanted, 0), (begins, 1), else_=2)]


def _alive(condition: ColumnElement[bool]) -> Select[Any]:
    return select(PRODUCT).where(_P.deleted_at.is_(None), condition)


def _is_inside(category: str) -> ColumnElement[bool]:
    start = category + CATEGORY_SIGN
    return or_(_P.category == category, func.substr(_P.category, 1, len(start)) == start)


def _rows(view: View, statement: Select[Any]) -> list[dict[str, Any]]:
    return [dict(row) for row in view.connection.execute(statement).mappings()]


def _product(view: View, row: Mapping[str, Any]) -> Product:
    fields = fields_from(row)
    if not view.person.may(Permission.VIEW_COST):
        fields = replace(fields, cost_minor=None)
    is_deleted = row["deleted_at"] is not None
    return Product(ProductId(row["id"]), fields, row["version"], is_deleted)
