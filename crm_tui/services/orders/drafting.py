"""How the contents of orders are stored: drafts, what of them changed, conflicts of two people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from crm_tui.db.queries import orders, quotes
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.events import OrderAdded, OrderEdited
from crm_tui.domain.field_changes import conflicts
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.orders.records import Order, OrderFields, OrderLineFields, OrderStatus
from crm_tui.domain.quotes import papers as quote_papers
from crm_tui.domain.quotes.records import Quote
from crm_tui.errors import ConflictError
from crm_tui.services.orders.checking import CheckedOrder, checked_order
from crm_tui.services.orders.writing import OrderWritten, as_written, next_number, told
from crm_tui.services.paper_settings import stored_settings


def take_out(unit: Unit, order: Order) -> None:
    """Take an order out of all lists."""
    orders.update_order(unit, order.row.id, {"deleted_at": unit.now})


def bring_back(unit: Unit, order: Order) -> None:
    """Bring a deleted order back."""
    orders.update_order(unit, order.row.id, {"deleted_at": None})


def blank(view: View, customer: Any) -> OrderFields:
    """Return what a new order of a customer begins with."""
    settings = stored_settings(view, quote_papers.SETTINGS)
    return OrderFields(
        order_day=view.today,
        currency=view.office.currency,
        owner_id=customer.owner_id or view.person.user_id,
        includes_tax=settings.includes_tax,
    )


def of_quote(view: View, customer: Any, quote: Quote) -> OrderFields:
    """Return what an order begins with that is made from a quote."""
    said = quote.fields
    return replace(
        blank(view, customer),
        currency=said.currency,
        title=said.title,
        contact_id=said.contact_id,
        includes_tax=said.includes_tax,
        discount=said.discount,
        terms=said.terms,
    )


def draft(
    unit: Unit,
    customer_id: CustomerId,
    values: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]],
    quote: str = "",
    number: str = "",
) -> OrderWritten:
    """Store a draft under a number of its own, or the next one of the office."""
    number = number or next_number(unit, values["order_day"])
    order_id = orders.add_order(unit, {"customer_id": customer_id, "number": number, **values})
    orders.set_lines(unit, order_id, lines)
    said = told(orders.order(unit, order_id)) | ({"of_quote": quote} if quote else {})
    unit.record(OrderAdded(customer_id=customer_id, record_id=order_id, after=said))
    return as_written(unit, customer_id, order_id)


def rewrite(
    unit: Unit,
    customer: Any,
    old: Order,
    fields: OrderFields,
    lines: Sequence[OrderLineFields] | None,
) -> None:
    """Store other contents of a draft."""
    kept = orders.stored_lines(unit, old.row.id)
    was = [quotes.line_from(each) for each in kept]
    wanted = [each.fields for each in old.lines] if lines is None else lines
    checked = checked_order(unit, customer, fields, wanted, was)
    columns = [orders.line_values(*each) for each in checked.lines]
    store(unit, old, values_of(checked), None if columns == kept else columns)


def store(
    unit: Unit,
    old: Order,
    values: Mapping[str, Any],
    lines: Sequence[Mapping[str, Any]] | None,
) -> None:
    """Store what differs of the columns, and other lines, and tell of it."""
    was = {**orders.field_values(old.fields), **quotes.sum_values(old.price)}
    names = [name for name in values if values[name] != was[name]]
    before: dict[str, object] = {name: was[name] for name in names}
    after: dict[str, object] = {name: values[name] for name in names}
    if lines is not None:
        before["lines"] = orders.stored_lines(unit, old.row.id)
        after["lines"] = list(lines)
        write_lines(unit, old, lines)
    if not after:
        return
    orders.update_order(unit, old.row.id, {name: values[name] for name in names})
    unit.record(
        OrderEdited(
            customer_id=old.row.customer_id,
            record_id=old.row.id,
            before=before,
            after={**told(old), **after},
        )
    )


def write_lines(unit: Unit, order: Order, lines: Sequence[Mapping[str, Any]]) -> None:
    """Put other lines into a draft; of a confirmed order, whose goods name them, only the days."""
    if order.row.status is OrderStatus.DRAFT:
        orders.set_lines(unit, order.row.id, lines)
        return
    for at, each in enumerate(lines, start=1):
        orders.set_line_due(unit, order.row.id, at, each["due_day"])


def values_of(checked: CheckedOrder) -> dict[str, Any]:
    """Return the columns of checked contents besides the lines."""
    return {**orders.field_values(checked.fields), **quotes.sum_values(checked.sums)}


def refuse_conflicts(
    old: Order,
    seen: Order | None,
    changes: Mapping[str, object],
    lines: Sequence[OrderLineFields] | None,
) -> None:
    """Raise ConflictError for what both sides changed, the lines as a whole."""
    if seen is None:
        return
    both: dict[str, tuple[object, object]] = {
        name: (each.theirs, each.mine)
        for name, each in conflicts(old.fields, seen.fields, changes).items()
    }
    theirs, was = ([line.fields for line in each.lines] for each in (old, seen))
    if lines is not None and theirs != was and list(lines) not in (was, theirs):
        both["lines"] = (len(theirs), len(lines))
    if both:
        raise ConflictError("order", old.row.id, both)
