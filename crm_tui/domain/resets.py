"""A fresh start: what an office lets go of, and what of its history it keeps."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.events import DataExported, Event, people, settings
from crm_tui.domain.text import clean
from crm_tui.values import dataclass

KEPT_EVENTS = frozenset(
    each.kind()
    for module in (people, settings)
    for each in vars(module).values()
    if isinstance(each, type) and issubclass(each, Event) and each is not Event
) | {DataExported.kind()}
"""The kinds of events that are about the office, its people and who took what out of it."""


@dataclass(frozen=True, slots=True)
class ResetContents:
    """How many rows of which table go."""

    rows: Mapping[str, int]

    @property
    def is_empty(self) -> bool:
        """Return whether nothing is there that could go."""
        return not any(self.rows.values())


def is_meant(typed: str, office_name: str) -> bool:
    """Return whether the name that was typed is that of this office."""
    return clean(typed) == clean(office_name)
