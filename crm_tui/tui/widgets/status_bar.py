"""The line at the top: tabs, who you are, how much you hold, and whether all is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.message import Message

from crm_tui.presentation.pieces import Piece
from crm_tui.presentation.statuses import Saving, Status, Tab, status_pieces
from crm_tui.tui.widgets.pieces import PieceLine

__all__ = ["Saving", "Status", "StatusBar", "Tab"]


class StatusBar(PieceLine):
    """The one status line; what matters least goes first when it is narrow."""

    @dataclass
    class TabChosen(Message):
        """A tab was clicked."""

        tab_id: str

    def __init__(self, status: Status | None = None, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._status = status if status is not None else Status()

    def on_mount(self) -> None:
        """Say at once what the app knows; a screen that opens does not wait for the next tick."""
        known = getattr(self.app, "status", None)
        if isinstance(known, Status):
            self.status = known

    @property
    def status(self) -> Status:
        """What the line says now."""
        return self._status

    @status.setter
    def status(self, status: Status) -> None:
        if status != self._status:
            self._status = status
            self.refresh()

    def pieces(self, width: int) -> Sequence[Piece]:
        """Return what the line says in `width` cells."""
        return status_pieces(self._status, width)

    def chosen(self, target: str) -> None:
        """Announce the tab that was clicked."""
        self.post_message(self.TabChosen(target))
