"""One quote: its lines, entered one after the other, with what they come to beside them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType

from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.identifiers import QuoteId
from crm_tui.domain.opportunities import OpportunityRow
from crm_tui.domain.products import Product, ProductRequest
from crm_tui.domain.quotes.records import Quote, QuoteLine, QuoteLineFields, QuoteRow
from crm_tui.domain.quotes.rules import why_not_change
from crm_tui.domain.users import Permission
from crm_tui.i18n import _
from crm_tui.presentation.money import amount
from crm_tui.presentation.products import quantity_text, share_text
from crm_tui.presentation.quote_reasons import quote_refusal
from crm_tui.presentation.quotes import status_word
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label
from crm_tui.tui.keys import KeyCommand, Scope, bindings_for
from crm_tui.tui.screens.quotes.dialogs import (
    LineReader,
    fact_changes,
    fact_fields,
    line_changes,
    line_fields,
)
from crm_tui.tui.screens.quotes.facts import quote_sections
from crm_tui.tui.screens.quotes.verbs import QuoteVerbs
from crm_tui.tui.screens.settings.sections import (
    Host,
    SettingsList,
    needs_row,
    text_column,
    why_not_may,
)
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column
from crm_tui.tui.widgets.record_list.messages import Opened
from crm_tui.values import dataclass

_CHANGING = frozenset(
    {
        "quote.line", "quote.edit", "quote.remove", "quote.earlier", "quote.later",
        "quote.facts",
    }
)  # fmt: skip
_OF_A_LINE = frozenset({"quote.edit", "quote.remove", "quote.earlier", "quote.later"})
_MOST_PRODUCTS = 5_000


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line in the list; its id is its place, the first is one."""

    id: int
    line: QuoteLine
    currency: str


