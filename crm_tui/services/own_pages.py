"""The page that papers of a kind are printed on: the office's own, or the usual one."""

from __future__ import annotations

from collections.abc import Callable

from crm_tui.db.queries import papers
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.events import Event
from crm_tui.domain.quotes.papers import TEMPLATE_LIMIT
from crm_tui.errors import FieldError
from crm_tui.formats.pages import PageFault


def page_of(view: View, kind: str, usual: Callable[[], str]) -> str:
    """Return the page that papers of a kind are printed on."""
    return papers.paper(view, kind).template or usual()


def set_page(unit: Unit, kind: str, text: str | None, told_as: type[Event]) -> None:
    """Let papers of a kind be printed on another page; None for the usual one."""
    before, after = {"template": papers.paper(unit, kind).template}, {"template": text}
    if before != after:
        papers.set_paper(unit, kind, after)
        unit.record(told_as(before=before, after=after))


def refuse_page(text: str | None, fault_of: Callable[[str], PageFault | None]) -> None:
    """Raise FieldError for a text that is no page: one that asks for what there is not, say."""
    if text is None:
        return
    if len(text) > TEMPLATE_LIMIT:
        raise FieldError("page", "too_long", limit=TEMPLATE_LIMIT)
    if fault := fault_of(text):
        raise FieldError("page", fault.trouble.value, fault.part)
