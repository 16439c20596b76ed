"""A column of a list of other records than customers, in the terminal and in the shell alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from crm_tui.i18n import _
from crm_tui.presentation.columns import Moment
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align

RowT = TypeVar("RowT")


# No slots: `RecordColumn[Row](…)` sets an attribute on the new object in Python 3.11.
@dataclass(frozen=True)
class RecordColumn(Generic[RowT]):
    """A column; `width` is its least width, priority 0 is never dropped.

    `key` is also the name of the order that sorts by it, when `sortable`.
    """

    key: str
    label_id: str
    width: int
    text: Callable[[RowT, Moment], str]
    priority: int = 0
    align: Align = Align.LEFT
    widest: int | None = None
    """Up to how many cells it takes when there is room; None for a fixed width."""
    tone: Callable[[RowT, Moment], Tone] | None = None
    sortable: bool = True

    @property
    def label(self) -> str:
        """Return the heading in the language in use."""
        return _(self.label_id)
