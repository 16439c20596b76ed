"""Lines of a quote or an order on the screen: entered one after the other, changed, moved."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import Any, Generic, TypeVar

from crm_tui.domain.products import ProductRequest
from crm_tui.domain.quotes.records import QuoteLine, QuoteLineFields
from crm_tui.i18n import _
from crm_tui.presentation.money import amount
from crm_tui.presentation.products import quantity_words, share_text
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label
from crm_tui.tui.screens.quotes.dialogs import LineReader, line_changes, line_fields
from crm_tui.tui.screens.settings.parts import PartScreen
from crm_tui.tui.screens.settings.sections import text_column
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.tui.widgets.record_list import Column
from crm_tui.values import dataclass

LineT = TypeVar("LineT")
LINE_COMMANDS = frozenset(
    {"quote.line", "quote.edit", "quote.remove", "quote.earlier", "quote.later"}
)
"""The keys that change lines, of quotes and orders alike."""
OF_ONE_LINE = LINE_COMMANDS - {"quote.line"}
_MOST_PRODUCTS = 5_000


@dataclass(frozen=True, slots=True)
class LineRow:
    """A line in the list; its id is its place, the first is one."""

    id: int
    line: QuoteLine
    currency: str
    due_day: int | None = None


@dataclass(frozen=True, slots=True)
class Paper(Generic[LineT]):
    """What has lines: they, in which currency, and what they come to."""

    lines: Sequence[LineT]
    currency: str
    total_minor: int


class LineEditing(PartScreen, Generic[LineT]):
    """A screen on which the lines of a paper are changed; subclasses say whose lines they are."""

    opens_rows = True

    @abstractmethod
    def paper(self) -> Paper[LineT] | None:
        """Return the paper as it was last read."""

    @abstractmethod
    def may(self, command_id: str) -> bool:
        """Return whether a key may act on the lines; else say why not."""

    @abstractmethod
    def sale_of(self, line: LineT) -> QuoteLineFields:
        """Return what a line says of what is sold."""

    @abstractmethod
    def line_with(self, line: LineT | None, sale: QuoteLineFields) -> LineT:
        """Return a line, or a new one, that sells this."""

    @abstractmethod
    def saver(self, lines: Sequence[LineT]) -> Callable[[], Any]:
        """Return what stores other lines in a worker, and reads the paper anew."""

    @abstractmethod
    def take(self, found: Any) -> None:
        """Take the paper as it was read anew."""

    def open_row(self) -> None:
        """Change the line."""
        self.action_edit_line()

    def action_open(self) -> None:
        """Change the line under the cursor."""
        self.action_edit_line()

    def action_add_lines(self) -> None:
        """Type one line after the other; each is saved as it is entered."""
        paper = self.paper()
        if not self.may("quote.line") or paper is None:
            return
        session, actor = self.session, self.session.actor
        products, papers = session.crm.products, session.crm.papers

        def read() -> LineReader:
            found = products.list(actor, ProductRequest(), limit=_MOST_PRODUCTS)
            own, tax = session.office.currency, papers.settings(actor).tax_share
            return LineReader(found, paper.currency, own, tax)

        self.operations.ask(read, self._ask_line, key="products", opens=True)

    def _ask_line(self, reader: LineReader) -> None:
        paper = self.paper()
        if paper is None:
            return
        total = amount(paper.total_minor, paper.currency)
        dialog = FormDialog(
            _("Line {number} · total {total}").format(number=len(paper.lines) + 1, total=total),
            lambda: [reader.field()],
            _("Add"),
            lines=[_("product quantity @price discount, such as: SV-100 3 @11500 10%")],
        )

        def answered(values: Values | None) -> None:
            sale = None if values is None else reader.line(str(values["line"]))
            if sale is not None:
                self._add(reader, sale)

        self.app.push_screen(dialog, answered)

    def _add(self, reader: LineReader, sale: QuoteLineFields) -> None:
        paper = self.paper()
        if paper is None:
            return

        def stored(found: object) -> None:
            self.take(found)
            self.reload()
            self._ask_line(reader)

        lines = [*paper.lines, self.line_with(None, sale)]
        self.operations.perform(self.saver(lines), stored, opens=True)

    def action_edit_line(self) -> None:
        """Ask for everything of the line."""
        paper, row = self.paper(), self.row
        if self.may("quote.edit") and paper is not None and row is not None:
            place = row.id - 1
            dialog = FormDialog(
                _("Line {number}").format(number=row.id),
                lambda: line_fields(row.line.fields, row.currency),
                _("Save"),
            )

            def answered(values: Values | None) -> None:
                if values is not None:
                    lines = list(paper.lines)
                    old = self.sale_of(lines[place])
                    sale = replace(old, **line_changes(values, row.currency))
                    lines[place] = self.line_with(lines[place], sale)
                    self._store(lines)

            self.app.push_screen(dialog, answered)

    def action_remove_line(self) -> None:
        """Take the line out."""
        paper, row = self.paper(), self.row
        if self.may("quote.remove") and paper is not None and row is not None:
            self._store([each for at, each in enumerate(paper.lines, 1) if at != row.id])

    def action_move_line(self, by: int) -> None:
        """Put the line elsewhere among the others."""
        paper, row = self.paper(), self.row
        is_allowed = self.may("quote.earlier" if by < 0 else "quote.later")
        if not is_allowed or paper is None or row is None:
            return
        lines, place = list(paper.lines), row.id - 1
        if 0 <= place + by < len(lines):
            lines.insert(place + by, lines.pop(place))
            self._store(lines, cursor=row.id + by)

    def _store(self, lines: Sequence[LineT], *, cursor: int | None = None) -> None:
        self.operations.perform(self.saver(lines), partial(self._stored, cursor))

    def _stored(self, cursor: int | None, found: object) -> None:
        self.take(found)
        self.reload()
        if cursor is not None:
            self.move_to(cursor)


def line_columns() -> list[Column[LineRow]]:
    """Return what is sold, how many, for how much."""
    right = Align.RIGHT
    return [
        text_column("no", _("Line no."), 4, lambda row: str(row.id), align=right),
        text_column("name", field_label("line_name"), 16, _name, widest=44),
        text_column("quantity", field_label("quantity"), 8, _quantity, align=right),
        text_column("price", field_label("unit_price"), 12, _price, align=right),
        text_column(
            "discount", field_label("line_discount"), 6, _discount, align=right, priority=1
        ),
        text_column("tax", field_label("tax_rate"), 6, _tax, align=right, priority=2),
        text_column("amount", field_label("amount"), 13, _amount, align=right),
    ]


def _name(row: LineRow) -> str:
    fields = row.line.fields
    return " ".join(filter(None, (fields.code, fields.name)))


def _quantity(row: LineRow) -> str:
    return quantity_words(row.line.fields.quantity_milli, row.line.fields.unit)


def _price(row: LineRow) -> str:
    return amount(row.line.fields.unit_price_minor, row.currency)


def _discount(row: LineRow) -> str:
    share = row.line.fields.discount_share
    return f"-{share_text(share)}" if share else ""


def _tax(row: LineRow) -> str:
    return share_text(row.line.fields.tax_share)


def _amount(row: LineRow) -> str:
    return amount(row.line.price.amount_minor, row.currency)
