"""A list whose layout is remembered, view by view, without being asked."""

from __future__ import annotations

from abc import abstractmethod
from functools import partial

from textual.timer import Timer

from crm_tui.domain.views import ListLayout
from crm_tui.errors import CrmError
from crm_tui.tui.screens.column_layouts import ColumnLayouts

_KEEPING_SECONDS = 0.5


class KeptLayouts(ColumnLayouts):
    """A list that is laid out again as one left it."""

    _keeping: Timer | None = None
    _written: tuple[str, ...] = ()

    @property
    @abstractmethod
    def view_key(self) -> str:
        """The key of the view that is shown, under which its layout is remembered."""

    def layout_written(self) -> None:
        """Go on with what had to wait until a layout was written."""

    @abstractmethod
    def show_titles(self) -> None:
        """Show anew how many there are, and what is marked."""

    def lay_out(self, layout: ListLayout) -> None:
        """Lay the list out otherwise; it will be so again when the view is opened next."""
        self.follow_layout(layout)
        self.show_titles()
        self.stop_keeping()
        self._keeping = self.set_timer(_KEEPING_SECONDS, self.keep_layout)

    def on_screen_suspend(self) -> None:
        """Keep how the list is laid out before something else is shown, or the program ends."""
        self.keep_layout()

    def keep_layout(self) -> None:
        """Write how the list is laid out, if that was changed a moment ago."""
        if self._keeping is None:
            return
        self.stop_keeping()
        views, actor = self.session.crm.views, self.session.actor
        key, layout = self.view_key, self.list_layout

        def keep() -> None:
            views.remember_layout(actor, key, layout)

        kept = partial(self._layout_kept, key)
        self._written = (*self._written, key)
        self.operations.perform(keep, kept, failed=kept)

    def _layout_kept(self, key: str, _error: CrmError | None) -> None:
        # What is merely remembered is no loss worth a word.
        at = self._written.index(key)
        self._written = (*self._written[:at], *self._written[at + 1 :])
        self.layout_written()

    def is_layout_written(self, key: str) -> bool:
        """Return whether the layout of a view is being written now: who reads it is too early."""
        return key in self._written

    def stop_keeping(self) -> None:
        """Remember nothing of how the list was laid out a moment ago."""
        if self._keeping is not None:
            self._keeping.stop()
            self._keeping = None
