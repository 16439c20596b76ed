"""Orders as people use them: drafted, made from quotes, confirmed, closed, called void."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from crm_tui.db.queries import contracts, customers, order_lists, orders, quotes
from crm_tui.db.queries.hidden_texts import shown, shown_one
from crm_tui.db.unit_of_work import Database, operation
from crm_tui.domain.events import (
    Changed,
    OrderDeleted,
    OrderRestored,
    OrderSettingsChanged,
)
from crm_tui.domain.field_changes import merged
from crm_tui.domain.identifiers import CustomerId, OrderId, QuoteId
from crm_tui.domain.list_figures import MoneyTotal
from crm_tui.domain.orders.papers import SETTINGS, OrderSettings
from crm_tui.domain.orders.records import (
    Order,
    OrderFields,
    OrderLineFields,
    OrderRow,
    OrderStatus,
)
from crm_tui.domain.orders.requests import OrderRequest
from crm_tui.domain.orders.rules import (
    why_not_change,
    why_not_confirm,
    why_not_confirmed,
    why_not_delete,
    why_not_order,
    why_not_void,
)
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError
from crm_tui.services import access
from crm_tui.services.approvals import gates
from crm_tui.services.approvals.asked import with_approval
from crm_tui.services.checks import checked_text
from crm_tui.services.orders.checking import (
    NOTE_LIMIT,
    checked_due,
    checked_fields,
    checked_order,
)
from crm_tui.services.orders.drafting import (
    blank,
    bring_back,
    draft,
    of_quote,
    refuse_conflicts,
    rewrite,
    store,
    take_out,
    values_of,
)
from crm_tui.services.orders.writing import (
    OrderWritten,
    as_written,
    confirm_order,
    refuse,
    required_reason,
    set_status,
    settings_of,
    told,
    void_its_deal,
)
from crm_tui.services.paper_settings import change_settings
from crm_tui.services.payments.crediting import checked_credit
from crm_tui.services.record_windows import RecordWindow, money_of
from crm_tui.services.references import one_of
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Orders:
    """Orders as people use them; each keeps its owner when the customer changes hands."""

    database: Database

    def list(self, actor: Actor, request: OrderRequest, *, limit: int = 200) -> list[OrderRow]:
        """Return the orders asked for, of visible customers, the newest first."""
        with self.database.reading(actor) as view:
            if request.customer_id is not None:
                customers.record(view, request.customer_id)
            return shown(view, orders.orders(view, request, limit))

    def window(
        self, actor: Actor, request: RecordRequest, before: RecordWindow[OrderRow] | None = None
    ) -> RecordWindow[OrderRow]:
        """Return a list of orders as a window over it."""
        return RecordWindow(self.database, actor, order_lists.LISTED, request, before)

    def sums(
        self, actor: Actor, request: RecordRequest, ids: Sequence[int] = ()
    ) -> Sequence[MoneyTotal]:
        """Return what a list comes to by currency, or what some of its orders do."""
        return money_of(self.database, actor, order_lists.LISTED, request, ids)

    def order(self, actor: Actor, order_id: OrderId) -> Order:
        """Return an order whole; raise NotFoundError when there is none to be seen."""
        with self.database.reading(actor) as view:
            found = shown_one(view, with_approval(view, orders.order(view, order_id)))
            return replace(found, contract=contracts.contracted_by(view, order_id) or "")

    def find(self, actor: Actor, reference: str) -> OrderId:
        """Return the order that a number means: DD-202611-0001."""
        with self.database.reading(actor) as view:
            found = orders.orders_called(view, reference.strip())
            return one_of("order", reference, [(e.id, f"{e.number} {e.customer}") for e in found])

    def totals(self, actor: Actor, customer_id: CustomerId) -> Sequence[MoneyTotal]:
        """Return what a customer's confirmed orders come to net of returns, by currency."""
        with self.database.reading(actor) as view:
            customers.record(view, customer_id)
            return orders.totals(view, customer_id)

    def blank(self, actor: Actor, customer_id: CustomerId) -> OrderFields:
        """Return what a new order of a customer begins with."""
        with self.database.reading(actor) as view:
            return blank(view, customers.raw(view, customer_id))

    def settings(self, actor: Actor) -> OrderSettings:
        """Return what is set of orders."""
        with self.database.reading(actor) as view:
            return settings_of(view)

    @operation(Permission.MANAGE_OFFICE)
    def set_settings(self, actor: Actor, changes: Mapping[str, str]) -> Changed:
        """Change settings, each given as a person writes it.

        Raises FieldError for one that there is not, or a value that cannot be.
        """
        with self.database.writing(actor) as unit:
            change_settings(unit, SETTINGS, changes, OrderSettingsChanged)
        return unit.changed

    @operation(Permission.EDIT_ORDER)
    def add(
        self,
        actor: Actor,
        customer_id: CustomerId,
        fields: OrderFields,
        lines: Sequence[OrderLineFields] = (),
    ) -> OrderWritten:
        """Draft an order under the next number of the office.

        Raises FieldError for what cannot be stored, RefusedError where others change the customer.
        """
        with self.database.writing(actor) as unit:
            customer = access.editable(unit, customer_id)
            checked = checked_order(unit, customer, fields, lines)
            columns = [orders.line_values(*each) for each in checked.lines]
            return draft(unit, customer_id, values_of(checked), columns)

    @operation(Permission.EDIT_ORDER)
    def add_from_quote(
        self, actor: Actor, quote_id: QuoteId, changes: Mapping[str, object] | None = None
    ) -> OrderWritten:
        """Draft an order with the lines and sums of a quote exactly; only once of all its versions.

        `changes` are days, the contact, the owner, the note. Raises RefusedError for a quote that
        the customer does not have, or that was ordered.
        """
        with self.database.writing(actor) as unit:
            quote = quotes.quote(unit, quote_id)
            customer_id = quote.row.customer_id
            customer = access.editable(unit, customer_id)
            refuse(why_not_order(quote.row, orders.ordered_by(unit, quote.first_id)))
            wanted: dict[str, Any] = dict(changes or {})
            fields = replace(of_quote(unit, customer, quote), **wanted)
            values = {
                **orders.field_values(checked_fields(unit, customer, fields)),
                **quotes.sum_values(quote.price),
                "quote_id": quote_id,
            }
            stored = quotes.stored_lines(unit, quote_id)
            lines = [{**each, "due_day": None} for each in stored]
            return draft(unit, customer_id, values, lines, quote.full_number)

    @operation(Permission.EDIT_ORDER)
    def edit(
        self,
        actor: Actor,
        order_id: OrderId,
        changes: Mapping[str, object],
        *,
        lines: Sequence[OrderLineFields] | None = None,
        seen: Order | None = None,
    ) -> Changed:
        """Change fields of a draft, or put other lines in the place of its own.

        Of a confirmed order only the delivery day and the note. `seen` is what the form showed:
        what both sides changed is a conflict, the lines as a whole.
        """
        with self.database.writing(actor) as unit:
            old = orders.order(unit, order_id)
            customer = access.editable(unit, old.row.customer_id)
            refuse(why_not_change(old.row, list(changes), with_lines=lines is not None))
            refuse_conflicts(old, seen, changes, lines)
            basis = old.fields if seen is None else seen.fields
            fields = merged(old.fields, basis, changes)
            if old.row.status is OrderStatus.DRAFT:
                rewrite(unit, customer, old, fields, lines)
            else:
                note = checked_text("note", fields.note, limit=NOTE_LIMIT, multiline=True)
                due_day = checked_due(fields.due_day, old.row.order_day)
                store(unit, old, {"note": note, "due_day": due_day}, None)
        return unit.changed

    @operation(Permission.EDIT_ORDER)
    def set_due(self, actor: Actor, order_id: OrderId, days: Mapping[int, int | None]) -> Changed:
        """Say when lines are due, by their place; None for the day of the order. Not once closed.

        Raises FieldError for a line that there is not, or a day before the order.
        """
        with self.database.writing(actor) as unit:
            old = orders.order(unit, order_id)
            access.editable(unit, old.row.customer_id)
            refuse(why_not_change(old.row, ["due_day"], with_lines=False))
            stored = orders.stored_lines(unit, order_id)
            for at, day in days.items():
                if not 1 <= at <= len(stored):
                    raise FieldError("line", "no_order_line", str(at)[:10])
                stored[at - 1]["due_day"] = checked_due(day, old.row.order_day)
            store(unit, old, orders.field_values(old.fields), stored)
        return unit.changed

    @operation(Permission.EDIT_ORDER)
    def confirm(self, actor: Actor, order_id: OrderId) -> OrderWritten:
        """Call a draft confirmed: it counts from now on, and stays but for its delivery days.

        Raises RefusedError where the customer would owe more than it may, if the office says so.
        """
        with self.database.writing(actor) as unit:
            order = orders.order(unit, order_id)
            customer = access.editable(unit, order.row.customer_id)
            refuse(why_not_confirm(order))
            credit = checked_credit(unit, order)
            gates.pass_order(unit, order)
            confirm_order(unit, customer, order, unit.today)
            return replace(as_written(unit, order.row.customer_id, order_id), credit=credit)

    @operation(Permission.EDIT_ORDER)
    def close(self, actor: Actor, order_id: OrderId, reason: str = "") -> Changed:
        """Call an order done: nothing more goes out, and it still counts."""
        with self.database.writing(actor) as unit:
            order = orders.order(unit, order_id)
            access.editable(unit, order.row.customer_id)
            refuse(why_not_confirmed(order.row))
            said = required_reason(reason) if reason else ""
            set_status(unit, order, OrderStatus.CLOSED, {"decided_day": unit.today, "reason": said})
        return unit.changed

    @operation(Permission.EDIT_ORDER)
    def void(self, actor: Actor, order_id: OrderId, reason: str) -> OrderWritten:
        """Call a confirmed order void, with a reason: it counts for nothing from today on."""
        reason = required_reason(reason)
        with self.database.writing(actor) as unit:
            order = orders.order(unit, order_id)
            customer = access.editable(unit, order.row.customer_id)
            refuse(why_not_void(order))
            void_its_deal(unit, customer, order, reason)
            set_status(unit, order, OrderStatus.VOID, {"decided_day": unit.today, "reason": reason})
            return as_written(unit, order.row.customer_id, order_id)

    @operation(Permission.EDIT_ORDER)
    def delete(self, actor: Actor, order_id: OrderId) -> Changed:
        """Take a draft or void order out of all lists; its number is not given again."""
        with self.database.writing(actor) as unit:
            order = orders.order(unit, order_id)
            customer_id = order.row.customer_id
            access.editable(unit, customer_id)
            refuse(why_not_delete(order.row))
            take_out(unit, order)
            unit.record(
                OrderDeleted(customer_id=customer_id, record_id=order_id, before=told(order))
            )
        return unit.changed

    @operation(Permission.EDIT_ORDER)
    def restore(self, actor: Actor, order_id: OrderId) -> Changed:
        """Bring a deleted order back as it was, unless its quote was ordered anew."""
        with self.database.writing(actor) as unit:
            order = orders.order(unit, order_id, deleted=True)
            customer_id = order.row.customer_id
            access.editable(unit, customer_id)
            if order.quote_id is not None and order.row.status is not OrderStatus.VOID:
                quote = quotes.quote(unit, order.quote_id)
                refuse(why_not_order(quote.row, orders.ordered_by(unit, quote.first_id)))
            bring_back(unit, order)
            unit.record(
                OrderRestored(customer_id=customer_id, record_id=order_id, after=told(order))
            )
        return unit.changed
