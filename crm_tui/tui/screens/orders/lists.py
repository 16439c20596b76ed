"""订单: the orders one may see, one's own current ones first, and what is to be delivered."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.binding import BindingType

from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import OrderId
from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.orders.records import OrderRow
from crm_tui.domain.queries.fields import ORDERS
from crm_tui.domain.views import ListTab
from crm_tui.i18n import _
from crm_tui.presentation.order_lists import COLUMNS, USUAL_COLUMNS, count_words
from crm_tui.presentation.record_columns import RecordColumn
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.screens.orders.commands import OrderCommands
from crm_tui.tui.screens.orders.facts import OrderDetail, order_sections
from crm_tui.tui.screens.paper_tabs import Listing, PaperTab
from crm_tui.tui.widgets.preview import Section


class OrdersScreen(PaperTab[OrderRow], OrderCommands):
    """The list of orders, by view."""

    tab_id = "orders"
    exports = Subject.ORDERS
    imports = ImportKind.ORDERS
    list_tab = ListTab.ORDERS
    subject = ORDERS
    scope = Scope.ORDERS
    column_keys = USUAL_COLUMNS
    newest_first = frozenset({"day", "total"})
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.ORDERS)]

    @property
    def record_columns(self) -> Mapping[str, RecordColumn[OrderRow]]:
        """Every column that the list may have."""
        return COLUMNS

    @property
    def listing(self) -> Listing[OrderRow]:
        """The service whose list it is."""
        return self.session.crm.orders

    def count_words(self, count: int, shown: str) -> str:
        """Return how many orders there are, in words."""
        return count_words(count, shown)

    @property
    def nothing_words(self) -> str:
        """What to press where a view holds nothing."""
        return _("No orders here.\n) on a customer drafts one, v chooses another view")

    def read_preview(self, record_id: int) -> Sequence[Section]:
        """Return, in a worker, what stands beside the list about an order."""
        crm, actor, order_id = self.session.crm, self.session.actor, OrderId(record_id)
        order, moves = crm.orders.order(actor, order_id), crm.order_goods.moves(actor, order_id)
        return order_sections(OrderDetail(order, moves), self.session.zone)

    def open_record(self, record_id: int) -> None:
        """Open an order."""
        from crm_tui.tui.screens.orders.whole import OrderScreen  # noqa: PLC0415

        self.app.push_screen(OrderScreen(self.session, record_id, self.step))

    def current_order(self) -> OrderRow | None:
        """Return the order under the cursor."""
        return self.current_record()

    def order_entered(self, order_id: OrderId) -> None:
        """Go to an order that was just entered."""
        self.go_to(order_id)

    def action_set_aside(self) -> None:
        """Show the orders that were deleted."""
        self.open_view("orders.deleted")
