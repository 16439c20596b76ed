"""One quote: its lines, entered one after the other, with what they come to beside them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from textual.binding import BindingType

from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.identifiers import QuoteId
from crm_tui.domain.opportunities import OpportunityRow
from crm_tui.domain.quotes.records import Quote, QuoteLineFields, QuoteRow
from crm_tui.domain.quotes.rules import why_not_change
from crm_tui.domain.users import Permission
from crm_tui.i18n import _
from crm_tui.presentation.quote_reasons import quote_refusal
from crm_tui.presentation.quotes import standing_word, total_words
from crm_tui.tui.keys import KeyCommand, Scope, bindings_for
from crm_tui.tui.screens.quotes.dialogs import fact_changes, fact_fields
from crm_tui.tui.screens.quotes.facts import quote_sections
from crm_tui.tui.screens.quotes.line_editing import (
    LINE_COMMANDS,
    OF_ONE_LINE,
    LineEditing,
    LineRow,
    Paper,
    line_columns,
)
from crm_tui.tui.screens.quotes.verbs import QuoteVerbs
from crm_tui.tui.screens.settings.sections import (
    Host,
    SettingsList,
    needs_row,
    why_not_may,
)
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column

_CHANGING = LINE_COMMANDS | {"quote.facts"}


class QuoteScreen(LineEditing[QuoteLineFields], QuoteVerbs):
    """A quote with its lines; a draft is changed here, what was sent is read."""

    scope = Scope.QUOTE
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.QUOTE)]

    def __init__(self, session: Session, quote_id: QuoteId, *, is_new: bool = False) -> None:
        super().__init__(session, lambda host: LineList(host, quote_id))
        self._asks_lines = is_new

    @property
    def _lines(self) -> LineList:
        shown = self.shown
        if not isinstance(shown, LineList):
            raise TypeError("the list of this screen are the lines of its quote")
        return shown

    @property
    def quote(self) -> Quote | None:
        """The quote as it was last read."""
        return self._lines.quote

    @property
    def quote_row(self) -> QuoteRow | None:
        """The quote, as a list has it."""
        return None if self.quote is None else self.quote.row

    def show_quote(self, quote_id: QuoteId) -> None:
        """Show another version in the place of this one."""
        self.app.pop_screen()
        self.app.push_screen(QuoteScreen(self.session, quote_id))

    def show_facts(self) -> None:
        """Show the sums beside the lines; of a new quote ask for its lines at once."""
        super().show_facts()
        if self.row is None and self.quote is not None:
            self.show_sections_of(self.quote)
        if self._asks_lines and self.quote is not None:
            self._asks_lines = False
            self.action_add_lines()

    def show_sections_of(self, quote: Quote) -> None:
        """Show what is known of the quote beside the list."""
        from crm_tui.tui.widgets.preview import Preview  # noqa: PLC0415 - only without lines

        self.query_one(Preview).show(tuple(quote_sections(quote, self.session.zone)))

    def is_meant(self, command: KeyCommand) -> bool:
        """Return whether a key means something here."""
        return Scope.QUOTE in command.scopes or super().is_meant(command)

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing for this quote or line, or None."""
        if command.id not in _CHANGING:
            return super().why_not(command)
        row = self.quote_row
        if row is None:
            return needs_row(row)
        refusal = why_not_change(row)
        if refusal is not None:
            return quote_refusal(refusal)
        return why_not_may(self.session, Permission.EDIT_QUOTE) or (
            needs_row(self.row) if command.id in OF_ONE_LINE else None
        )

    # Lines --------------------------------------------------------------------------------------

    def paper(self) -> Paper[QuoteLineFields] | None:
        """Return the quote with its lines."""
        quote = self.quote
        if quote is None:
            return None
        lines = [each.fields for each in quote.lines]
        return Paper(lines, quote.fields.currency, quote.price.total_minor)

    def may(self, command_id: str) -> bool:
        """Return whether a key may act on the lines; else say why not."""
        return self.allowed(command_id) is not None

    def sale_of(self, line: QuoteLineFields) -> QuoteLineFields:
        """Return the line."""
        return line

    def line_with(self, line: QuoteLineFields | None, sale: QuoteLineFields) -> QuoteLineFields:
        """Return the line as it now is."""
        return sale

    def saver(self, lines: Sequence[QuoteLineFields]) -> Callable[[], Quote]:
        """Return what stores other lines, unless others changed them, and reads the quote anew."""
        seen = self.quote
        if seen is None:
            raise TypeError("lines are only changed of a quote that was read")
        quotes, actor, quote_id = self.session.crm.quotes, self.session.actor, seen.row.id

        def store() -> Quote:
            quotes.edit(actor, quote_id, {}, lines=lines, seen=seen)
            return quotes.quote(actor, quote_id)

        return store

    def take(self, found: Quote) -> None:
        """Take the quote as it was read anew."""
        self._lines.quote = found

    # Title, days, discount ----------------------------------------------------------------------

    def action_edit_facts(self) -> None:
        """Ask for all that is said of the quote besides its lines."""
        quote = self.quote
        if self.allowed("quote.facts") is not None and quote is not None:
            crm, actor, customer_id = self.session.crm, self.session.actor, quote.row.customer_id

            def read() -> tuple[Sequence[ContactRow], Sequence[OpportunityRow]]:
                people = crm.customers.detail(actor, customer_id).contacts
                return people, crm.opportunities.of_customer(actor, customer_id)

            self.operations.ask(
                read, lambda found: self._ask_facts(quote, *found), key="contacts", opens=True
            )

    def _ask_facts(
        self, quote: Quote, people: Sequence[ContactRow], sales: Sequence[OpportunityRow]
    ) -> None:
        dialog = FormDialog(
            quote.full_number,
            lambda: fact_fields(self.session, quote.fields, people, sales),
            _("Save"),
        )

        def change(values: Values) -> None:
            quotes, actor = self.session.crm.quotes, self.session.actor
            changes = fact_changes(self.session, values, quote.fields)
            self.operations.perform(
                lambda: quotes.edit(actor, quote.row.id, changes, seen=quote), self._changed
            )

        self._ask(dialog, change)

    def _changed(self, _answer: object) -> None:
        self.reload()


