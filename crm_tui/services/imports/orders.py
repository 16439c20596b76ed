"""An import of orders: rows of one number are one order, confirmed and delivered as by hand."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from crm_tui.db.queries import imports, orders, papers, products
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.decimals import decimal_text
from crm_tui.domain.events import OrderAdded
from crm_tui.domain.identifiers import ContactId, CustomerId, OrderId
from crm_tui.domain.imports import (
    Column,
    FaultCode,
    HeaderMatch,
    ImportContext,
    OrderRowParser,
    ParsedOrderRow,
    RefusedRow,
    RowFault,
    Table,
)
from crm_tui.domain.imports.goods import Usual, line_of
from crm_tui.domain.imports.order_rows import GoodsRow, ParsedOrder, differing, order_of
from crm_tui.domain.imports.outcomes import (
    ImportLine,
    JoinedLine,
    KnownLine,
    NotStored,
    RefusedLine,
    RowNotStored,
    RowRefusal,
)
from crm_tui.domain.money import minor_digits
from crm_tui.domain.orders.papers import KIND
from crm_tui.domain.orders.records import Order, OrderFields, OrderLineFields, OrderStatus
from crm_tui.domain.orders.rules import why_not_change, why_not_close, why_not_confirm, why_not_void
from crm_tui.domain.products import Product
from crm_tui.domain.quotes import papers as quote_papers
from crm_tui.domain.text import name_key
from crm_tui.domain.users import Permission
from crm_tui.services import access
from crm_tui.services.approvals import gates
from crm_tui.services.imports.deciding import place_of
from crm_tui.services.imports.ledgers import Step
from crm_tui.services.imports.naming import named_in
from crm_tui.services.imports.papers import PaperImport, PaperWriter, RowError
from crm_tui.services.imports.row_imports import RowImport, Writing
from crm_tui.services.imports.spools import CHUNK, Spool
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

Group = Sequence[ParsedOrderRow]
_SAID = ("title", "order_day", "due_day", "currency", "includes_tax", "terms", "note")


class OrderImport(PaperImport[ParsedOrderRow]):
    """One import on its way."""

    event = OrderAdded
    needs = Permission.EDIT_ORDER

    def parser(self, header: HeaderMatch, context: ImportContext) -> OrderRowParser:
        """Return what reads the rows."""
        return OrderRowParser(header, context)

    def go_through(
        self, view: View, table: Table, rows: Spool[ParsedOrderRow], writing: Writing | None
    ) -> int:
        """Write every order that can be; return how many were."""
        if writing is None:
            raise AssertionError("papers are tried by writing them")
        writer = _Orders(self, writing.unit, table.header)
        places: dict[str, list[int]] = {}
        for place, row in enumerate(rows):
            places.setdefault(row.number, []).append(place)
        found: list[ImportLine] = []
        numbers = iter(places)
        while chunk := list(islice(numbers, CHUNK)):
            self.watch.step(len(found), len(rows))
            found += writer.lines([[rows[at] for at in places[number]] for number in chunk])
        for line in sorted(found, key=lambda each: each.line):
            self.ledger.add(Step.CHANGED, line)
        writer.end()
        self.watch.step(len(rows), len(rows))
        return writer.written


class _Orders(PaperWriter[ParsedOrder]):
    """Writes the orders that rows make together."""

    kind = KIND
    number_column = Column.ORDER_NUMBER

    def __init__(self, of: RowImport[ParsedOrderRow], unit: Unit, header: HeaderMatch) -> None:
        super().__init__(of, unit, header)
        self._tax_share = quote_papers.from_json(
            papers.paper(unit, quote_papers.KIND).settings
        ).tax_share
        self._products: dict[str, Product | None] = {}
        self._contacts: Mapping[int, list[tuple[ContactId, str]]] = {}

    def number_pattern(self) -> str:
        """Return how the office numbers its orders."""
        return settings_of(self.unit).number_pattern

    def lines(self, groups: Sequence[Group]) -> Iterator[ImportLine]:
        """Yield what became of the rows of some orders, order by order."""
        made = [order_of(self.header, group) for group in groups]
        whole = [each for each in made if isinstance(each, ParsedOrder)]
        named = named_in(self.unit, self.header, whole)
        self._contacts = imports.contacts_named(self.unit, named.editable)
        for group, order in zip(groups, made, strict=True):
            if isinstance(order, RefusedRow):
                yield from self._refused(group, order.faults)
                continue
            line = self.line(order, named)
            if isinstance(line, RefusedLine):
                yield from self._refused(group, line.refusals)
            else:
                yield from _joined(group, line)

    def _refused(self, group: Group, refusals: Iterable[RowRefusal]) -> Iterator[RefusedLine]:
        """Yield the rows of an order that is refused: each with its reasons, or the others'."""
        by_line: dict[int, list[RowRefusal]] = {}
        for each in refusals:
            by_line.setdefault(each.line, []).append(each)
        for row in group:
            place = place_of(self.header, self.number_column)
            others = RowNotStored(row.line, *place, row.number, NotStored.WITH_OTHERS)
            yield RefusedLine(row.line, tuple(by_line.get(row.line, [others])))

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
            said["contact_id"] = self._contact(paper, customer.id)
        return replace(basis, **said)

    def _contact(self, paper: ParsedOrder, customer_id: int) -> ContactId:
        wanted = name_key(paper.contact)
        people = self._contacts.get(customer_id, ())
        found = next((each for each, name in people if name_key(name) == wanted), None)
        if found is None:
            refusal = self.not_stored(
                paper, NotStored.NO_CONTACT, Column.CONTACT_NAME, paper.contact
            )
            raise RowError(refusal)
        return found

    def _checked(self, paper: ParsedOrder, customer: Any, fields: OrderFields) -> CheckedOrder:
        """Return the contents priced; raise where a line comes to another amount than it says."""
        checked = checked_order(self.unit, customer, fields, self._lines(paper, fields))
        faults = [
            self._amount_differs(goods, line.price.total_minor, checked.fields.currency)
            for goods, (line, _due) in zip(paper.goods, checked.lines, strict=True)
            if goods.total_minor not in {None, line.price.total_minor}
        ]
        if faults:
            raise RowError(*faults)
        return checked

    def _amount_differs(self, goods: GoodsRow, minor: int, currency: str) -> RowFault:
        digits = minor_digits(currency)
        said, found = (decimal_text(each, digits) for each in (goods.total_minor or 0, minor))
        place = place_of(self.header, Column.AMOUNT)
        return RowFault(goods.line, *place, FaultCode.AMOUNT_DIFFERS, said, known=(found,))

    def _lines(self, paper: ParsedOrder, fields: OrderFields) -> list[OrderLineFields]:
        usual = Usual(
            fields.title or paper.number,
            self._tax_share,
            fields.includes_tax,
            fields.currency == self.unit.office.currency,
        )
        return [self._line_of(goods, usual) for goods in paper.goods]

    def _line_of(self, goods: GoodsRow, usual: Usual) -> OrderLineFields:
        product = self._product(goods.code)
        if goods.code and product is None and not goods.name:
            place = place_of(self.header, Column.PRODUCT_CODE)
            raise RowError(RowNotStored(goods.line, *place, goods.code, NotStored.NO_PRODUCT))
        line = line_of(goods, product, usual)
        if line is None:
            place = place_of(self.header, Column.UNIT_PRICE)
            raise RowError(RowFault(goods.line, *place, FaultCode.MISSING_PRICE))
        return line

    def _product(self, code: str) -> Product | None:
        if code and code not in self._products:
            self._products[code] = products.product_of_code(self.unit, code)
        return self._products.get(code)

    # --- how far it came -------------------------------------------------------------------------

    def _bring_on(self, paper: ParsedOrder, customer: Any, order_id: OrderId) -> None:
        """Let a draft be confirmed, delivered and closed as its rows say; each on its day."""
        if paper.status is not OrderStatus.DRAFT:
            self._confirm(paper, customer, order_id)
        self._move_goods(paper, order_id)
        order = self._stored(order_id)
        day = self.unit.today if paper.closed_day is None else paper.closed_day
        if paper.status is OrderStatus.CLOSED:
            refuse(why_not_close(order.row))
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


def _joined(group: Group, line: ImportLine) -> Iterator[ImportLine]:
    """Yield what became of the first row of an order, and that the others were put to it."""
    yield line
    first, *others = group
    for row in others:
        if isinstance(line, KnownLine):
            yield replace(line, line=row.line)
        else:
            yield JoinedLine(row.line, row.number, first.line, differing(first, row))