class QuoteScreen(QuoteVerbs):
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

        self.query_one(Preview).show(tuple(quote_sections(quote)))

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
            needs_row(self.row) if command.id in _OF_A_LINE else None
        )

    def on_record_list_opened(self, message: Opened) -> None:
        """Change the line."""
        message.stop()
        self.action_edit_line()

    def action_open(self) -> None:
        """Change the line under the cursor."""
        self.action_edit_line()

    # Lines --------------------------------------------------------------------------------------

    def action_add_lines(self) -> None:
        """Type one line after the other; each is saved as it is entered."""
        if self.allowed("quote.line") is not None:
            products, actor = self.session.crm.products, self.session.actor
            papers = self.session.crm.papers

            def read() -> LineReader | None:
                quote = self.quote
                if quote is None:
                    return None
                found = products.list(actor, ProductRequest(), limit=_MOST_PRODUCTS)
                return _reader(self.session, quote, found, papers.settings(actor).tax_share)

            self.operations.ask(read, self._ask_line, key="products", opens=True)

    def _ask_line(self, reader: LineReader | None) -> None:
        quote = self.quote
        if reader is None or quote is None:
            return
        total = amount(quote.price.total_minor, quote.fields.currency)
        dialog = FormDialog(
            _("Line {number} · total {total}").format(number=len(quote.lines) + 1, total=total),
            lambda: [reader.field()],
            _("Add"),
            lines=[_("product quantity @price discount, such as: SV-100 3 @11500 9折")],
        )

        def answered(values: Values | None) -> None:
            line = None if values is None else reader.line(str(values["line"]))
            if line is not None:
                self._add(reader, line)

        self.app.push_screen(dialog, answered)

    def _add(self, reader: LineReader, line: QuoteLineFields) -> None:
        quote = self.quote
        if quote is None:
            return
        lines = [*(each.fields for each in quote.lines), line]
        quotes, actor, quote_id = self.session.crm.quotes, self.session.actor, quote.row.id

        def store() -> Quote:
            quotes.edit(actor, quote_id, {}, lines=lines, seen=quote)
            return quotes.quote(actor, quote_id)

        def stored(found: Quote) -> None:
            self._lines.quote = found
            self.reload()
            self._ask_line(reader)

        self.operations.perform(store, stored, opens=True)

    def action_edit_line(self) -> None:
        """Ask for everything of the line."""
        quote, row = self.quote, self.row
        if self.allowed("quote.edit") is not None and quote is not None and row is not None:
            place = row.id - 1
            dialog = FormDialog(
                _("Line {number}").format(number=row.id),
                lambda: line_fields(row.line.fields, row.currency),
                _("Save"),
            )

            def change(values: Values) -> None:
                lines = [each.fields for each in quote.lines]
                lines[place] = replace(lines[place], **line_changes(values, row.currency))
                self._store(quote, lines)

            self._ask(dialog, change)

    def action_remove_line(self) -> None:
        """Take the line out."""
        quote, row = self.quote, self.row
        if self.allowed("quote.remove") is not None and quote is not None and row is not None:
            self._store(
                quote, [each.fields for at, each in enumerate(quote.lines, 1) if at != row.id]
            )

    def action_move_line(self, by: int) -> None:
        """Put the line elsewhere among the others."""
        quote, row = self.quote, self.row
        allowed = self.allowed("quote.earlier" if by < 0 else "quote.later")
        if allowed is None or quote is None or row is None:
            return
        lines = [each.fields for each in quote.lines]
        place = row.id - 1
        if 0 <= place + by < len(lines):
            lines.insert(place + by, lines.pop(place))
            self._store(quote, lines, cursor=row.id + by)

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
                lambda: quotes.edit(actor, quote.row.id, changes, seen=quote), self._stored
            )

        self._ask(dialog, change)

    def _store(
        self, quote: Quote, lines: Sequence[QuoteLineFields], *, cursor: int | None = None
    ) -> None:
        quotes, actor = self.session.crm.quotes, self.session.actor

        def done(answer: object) -> None:
            self._stored(answer)
            if cursor is not None:
                self.move_to(cursor)

        self.operations.perform(
            lambda: quotes.edit(actor, quote.row.id, {}, lines=lines, seen=quote), done
        )

    def _stored(self, _answer: object) -> None:
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
        """The quote's number, customer and status."""
        quote = self.quote
        if quote is None:
            return _("Quote")
        said = (quote.full_number, quote.row.customer, status_word(quote.row.status))
        return " · ".join(said)

    def columns(self) -> Sequence[Column[LineRow]]:
        """Return what is quoted, how many, for how much."""
        right = Align.RIGHT
        return (
            text_column("no", _("Line no."), 4, lambda row: str(row.id), align=right),
            text_column("name", field_label("line_name"), 16, _name, widest=44),
            text_column("quantity", field_label("quantity"), 8, _quantity, align=right),
            text_column("price", field_label("unit_price"), 12, _price, align=right),
            text_column(
                "discount", field_label("line_discount"), 6, _discount, align=right, priority=1
            ),
            text_column("tax", field_label("tax_rate"), 6, _tax, align=right, priority=2),
            text_column("amount", field_label("amount"), 13, _amount, align=right),
        )

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
        if quote is None:
            return ""
        total = amount(quote.price.total_minor, quote.fields.currency)
        return f"{field_label('total')} {total}"

    def facts(self, row: LineRow) -> Iterable[Section]:
        """Return the sums of the quote, and the note of the line."""
        if self.quote is not None:
            yield from quote_sections(self.quote)

    def act(self, command_id: str, row: LineRow | None) -> None:
        """Do nothing: the screen has keys of its own."""


def _reader(
    session: Session, quote: Quote, products: Sequence[Product], tax_share: int
) -> LineReader:
    return LineReader(products, quote.fields.currency, session.office.currency, tax_share)


def _name(row: LineRow) -> str:
    fields = row.line.fields
    return " ".join(filter(None, (fields.code, fields.name)))


def _quantity(row: LineRow) -> str:
    return f"{quantity_text(row.line.fields.quantity_milli)}{row.line.fields.unit}"


def _price(row: LineRow) -> str:
    return amount(row.line.fields.unit_price_minor, row.currency)


def _discount(row: LineRow) -> str:
    share = row.line.fields.discount_share
    return f"-{share_text(share)}" if share else ""


def _tax(row: LineRow) -> str:
    return share_text(row.line.fields.tax_share)


def _amount(row: LineRow) -> str:
    return amount(row.line.price.amount_minor, row.currency)
