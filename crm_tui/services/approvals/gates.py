"""Before what an office wants to be granted is done: with a grant it is used up, else refused."""

from __future__ import annotations

from crm_tui.db.queries import approvals
from crm_tui.db.queries.payments import receipts
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.approvals.papers import ApprovalSettings
from crm_tui.domain.approvals.records import ApprovalStatus
from crm_tui.domain.contracts.records import Contract
from crm_tui.domain.events import ApprovalUsed
from crm_tui.domain.orders.records import Order
from crm_tui.domain.payments.records import Payment
from crm_tui.domain.quotes.records import Quote
from crm_tui.errors import RefusedError
from crm_tui.services.approvals import contents
from crm_tui.services.approvals.contents import Weighed

_NOTHING = ApprovalSettings()
_GRANTED = (ApprovalStatus.GRANTED,)


def pass_quote(unit: Unit, quote: Quote) -> None:
    """Let a quote be sent; raise RefusedError where its discount has to be granted first."""
    if contents.settings_of(unit) != _NOTHING:
        _pass(unit, contents.of_quote(unit, quote))


def pass_order(unit: Unit, order: Order) -> None:
    """Let an order be confirmed; raise RefusedError where its discount has to be granted first."""
    if contents.settings_of(unit) != _NOTHING:
        _pass(unit, contents.of_order(unit, order))


def pass_contract(unit: Unit, contract: Contract) -> None:
    """Let a contract be signed; raise RefusedError where that has to be granted first."""
    if contents.settings_of(unit) != _NOTHING:
        _pass(unit, contents.of_contract(unit, contract))


def pass_refund(unit: Unit, receipt: Payment, amount_minor: int) -> None:
    """Let a receipt be given back; raise RefusedError where that has to be granted first."""
    if contents.settings_of(unit) != _NOTHING:
        _pass(unit, contents.of_refund(unit, receipt, amount_minor))


def pass_refund_again(unit: Unit, receipt: Payment, amount_minor: int) -> None:
    """Let a refund be brought back; where undo gave its grant back, it passes as a new one."""
    if contents.settings_of(unit) == _NOTHING:
        return
    weighed = contents.of_refund(unit, receipt, amount_minor)
    used = approvals.times_used(unit, weighed.content)
    if used <= receipts.refunds(unit, receipt.row.id, amount_minor):
        _pass(unit, weighed)


def _pass(unit: Unit, weighed: Weighed) -> None:
    if not weighed.is_needed or contents.by_its_quote(unit, weighed):
        return
    asked = approvals.last_of(unit, weighed.content)
    # One that is taken back at this very moment is none.
    if asked is None or not approvals.set_status(unit, asked.id, _GRANTED, ApprovalStatus.USED):
        raise RefusedError(contents.refusal_of(unit, weighed))
    unit.record(
        ApprovalUsed(
            customer_id=asked.content.customer_id,
            record_id=asked.id,
            after={"act": asked.content.act, "number": asked.content.number},
        )
    )
