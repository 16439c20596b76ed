"""Views: lists saved under a name, for oneself or for others, and how each person lays them out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from crm_tui.db.queries import pools
from crm_tui.db.queries import views as stored
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.customers import CustomerView
from crm_tui.domain.events import Changed, ViewChanged, ViewDeleted, ViewSaved
from crm_tui.domain.identifiers import PoolId, UserId, ViewId
from crm_tui.domain.queries import QUERY_LENGTH
from crm_tui.domain.record_lists import SUBJECTS
from crm_tui.domain.seeded_views import SEEDED, first_view, seeded_views
from crm_tui.domain.text import clean, name_key
from crm_tui.domain.users import Actor, Permission
from crm_tui.domain.views import (
    BASES,
    MOST_VIEWS,
    Audience,
    ListLayout,
    ListTab,
    NewView,
    SavedView,
    TooManyViews,
    id_of,
    in_order,
    layout_from,
    layout_values,
    moved,
    why_not_change,
    why_not_share,
)
from crm_tui.errors import (
    ConflictError,
    FieldError,
    NotFoundError,
    RefusedError,
)
from crm_tui.services.offices import checked_name
from crm_tui.services.queries import query_faults, refuse_query
from crm_tui.values import dataclass

_LONGEST_KEY = 64
_EDITABLE = ("name", "audience", "base", "pool_id", "query", "layout")


@dataclass(frozen=True, slots=True)
class OpenedView:
    """A view, and how this person has it laid out."""

    view: SavedView
    layout: ListLayout


@dataclass(frozen=True, slots=True)
class Views:
    """The views of the lists, and what each person keeps of them."""

    database: Database

    # --- looking ---------------------------------------------------------------------------------

    def views(self, actor: Actor, tab: ListTab = ListTab.CUSTOMERS) -> list[SavedView]:
        """Return the views of a list in this person's order, each with its number.

        Where they did not order them, those the program brings for every day come first.
        """
        with self.database.reading(actor) as view:
            return _views_of(view, tab)

    def view(self, actor: Actor, key: str) -> SavedView:
        """Return one view; raise NotFoundError for one that this person does not have."""
        with self.database.reading(actor) as view:
            return _view(view, key)

    def opened(self, actor: Actor, tab: ListTab, key: str = "") -> OpenedView:
        """Return a view with its layout; without a key the one this person saw last.

        A view seen last that is there no more gives way to the first one.
        """
        with self.database.reading(actor) as view:
            if key:
                found = _view(view, key)
            else:
                last_key = stored.chosen(view, tab).last_key
                views = _views_of(view, tab)
                found = next((each for each in views if each.key == last_key), first_view(tab))
            return OpenedView(found, stored.layout(view, found.key) or found.layout)

    def layout_of(self, actor: Actor, view_key: str) -> ListLayout:
        """Return how this person has a view laid out: their own way, else the view's."""
        with self.database.reading(actor) as view:
            return stored.layout(view, view_key) or _view(view, view_key).layout

    # --- what each person keeps ------------------------------------------------------------------

    @operation(Permission.VIEW)
    def remember_layout(self, actor: Actor, view_key: str, layout: ListLayout) -> Changed:
        """Keep how this person lays out a view; the view itself stays as it was saved."""
        kept = layout_from(layout_values(layout))
        with self.database.writing(actor) as unit:
            stored.set_layout(unit, _view(unit, view_key).key, kept)
        return unit.changed

    @operation(Permission.VIEW)
    def forget_layout(self, actor: Actor, view_key: str) -> Changed:
        """Let a view be laid out for this person as it was saved."""
        with self.database.writing(actor) as unit:
            stored.set_layout(unit, view_key, None)
        return unit.changed

    @operation(Permission.VIEW)
    def remember_last(self, actor: Actor, tab: ListTab, view_key: str) -> Changed:
        """Keep which view this person saw last in a list."""
        with self.database.writing(actor) as unit:
            known = _view(unit, view_key).key
            choice = stored.chosen(unit, tab)
            places = _places(unit, tab, choice)
            stored.set_chosen(unit, tab, replace(choice, last_key=known, places=places))
        return unit.changed

    @operation(Permission.VIEW)
    def move(self, actor: Actor, view_key: str, number: int) -> Changed:
        """Put a view at another place among this person's views, counted from one."""
        with self.database.writing(actor) as unit:
            tab = _view(unit, view_key).tab
            choice = stored.chosen(unit, tab)
            places = tuple(moved(_keys_of(unit, tab), view_key, number))
            stored.set_chosen(unit, tab, replace(choice, places=places))
        return unit.changed

    # --- saving ----------------------------------------------------------------------------------

    @operation(Permission.VIEW)
    def save(self, actor: Actor, new: NewView) -> Changed:
        """Save a list under a name; the new view is the record of the change.

        Raises FieldError for a name the person has already, RefusedError when they may not share.
        """
        with self.database.writing(actor) as unit:
            names = stored.own_names(unit, unit.person.user_id, new.tab)
            if len(names) >= MOST_VIEWS:
                raise RefusedError(TooManyViews(MOST_VIEWS))
            values = _checked(unit, new.tab, {name: getattr(new, name) for name in _EDITABLE})
            _refuse_name_taken(unit, values["name"], unit.person.user_id, new.tab)
            refuse_query(unit, values["query"], SUBJECTS[new.tab])
            view_id = stored.add_view(unit, {"tab": new.tab, **values})
            choice = stored.chosen(unit, new.tab)
            places = _places(unit, new.tab, choice)
            stored.set_chosen(unit, new.tab, replace(choice, places=places))
            unit.record(ViewSaved(record_id=view_id, after={"tab": new.tab, **values}))
        return unit.changed

    @operation(Permission.VIEW)
    def change(
        self,
        actor: Actor,
        view_id: ViewId,
        changes: Mapping[str, object],
        *,
        seen: SavedView | None = None,
    ) -> Changed:
        """Change what a saved view asks and how it is laid out.

        `seen` is the view as it was on the screen; a field that somebody else changed since raises
        ConflictError with theirs and mine, and nothing is written.
        """
        with self.database.writing(actor) as unit:
            _change(unit, view_id, changes, seen)
        return unit.changed

    @operation(Permission.VIEW)
    def rename(self, actor: Actor, view_id: ViewId, name: str) -> Changed:
        """Give a saved view another name."""
        with self.database.writing(actor) as unit:
            _change(unit, view_id, {"name": name})
        return unit.changed

    @operation(Permission.VIEW)
    def share(self, actor: Actor, view_id: ViewId, audience: Audience) -> Changed:
        """Say whom a saved view is for; raise RefusedError when one may not share so far."""
        with self.database.writing(actor) as unit:
            _change(unit, view_id, {"audience": audience})
        return unit.changed

    @operation(Permission.VIEW)
    def delete(self, actor: Actor, view_id: ViewId) -> Changed:
        """Delete a saved view; an undo brings it back."""
        with self.database.writing(actor) as unit:
            found = _changeable(unit, view_id)
            stored.set_deleted(unit, view_id, unit.now)
            unit.record(ViewDeleted(record_id=view_id, before={"name": found.name}))
        return unit.changed


