"""A quote in a file: as a page to be printed, or as a workbook; and the page that it stands on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from crm_tui.db.queries import quotes
from crm_tui.db.queries.hidden_texts import shown_one
from crm_tui.db.unit_of_work import Database, operation
from crm_tui.domain.events import Changed, DataExported, PapersChanged
from crm_tui.domain.identifiers import QuoteId
from crm_tui.domain.quotes.pages import PaperPage
from crm_tui.domain.quotes.papers import KIND, SETTINGS, QuoteSettings
from crm_tui.domain.quotes.records import Quote
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError, NotPermittedError
from crm_tui.formats.paper_pages import write_paper_page
from crm_tui.formats.quote_files import quote_page_fault, usual_page, write_quote_workbook
from crm_tui.formats.workbooks import whole_file
from crm_tui.services.exports.files import refuse_own_files
from crm_tui.services.own_pages import page_of, refuse_page, set_page
from crm_tui.services.paper_settings import stored_settings
from crm_tui.values import dataclass

Say = Callable[[Quote, QuoteSettings, str], PaperPage]
"""Says a quote in the texts that are printed, with the settings and the office's name."""
_PAGES = frozenset({".html", ".htm"})
_WORKBOOK = ".xlsx"


@dataclass(frozen=True, slots=True)
class QuoteFiles:
    """Files of quotes as people use them."""

    database: Database

    @operation(Permission.EXPORT)
    def export(
        self, actor: Actor, quote_id: QuoteId, path: Path, say: Say, *, overwrite: bool = False
    ) -> Quote:
        """Write a quote as .html or .xlsx, record who took it, and return it.

        Raises FieldError for another kind of file.
        """
        refuse_own_files(path, self.database.location, self.database.files_folder)
        ending = path.suffix.lower()
        if ending not in {*_PAGES, _WORKBOOK}:
            raise FieldError("format", "not_one_of", path.suffix or path.name)
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.EXPORT):
                raise NotPermittedError(Permission.EXPORT.value)
            quote = shown_one(view, quotes.quote(view, quote_id))
            template = page_of(view, KIND, usual_page)
            page = say(quote, stored_settings(view, SETTINGS), view.office.name)
        if ending == _WORKBOOK:
            write_quote_workbook(path, page, overwrite=overwrite)
        else:
            write_paper_page(path, page, template, overwrite=overwrite)
        with self.database.writing(actor) as unit:
            unit.record(
                DataExported(
                    after={
                        "subject": "quote",
                        "number": quote.full_number,
                        "format": ending.removeprefix("."),
                        "file": path.name,
                        "rows": 1,
                    },
                )
            )
        return quote

    def page(self, actor: Actor, path: Path, *, overwrite: bool = False) -> None:
        """Write the page that quotes are printed on, to be changed and given back."""
        with self.database.reading(actor) as view:
            text = page_of(view, KIND, usual_page)
        with whole_file(path, overwrite=overwrite) as file:
            file.write(text.encode())

    @operation(Permission.MANAGE_OFFICE)
    def set_page(self, actor: Actor, text: str | None) -> Changed:
        """Let quotes be printed on a page of the office's own, or on the usual one again.

        Raises FieldError for a text that is none: one that asks for what there is not, say.
        """
        refuse_page(text, quote_page_fault)
        with self.database.writing(actor) as unit:
            set_page(unit, KIND, text, PapersChanged)
        return unit.changed
