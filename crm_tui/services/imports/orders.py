"""An import of orders: rows of one number are one order, confirmed and delivered as by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from crm_tui.db.queries import orders
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import OrderAdded
from crm_tui.domain.identifiers import CustomerId, OrderId
from crm_tui.domain.imports import (
    Column,
    HeaderMatch,
    ImportContext,
    OrderRowParser,
    ParsedPaperRow,
)
from crm_tui.domain.imports.order_rows import ParsedOrder, order_of
from crm_tui.domain.imports.outcomes import ImportLine
from crm_tui.domain.imports.paper_rows import GoodsRow
from crm_tui.domain.orders.papers import KIND
from crm_tui.domain.orders.records import Order, OrderFields, OrderLineFields, OrderStatus
from crm_tui.domain.orders.rules import (
    why_not_change,
    why_not_confirm,
    why_not_confirmed,
    why_not_void,
)
from crm_tui.domain.users import Permission
from crm_tui.services import access
from crm_tui.services.approvals import gates
from crm_tui.services.imports.goods import Goods, Group, customer_named, told
from crm_tui.services.imports.naming import named_in
from crm_tui.services.imports.papers import PaperImport, PaperWriter
from crm_tui.services.orders.checking import CheckedOrder, checked_order
from crm_tui.services.orders.drafting import blank, draft, rewrite, values_of
from crm_tui.services.orders.goods import Moved, deliver_line, take_line_back
from crm_tui.services.orders.writing import (
    confirm_order,
    refuse,
    required_reason,
    set_status,
    settings_of,
)
from crm_tui.services.payments.crediting import checked_credit

_SAID = ("title", "order_day", "due_day", "currency", "includes_tax", "terms", "note")


class OrderImport(PaperImport[ParsedPaperRow]):
    """One import on its way."""

    event = OrderAdded
    needs = Permission.EDIT_ORDER

    def parser(self, header: HeaderMatch, context: ImportContext) -> OrderRowParser:
        """Return what reads the rows."""
        return OrderRowParser(header, context)

    def writer(self, unit: Unit, header: HeaderMatch) -> PaperWriter[ParsedOrder]:
        """Return what writes the orders that rows make together."""
        return _Orders(self, unit, header)

    def known_by(self, row: ParsedPaperRow) -> tuple[str, str]:
        """Return the number of a row's order, and the customer that it names."""
        return row.number, customer_named(row)


