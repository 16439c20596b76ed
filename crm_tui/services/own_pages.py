"""What a page of the office's own must be before papers are printed on it."""

from __future__ import annotations

from collections.abc import Callable

from crm_tui.domain.quotes.papers import TEMPLATE_LIMIT
from crm_tui.errors import FieldError
from crm_tui.formats.pages import PageFault


def refuse_page(text: str | None, fault_of: Callable[[str], PageFault | None]) -> None:
    """Raise FieldError for a text that is no page: one that asks for what there is not, say."""
    if text is None:
        return
    if len(text) > TEMPLATE_LIMIT:
        raise FieldError("page", "too_long", limit=TEMPLATE_LIMIT)
    if fault := fault_of(text):
        raise FieldError("page", fault.trouble.value, fault.part)
