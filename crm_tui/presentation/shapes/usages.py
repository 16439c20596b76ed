"""What customers use, as dicts for other programs."""

from __future__ import annotations

from crm_tui.domain.decimals import decimal_text
from crm_tui.domain.usages import UsageRow, UsageSum
from crm_tui.presentation.json_shapes import Shape
from crm_tui.presentation.products import quantity_text

KEYS = (
    "id", "customer_id", "customer", "product_id", "product", "per", "quantity", "unit", "ours",
    "share", "gap", "competitor", "note",
)  # fmt: skip
SUM_KEYS = ("product_id", "product", "unit", "customers", "quantity", "ours", "share", "gap")


def row(usage: UsageRow) -> Shape:
    """Return what a customer uses of something; quantities in its own span of time."""
    fields = usage.fields
    return {
        "id": usage.id,
        "customer_id": usage.customer_id,
        "customer": usage.customer,
        "product_id": fields.product_id,
        "product": usage.product,
        "per": fields.per.value,
        "quantity": quantity_text(fields.quantity_milli),
        "unit": fields.unit or None,
        "ours": quantity_text(fields.ours_milli),
        "share": decimal_text(usage.share, 2),
        "gap": quantity_text(usage.gap_milli),
        "competitor": fields.competitor or None,
        "note": fields.note or None,
    }


def summed(found: UsageSum) -> Shape:
    """Return what customers use of something in a year."""
    return {
        "product_id": found.product_id,
        "product": found.name,
        "unit": found.unit or None,
        "customers": found.customers,
        "quantity": quantity_text(found.year_milli),
        "ours": quantity_text(found.ours_year_milli),
        "share": decimal_text(found.share, 2),
        "gap": quantity_text(found.gap_year_milli),
    }
