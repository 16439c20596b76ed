"""The office's own fields as flat dicts for other programs."""

from __future__ import annotations

from crm_tui.domain.custom_fields import CustomField
from crm_tui.presentation.json_shapes import Shape

CUSTOM_FIELD_KEYS = (
    "id", "holder", "code", "name", "type", "choices", "required", "default", "shown_for",
)  # fmt: skip


def custom_field(field: CustomField) -> Shape:
    """Return a field; `shown_for` is empty where customers of every kind have it."""
    return {
        "id": field.id,
        "holder": field.holder.value,
        "code": field.code,
        "name": field.name,
        "type": field.type.value,
        "choices": [each.name for each in field.fields.choices if not each.is_retired],
        "required": field.fields.is_required,
        "default": field.fields.default,
        "shown_for": [each.value for each in field.fields.shown_for],
    }
