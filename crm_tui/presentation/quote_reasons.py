"""Why something cannot be done with a quote, in sentences."""

from __future__ import annotations

from typing import assert_never

from crm_tui.domain.quotes.rules import (
    QuoteExpired,
    QuoteHasNoLines,
    QuoteInForce,
    QuoteNotDraft,
    QuoteNotSent,
    QuoteOwnerNotYours,
    QuoteRefusal,
    QuoteSettled,
    QuoteSuperseded,
    QuoteVersionOpen,
)
from crm_tui.i18n import _
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.words import name_in_sentence


def quote_refusal(reason: QuoteRefusal) -> str:
    """Return why it is refused, and what to do instead."""
    match reason:
        case QuoteOwnerNotYours():
            return _("Only who stands above {person} puts quotes and orders in their name.").format(
                person=name_in_sentence(reason.person)
            )
        case QuoteExpired():
            return _("{number} was valid until {day}; make a new version of it.").format(
                number=reason.number, day=iso_day(reason.valid_until_day)
            )
        case QuoteSuperseded():
            return _("{number} was replaced by {by}; that one can be accepted.").format(
                number=reason.number, by=reason.by
            )
        case (
            QuoteNotDraft()
            | QuoteHasNoLines()
            | QuoteNotSent()
            | QuoteSettled()
            | QuoteVersionOpen()
            | QuoteInForce()
        ):
            return _plain(reason).format(number=reason.number)
        case _:
            assert_never(reason)


def _plain(
    reason: (
        QuoteNotDraft
        | QuoteHasNoLines
        | QuoteNotSent
        | QuoteSettled
        | QuoteVersionOpen
        | QuoteInForce
    ),
) -> str:
    match reason:
        case QuoteNotDraft():
            return _("{number} was sent and stays as it is; make a new version of it.")
        case QuoteHasNoLines():
            return _("{number} has no lines yet; add what is quoted first.")
        case QuoteNotSent():
            return _("{number} is not with the customer: it was not sent, or is settled already.")
        case QuoteSettled():
            return _("{number} was accepted; no other version can be settled on.")
        case QuoteVersionOpen():
            return _("{number} is a new version already; change that draft.")
        case QuoteInForce():
            return _("{number} is with the customer; call it void before it is deleted.")
        case _:
            assert_never(reason)
