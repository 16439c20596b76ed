"""The line over the plan of a hand-over: whose customers, and how they are shared out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.message import Message

from crm_tui.domain.handovers import HandoverWay
from crm_tui.i18n import _
from crm_tui.presentation.widths import cut
from crm_tui.presentation.words import word
from crm_tui.tui.widgets.pieces import Piece, PieceLine, total_width

_LEAVER = "leaver"
_LEAST_CELLS = 8


class HandoverBar(PieceLine):
    """Whose customers are passed on, and how; each can be clicked."""

    @dataclass
    class LeaverWanted(Message):
        """Whose customers are passed on is to be chosen."""

    @dataclass
    class WayChosen(Message):
        """A way was clicked."""

        way: HandoverWay

    def __init__(self) -> None:
        super().__init__()
        self._leaver = ""
        self._way = HandoverWay.PERSON

    def show(self, leaver: str, way: HandoverWay) -> None:
        """Show who leaves, and the way."""
        self._leaver, self._way = leaver, way
        self.refresh()

    def pieces(self, width: int) -> Sequence[Piece]:
        """Return the person, then the ways side by side."""
        pieces = [Piece(" │ ", "dim")]
        for way in HandoverWay:
            is_active = way is self._way
            shown = f"[{word(way)}]" if is_active else f" {word(way)} "
            pieces.append(Piece(shown, "active" if is_active else "normal", way.value))
        room = max(width - total_width(pieces) - len("  ▾"), _LEAST_CELLS)
        leaver = cut(self._leaver or _("Whose customers?"), room)
        return [Piece(f" {leaver} ▾", "key", _LEAVER), *pieces]

    def chosen(self, target: str) -> None:
        """Announce what was clicked."""
        if target == _LEAVER:
            self.post_message(self.LeaverWanted())
        else:
            self.post_message(self.WayChosen(HandoverWay(target)))
