"""What an office says of its quotes, and the page they are printed on."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.db.unit_of_work import Database, operation
from crm_tui.domain.events import Changed, PapersChanged
from crm_tui.domain.quotes.papers import SETTINGS, QuoteSettings
from crm_tui.domain.users import Actor, Permission
from crm_tui.services.paper_settings import change_settings, stored_settings
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Papers:
    """What is set once for all quotes of an office."""

    database: Database

    def settings(self, actor: Actor) -> QuoteSettings:
        """Return what is set of quotes."""
        with self.database.reading(actor) as view:
            return stored_settings(view, SETTINGS)

    @operation(Permission.MANAGE_OFFICE)
    def change(self, actor: Actor, changes: Mapping[str, str]) -> Changed:
        """Change settings, each given as a person writes it.

        Raises FieldError for one that there is not, or a value that cannot be.
        """
        with self.database.writing(actor) as unit:
            change_settings(unit, SETTINGS, changes, PapersChanged)
        return unit.changed
