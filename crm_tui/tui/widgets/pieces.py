"""A line put together from pieces, of which some can be clicked."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from textual import events
from textual.strip import Strip
from textual.widget import Widget

from crm_tui.presentation.widths import cell_width, plain


@dataclass(frozen=True, slots=True)
class Piece:
    """Some plain text of one kind; `target` names what a click on it means."""

    text: str
    kind: str = "normal"
    target: str | None = None

    @property
    def width(self) -> int:
        """How many cells it takes."""
        return cell_width(self.text)


def total_width(pieces: Sequence[Piece]) -> int:
    """Return how many cells the pieces take side by side."""
    return sum(piece.width for piece in pieces)


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
