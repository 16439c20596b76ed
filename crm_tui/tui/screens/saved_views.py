"""Views of a list: which one is shown, saving, changing, copying and leaving them."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from enum import Enum
from functools import partial
from typing import ClassVar

from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import ViewId
from crm_tui.domain.seeded_views import first_view, seeded_views
from crm_tui.domain.views import (
    Audience,
    ListLayout,
    ListTab,
    NewView,
    SavedView,
    in_order,
    key_of,
    why_not_change,
)
from crm_tui.errors import CrmError, QuerySyntaxError
from crm_tui.i18n import N_, _
from crm_tui.presentation.views import view_fault, view_name, view_refusal
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.screens.kept_layouts import KeptLayouts
from crm_tui.tui.screens.query_lines import QueryLines
from crm_tui.tui.screens.view_form import ViewForm
from crm_tui.tui.screens.view_picker import Pick, Picked, ViewPicker
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog
from crm_tui.tui.widgets.record_list import Sort
from crm_tui.values import dataclass

_Wish = tuple[str, Callable[[], None] | None]
"""The key of a view, and what is done once it is shown."""


class ViewAct(Enum):
    """What can be done with a view."""

    UPDATE = N_("Keep it as the list is now")
    SAVE_AS = N_("Save the list as a new view")
    RESET = N_("Back to how it was saved")
    EDIT = N_("Name, filter, for whom")
    COPY = N_("Copy it")
    DELETE = N_("Delete it")


@dataclass(frozen=True, slots=True)
class _Read:
    """A view with its layout, and all views beside it."""

    view: SavedView
    layout: ListLayout
    views: Sequence[SavedView]


class SavedViews(QueryLines, KeptLayouts):
    """A list that is always some view, laid out as one left it."""

    list_tab: ClassVar[ListTab]

    shown_view: SavedView
    _views: Sequence[SavedView] = ()
    _is_opened = False
    _unasked = ""
    """The query of a view that was found to be wrong, once that was shown."""
    _wish: _Wish = ("", None)
    _asked: _Wish | None = None
    """The view that is read once its layout is written."""

    # What subclasses say ------------------------------------------------------------------------

    @property
    @abstractmethod
    def saved_order(self) -> Sort:
        """The order that the view which is shown asks for."""

    @abstractmethod
    def show_listed(self, view: SavedView, layout: ListLayout) -> None:
        """List what a view shows from its top, with nothing marked, laid out as it is told."""

    @abstractmethod
    def show_nothing(self) -> None:
        """List nothing: what is to be listed cannot be asked."""

    @abstractmethod
    def count_view(self, view: SavedView) -> int | None:
        """Return, in a worker, how many records a view shows; None where that takes long."""

    def listed_as_view(self, name: str) -> NewView:
        """Return what is listed as a view of this name."""
        view = self.shown_view
        return NewView(
            name=name,
            tab=self.list_tab,
            base=view.base,
            pool_id=view.pool_id,
            query=self.typed_query,
            layout=self.list_layout,
        )

    def view_shown(self) -> None:
        """Show elsewhere on the screen that another view is listed."""

    # Which one is shown -------------------------------------------------------------------------

    @property
    def view_key(self) -> str:
        """The key of the view that is shown, under which its layout is remembered."""
        return self.shown_view.key

    @property
    def usual_query(self) -> str:
        """The query of the view."""
        return self.shown_view.query

    @property
    def is_view_changed(self) -> bool:
        """Whether the list shows something else than was saved, or otherwise."""
        if self.typed_query != self.usual_query:
            return True
        return not self.shown_view.is_seeded and self._is_laid_out_otherwise()

    def _is_laid_out_otherwise(self) -> bool:
        return self._compared(self.list_layout) != self._compared(self.shown_view.layout)

    def _compared(self, layout: ListLayout) -> ListLayout:
        known, order = self._understood(layout), self.saved_order
        if not known.sort:
            known = replace(known, sort=order.key, descending=order.descending)
        return replace(known, columns=known.columns or self.column_keys)

    def _understood(self, layout: ListLayout) -> ListLayout:
        columns = self.known_columns
        return layout.known(columns, [key for key, each in columns.items() if each.sortable])

    def heading(self) -> str:
        """Return the name of the view, with a mark where the list differs from it."""
        name = name_in_sentence(view_name(self.shown_view))
        return f"{name} *" if self.is_view_changed else name

    # Opening a view -----------------------------------------------------------------------------

    def open_first_view(self) -> bool:
        """Open the view that was wanted, else the one seen last; False where one is open."""
        if not self._is_opened:
            self._ask_view(*self._wish)
        return not self._is_opened

    def choose_view(self, key: str) -> None:
        """Show another view, and remember that it is the one this person looks at."""
        views, actor, tab = self.session.crm.views, self.session.actor, self.list_tab

        def remember() -> None:
            views.remember_last(actor, tab, key)

        self.open_view(key)
        self.operations.perform(remember, failed=_nothing)

    def open_view(self, key: str, then: Callable[[], None] | None = None) -> None:
        """Show another view as this person has it laid out; then do what was asked."""
        self.keep_layout()
        if self.is_mounted:
            self._ask_view(key, then)
        else:
            self._wish = key, then

    def layout_written(self) -> None:
        """Read the view that was waiting for how it is laid out."""
        if self._asked is not None:
            self._ask_view(*self._asked)

    def _ask_view(self, key: str, then: Callable[[], None] | None) -> None:
        views, actor, tab = self.session.crm.views, self.session.actor, self.list_tab
        asks, self._asked = f"{self.tab_id} view", None
        if self.is_layout_written(key):
            # What is read now would be how it was before.
            self._asked = key, then
            self.operations.forget(asks)
            return

        def read() -> _Read:
            opened = views.opened(actor, tab, key)
            return _Read(opened.view, opened.layout, views.views(actor, tab))

        shown = partial(self._show_view, then)
        self.operations.ask(read, shown, key=asks, failed=self._no_view)

    def _show_view(self, then: Callable[[], None] | None, found: _Read) -> None:
        # How the former view was laid out while this one was read is kept as that view's.
        self.keep_layout()
        if self.is_layout_written(found.view.key):
            self._ask_view(found.view.key, then)
            return
        self._is_opened = True
        self._views, self._unasked = found.views, ""
        self.shown_view = found.view
        self.remove_class("-searching")
        with self.prevent_search():
            self._search.value = found.view.query
        self.show_listed(found.view, self._understood(found.layout))
        self.view_shown()
        for fault in found.view.faults:
            self.operations.tell(view_fault(fault), severity="warning")
        if then is not None:
            then()

    def not_listed(self, error: CrmError) -> None:
        """Show what is wrong with the query in its line; the rows stay as they were.

        Of a view that cannot be asked any more, show what to mend, and no other's rows.
        """
        self._records.go_on()
        if isinstance(error, QuerySyntaxError) and not self.has_class("-searching"):
            if self._unasked == self.typed_query:
                return  # it was shown, and left so
            self._unasked = self.typed_query
            self.show_nothing()
            self.start_search(self.typed_query)
        if isinstance(error, QuerySyntaxError) and self.has_class("-searching"):
            self._search.show_error(error)
        else:
            self.operations.show_error(error)

    def _no_view(self, error: CrmError) -> None:
        self._is_opened = True
        self.operations.show_error(error)
        self.reload()

    # Choosing one -------------------------------------------------------------------------------

    def action_views(self) -> None:
        """Choose which view is shown."""
        session, tab = self.session, self.list_tab
        views = self._views or in_order(seeded_views(tab, session.person), ())
        picker = ViewPicker(session, tab, views, self.view_key, self.count_view)
        self.app.push_screen(picker, self._picked)

    def _picked(self, picked: Picked | None) -> None:
        if picked is None:
            return
        match picked.pick:
            case Pick.OPEN:
                self.choose_view(picked.view.key)
            case Pick.SAVE_LIST:
                self._act_on_view(picked.view, ViewAct.SAVE_AS)
            case Pick.MENU:
                self._show_view_menu(picked.view)

    # Saving and changing ------------------------------------------------------------------------

    def action_save_view(self) -> None:
        """Save what is listed as a view, or change the one that is shown."""
        if self.shown_view.is_seeded:
            self._act_on_view(self.shown_view, ViewAct.SAVE_AS)
        else:
            self._show_view_menu(self.shown_view)

    def _show_view_menu(self, view: SavedView) -> None:
        choices = [
            Choice(act, f"{number} {_(act.value)}", act.name.casefold(), str(number))
            for number, act in enumerate(self._view_acts(view), start=1)
        ]
        title = name_in_sentence(view_name(view))
        self.app.push_screen(ChooseDialog(title, choices), partial(self._act_on_view, view))

    def _view_acts(self, view: SavedView) -> Iterator[ViewAct]:
        is_mine = why_not_change(view, by=self.session.person) is None
        is_shown = view.key == self.view_key
        if is_shown and is_mine and self.is_view_changed:
            yield ViewAct.UPDATE
        if is_shown:
            yield ViewAct.SAVE_AS
            yield ViewAct.RESET
        if is_mine:
            yield ViewAct.EDIT
        yield ViewAct.COPY
        if is_mine:
            yield ViewAct.DELETE

    def _act_on_view(self, view: SavedView, act: ViewAct | None) -> None:
        match act:
            case ViewAct.UPDATE:
                self._update_view(view)
            case ViewAct.SAVE_AS:
                self._ask_view_name(self.listed_as_view(""))
            case ViewAct.RESET:
                self._reset_view(view)
            case ViewAct.EDIT:
                self._edit_view(view)
            case ViewAct.COPY:
                self._copy_view(view)
            case ViewAct.DELETE:
                self._delete_view(view)
            case None:
                pass

    def _ask_view_name(self, new: NewView) -> None:
        self.app.push_screen(ViewForm(self.session, new), self._view_saved)

    def _view_saved(self, changed: Changed | None) -> None:
        if changed is not None and changed.record_id is not None:
            self.choose_view(key_of(ViewId(changed.record_id)))

    def _update_view(self, view: SavedView) -> None:
        listed, view_id = self.listed_as_view(view.name), view.id
        views, actor = self.session.crm.views, self.session.actor
        if view_id is None:
            return
        changes: dict[str, object] = {
            "base": listed.base,
            "pool_id": listed.pool_id,
            "query": listed.query,
            "layout": listed.layout,
        }

        def write() -> Changed:
            changed = views.change(actor, view_id, changes, seen=view)
            views.forget_layout(actor, view.key)
            return changed

        said = _("Saved the view “{view}”").format(view=name_in_sentence(view.name))
        self.stop_keeping()
        self.operations.perform(write, partial(self._view_updated, view.key, said))

    def _view_updated(self, key: str, said: str, _changed: Changed) -> None:
        self.operations.tell(said)
        self.choose_view(key)

    def _reset_view(self, view: SavedView) -> None:
        views, actor = self.session.crm.views, self.session.actor
        self.stop_keeping()

        def forget() -> None:
            views.forget_layout(actor, view.key)

        self.operations.perform(forget, lambda _done: self.choose_view(view.key))

    def _edit_view(self, view: SavedView) -> None:
        refusal = why_not_change(view, by=self.session.person)
        if refusal is not None:
            self.operations.tell(view_refusal(refusal), severity="warning")
            return
        form = ViewForm(self.session, _new_like(view, view.name, view.audience), view)
        self.app.push_screen(form, partial(self._view_edited, view.key))

    def _view_edited(self, key: str, changed: Changed | None) -> None:
        if changed is not None:
            self.choose_view(key)

    def _copy_view(self, view: SavedView) -> None:
        name = _("{view} (copy)").format(view=name_in_sentence(view_name(view)))
        self._ask_view_name(_new_like(view, name, Audience.MINE))

    def _delete_view(self, view: SavedView) -> None:
        views, actor, view_id = self.session.crm.views, self.session.actor, view.id
        if view_id is None:
            return
        self.operations.perform(
            lambda: views.delete(actor, view_id), partial(self._view_deleted, view)
        )

    def _view_deleted(self, view: SavedView, _changed: Changed) -> None:
        said = _("Deleted the view “{view}”; u takes it back")
        self.operations.tell(said.format(view=name_in_sentence(view.name)))
        if view.key == self.view_key:
            self.choose_view(first_view(self.list_tab).key)


def _new_like(view: SavedView, name: str, audience: Audience) -> NewView:
    return NewView(
        name=name,
        tab=view.tab,
        base=view.base,
        audience=audience,
        pool_id=view.pool_id,
        query=view.query,
        layout=view.layout,
    )


def _nothing(_error: CrmError) -> None:
    """Say nothing: what is merely remembered is no loss worth a word."""
