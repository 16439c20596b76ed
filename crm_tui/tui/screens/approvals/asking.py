"""Where something is refused without approval, it is asked for at once; and papers are opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from crm_tui.domain.approvals.records import (
    ApprovalAct,
    ApprovalRow,
    ApprovalWish,
)
from crm_tui.domain.approvals.rules import ApprovalNeeded
from crm_tui.domain.identifiers import ContractId, OrderId, QuoteId
from crm_tui.errors import CrmError, RefusedError
from crm_tui.i18n import _
from crm_tui.presentation.approvals import approval_refusal
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.record_commands.fields import reason_field
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.approvals import ApprovalWritten


def offer_asking(screen: ScreenCommands[Any], wish: ApprovalWish) -> Callable[[CrmError], None]:
    """Return what to do with a refusal of an act: where approval is needed ask why, else say it."""
    operations = screen.operations

    def refused(error: CrmError) -> None:
        needed = error.refusal if isinstance(error, RefusedError) else None
        if not isinstance(needed, ApprovalNeeded) or needed.is_asked:
            operations.show_error(error)
            return
        dialog = FormDialog(
            _("Ask for approval"),
            lambda: [reason_field()],
            _("Ask"),
            lines=[approval_refusal(needed)],
        )
        screen.app.push_screen(dialog, answered)

    def answered(values: Values | None) -> None:
        if values is not None:
            approvals, actor = screen.session.crm.approvals, screen.session.actor
            reason = str(values["reason"])
            operations.perform(lambda: approvals.ask(actor, wish, reason), asked)

    def asked(written: ApprovalWritten) -> None:
        people = _(", ").join(name_in_sentence(each.name) for each in written.deciders)
        operations.tell(
            _("Asked as approval {id}; {people} may answer.").format(
                id=written.approval_id, people=people
            )
        )

    return refused


def open_paper(screen: ScreenCommands[Any], row: ApprovalRow) -> None:
    """Open the paper that something was asked of, where it is in sight."""
    session, content = screen.session, row.content
    if not row.customer:
        screen.operations.tell(_("The paper is out of your sight; what is asked stands here."))
        return
    match content.act:
        case ApprovalAct.QUOTE:
            from crm_tui.tui.screens.quotes.lines import QuoteScreen  # noqa: PLC0415

            screen.app.push_screen(QuoteScreen(session, QuoteId(content.record_id)))
        case ApprovalAct.ORDER:
            from crm_tui.tui.screens.orders.whole import OrderScreen  # noqa: PLC0415

            screen.app.push_screen(OrderScreen(session, OrderId(content.record_id)))
        case ApprovalAct.CONTRACT:
            from crm_tui.tui.screens.contracts.whole import ContractScreen  # noqa: PLC0415

            screen.app.push_screen(ContractScreen(session, ContractId(content.record_id)))
        case ApprovalAct.REFUND:
            from crm_tui.tui.screens.payments.listing import PaymentsScreen  # noqa: PLC0415

            screen.app.push_screen(PaymentsScreen(session, content.customer_id, row.customer))
