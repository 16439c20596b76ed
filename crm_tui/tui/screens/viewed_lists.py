"""A list of customers that shows views, its own or saved ones."""

from __future__ import annotations

from dataclasses import replace

from crm_tui.domain.customers import CustomerRow, CustomerView
from crm_tui.domain.views import ListLayout, NewView, SavedView
from crm_tui.tui.screens.lists import ListScreen
from crm_tui.tui.widgets.record_list import Sort
from crm_tui.tui.widgets.record_list.rows import Rows


class ViewedListScreen(ListScreen):
    """A list of customers that is always some view of theirs, laid out as one left it."""

    @property
    def is_view_changed(self) -> bool:
        """Whether the list shows something else than was saved, or otherwise."""
        if self.request.owner_id is not None:
            return False
        is_saved = not self.shown_view.is_seeded
        is_other_pool = is_saved and self.request.pool_id != self.shown_view.pool_id
        return is_other_pool or super().is_view_changed

    def reload(self, *, keep_cursor: bool = True) -> None:
        """Read the list anew; at first, the view that was wanted, else the one seen last."""
        if not self.open_first_view():
            super().reload(keep_cursor=keep_cursor)

    def show_view(self, view: CustomerView | None) -> None:
        """Show one of the views that the program brings."""
        if view is not None:
            self.open_view(view.value)

    @property
    def saved_order(self) -> Sort:
        """The order that the view which is shown asks for."""
        request = self.shown_view.request()
        return Sort(request.sort, request.descending)

    def show_listed(self, view: SavedView, layout: ListLayout) -> None:
        """List what a view shows from its top, with nothing marked, laid out as it is told."""
        request = view.request(layout)
        self.show_request(
            request, replace(layout, sort=request.sort, descending=request.descending)
        )

    def show_nothing(self) -> None:
        """List nothing: what is to be listed cannot be asked."""
        nothing: Rows[CustomerRow] = Rows()
        self._source, self._shown = None, None
        self.groups_shown(nothing)
        self._records.replace_source(nothing, opening=nothing.opening(), keep_cursor=False)
        self._listed(0)

    def count_view(self, view: SavedView) -> int | None:
        """Return, in a worker, how many customers a view shows; None where that takes long."""
        page = self.session.crm.customers.page(self.session.actor, view.request(), 1)
        return page.total if page.is_exact else None

    def listed_as_view(self, name: str) -> NewView:
        """Return what is listed as a view of this name."""
        request = self.request
        new = super().listed_as_view(name)
        return replace(new, base=request.view, pool_id=request.pool_id)
