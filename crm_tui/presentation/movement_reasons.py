"""Why a lock, more days, a hand-over or a decision about a dispute is not possible."""

from __future__ import annotations

from typing import assert_never

from crm_tui.domain.days import NEVER, date_of
from crm_tui.domain.disputes import (
    AlreadyDisputed,
    DisputeNotOpen,
    NobodyToDispute,
    NotAboveSides,
    NotYourDispute,
    ShareOutOfRange,
)
from crm_tui.domain.extensions import (
    ExtensionAsked,
    ExtensionNotOpen,
    ExtensionTooLong,
    NothingToExtend,
)
from crm_tui.domain.handovers import (
    HandoverRefusal,
    NoLongerHeld,
    NoReceiver,
    NotAboveBoth,
    NothingToHandOver,
    OneReceiverOnly,
    ReceiverLeaves,
)
from crm_tui.domain.locks import LockDaysUsedUp, LockLimitReached, NotLocked
from crm_tui.i18n import _
from crm_tui.presentation.dates import weekday
from crm_tui.presentation.words import name_in_sentence, word

KeepingRefusal = (
    LockLimitReached
    | LockDaysUsedUp
    | NotLocked
    | NothingToExtend
    | ExtensionTooLong
    | ExtensionAsked
    | ExtensionNotOpen
)
DisputeRefusal = (
    AlreadyDisputed
    | DisputeNotOpen
    | NobodyToDispute
    | NotAboveSides
    | NotYourDispute
    | ShareOutOfRange
)


def keeping_refusal(reason: KeepingRefusal) -> str:
    """Return why a customer cannot be kept longer, with the number and the latest day."""
    match reason:
        case LockLimitReached():
            return _(
                "{person} has {locked} of {limit} customers of this pool locked, the most allowed;"
                " a manager can grant one more."
            ).format(
                person=name_in_sentence(reason.person), locked=reason.locked, limit=reason.limit
            )
        case LockDaysUsedUp(latest_day=None):
            return _(
                "“{customer}” was locked for {used} days already, of {limit} since it was taken"
                " over; a manager can grant more."
            ).format(
                customer=name_in_sentence(reason.customer),
                used=reason.used_days,
                limit=reason.limit_days,
            )
        case LockDaysUsedUp(latest_day=latest):
            return _(
                "“{customer}” can be locked for {limit} days since it was taken over, of which"
                " {used} are used: until {latest} at the latest; a manager can grant more."
            ).format(
                customer=name_in_sentence(reason.customer),
                used=reason.used_days,
                limit=reason.limit_days,
                latest=_day(latest or 0),
            )
        case NotLocked():
            return _("“{customer}” is not locked.").format(
                customer=name_in_sentence(reason.customer)
            )
        case NothingToExtend() | ExtensionTooLong() | ExtensionAsked() | ExtensionNotOpen():
            return _about_more_days(reason)
        case _:
            assert_never(reason)


def _about_more_days(
    reason: NothingToExtend | ExtensionTooLong | ExtensionAsked | ExtensionNotOpen,
) -> str:
    customer = name_in_sentence(reason.customer)
    match reason:
        case NothingToExtend() if reason.last_day >= NEVER:
            return _("Nothing takes “{customer}” back.").format(customer=customer)
        case NothingToExtend():
            return _(
                "“{customer}” is protected through {day} already; ask for a later day."
            ).format(customer=customer, day=_day(reason.last_day))
        case ExtensionTooLong():
            return _(
                "“{customer}” can be kept {limit} days longer at most: until {latest}."
            ).format(customer=customer, limit=reason.limit_days, latest=_day(reason.latest_day))
        case ExtensionAsked():
            return _(
                "For “{customer}” days until {day} were asked already and wait for a decision."
            ).format(customer=customer, day=_day(reason.until_day))
        case ExtensionNotOpen():
            return _(
                "The request for “{customer}” waits for nobody: it was decided, or the customer"
                " has changed hands."
            ).format(customer=customer)
        case _:
            assert_never(reason)


def handover_refusal(reason: HandoverRefusal) -> str:
    """Return why a hand-over cannot be made like this."""
    match reason:
        case NoReceiver():
            return _("Nobody is named who gets the customers ({way}).").format(way=word(reason.way))
        case OneReceiverOnly():
            return _("Everything goes to one person, but {count} are named.").format(
                count=reason.named
            )
        case ReceiverLeaves():
            return _("{person} cannot get their own customers.").format(
                person=name_in_sentence(reason.person)
            )
        case NothingToHandOver():
            return _("{person} holds no customer; there is nothing to hand over.").format(
                person=name_in_sentence(reason.person)
            )
        case NotAboveBoth():
            return _(
                "You do not stand above {person}; an administrator or somebody above you can."
            ).format(person=name_in_sentence(reason.person))
        case NoLongerHeld():
            return _("“{customer}” went another way meanwhile.").format(
                customer=name_in_sentence(reason.customer)
            )
        case _:
            assert_never(reason)


def dispute_refusal(reason: DisputeRefusal) -> str:
    """Return why a dispute cannot be filed, withdrawn, weighed or decided like this."""
    match reason:
        case AlreadyDisputed():
            return _("Dispute {number} about this customer is open already.").format(
                number=reason.dispute_id
            )
        case DisputeNotOpen():
            return _("Dispute {number} is closed: {status}.").format(
                number=reason.dispute_id, status=word(reason.status)
            )
        case NobodyToDispute():
            return _(
                "Nobody stands on the other side: “{customer}” is in the pool, or the other side"
                " is not named."
            ).format(customer=name_in_sentence(reason.customer))
        case NotAboveSides():
            return _(
                "Dispute {number} is decided by somebody who stands above both sides, or an"
                " administrator."
            ).format(number=reason.dispute_id)
        case NotYourDispute():
            return _("Dispute {number} was filed by {person}; only they withdraw it.").format(
                number=reason.dispute_id, person=name_in_sentence(reason.filed_by)
            )
        case ShareOutOfRange():
            return _("A shared customer needs the filer's share, 1 to 99 percent; no other does.")
        case _:
            assert_never(reason)


def _day(day: int) -> str:
    return f"{date_of(day).isoformat()} {weekday(day)}"