# --- what stands behind them ---------------------------------------------------------------------


def _views_of(view: View, tab: ListTab) -> list[SavedView]:
    saved = _judged(view, stored.saved_views(view, tab))
    return _ordered(view, tab, saved)


def _keys_of(view: View, tab: ListTab) -> list[str]:
    return [each.key for each in _ordered(view, tab, stored.saved_views(view, tab))]


def _ordered(view: View, tab: ListTab, saved: Sequence[SavedView]) -> list[SavedView]:
    return in_order([*seeded_views(tab, view.person), *saved], stored.chosen(view, tab).places)


def _places(view: View, tab: ListTab, choice: stored.Chosen) -> tuple[str, ...]:
    """Return the order that somebody is used to by now: what is shared later comes behind it."""
    return tuple(dict.fromkeys((*choice.places, *_keys_of(view, tab))))


def _judged(view: View, saved: Sequence[SavedView]) -> list[SavedView]:
    """Return saved views with what is wrong with each, so that it can be mended."""
    faults = query_faults(view, [(each.query, SUBJECTS[each.tab]) for each in saved])
    return [
        each if fault is None else replace(each, faults=(*each.faults, fault))
        for each, fault in zip(saved, faults, strict=True)
    ]


def _view(view: View, key: str) -> SavedView:
    view_id = id_of(key)
    if view_id is not None:
        return _judged(view, [stored.saved_view(view, view_id)])[0]
    seeded = SEEDED.get(key)
    if seeded is None:
        raise NotFoundError("view", key[:_LONGEST_KEY])
    return seeded


def _changeable(unit: Unit, view_id: ViewId) -> SavedView:
    """Return a saved view that this person may change; raise RefusedError for another's."""
    found = stored.saved_view(unit, view_id)
    refusal = why_not_change(found, by=unit.person)
    if refusal is not None:
        raise RefusedError(refusal)
    return found


