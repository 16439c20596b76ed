"""What was sold, quoted and agreed with a customer, as entries of its timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from crm_tui.domain.contracts.records import ContractStatus
from crm_tui.domain.days import date_of
from crm_tui.domain.orders.records import OrderStatus
from crm_tui.domain.quotes.records import QuoteStatus
from crm_tui.domain.timelines import PAYMENT_KINDS, EntryKind
from crm_tui.i18n import N_, _
from crm_tui.presentation.approvals import ApprovalEntry, shown_approval
from crm_tui.presentation.money import amount
from crm_tui.presentation.opportunity_reasons import shown_opportunity
from crm_tui.presentation.payment_reasons import PaymentEntry, shown_payment
from crm_tui.presentation.products import quantity_words
from crm_tui.presentation.timeline_costs import CostEntry, shown_cost
from crm_tui.presentation.timeline_entries import ShownEntry, mapping
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.words import name_in_sentence

DealKind = Literal[EntryKind.DEAL_RECORDED, EntryKind.DEAL_VOIDED, EntryKind.DEAL_MARKED]
QuoteKind = Literal[
    EntryKind.QUOTE_ADDED,
    EntryKind.QUOTE_EDITED,
    EntryKind.QUOTE_STATUS_SET,
    EntryKind.QUOTE_DELETED,
    EntryKind.QUOTE_RESTORED,
]
ContractKind = Literal[
    EntryKind.CONTRACT_ADDED,
    EntryKind.CONTRACT_EDITED,
    EntryKind.CONTRACT_STATUS_SET,
    EntryKind.CONTRACT_DELETED,
    EntryKind.CONTRACT_RESTORED,
]
OrderKind = Literal[
    EntryKind.ORDER_ADDED,
    EntryKind.ORDER_EDITED,
    EntryKind.ORDER_STATUS_SET,
    EntryKind.ORDER_DELETED,
    EntryKind.ORDER_RESTORED,
    EntryKind.ORDER_DELIVERED,
    EntryKind.ORDER_RETURNED,
]
OpportunityEntry = Literal[
    EntryKind.OPPORTUNITY_ADDED,
    EntryKind.OPPORTUNITY_EDITED,
    EntryKind.OPPORTUNITY_MOVED,
    EntryKind.OPPORTUNITY_ENDED,
    EntryKind.OPPORTUNITY_REOPENED,
    EntryKind.OPPORTUNITY_DELETED,
    EntryKind.OPPORTUNITY_RESTORED,
]
SaleKind = (
    DealKind
    | QuoteKind
    | ContractKind
    | OrderKind
    | OpportunityEntry
    | PaymentEntry
    | CostEntry
    | ApprovalEntry
)
_ICON = "≡"
_QUOTE_STATUS = EntryKind.QUOTE_STATUS_SET
_CONTRACT_STATUS = EntryKind.CONTRACT_STATUS_SET
_TITLES: Mapping[QuoteKind | ContractKind, tuple[str, Tone]] = {
    EntryKind.QUOTE_ADDED: (N_("Quote drafted"), Tone.DIM),
    EntryKind.QUOTE_EDITED: (N_("Quote edited"), Tone.DIM),
    EntryKind.QUOTE_STATUS_SET: (N_("Quote changed"), Tone.NORMAL),
    EntryKind.QUOTE_DELETED: (N_("Quote deleted"), Tone.WARN),
    EntryKind.QUOTE_RESTORED: (N_("Quote restored"), Tone.DIM),
    EntryKind.CONTRACT_ADDED: (N_("Contract drafted"), Tone.DIM),
    EntryKind.CONTRACT_EDITED: (N_("Contract edited"), Tone.DIM),
    EntryKind.CONTRACT_STATUS_SET: (N_("Contract changed"), Tone.NORMAL),
    EntryKind.CONTRACT_DELETED: (N_("Contract deleted"), Tone.WARN),
    EntryKind.CONTRACT_RESTORED: (N_("Contract restored"), Tone.DIM),
}
_BY_STATUS: Mapping[tuple[EntryKind, str], tuple[str, Tone]] = {
    (_QUOTE_STATUS, QuoteStatus.SENT.value): (N_("Quote sent"), Tone.ACCENT),
    (_QUOTE_STATUS, QuoteStatus.ACCEPTED.value): (N_("Quote accepted"), Tone.GOOD),
    (_QUOTE_STATUS, QuoteStatus.REFUSED.value): (N_("Quote refused"), Tone.WARN),
    (_QUOTE_STATUS, QuoteStatus.VOID.value): (N_("Quote voided"), Tone.WARN),
    (_CONTRACT_STATUS, ContractStatus.SIGNED.value): (N_("Contract signed"), Tone.GOOD),
    (_CONTRACT_STATUS, ContractStatus.TERMINATED.value): (N_("Contract terminated"), Tone.WARN),
    (_CONTRACT_STATUS, ContractStatus.VOID.value): (N_("Contract voided"), Tone.WARN),
}
_ORDER_TITLES: Mapping[OrderKind, tuple[str, Tone]] = {
    EntryKind.ORDER_ADDED: (N_("Order drafted"), Tone.DIM),
    EntryKind.ORDER_EDITED: (N_("Order edited"), Tone.DIM),
    EntryKind.ORDER_STATUS_SET: (N_("Order changed"), Tone.NORMAL),
    EntryKind.ORDER_DELETED: (N_("Order deleted"), Tone.WARN),
    EntryKind.ORDER_RESTORED: (N_("Order restored"), Tone.DIM),
    EntryKind.ORDER_DELIVERED: (N_("Goods delivered"), Tone.GOOD),
    EntryKind.ORDER_RETURNED: (N_("Goods returned"), Tone.WARN),
}
_BY_ORDER_STATUS: Mapping[str, tuple[str, Tone]] = {
    OrderStatus.CONFIRMED.value: (N_("Order confirmed"), Tone.GOOD),
    OrderStatus.CLOSED.value: (N_("Order closed"), Tone.ACCENT),
    OrderStatus.VOID.value: (N_("Order voided"), Tone.WARN),
}


def shown_sale(kind: SaleKind, facts: Mapping[str, object]) -> ShownEntry:
    """Return an entry about a deal, quote, contract, order, expense or opportunity."""
    match kind:
        case EntryKind.DEAL_RECORDED | EntryKind.DEAL_VOIDED | EntryKind.DEAL_MARKED:
            return _deal(kind, facts)
        case (
            EntryKind.ORDER_ADDED
            | EntryKind.ORDER_EDITED
            | EntryKind.ORDER_STATUS_SET
            | EntryKind.ORDER_DELETED
            | EntryKind.ORDER_RESTORED
            | EntryKind.ORDER_DELIVERED
            | EntryKind.ORDER_RETURNED
        ):
            return _order(kind, facts)
        case (
            EntryKind.QUOTE_ADDED
            | EntryKind.QUOTE_EDITED
            | EntryKind.QUOTE_STATUS_SET
            | EntryKind.QUOTE_DELETED
            | EntryKind.QUOTE_RESTORED
            | EntryKind.CONTRACT_ADDED
            | EntryKind.CONTRACT_EDITED
            | EntryKind.CONTRACT_STATUS_SET
            | EntryKind.CONTRACT_DELETED
            | EntryKind.CONTRACT_RESTORED
        ):
            return _paper(kind, facts)
        case (
            EntryKind.EXPENSE_ADDED
            | EntryKind.EXPENSE_EDITED
            | EntryKind.EXPENSE_DELETED
            | EntryKind.EXPENSE_RESTORED
            | EntryKind.USAGE_ADDED
            | EntryKind.USAGE_EDITED
            | EntryKind.USAGE_DELETED
            | EntryKind.USAGE_RESTORED
            | EntryKind.PROJECT_EDITED
        ):
            return shown_cost(kind, facts)
        case (
            EntryKind.APPROVAL_ASKED
            | EntryKind.APPROVAL_ANSWERED
            | EntryKind.APPROVAL_WITHDRAWN
            | EntryKind.APPROVAL_USED
        ):
            return shown_approval(kind, facts)
        case _:
            is_money = kind in PAYMENT_KINDS
            return (shown_payment if is_money else shown_opportunity)(kind, facts)


def _order(kind: OrderKind, facts: Mapping[str, object]) -> ShownEntry:
    after = {**mapping(facts.get("before")), **mapping(facts.get("after"))}
    title, tone = _ORDER_TITLES[kind]
    if kind is EntryKind.ORDER_STATUS_SET:
        title, tone = _BY_ORDER_STATUS.get(str(after.get("status")), (title, tone))
    lines = [_named(after), _goods(after)]
    if reason := after.get("reason"):
        lines.append(name_in_sentence(str(reason)))
    if of_quote := after.get("of_quote"):
        lines.append(_("from {number}").format(number=of_quote))
    return ShownEntry(_ICON, _(title), tuple(filter(None, lines)), tone)


def _goods(after: Mapping[str, object]) -> str:
    milli, day = after.get("quantity_milli"), after.get("day")
    if not isinstance(milli, int):
        return ""
    said = name_in_sentence(str(after.get("line") or ""))
    when = date_of(day).isoformat() if isinstance(day, int) else ""
    many = quantity_words(milli, str(after.get("unit") or ""))
    return " · ".join(filter(None, (said, many, when)))


def _named(after: Mapping[str, object]) -> str:
    """Return what a quote, contract or order is called, and what it or its goods are worth."""
    minor = after.get("total_minor", after.get("amount_minor"))
    parts = [
        str(after.get("number") or ""),
        name_in_sentence(str(after.get("title") or "")),
        amount(minor, str(after.get("currency") or "CNY")) if isinstance(minor, int) else "",
    ]
    return " · ".join(filter(None, parts))


def _paper(kind: QuoteKind | ContractKind, facts: Mapping[str, object]) -> ShownEntry:
    after = {**mapping(facts.get("before")), **mapping(facts.get("after"))}
    title, tone = _TITLES[kind]
    title, tone = _BY_STATUS.get((kind, str(after.get("status"))), (title, tone))
    lines = [_named(after)]
    if kind in {_QUOTE_STATUS, _CONTRACT_STATUS} and (reason := after.get("reason")):
        lines.append(_("Reason: {reason}").format(reason=name_in_sentence(str(reason))))
    if version_of := after.get("version_of"):
        lines.append(_("new version of {number}").format(number=version_of))
    return ShownEntry(_ICON, _(title), tuple(filter(None, lines)), tone)


def _deal(kind: DealKind, facts: Mapping[str, object]) -> ShownEntry:
    after = mapping(facts.get("after"))
    reason = name_in_sentence(str(after.get("reason") or ""))
    said = (_("Reason: {reason}").format(reason=reason),) if reason else ()
    if kind is EntryKind.DEAL_MARKED:
        title = _("Set as won") if after.get("by_hand") else _("Set as not won")
        return ShownEntry("¥", title, said, Tone.ACCENT)
    minor, day = after.get("amount_minor"), after.get("day")
    parts = [
        amount(minor, str(after.get("currency") or "")) if isinstance(minor, int) else "",
        date_of(day).isoformat() if isinstance(day, int) else "",
        name_in_sentence(str(after.get("owner") or "")),
        name_in_sentence(str(after.get("note") or "")),
    ]
    what = " · ".join(filter(None, parts))
    if kind is EntryKind.DEAL_VOIDED:
        return ShownEntry("¥", _("Deal voided"), (what, *said), Tone.WARN)
    return ShownEntry("¥", _("Deal recorded"), (what,), Tone.GOOD)
