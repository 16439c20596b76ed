"""What was found as flat dicts for other programs."""

from __future__ import annotations

from crm_tui.domain.finding import Finding
from crm_tui.presentation.json_shapes import Shape

KEYS = ("kind", "id", "customer_id", "title", "detail", "found_in", "found_text")


def finding(found: Finding) -> Shape:
    """Return what was found; `found_in` and `found_text` are empty where the title says it."""
    return {
        "kind": found.kind.value,
        "id": found.id,
        "customer_id": found.customer_id,
        "title": found.title,
        "detail": found.detail or None,
        "found_in": [each.place.value for each in found.found_in],
        "found_text": [each.text for each in found.found_in],
    }
