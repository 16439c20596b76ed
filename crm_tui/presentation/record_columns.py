"""A column of a list of other records than customers, in the terminal and in the shell alike."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Generic, TypeVar

from crm_tui.i18n import _
from crm_tui.presentation.columns import Moment
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import name_in_sentence

RowT = TypeVar("RowT")
ChoiceT = TypeVar("ChoiceT", bound=Enum)


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
    group: Callable[[str], str] | None = None
    """What is said of a group by its name; None where lists are not grouped by the column."""

    @property
    def label(self) -> str:
        """Return the heading in the language in use."""
        return _(self.label_id)


def by_name(name: str) -> str:
    """Return what stands over a group of records that share a name, a word or a month."""
    return name_in_sentence(name) or _("(none)")


def by_choice(choices: type[ChoiceT], words: Callable[[ChoiceT], str]) -> Callable[[str], str]:
    """Return what says a group of records of which a choice is the same."""
    return lambda name: words(choices(name))
