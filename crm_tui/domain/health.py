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
    SEALS = "seals"
    SCHEMA = "schema"
    DERIVED = "derived"
    """Columns that follow from others."""
    OWNERS = "owners"
    """Who owns a customer, and the history of who owned it."""


SEARCHES = frozenset({CheckKind.CUSTOMER_SEARCH, CheckKind.FOLLOW_UP_SEARCH})
"""What `rebuild` makes whole again."""


MENDED = SEARCHES | {CheckKind.SCHEMA, CheckKind.DERIVED}
"""What a repair makes whole again; of anything else a backup is the only cure."""
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
    last_seal: str = ""
    """Number and hash of the newest seal of the history."""

    @property
    def is_sound(self) -> bool:
        """Return whether every check found nothing wrong."""
        return all(check.is_sound for check in self.checks)
