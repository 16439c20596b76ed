"""The words for where orders, contracts and quotes stand."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from crm_tui.domain.contracts.records import ContractStatus
from crm_tui.domain.orders.records import OrderStatus
from crm_tui.domain.quotes.records import QuoteStatus
from crm_tui.i18n import N_

PAPER_VALUES: Mapping[Enum, str] = {
    OrderStatus.DRAFT: N_("draft"),
    OrderStatus.CONFIRMED: N_("confirmed"),
    OrderStatus.CLOSED: N_("closed"),
    OrderStatus.VOID: N_("void"),
    ContractStatus.DRAFT: N_("draft"),
    ContractStatus.SIGNED: N_("signed"),
    ContractStatus.IN_FORCE: N_("in force"),
    ContractStatus.ENDED: N_("ended"),
    ContractStatus.TERMINATED: N_("terminated"),
    ContractStatus.VOID: N_("void"),
    QuoteStatus.DRAFT: N_("draft"),
    QuoteStatus.SENT: N_("sent"),
    QuoteStatus.ACCEPTED: N_("accepted"),
    QuoteStatus.REFUSED: N_("not accepted"),
    QuoteStatus.EXPIRED: N_("expired"),
    QuoteStatus.VOID: N_("void"),
}
