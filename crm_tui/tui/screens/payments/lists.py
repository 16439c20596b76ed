"""回款: the receipts and refunds one may see, one's own first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import ClassVar

from textual.binding import BindingType

from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import CustomerId, PaymentId
from crm_tui.domain.payments.records import PaymentRow
from crm_tui.domain.queries.fields import PAYMENTS
from crm_tui.domain.views import ListTab
from crm_tui.i18n import _
from crm_tui.presentation.payment_lists import COLUMNS, USUAL_COLUMNS, count_words
from crm_tui.presentation.record_columns import RecordColumn
from crm_tui.tui.keys import KeyCommand, Scope, bindings_for
from crm_tui.tui.screens.paper_tabs import Listing, PaperTab
from crm_tui.tui.screens.payments.opening import show_payments
from crm_tui.tui.screens.payments.rows import MoneyRow, sections_of
from crm_tui.tui.screens.payments.verbs import PaymentVerbs
from crm_tui.tui.screens.settings.sections import needs_row
from crm_tui.tui.widgets.preview import Section


class ReceiptsScreen(PaperTab[PaymentRow], PaymentVerbs):
    """The list of receipts and refunds, by view."""

    tab_id = "payments"
    exports = Subject.PAYMENTS
    export_command = "contracts.export"
    list_tab = ListTab.PAYMENTS
    subject = PAYMENTS
    scope = Scope.RECEIPTS
    column_keys = USUAL_COLUMNS
    newest_first = frozenset({"id", "day", "amount"})
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.RECEIPTS)]

    @property
    def record_columns(self) -> Mapping[str, RecordColumn[PaymentRow]]:
        """Every column that the list may have."""
        return COLUMNS

    @property
    def search_words(self) -> str:
        """What stands in the empty search line."""
        return _("Number, payer, reference, customer or its pinyin initials")

    @property
    def listing(self) -> Listing[PaymentRow]:
        """The service whose list it is."""
        return self.session.crm.payments

    def count_words(self, count: int, shown: str) -> str:
        """Return how many payments there are, in words."""
        return count_words(count, shown)

    @property
    def nothing_words(self) -> str:
        """What to press where a view holds nothing."""
        return _("No payments here.\n' on a customer writes one down, v chooses another view")

    def read_preview(self, record_id: int) -> Sequence[Section]:
        """Return, in a worker, what stands beside the list about a payment."""
        session = self.session
        found = session.crm.payments.payment(session.actor, PaymentId(record_id))
        row = MoneyRow(found.row.id, found.row)
        return tuple(sections_of(row, session.today, found, session.zone))

    def open_record(self, record_id: int) -> None:
        """Show what else the customer is to pay and paid."""
        self.action_payments()

    @property
    def customer_id(self) -> CustomerId | None:
        """Nobody in particular."""
        return None

    @property
    def money_row(self) -> MoneyRow | None:
        """The payment under the cursor."""
        row = self.current_record()
        return None if row is None else MoneyRow(row.id, row)

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing for the payment under the cursor, or None."""
        if command.id in {"paper.payments", "payments.customer"}:
            return needs_row(self.current_record())
        return super().why_not(command)

    def action_payments(self) -> None:
        """Show what the customer of the payment is to pay and paid."""
        row = self.current_record()
        if self.allowed("paper.payments") and row is not None:
            show_payments(self, row.customer_id, row.customer)

    def action_open_customer(self) -> None:
        """Open the customer who paid."""
        row = self.current_record()
        if self.allowed("payments.customer") and row is not None:
            self.show_found(row.customer_id, found_by="tab.payments")

    def action_set_aside(self) -> None:
        """Show the payments that were deleted."""
        self.open_view("payments.deleted")
