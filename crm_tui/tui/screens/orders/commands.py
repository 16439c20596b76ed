"""What the keys do with the order under the cursor, on every screen that shows some."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any

from textual.content import Content

from crm_tui.domain.approvals.records import ApprovalAct, ApprovalWish
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import CustomerId, OrderId
from crm_tui.domain.orders.records import DeliveryState, Order, OrderRow
from crm_tui.domain.orders.rules import (
    FREE_FIELDS,
    OrderRefusal,
    why_not_change,
    why_not_confirmed,
    why_not_counted,
    why_not_delete,
    why_not_draft,
)
from crm_tui.domain.users import Permission
from crm_tui.i18n import _
from crm_tui.presentation.order_reasons import order_refusal
from crm_tui.presentation.payment_reasons import credit_words
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.keys import KeyCommand, command
from crm_tui.tui.record_commands.fields import reason_field
from crm_tui.tui.screens.approvals.asking import offer_asking
from crm_tui.tui.screens.payments.opening import show_payments
from crm_tui.tui.widgets.dialogs import ConfirmDialog
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.orders import OrderWritten

_OF_ANY = frozenset({"open", "order.customer", "order.new", "order.lines", "paper.payments"})
_JUDGES: Mapping[str, Callable[[OrderRow], OrderRefusal | None]] = {
    "order.edit": lambda row: why_not_change(row, FREE_FIELDS, with_lines=False),
    "order.confirm": why_not_draft,
    "order.deliver": why_not_confirmed,
    "order.return": why_not_counted,
    "order.close": why_not_confirmed,
    "order.void": why_not_counted,
    "order.delete": why_not_delete,
    "order.contract": why_not_counted,
}
"""Why a key does nothing for an order, as far as the order alone tells."""


class OrderCommands(ScreenCommands[None]):
    """A screen on which every key for orders works; it says on which one."""

    @abstractmethod
    def current_order(self) -> OrderRow | None:
        """Return the order under the cursor."""

    def order_entered(self, order_id: OrderId) -> None:
        """Go to an order that was just entered, where it is listed."""

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing for the order under the cursor, or None."""
        if command.id not in _JUDGES and command.id not in {*_OF_ANY, "order.restore"}:
            return super().why_not(command)
        row = self.current_order()
        if row is None:
            return _("No order is under the cursor.")
        if command.id not in {"open", "order.customer", "paper.payments"}:
            is_contract = command.id == "order.contract"
            needed = Permission.EDIT_CONTRACT if is_contract else Permission.EDIT_ORDER
            lacking = self.why_not_permitted(needed)
            if lacking is not None and command.id != "order.lines":
                return lacking
        return _why_not(command.id, row)

    def allowed_order(self, command_id: str) -> OrderRow | None:
        """Return the order under the cursor, or say why the key does nothing."""
        refusal = self.why_not(command(command_id))
        if refusal is not None:
            self.operations.tell(refusal, severity="warning")
            return None
        return self.current_order()

    # Entering and changing ----------------------------------------------------------------------

    def action_new_order(self) -> None:
        """Draft another order of the customer of this one."""
        row = self.allowed_order("order.new")
        if row is not None:
            self.draft_order(row.customer_id, row.customer)

    def draft_order(self, customer_id: CustomerId, customer: str) -> None:
        """Draft an order of a customer, then ask for its lines."""
        from crm_tui.tui.screens.orders.form import open_order_form  # noqa: PLC0415

        open_order_form(self, customer_id, customer, self._entered)

    def _entered(self, changed: Changed | None) -> None:
        if changed is None or changed.record_id is None:
            return
        from crm_tui.tui.screens.orders.lines import OrderLinesScreen  # noqa: PLC0415

        order_id = OrderId(changed.record_id)
        self.order_entered(order_id)
        self.app.push_screen(OrderLinesScreen(self.session, order_id, is_new=True))

    def action_edit_order(self) -> None:
        """Change what is said of the order besides its lines."""
        from crm_tui.tui.screens.orders.form import OrderForm, form_facts  # noqa: PLC0415

        row = self.allowed_order("order.edit")
        if row is None:
            return
        session = self.session

        def read() -> tuple[Order, Any]:
            order = session.crm.orders.order(session.actor, row.id)
            return order, form_facts(session, row.customer_id)

        def edit(found: tuple[Order, Any]) -> None:
            order, facts = found
            self.app.push_screen(OrderForm(session, facts, row.customer, order))

        self.operations.ask(read, edit, key="order", opens=True)

    def action_order_lines(self) -> None:
        """Show the lines of the order, to be entered and changed."""
        from crm_tui.tui.screens.orders.lines import OrderLinesScreen  # noqa: PLC0415

        row = self.allowed_order("order.lines")
        if row is not None:
            self.app.push_screen(OrderLinesScreen(self.session, row.id))

    def action_open_customer(self) -> None:
        """Open the customer of the order."""
        row = self.allowed_order("order.customer")
        if row is not None:
            self.show_found(row.customer_id, found_by="tab.orders")

    def action_payments(self) -> None:
        """Show what the customer of the order is to pay and paid."""
        row = self.allowed_order("paper.payments")
        if row is not None:
            show_payments(self, row.customer_id, row.customer)

    def action_contract_order(self) -> None:
        """Draft the contract of the order, with exactly its amount."""
        from crm_tui.tui.screens.contracts.form import open_contract_form  # noqa: PLC0415

        row = self.allowed_order("order.contract")
        if row is not None:
            open_contract_form(self, row.customer_id, row.customer, order_id=row.id)

    # Its way ------------------------------------------------------------------------------------

    def action_confirm_order(self) -> None:
        """Call the draft confirmed."""
        row = self.allowed_order("order.confirm")
        if row is not None:
            orders, actor = self.session.crm.orders, self.session.actor
            done = self._done_words(row, _("{number} is confirmed"))

            def confirmed(written: OrderWritten) -> None:
                if written.credit is None:
                    self.operations.tell(done)
                else:
                    warned = credit_words(written.credit)
                    self.operations.tell(f"{done}\n{warned}", severity="warning")

            wish = ApprovalWish(ApprovalAct.ORDER, row.id)
            self.operations.perform(
                lambda: orders.confirm(actor, row.id), confirmed, offer_asking(self, wish)
            )

    def action_deliver(self) -> None:
        """Ask which goods went out, and write them down."""
        row = self.allowed_order("order.deliver")
        if row is not None:
            self._with_order(row, self._ask_delivery)

    def _ask_delivery(self, order: Order) -> None:
        from crm_tui.tui.screens.orders.goods import (  # noqa: PLC0415
            delivery_dialog,
            goods_day,
            quantities,
        )

        session, row = self.session, order.row
        goods, actor = session.crm.order_goods, session.actor

        def save(values: Values) -> None:
            moved, day, note = quantities(values), goods_day(session, values), str(values["note"])
            if not moved:
                self.operations.tell(_("Nothing went out."))
                return
            self._perform(
                lambda: goods.deliver(actor, row.id, moved, day=day, note=note),
                row,
                _("{number}: the delivery is saved"),
            )

        self._ask(delivery_dialog(session, order), save)

    def action_take_back(self) -> None:
        """Ask which goods came back and why, and write them down."""
        row = self.allowed_order("order.return")
        if row is not None:
            self._with_order(row, self._ask_return)

    def _ask_return(self, order: Order) -> None:
        from crm_tui.tui.screens.orders.goods import (  # noqa: PLC0415
            goods_day,
            quantities,
            return_dialog,
        )

        session, row = self.session, order.row
        goods, actor = session.crm.order_goods, session.actor

        def save(values: Values) -> None:
            moved, day = quantities(values), goods_day(session, values)
            if not moved:
                self.operations.tell(_("Nothing came back."))
                return
            self._perform(
                lambda: goods.take_back(actor, row.id, moved, str(values["reason"]), day=day),
                row,
                _("{number}: the return is saved"),
            )

        self._ask(return_dialog(session, order), save)

    def _with_order(self, row: OrderRow, then: Callable[[Order], None]) -> None:
        orders, actor = self.session.crm.orders, self.session.actor
        self.operations.ask(lambda: orders.order(actor, row.id), then, key="order", opens=True)

    def action_close_order(self) -> None:
        """Call the order done; where goods are left, ask why."""
        row = self.allowed_order("order.close")
        if row is None:
            return
        orders, actor = self.session.crm.orders, self.session.actor
        said = _("{number} is closed")
        if row.delivery is DeliveryState.WHOLE:
            self._perform(lambda: orders.close(actor, row.id), row, said)
            return
        close = partial(self._close_with, row, said)
        self._ask_reason(_("Goods are left to be delivered: why close it?"), row, close)

    def _close_with(self, row: OrderRow, said: str, reason: str) -> None:
        orders, actor = self.session.crm.orders, self.session.actor
        self._perform(lambda: orders.close(actor, row.id, reason), row, said)

    def action_void_order(self) -> None:
        """Ask why, then take the order back."""
        row = self.allowed_order("order.void")
        if row is not None:
            self._ask_reason(_("Void the order: why?"), row, partial(self._void_with, row))

    def _void_with(self, row: OrderRow, reason: str) -> None:
        orders, actor = self.session.crm.orders, self.session.actor
        self._perform(lambda: orders.void(actor, row.id, reason), row, _("{number} is void"))

    def action_delete_order(self) -> None:
        """Delete the order, after a question."""
        row = self.allowed_order("order.delete")
        if row is None:
            return
        orders, actor = self.session.crm.orders, self.session.actor

        def answered(confirmed: bool | None) -> None:
            if confirmed:
                self._perform(lambda: orders.delete(actor, row.id), row, _("{number} is deleted"))

        said = Content(f"{row.number} · {name_in_sentence(row.customer)}")
        question = ConfirmDialog(_("Delete this order?"), said, is_dangerous=True)
        self.app.push_screen(question, answered)

    def action_restore_order(self) -> None:
        """Bring a deleted order back."""
        row = self.allowed_order("order.restore")
        if row is not None:
            orders, actor = self.session.crm.orders, self.session.actor
            self._perform(lambda: orders.restore(actor, row.id), row, _("{number} is back"))

    # Asking and doing ---------------------------------------------------------------------------

    def _ask_reason(self, title: str, row: OrderRow, act: Callable[[str], None]) -> None:
        dialog = FormDialog(title, lambda: [reason_field()], _("Save"), lines=[row.number])
        self._ask(dialog, lambda values: act(str(values["reason"])))

    def _ask(self, dialog: FormDialog, then: Callable[[Values], None]) -> None:
        def answered(values: Values | None) -> None:
            if values is not None:
                then(values)

        self.app.push_screen(dialog, answered)

    def _perform(self, act: Callable[[], Any], row: OrderRow, said: str) -> None:
        words = self._done_words(row, said)
        self.operations.perform(act, lambda _answer: self.operations.tell(words))

    def _done_words(self, row: OrderRow, said: str) -> str:
        return _("{done} · u takes it back").format(done=said.format(number=row.number))


def _why_not(command_id: str, row: OrderRow) -> str | None:
    if command_id == "order.restore":
        return None if row.is_deleted else _("It is not deleted.")
    if row.is_deleted:
        return None if command_id in _OF_ANY else _("Deleted; R restores it.")
    judge = _JUDGES.get(command_id)
    refusal = None if judge is None else judge(row)
    if refusal is not None:
        return order_refusal(refusal)
    if command_id == "order.deliver" and row.delivery is DeliveryState.WHOLE:
        return _("All of it was delivered.")
    if command_id == "order.return" and row.delivery is DeliveryState.NONE:
        return _("Nothing of it was delivered yet.")
    return None
