"""A line put together from pieces of text, each of one kind."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.presentation.widths import cell_width
from crm_tui.values import dataclass


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
