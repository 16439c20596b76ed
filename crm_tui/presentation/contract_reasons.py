"""Why something cannot be done with a contract, in sentences."""

from __future__ import annotations

from typing import assert_never

from crm_tui.domain.contracts.rules import (
    ContractEnded,
    ContractNotDraft,
    ContractNotSigned,
    ContractOrderNotConfirmed,
    ContractOrderOfOthers,
    ContractOwnerNotYours,
    ContractQuoteNotOut,
    ContractQuoteOfOthers,
    ContractRefusal,
    ContractStands,
    OrderContracted,
)
from crm_tui.i18n import _
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.words import name_in_sentence


def contract_refusal(reason: ContractRefusal) -> str:
    """Return why it is refused, and what to do instead."""
    match reason:
        case ContractOwnerNotYours():
            return _("Only who stands above {person} makes a contract theirs.").format(
                person=name_in_sentence(reason.person)
            )
        case ContractEnded():
            return _("{number} ended on {day}; there is nothing left to terminate.").format(
                number=reason.number, day=iso_day(reason.end_day)
            )
        case OrderContracted():
            return _("{number} has a contract already: {by}.").format(
                number=reason.number, by=reason.by
            )
        case _:
            return _plain(reason).format(number=reason.number)


def _plain(
    reason: (
        ContractNotDraft
        | ContractNotSigned
        | ContractStands
        | ContractQuoteNotOut
        | ContractQuoteOfOthers
        | ContractOrderNotConfirmed
        | ContractOrderOfOthers
    ),
) -> str:
    match reason:
        case ContractNotDraft():
            return _(
                "{number} was signed: only its note and owner change. "
                "Terminate it, or call it void and draft another."
            )
        case ContractNotSigned():
            return _("{number} is not signed, or was taken back already.")
        case ContractStands():
            return _("{number} was signed; call it void before it is deleted.")
        case ContractQuoteNotOut():
            return _("{number} is not with the customer; a contract follows from a sent quote.")
        case ContractOrderNotConfirmed():
            return _("{number} is not confirmed; a contract is made from a confirmed order.")
        case ContractQuoteOfOthers() | ContractOrderOfOthers():
            return _("{number} was made for another customer.")
        case _:
            assert_never(reason)
