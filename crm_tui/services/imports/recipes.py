"""All that turns the rows of a file into candidates."""

from __future__ import annotations

from crm_tui.domain.custom_fields import CustomField
from crm_tui.domain.duplicates import DuplicateLevels
from crm_tui.domain.imports import HeaderMatch, ImportContext
from crm_tui.domain.imports.policies import MatchPolicy
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Recipe:
    """All that turns rows into candidates: the same in this process and in any other."""

    header: HeaderMatch
    context: ImportContext
    levels: DuplicateLevels
    policy: MatchPolicy
    driver: str
    """The name of the database's driver, by whose rules values are encoded."""
    is_stored: bool
    """Whether what will be written is prepared as well; a dry run needs none of it."""

    @property
    def own(self) -> tuple[CustomField, ...]:
        """Return the office's own fields."""
        return self.context.fields