def _change(
    unit: Unit, view_id: ViewId, changes: Mapping[str, object], seen: SavedView | None = None
) -> None:
    found = _changeable(unit, view_id)
    old = view_values(found)
    # What stays as it is may be what could not be chosen any more: a pool that is gone, say.
    wished = {name: each for name, each in changes.items() if name not in old or each != old[name]}
    checked = _checked(unit, found.tab, wished)
    new = {name: value for name, value in checked.items() if old[name] != value}
    _refuse_conflict(view_id, old, new, seen)
    if "name" in new and found.owner_id is not None:
        _refuse_name_taken(unit, new["name"], found.owner_id, found.tab, besides=view_id)
    if "query" in new:
        refuse_query(unit, new["query"], SUBJECTS[found.tab])
    if new:
        before = {name: old[name] for name in new}
        stored.update_view(unit, view_id, new)
        unit.record(ViewChanged(record_id=view_id, before=before, after=new))


def view_values(view: SavedView) -> dict[str, Any]:
    """Return what can be changed of a saved view, as it is stored."""
    values: dict[str, Any] = {name: getattr(view, name) for name in _EDITABLE}
    values["layout"] = layout_values(view.layout)
    return values


def _refuse_conflict(
    view_id: ViewId, old: Mapping[str, Any], new: Mapping[str, Any], seen: SavedView | None
) -> None:
    if seen is None:
        return
    known = view_values(seen)
    both = {name: (old[name], new[name]) for name in new if old[name] != known[name]}
    if both:
        raise ConflictError("view", view_id, both)


def _checked(unit: Unit, tab: ListTab, changes: Mapping[str, object]) -> dict[str, Any]:
    """Return values of a view as they are stored; raise for one that cannot be."""
    checks: dict[str, Callable[[Any], object]] = {
        "name": checked_name,
        "audience": partial(_checked_audience, unit),
        "base": partial(_checked_base, tab),
        "pool_id": partial(_checked_pool, unit),
        "query": _checked_query,
        "layout": layout_values,
    }
    for name in changes:
        if name not in checks:
            raise FieldError(name, "unknown")
    return {name: checks[name](value) for name, value in changes.items()}


def _checked_audience(unit: Unit, audience: Audience) -> Audience:
    refusal = why_not_share(audience, by=unit.person)
    if refusal is not None:
        raise RefusedError(refusal)
    return audience


def _checked_base(tab: ListTab, base: CustomerView) -> CustomerView:
    if base not in BASES[tab]:
        raise FieldError("base", "unknown", base.value)
    return base


def _checked_pool(unit: Unit, pool_id: PoolId | None) -> PoolId | None:
    if pool_id is not None:
        pools.pool_fields(unit, pool_id)
    return pool_id


def _checked_query(query: str) -> str:
    cleaned = clean(query)
    if len(cleaned) > QUERY_LENGTH:
        raise FieldError("query", "too_long", cleaned[:20], limit=QUERY_LENGTH)
    return cleaned


def _refuse_name_taken(
    unit: Unit, name: str, owner_id: UserId, tab: ListTab, *, besides: ViewId | None = None
) -> None:
    taken = stored.own_names(unit, owner_id, tab)
    if any(name_key(each) == name_key(name) for key, each in taken.items() if key != besides):
        raise FieldError("name", "taken", name)


def stands_as(view: SavedView, values: Mapping[str, object]) -> bool:
    """Return whether a view is still as an event left it."""
    now = view_values(view)
    return all(_plain(now[name]) == value for name, value in values.items() if name in now)


def bring_back(unit: Unit, view_id: ViewId) -> None:
    """List a deleted view again; raise FieldError when another has its name by now."""
    row = stored.stored_view(unit, view_id)
    _refuse_name_taken(unit, row.name, UserId(row.owner_id), row.tab)
    stored.set_deleted(unit, view_id, None)


def put_back(
    unit: Unit, view_id: ViewId, before: Mapping[str, Any], after: Mapping[str, Any]
) -> bool:
    """Let a view be as it was before a change; False when it was changed again since."""
    found = _changeable(unit, view_id)
    if not stands_as(found, after):
        return False
    values = dict(before)
    if "name" in values and found.owner_id is not None:
        _refuse_name_taken(unit, values["name"], found.owner_id, found.tab, besides=view_id)
    if "audience" in values:
        values["audience"] = _checked_audience(unit, Audience(values["audience"]))
    if "base" in values:
        values["base"] = CustomerView(values["base"])
    stored.update_view(unit, view_id, values)
    return True


def _plain(value: object) -> object:
    return getattr(value, "value", value)
