"""What an office says of its quotes, and the page they are printed on."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.db.queries import papers
from crm_tui.db.unit_of_work import Database, operation
from crm_tui.domain.events import Changed, PapersChanged
from crm_tui.domain.quotes.papers import (
    KIND,
    QUOTE_SETTINGS,
    QuoteSettings,
    from_json,
    to_json,
    with_setting,
)
from crm_tui.domain.text import clean
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Papers:
    """What is set once for all quotes of an office."""

    database: Database

    def settings(self, actor: Actor) -> QuoteSettings:
        """Return what is set of quotes."""
        with self.database.reading(actor) as view:
            return from_json(papers.paper(view, KIND).settings)

    @operation(Permission.MANAGE_OFFICE)
    def change(self, actor: Actor, changes: Mapping[str, str]) -> Changed:
        """Change settings, each given as a person writes it.

        Raises FieldError for one that there is not, or a value that cannot be.
        """
        with self.database.writing(actor) as unit:
            old = from_json(papers.paper(unit, KIND).settings)
            new = old
            for name, text in changes.items():
                if name not in QUOTE_SETTINGS:
                    raise FieldError("setting", "unknown", name[:40])
                written = clean(text, multiline=name == "terms")
                found = with_setting(new, name, written)
                if isinstance(found, str):
                    raise FieldError(name, found, written[:40])
                new = found
            if new != old:
                papers.set_paper(unit, KIND, {"settings": to_json(new)})
                unit.record(
                    PapersChanged(
                        before={"settings": to_json(old)}, after={"settings": to_json(new)}
                    )
                )
        return unit.changed
