"""The lines of an order, entered one after the other; of a confirmed one when each is due."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType

from crm_tui.domain.identifiers import OrderId
from crm_tui.domain.orders.records import Order, OrderLineFields
from crm_tui.domain.orders.rules import why_not_change
from crm_tui.domain.quotes.records import QuoteLine, QuoteLineFields
from crm_tui.domain.users import Permission
from crm_tui.i18n import _
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.order_reasons import order_refusal
from crm_tui.presentation.orders import due_words, standing_word
from crm_tui.presentation.quotes import total_words
from crm_tui.presentation.words import field_label
from crm_tui.tui.keys import KeyCommand, Scope, bindings_for, command
from crm_tui.tui.record_commands.fields import day_field, typed_day
from crm_tui.tui.screens.orders.facts import OrderDetail, order_sections
from crm_tui.tui.screens.quotes.line_editing import (
    LINE_COMMANDS,
    OF_ONE_LINE,
    LineEditing,
    LineRow,
    Paper,
    line_columns,
)
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

_DUE = "order.line_due"


class OrderLinesScreen(LineEditing[OrderLineFields]):
    """The lines of an order; those of a draft are changed here."""

    scope = Scope.ORDER_LINES
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.ORDER_LINES)]

    def __init__(self, session: Session, order_id: OrderId, *, is_new: bool = False) -> None:
        super().__init__(session, lambda host: OrderLineList(host, order_id))
        self._asks_lines = is_new

    @property
    def _lines(self) -> OrderLineList:
        shown = self.shown
        if not isinstance(shown, OrderLineList):
            raise TypeError("the list of this screen are the lines of its order")
        return shown

    @property
    def order(self) -> Order | None:
        """The order as it was last read."""
        return self._lines.order

    def show_facts(self) -> None:
        """Show the sums beside the lines; of a new order ask for its lines at once."""
        super().show_facts()
        if self._asks_lines and self.order is not None:
            self._asks_lines = False
            self.action_add_lines()

    def is_meant(self, command: KeyCommand) -> bool:
        """Return whether a key means something here."""
        return Scope.ORDER_LINES in command.scopes or super().is_meant(command)

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing for this order or line, or None."""
        if command.id not in LINE_COMMANDS and command.id != _DUE:
            return super().why_not(command)
        order = self.order
        if order is None:
            return needs_row(order)
        names, is_due = ["due_day"] if command.id == _DUE else [], command.id == _DUE
        refusal = why_not_change(order.row, names, with_lines=not is_due)
        if refusal is not None:
            return order_refusal(refusal)
        return why_not_may(self.session, Permission.EDIT_ORDER) or (
            needs_row(self.row) if is_due or command.id in OF_ONE_LINE else None
        )

    def paper(self) -> Paper[OrderLineFields] | None:
        """Return the order with its lines."""
        order = self.order
        if order is None:
            return None
        lines = [each.fields for each in order.lines]
        return Paper(lines, order.fields.currency, order.price.total_minor)

    def may(self, command_id: str) -> bool:
        """Return whether a key may act on the lines; else say why not."""
        refusal = self.why_not(command(command_id))
        if refusal is not None:
            self.operations.tell(refusal, severity="warning")
        return refusal is None

    def sale_of(self, line: OrderLineFields) -> QuoteLineFields:
        """Return what a line says of what is sold."""
        return line.sale

    def line_with(self, line: OrderLineFields | None, sale: QuoteLineFields) -> OrderLineFields:
        """Return a line that sells this, due when it was."""
        return OrderLineFields(sale) if line is None else replace(line, sale=sale)

    def saver(self, lines: Sequence[OrderLineFields]) -> Callable[[], Order]:
        """Return what stores other lines, unless others changed them, and reads the order anew."""
        seen = self.order
        if seen is None:
            raise TypeError("lines are only changed of an order that was read")
        orders, actor, order_id = self.session.crm.orders, self.session.actor, seen.row.id

        def store() -> Order:
            orders.edit(actor, order_id, {}, lines=lines, seen=seen)
            return orders.order(actor, order_id)

        return store

    def take(self, found: Order) -> None:
        """Take the order as it was read anew."""
        self._lines.order = found

    def action_line_due(self) -> None:
        """Ask when the line is due."""
        order, row = self.order, self.row
        if not self.may(_DUE) or order is None or row is None:
            return
        due_day = row.due_day or order.fields.due_day
        dialog = FormDialog(
            _("Line {number}").format(number=row.id),
            lambda: [
                day_field(
                    self.session,
                    field_label("due_day"),
                    "" if due_day is None else iso_day(due_day) or "",
                    required=False,
                )
            ],
            _("Save"),
            lines=[_("Empty for the day of the order.")],
        )
        orders, actor, at = self.session.crm.orders, self.session.actor, int(row.id)

        def answered(values: Values | None) -> None:
            if values is not None:
                days = {at: typed_day(self.session, values)}
                self.operations.perform(
                    lambda: orders.set_due(actor, order.row.id, days), lambda _done: self.reload()
                )

        self.app.push_screen(dialog, answered)


class OrderLineList(SettingsList[LineRow]):
    """The lines of an order, with the total at the foot."""

    id = "order_lines"

    def __init__(self, host: Host, order_id: OrderId) -> None:
        super().__init__(host)
        self._order_id = order_id
        self.order: Order | None = None

    @property
    def title(self) -> str:
        """The order's number, status and customer, which may be long."""
        order = self.order
        if order is None:
            return _("Sales order")
        return " · ".join((order.row.number, standing_word(order.row), order.row.customer))

    def columns(self) -> Sequence[Column[LineRow]]:
        """Return what is ordered, how many, for how much, and when it is due."""
        return (
            *line_columns(),
            text_column("due", field_label("due_day"), 10, lambda row: due_words(row.due_day)),
        )

    def read(self) -> Sequence[LineRow]:
        """Read the order."""
        order = self.order = self.session.crm.orders.order(self.session.actor, self._order_id)
        return [
            LineRow(
                at,
                QuoteLine(each.fields.sale, each.price),
                order.fields.currency,
                each.fields.due_day,
            )
            for at, each in enumerate(order.lines, start=1)
        ]

    def empty_words(self) -> str:
        """Return what to press."""
        return _("Nothing is ordered yet; a adds lines.")

    def foot(self, rows: Sequence[LineRow]) -> str:
        """Return what the order comes to."""
        order = self.order
        return "" if order is None else total_words(order.price, order.fields.currency)

    def facts(self, row: LineRow) -> Iterable[Section]:
        """Return the sums of the order."""
        if self.order is not None:
            yield from order_sections(OrderDetail(self.order, ()), self.session.zone)

    def act(self, command_id: str, row: LineRow | None) -> None:
        """Do nothing: the screen has keys of its own."""
