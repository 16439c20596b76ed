"""Products as flat dicts for other programs."""

from __future__ import annotations

from crm_tui.domain.decimals import decimal_text
from crm_tui.domain.product_texts import tiers_text
from crm_tui.domain.products import Product
from crm_tui.presentation.json_shapes import Shape
from crm_tui.presentation.money import plain_amount

KEYS = (
    "id", "code", "name", "category", "unit", "price", "cost", "currency", "tax_rate", "tiers",
    "usage_period", "usage_unit", "active", "note", "deleted",
)  # fmt: skip


def product(row: Product, currency: str) -> Shape:
    """Return a product; `cost` is null for whom it does not concern as well."""
    fields = row.fields
    cost, period = fields.cost_minor, fields.period
    return {
        "id": row.id,
        "code": fields.code,
        "name": fields.name,
        "category": fields.category or None,
        "unit": fields.unit or None,
        "price": plain_amount(fields.price_minor, currency),
        "cost": None if cost is None else plain_amount(cost, currency),
        "currency": currency,
        "tax_rate": decimal_text(fields.tax_share, 2),
        "tiers": tiers_text(fields.tiers, currency) or None,
        "usage_period": None if period is None else period.count,
        "usage_unit": None if period is None else period.unit.value,
        "active": fields.is_active,
        "note": fields.note or None,
        "deleted": row.is_deleted,
    }