class LineList(SettingsList[LineRow]):
    """The lines of a quote, with the total at the foot."""

    id = "quote_lines"

    def __init__(self, host: Host, quote_id: QuoteId) -> None:
        super().__init__(host)
        self._quote_id = quote_id
        self.quote: Quote | None = None

    @property
    def title(self) -> str:
        """The quote's number, status and customer, which may be long."""
        quote = self.quote
        if quote is None:
            return _("Quote")
        said = (quote.full_number, standing_word(quote.row), quote.row.customer)
        return " · ".join(said)

    def columns(self) -> Sequence[Column[LineRow]]:
        """Return what is quoted, how many, for how much."""
        return line_columns()

    def read(self) -> Sequence[LineRow]:
        """Read the quote."""
        self.quote = self.session.crm.quotes.quote(self.session.actor, self._quote_id)
        currency = self.quote.fields.currency
        return [LineRow(at, each, currency) for at, each in enumerate(self.quote.lines, start=1)]

    def empty_words(self) -> str:
        """Return what to press."""
        return _("Nothing is quoted yet; a adds lines.")

    def foot(self, rows: Sequence[LineRow]) -> str:
        """Return what the quote comes to."""
        quote = self.quote
        return "" if quote is None else total_words(quote.price, quote.fields.currency)

    def facts(self, row: LineRow) -> Iterable[Section]:
        """Return the sums of the quote, and the note of the line."""
        if self.quote is not None:
            yield from quote_sections(self.quote, self.session.zone)

    def act(self, command_id: str, row: LineRow | None) -> None:
        """Do nothing: the screen has keys of its own."""
