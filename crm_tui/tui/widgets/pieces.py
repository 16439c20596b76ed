"""A line put together from pieces, of which some can be clicked."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.geometry import Offset
from textual.strip import Strip
from textual.widget import Widget

from crm_tui.presentation.pieces import Piece, total_width
from crm_tui.presentation.widths import plain

__all__ = ["Piece", "PieceLine", "total_width"]


class PieceLine(Widget):
    """A widget of one line; never wider than it is given."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "piece--normal",
        "piece--title",
        "piece--key",
        "piece--active",
        "piece--dim",
        "piece--good",
        "piece--warn",
    }

    @abstractmethod
    def pieces(self, width: int) -> Sequence[Piece]:
        """Return what stands on a line of `width` cells."""

    @abstractmethod
    def chosen(self, target: str) -> None:
        """Do what a click on a piece means."""

    def render_line(self, y: int) -> Strip:
        """Return the line; the widget is one line high."""
        width = self.size.width
        base = self.rich_style
        if y > 0:
            return Strip.blank(width, base)
        segments = [
            Segment(plain(piece.text), self.get_component_rich_style(f"piece--{piece.kind}"))
            for piece in self.pieces(width)
        ]
        return Strip(segments).adjust_cell_length(width, base)

    def jump_spots(self) -> Iterator[Offset]:
        """Yield where each piece that means something can be clicked: at the blank before it."""
        x, before = 0, None
        for piece in self.pieces(self.size.width):
            if piece.target is not None and piece.target != before:
                blanks = len(piece.text) - len(piece.text.lstrip())
                yield Offset(x + max(blanks - 1, 0), 0)
            before = piece.target
            x += piece.width

    def on_click(self, event: events.Click) -> None:
        """Find the piece that was clicked."""
        spot = event.get_content_offset(self)
        x = 0
        for piece in self.pieces(self.size.width):
            x += piece.width
            if spot is not None and spot.x < x:
                if piece.target is not None:
                    self.chosen(piece.target)
                return
