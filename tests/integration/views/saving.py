"""Save views, and find them again."""

from __future__ import annotations

from typing import Any

from crm_tui.bootstrap import Crm
from crm_tui.domain.identifiers import ViewId
from crm_tui.domain.users import Actor
from crm_tui.domain.views import ListLayout, ListTab, NewView, SavedView, key_of

LAYOUT = ListLayout(("name", "level"), {"name": 30}, "name", descending=True)


def saved(crm: Crm, actor: Actor, name: str = "重点", **values: Any) -> ViewId:
    """A view that somebody saves."""
    changed = crm.views.save(actor, NewView(name=name, **values))
    assert changed.record_id is not None
    return ViewId(changed.record_id)


def names(crm: Crm, actor: Actor, tab: ListTab = ListTab.CUSTOMERS) -> list[str]:
    """What somebody finds among their views beside those of the program."""
    return [view.name for view in crm.views.views(actor, tab) if not view.is_seeded]


def stored(crm: Crm, actor: Actor, view_id: ViewId) -> SavedView:
    return crm.views.view(actor, key_of(view_id))


def stored_number(views: list[SavedView], view_id: ViewId) -> int:
    return next(view.number for view in views if view.id == view_id)
