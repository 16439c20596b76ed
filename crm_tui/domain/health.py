"""Whether a database is whole: what was looked at, and what is wrong."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from crm_tui.values import dataclass


class CheckKind(StrEnum):
    """What is looked at."""

    FILE = "file"
    REFERENCES = "references"
    CUSTOMER_SEARCH = "customer_search"
    FOLLOW_UP_SEARCH = "follow_up_search"
    ATTACHED = "attached"
    STRAYS = "strays"


SEARCHES = frozenset({CheckKind.CUSTOMER_SEARCH, CheckKind.FOLLOW_UP_SEARCH})
"""What `rebuild` makes whole again."""


OF_FILES = frozenset({CheckKind.ATTACHED, CheckKind.STRAYS})
"""What lies in the folder of the attached files."""


@dataclass(frozen=True, slots=True)
class Check:
    """One look: how many rows or pages were looked at, and the first of what is wrong."""

    kind: CheckKind
    looked_at: int
    faults: tuple[str, ...] = ()

    @property
    def is_sound(self) -> bool:
        """Return whether nothing is wrong."""
        return not self.faults


@dataclass(frozen=True, slots=True)
class Health:
    """What a database is like."""

    checks: tuple[Check, ...]
    schema_version: int
    engine_version: str
    journal_mode: str
    sizes: Mapping[str, int]
    """Bytes of the file and of what is free in it, rows of the largest tables."""

    @property
    def is_sound(self) -> bool:
        """Return whether every check found nothing wrong."""
        return all(check.is_sound for check in self.checks)
