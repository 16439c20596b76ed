"""What the line at the top says: tabs, who you are, how much you hold, whether all is saved."""

from __future__ import annotations

from dataclasses import replace
from enum import Enum

from crm_tui.i18n import _
from crm_tui.presentation.pieces import Piece, total_width
from crm_tui.values import dataclass


class Saving(Enum):
    """Whether what was done is in the database."""

    SAVED = "saved"
    WORKING = "working"
    WAITING = "waiting"
    """Until others have saved."""
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
    on_network: bool = False
    """Whether the file lies on a network drive, where only one machine should write at a time."""
    saving: Saving = Saving.SAVED


def status_pieces(status: Status, width: int) -> list[Piece]:
    """Return the left part, a gap, and as much of the right part as fits."""
    left, saving = _left(status), _saving(status.saving)
    # Whether all is saved is always told.
    if total_width([*left, saving]) >= width:
        # The tabs say enough of the program.
        left = left[1:]
    if total_width([*left, saving]) >= width:
        left = [replace(each, text=each.text.rstrip()) for each in left]
        saving = _BY_SIGN.get(status.saving, saving)
    for at in reversed(range(len(left))):
        if total_width([*left, saving]) >= width:
            left[at] = _shortened(left[at], status)
    right = _right(status)
    if total_width([*left, *right, saving]) >= width:
        right = _right(replace(status, time=""))
    if total_width([*left, *right, saving]) >= width:
        right = _right(replace(status, time="", department=""))
    while right and total_width([*left, *right, saving]) >= width:
        del right[0]
    gap = max(0, width - total_width([*left, *right, saving]))
    return [*left, Piece(" " * gap), *right, saving]


def _left(status: Status) -> list[Piece]:
    pieces = [Piece(f" {status.program} ", "title")]
    for tab in status.tabs:
        kind = "active" if tab.id == status.active_tab else "normal"
        shown = f"[{tab.digit}{tab.label}]" if kind == "active" else f" {tab.digit}{tab.label} "
        pieces.append(Piece(shown, kind, tab.id))
    return pieces


def _shortened(piece: Piece, status: Status) -> Piece:
    """Return a tab as its digit alone, but for the one that is shown."""
    tab = next((each for each in status.tabs if each.id == piece.target), None)
    if tab is None or tab.id == status.active_tab:
        return piece
    return Piece(f" {tab.digit}", piece.kind, piece.target)


def _right(status: Status) -> list[Piece]:
    """Return the right part but for whether all is saved, the least important first."""
    pieces = []
    if status.time:
        pieces.append(Piece(f"  {status.time}", "dim"))
    if status.user:
        who = " · ".join(part for part in (status.user, status.department) if part)
        pieces.append(Piece(f"  {who}"))
    if status.on_network:
        pieces.append(Piece("  " + _("network drive"), "warn"))
    if status.held is not None:
        pieces.append(_holdings(status.held, status.limit))
    return pieces


def _holdings(held: int, limit: int | None) -> Piece:
    if limit is None:
        return Piece("  " + _("holding {held}").format(held=held))
    kind = "warn" if held >= limit else "normal"
    return Piece("  " + _("holding {held}/{limit}").format(held=held, limit=limit), kind)


_BY_SIGN = {Saving.SAVED: Piece("  ● ", "good"), Saving.WORKING: Piece("  ○ ", "dim")}
"""What passes or is well, where there is no room for words."""


def _saving(saving: Saving) -> Piece:
    match saving:
        case Saving.SAVED:
            return Piece("  ● " + _("saved") + " ", "good")
        case Saving.WORKING:
            return Piece("  ○ " + _("saving …") + " ", "dim")
        case Saving.WAITING:
            return Piece("  ○ " + _("waiting for others …") + " ", "warn")
        case Saving.FAILED:
            return Piece("  × " + _("not saved") + " ", "warn")
