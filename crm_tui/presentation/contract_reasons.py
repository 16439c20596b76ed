"""Why something cannot be done with a contract, in sentences."""

from __future__ import annotations

from typing import assert_never

from crm_tui.domain.contracts.rules import (
    ContractEnded,
    ContractNotDraft,
    ContractNotSigned,
    ContractOwnerNotYours,
    ContractQuoteNotOut,
    ContractQuoteOfOthers,
    ContractRefusal,
    ContractStands,
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
        case ContractNotDraft():
            said = _(
                "{number} was signed: only its note and owner change. "
                "Terminate it, or call it void and draft another."
            )
        case ContractNotSigned():
            said = _("{number} is not signed, or was taken back already.")
        case ContractStands():
            said = _("{number} was signed; call it void before it is deleted.")
        case ContractQuoteNotOut():
            said = _("{number} is not with the customer; a contract follows from a sent quote.")
        case ContractQuoteOfOthers():
            said = _("{number} was made for another customer.")
        case _:
            assert_never(reason)
    return said.format(number=reason.number)