class _Orders(PaperWriter[ParsedOrder]):
    """Writes the orders that rows make together."""

    kind = KIND
    number_column = Column.ORDER_NUMBER

    def __init__(self, of: OrderImport, unit: Unit, header: HeaderMatch) -> None:
        super().__init__(of, unit, header)
        self._goods = Goods(unit, header, self.number_column)

    def number_pattern(self) -> str:
        """Return how the office numbers its orders."""
        return settings_of(self.unit).number_pattern

    def lines(self, groups: Sequence[Group]) -> Iterator[ImportLine]:
        """Yield what became of the rows of some orders, order by order."""
        made = [order_of(self.header, group) for group in groups]
        whole = [each for each in made if isinstance(each, ParsedOrder)]
        named = named_in(self.unit, self.header, whole)
        self._goods.learn_contacts(named.editable)
        for group, order in zip(groups, made, strict=True):
            found = self.line(order, named) if isinstance(order, ParsedOrder) else order
            yield from told(self._goods, group, found)

    # --- one order -------------------------------------------------------------------------------

    def enter(self, customer_id: CustomerId, paper: ParsedOrder) -> int:
        """Draft an order, and let it come as far as its rows say."""
        customer = access.editable(self.unit, customer_id)
        fields = self._fields(paper, customer, blank(self.unit, customer))
        checked = self._checked(paper, customer, fields)
        columns = [orders.line_values(*each) for each in checked.lines]
        values = values_of(checked)
        written = draft(self.unit, customer_id, values, columns, number=paper.number)
        self._bring_on(paper, customer, written.order_id)
        return written.order_id

    def overwrite(
        self, record_id: int, customer_id: CustomerId, paper: ParsedOrder
    ) -> tuple[str, ...]:
        """Put what rows say in the place of a draft, and let it come as far as that."""
        customer = access.editable(self.unit, customer_id)
        old = self._stored(OrderId(record_id))
        refuse(why_not_change(old.row, _SAID, with_lines=True))
        fields = self._fields(paper, customer, old.fields)
        self._checked(paper, customer, fields)
        rewrite(self.unit, customer, old, fields, self._lines(paper, fields))
        new = self._stored(old.row.id)
        changed = [name for name in _SAID if getattr(new.fields, name) != getattr(old.fields, name)]
        if [each.fields for each in new.lines] != [each.fields for each in old.lines]:
            changed.append("lines")
        self._bring_on(paper, customer, old.row.id)
        return tuple(changed if paper.status is OrderStatus.DRAFT else (*changed, "status"))

    def _fields(self, paper: ParsedOrder, customer: Any, basis: OrderFields) -> OrderFields:
        """Return what the rows say, and of what they leave open what stood there before."""
        said: dict[str, Any] = {
            name: getattr(paper, name) for name in _SAID if getattr(paper, name) not in {None, ""}
        }
        said["discount"] = paper.discount
        if paper.owner is not None:
            said["owner_id"] = self.people.get(paper.owner)
        if paper.contact:
            said["contact_id"] = self._goods.contact(paper, customer.id)
        return replace(basis, **said)

    def _checked(self, paper: ParsedOrder, customer: Any, fields: OrderFields) -> CheckedOrder:
        """Return the contents priced; raise where a line comes to another amount than it says."""
        checked = checked_order(self.unit, customer, fields, self._lines(paper, fields))
        priced = (line for line, _due in checked.lines)
        self._goods.refuse_other_amounts(paper, priced, checked.fields.currency)
        return checked

    def _lines(self, paper: ParsedOrder, fields: OrderFields) -> list[OrderLineFields]:
        includes_tax = fields.includes_tax
        return self._goods.lines(paper, fields.title, fields.currency, includes_tax=includes_tax)

    # --- how far it came -------------------------------------------------------------------------

    def _bring_on(self, paper: ParsedOrder, customer: Any, order_id: OrderId) -> None:
        """Let a draft be confirmed, delivered and closed as its rows say; each on its day."""
        if paper.status is not OrderStatus.DRAFT:
            self._confirm(paper, customer, order_id)
        self._move_goods(paper, order_id)
        order = self._stored(order_id)
        day = self.unit.today if paper.closed_day is None else paper.closed_day
        if paper.status is OrderStatus.CLOSED:
            refuse(why_not_confirmed(order.row))
            ended = {"decided_day": day, "reason": paper.reason}
            set_status(self.unit, order, OrderStatus.CLOSED, ended)
        if paper.status is OrderStatus.VOID:
            refuse(why_not_void(order))
            ended = {"decided_day": day, "reason": required_reason(paper.reason)}
            set_status(self.unit, order, OrderStatus.VOID, ended)

    def _confirm(self, paper: ParsedOrder, customer: Any, order_id: OrderId) -> None:
        order = self._stored(order_id)
        refuse(why_not_confirm(order))
        day = self._confirmed_day(paper, order)
        if paper.status is OrderStatus.VOID:
            # It counts for nothing and never will: no deal, and nobody owes it.
            set_status(self.unit, order, OrderStatus.CONFIRMED, {"confirmed_day": day})
            return
        checked_credit(self.unit, order)
        gates.pass_order(self.unit, order)
        confirm_order(self.unit, customer, order, day)

    def _confirmed_day(self, paper: ParsedOrder, order: Order) -> int:
        if paper.confirmed_day is not None:
            return paper.confirmed_day
        return min(order.row.order_day, self.unit.today)

    def _move_goods(self, paper: ParsedOrder, order_id: OrderId) -> None:
        order = self._stored(order_id)
        moves = [(at, each) for at, each in enumerate(paper.goods, start=1) if each.delivered_milli]
        for at, goods in moves:
            day = self._moved_day(paper, goods, order)
            deliver_line(self.unit, order, at, Moved(goods.delivered_milli, day))
        order = self._stored(order_id) if moves else order
        for at, goods in enumerate(paper.goods, start=1):
            if goods.returned_milli:
                day = self._moved_day(paper, goods, order)
                words = self.plan.name
                take_line_back(self.unit, order, at, Moved(goods.returned_milli, day, words))

    def _moved_day(self, paper: ParsedOrder, goods: GoodsRow, order: Order) -> int:
        """Return when goods went out where a row does not say: when they were due, at the most."""
        if goods.delivered_day is not None:
            return goods.delivered_day
        due_day = goods.line_due_day or order.row.due_day or self._confirmed_day(paper, order)
        return min(due_day, self.unit.today)

    def _stored(self, order_id: OrderId) -> Order:
        return orders.order(self.unit, order_id)
