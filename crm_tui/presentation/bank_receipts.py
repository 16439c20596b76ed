"""What came into the bank in words: how far it is, for whom, why not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import Enum
from typing import assert_never

from crm_tui.domain.payments.bank_receipts import (
    AsideKind,
    BankReceipt,
    BankReceiptRefusal,
    BankReceiptRow,
    BankReceiptStatus,
    ClaimOfAnother,
    ClaimPartRow,
    ConfirmedRefunded,
    NotClaimed,
    NotDecided,
    NotToBeClaimed,
    PartsDiffer,
    Proposal,
    ProposalReason,
)
from crm_tui.i18n import N_, _
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.money import amount
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.words import field_label, name_in_sentence

_WORDS: Mapping[Enum, str] = {
    BankReceiptStatus.OPEN: N_("to be claimed"),
    BankReceiptStatus.CLAIMED: N_("to be confirmed"),
    BankReceiptStatus.CONFIRMED: N_("confirmed"),
    BankReceiptStatus.ASIDE: N_("not ours"),
    AsideKind.RETURNED: N_("sent back"),
    AsideKind.OTHER_INCOME: N_("other income"),
    ProposalReason.NAME: N_("of this name"),
    ProposalReason.PAID_BEFORE: N_("paid for before"),
    ProposalReason.FORMER_NAME: N_("of this name before"),
    ProposalReason.CORE_NAME: N_("of a like name"),
}
_TONES = {
    BankReceiptStatus.OPEN: Tone.WARN,
    BankReceiptStatus.CLAIMED: Tone.ACCENT,
    BankReceiptStatus.CONFIRMED: Tone.GOOD,
    BankReceiptStatus.ASIDE: Tone.DIM,
}


def bank_word(value: BankReceiptStatus | AsideKind | ProposalReason) -> str:
    """Return the word for a status, a reason to set aside, or a reason to propose somebody."""
    return _(_WORDS[value])


def status_tone(row: BankReceiptRow) -> Tone:
    """Return how something that came is coloured."""
    return _TONES[row.status]


def status_words(row: BankReceiptRow) -> str:
    """Return how far something that came is; of what is not ours also what it is."""
    said = [bank_word(row.status)]
    if row.aside_kind is not None:
        said.append(bank_word(row.aside_kind))
    return " · ".join(said)


def whose_words(row: BankReceiptRow) -> str:
    """Return for whom something is claimed and by whom; while it is not, who may be meant."""
    if row.proposal is not None:
        return _("{customer}?").format(customer=name_in_sentence(row.proposal.customer))
    customers = name_in_sentence(row.customers)
    return " · ".join(filter(None, (customers, name_in_sentence(row.claimant))))


def received_words(row: BankReceiptRow) -> str:
    """Return how much came."""
    return amount(row.fields.amount_minor, row.fields.currency)


def payer_words(row: BankReceiptRow) -> str:
    """Return who paid, as a sentence may name them."""
    return name_in_sentence(row.fields.payer) or _("somebody")


def proposal_words(proposal: Proposal) -> str:
    """Return who may have been paid for, and why one thinks so."""
    customer, owner = name_in_sentence(proposal.customer), name_in_sentence(proposal.owner)
    return " · ".join(filter(None, (customer, bank_word(proposal.why), owner)))


def part_words(part: ClaimPartRow, currency: str) -> str:
    """Return for whom a part is claimed, and what it settles."""
    plan_id = part.part.target.plan_id
    plan = "" if plan_id is None else _("planned line {id}").format(id=plan_id)
    customer = name_in_sentence(part.customer) or _("a customer you do not see")
    said = (customer, part.number, plan, amount(part.part.amount_minor, currency))
    return " · ".join(filter(None, said))


def receipt_facts(row: BankReceiptRow) -> list[tuple[str, str]]:
    """Return (label, text) for what the bank says, and what became of it."""
    fields = row.fields
    said = [
        (_("Status"), status_words(row)),
        (field_label("amount"), received_words(row)),
        (field_label("payment_day"), iso_day(fields.day) or ""),
        (field_label("payer"), name_in_sentence(fields.payer)),
        (field_label("payer_account"), fields.account),
        (field_label("summary"), name_in_sentence(fields.summary)),
        (field_label("serial"), fields.serial),
        (field_label("claimant_id"), name_in_sentence(row.claimant)),
        (field_label("decided_by_id"), name_in_sentence(row.decided_by)),
        (field_label("reason"), name_in_sentence(row.reason)),
    ]
    return [(label, text) for label, text in said if text]


def receipt_lines(found: BankReceipt) -> Iterator[str]:
    """Yield for whom something is claimed, what it became, and who may be meant."""
    for part in found.parts:
        yield part_words(part, found.row.fields.currency)
    for _payment_id, number in found.payments:
        yield _("receipt {number}").format(number=number)
    for proposal in found.proposals:
        yield proposal_words(proposal)


def bank_receipt_refusal(reason: BankReceiptRefusal) -> str:
    """Return why it is refused, and what to do instead."""
    payer = name_in_sentence(reason.payer) or _("somebody")
    match reason:
        case NotToBeClaimed():
            said = _("What {payer} paid is {status}; finance can open it again.")
            return said.format(payer=payer, status=bank_word(reason.status))
        case NotClaimed():
            said = _("Nobody claims now what {payer} paid: it is {status}.")
            return said.format(payer=payer, status=bank_word(reason.status))
        case ClaimOfAnother():
            said = _("{person} claims what {payer} paid; refuse or withdraw that claim first.")
            return said.format(payer=payer, person=name_in_sentence(reason.person))
        case PartsDiffer():
            return _("The parts come to {parts}; {payer} paid {amount}.").format(
                parts=amount(reason.parts_minor, reason.currency),
                payer=payer,
                amount=amount(reason.amount_minor, reason.currency),
            )
        case NotDecided():
            return _("What {payer} paid is not settled yet.").format(payer=payer)
        case ConfirmedRefunded():
            said = _("Something of {number} was given back; delete that refund first.")
            return said.format(number=name_in_sentence(reason.number))
        case _:
            assert_never(reason)
