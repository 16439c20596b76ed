"""An order whole: its facts, its sums, its lines, what went out and came back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.binding import BindingType

from crm_tui.domain.identifiers import OrderId
from crm_tui.domain.orders.records import OrderRow
from crm_tui.i18n import _
from crm_tui.presentation.orders import standing_word
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.screens.orders.commands import OrderCommands
from crm_tui.tui.screens.orders.facts import OrderDetail, order_sections
from crm_tui.tui.screens.record_pages import RecordPage
from crm_tui.tui.widgets.preview import Section


class OrderScreen(RecordPage[OrderDetail], OrderCommands):
    """One order."""

    scope = Scope.ORDER_PAGE
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.ORDER_PAGE)]

    def read_detail(self, record_id: int) -> OrderDetail:
        """Read an order and its goods, in a worker."""
        crm, actor, order_id = self.session.crm, self.session.actor, OrderId(record_id)
        return OrderDetail(
            crm.orders.order(actor, order_id), crm.order_goods.moves(actor, order_id)
        )

    def titles(self, found: OrderDetail) -> tuple[str, str, str]:
        """Return its number and status, and its customer."""
        row = found.order.row
        named = " ".join((_("Sales order"), row.number))
        title = f"{named} · {standing_word(row)}"
        return title, row.customer, row.number

    def sections(self, found: OrderDetail) -> Sequence[Section]:
        """Return what is told of the order."""
        return order_sections(found, self.session.zone)

    def current_order(self) -> OrderRow | None:
        """Return the order that is shown."""
        return None if self.detail is None else self.detail.order.row

    def order_entered(self, order_id: OrderId) -> None:
        """Show the order that was just entered."""
        self.show_record(order_id)
