"""Take back what was done to products, unless somebody has changed them since."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from crm_tui.db.queries import products
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import (
    EventRow,
    ProductAdded,
    ProductDeleted,
    ProductEdited,
    ProductRestored,
)
from crm_tui.domain.identifiers import ProductId
from crm_tui.domain.products import PeriodUnit
from crm_tui.services.undo.events import TakeBack, record_id_of


def _unadd(unit: Unit, event: EventRow) -> bool:
    product_id = ProductId(record_id_of(event))
    if products.product(unit, product_id).is_deleted or not _stands(unit, product_id, event):
        return False
    products.update_product(unit, product_id, {"deleted_at": unit.now})
    return True


def _unedit(unit: Unit, event: EventRow) -> bool:
    product_id = ProductId(record_id_of(event))
    if not _stands(unit, product_id, event):
        return False
    code = event.before.get("code")
    other = products.product_of_code(unit, str(code)) if code is not None else None
    if other is not None and other.id != product_id:
        return False
    products.update_product(unit, product_id, _columns(event.before))
    return True


def _undelete(unit: Unit, event: EventRow) -> bool:
    product_id = ProductId(record_id_of(event))
    found = products.product(unit, product_id)
    if not found.is_deleted or products.product_of_code(unit, found.fields.code) is not None:
        return False
    products.update_product(unit, product_id, {"deleted_at": None})
    return True


def _unrestore(unit: Unit, event: EventRow) -> bool:
    products.update_product(unit, ProductId(record_id_of(event)), {"deleted_at": unit.now})
    return True


def _stands(unit: Unit, product_id: ProductId, event: EventRow) -> bool:
    """Return whether a product is still as the event left it."""
    now = products.values_of(products.stored_fields(unit, product_id))
    return all(now[name] == value for name, value in _columns(event.after).items())


def _columns(kept: Mapping[str, object]) -> dict[str, Any]:
    values = dict(kept)
    unit = values.get("period_unit")
    return values if unit is None else {**values, "period_unit": PeriodUnit(unit)}


TAKE_BACK: dict[str, TakeBack] = {
    ProductAdded.kind(): _unadd,
    ProductEdited.kind(): _unedit,
    ProductDeleted.kind(): _undelete,
    ProductRestored.kind(): _unrestore,
}
