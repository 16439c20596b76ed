"""The line at the top: tabs, who you are, how much you hold, and whether all is saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from textual.message import Message

from crm_tui.i18n import _
from crm_tui.tui.widgets.pieces import Piece, PieceLine, total_width


class Saving(Enum):
    """Whether what was done is in the database."""

    SAVED = "saved"
    WORKING = "working"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Tab:
    """A tab: its name for the program, the digit that opens it, and its label."""

    id: str
    digit: str
    label: str


@dataclass(frozen=True, slots=True)
class Status:
    """What the line says; texts are plain and ready to show."""

    program: str = ""
    tabs: tuple[Tab, ...] = ()
    active_tab: str = ""
    user: str = ""
    department: str = ""
    held: int | None = None
    limit: int | None = None
    time: str = ""
    saving: Saving = Saving.SAVED


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
        """Return the left part, a gap, and as much of the right part as fits."""
        left, right = _left(self._status), _right(self._status)
        while right and total_width(left) + total_width(right) + 1 > width:
            del right[0]
        gap = max(0, width - total_width(left) - total_width(right))
        return [*left, Piece(" " * gap), *right]

    def chosen(self, target: str) -> None:
        """Announce the tab that was clicked."""
        self.post_message(self.TabChosen(target))


def _left(status: Status) -> list[Piece]:
    pieces = [Piece(f" {status.program} ", "title")]
    for tab in status.tabs:
        kind = "active" if tab.id == status.active_tab else "normal"
        shown = f"[{tab.digit}{tab.label}]" if kind == "active" else f" {tab.digit}{tab.label} "
        pieces.append(Piece(shown, kind, tab.id))
    return pieces


def _right(status: Status) -> list[Piece]:
    """Return the right part, the least important first."""
    pieces = []
    if status.time:
        pieces.append(Piece(f"  {status.time}", "dim"))
    if status.user:
        who = " · ".join(part for part in (status.user, status.department) if part)
        pieces.append(Piece(f"  {who}"))
    if status.held is not None:
        pieces.append(_holdings(status.held, status.limit))
    pieces.append(_saving(status.saving))
    return pieces


def _holdings(held: int, limit: int | None) -> Piece:
    if limit is None:
        return Piece("  " + _("holding {held}").format(held=held))
    kind = "warn" if held >= limit else "normal"
    return Piece("  " + _("holding {held}/{limit}").format(held=held, limit=limit), kind)


def _saving(saving: Saving) -> Piece:
    match saving:
        case Saving.SAVED:
            return Piece("  ● " + _("saved") + " ", "good")
        case Saving.WORKING:
            return Piece("  ○ " + _("saving …") + " ", "dim")
        case Saving.FAILED:
            return Piece("  × " + _("not saved") + " ", "warn")
