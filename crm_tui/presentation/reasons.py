"""Why something of the pool is not possible, in sentences with the number and the day."""

from __future__ import annotations

from typing import assert_never

from crm_tui.domain.customers import Standing
from crm_tui.domain.days import date_of
from crm_tui.domain.pools import (
    AlreadyInPool,
    AlreadyYours,
    CoolingOff,
    DailyLimitReached,
    DefaultPool,
    GivenByHand,
    HeldByYourself,
    HoldingLimitReached,
    LimitKind,
    LimitLevel,
    NobodyInTurn,
    NobodySuits,
    NotAMember,
    NotOwned,
    NotPoolAdmin,
    NotYours,
    NotYourStaff,
    OwnedByAnother,
    PeriodEnd,
    PoolClosed,
    PoolNotOpenYet,
    PoolRefusal,
    ReservedForFinder,
    SetAside,
    TransferNotAllowed,
)
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.dates import weekday
from crm_tui.presentation.words import name_in_sentence

Refusal = PoolRefusal
_AboutHolder = OwnedByAnother | AlreadyYours | NotOwned | NotYours | ReservedForFinder
_AboutPerson = NotYourStaff | TransferNotAllowed | NobodyInTurn | NobodySuits | GivenByHand
_AboutPool = (
    NotAMember
    | PoolClosed
    | PoolNotOpenYet
    | NotPoolAdmin
    | AlreadyInPool
    | HeldByYourself
    | DefaultPool
)


def refusal(reason: Refusal) -> str:
    """Return why it is refused: the rule, its number, and when it is possible again."""
    match reason:
        case OwnedByAnother() | AlreadyYours() | NotOwned() | NotYours() | ReservedForFinder():
            return _about_the_holder(reason)
        case SetAside():
            return _set_aside(reason)
        case NotYourStaff() | TransferNotAllowed() | NobodyInTurn() | NobodySuits() | GivenByHand():
            return _about_a_person(reason)
        case HoldingLimitReached() | DailyLimitReached() | CoolingOff():
            return _about_a_limit(reason)
        case _:
            return _about_the_pool(reason)


def _about_the_holder(reason: _AboutHolder) -> str:
    customer = name_in_sentence(reason.customer)
    match reason:
        case OwnedByAnother():
            return _("{owner} holds “{customer}”; only customers in the pool can be had.").format(
                owner=name_in_sentence(reason.owner), customer=customer
            )
        case AlreadyYours():
            return _("“{customer}” is held by this person already.").format(customer=customer)
        case NotOwned():
            return _("“{customer}” is in the pool already.").format(customer=customer)
        case NotYours():
            return _not_yours(reason)
        case ReservedForFinder():
            return _(
                "“{customer}” is kept for the one who found it until {day}; free from {again} on."
            ).format(
                customer=customer,
                day=_day(reason.until_day),
                again=_day(reason.until_day + 1),
            )
        case _:
            assert_never(reason)


def _not_yours(reason: NotYours) -> str:
    if reason.is_pooled:
        words = _("“{customer}” is in the pool; claim it first.")
    elif not reason.owner:
        words = _("You may not do this with “{customer}”; only the one who holds it may.")
    else:
        words = _(
            "You may not do this with “{customer}”; the manager of {person}, the pool's admin"
            " or an administrator may."
        )
    return words.format(
        customer=name_in_sentence(reason.customer), person=name_in_sentence(reason.owner)
    )


def _set_aside(reason: SetAside) -> str:
    match reason.standing:
        case Standing.INVALID:
            sentence = _("“{customer}” was marked as invalid; a manager can restore it.")
        case Standing.BLACKLISTED:
            sentence = _("“{customer}” is on the blacklist; a manager can restore it.")
        case Standing.DELETED | Standing.NORMAL:
            sentence = _("“{customer}” is deleted; a manager can restore it.")
        case _:
            assert_never(reason.standing)
    return sentence.format(customer=name_in_sentence(reason.customer))


def _about_a_person(reason: _AboutPerson) -> str:
    match reason:
        case NotYourStaff():
            return _(
                "{person} is not one of your staff; their manager, the pool's admin or an"
                " administrator may give to them."
            ).format(person=name_in_sentence(reason.person))
        case TransferNotAllowed():
            return _(
                "The office does not let owners pass customers on; your manager can pass on"
                " “{customer}”."
            ).format(customer=name_in_sentence(reason.customer))
        case GivenByHand():
            return _(
                "The pool “{pool}” gives its customers out by hand; say to whom “{customer}” goes."
            ).format(pool=name_in_sentence(reason.pool), customer=name_in_sentence(reason.customer))
        case NobodyInTurn():
            sentence = ngettext(
                "Of {count} person nobody is present and may have “{customer}” of the pool"
                " “{pool}” now; limits, leave and cool-off decide.",
                "Of {count} people nobody is present and may have “{customer}” of the pool"
                " “{pool}” now; limits, leave and cool-off decide.",
                reason.asked,
            )
        case NobodySuits():
            sentence = ngettext(
                "Of {count} person nobody suits “{customer}” of the pool “{pool}” by region,"
                " industry and products and may have it now.",
                "Of {count} people nobody suits “{customer}” of the pool “{pool}” by region,"
                " industry and products and may have it now.",
                reason.asked,
            )
        case _:
            assert_never(reason)
    return sentence.format(
        count=reason.asked,
        customer=name_in_sentence(reason.customer),
        pool=name_in_sentence(reason.pool),
    )


def _about_the_pool(reason: _AboutPool) -> str:
    match reason:
        case PoolNotOpenYet():
            return _(
                "“{customer}” came into the pool lately; open for claims from {day} on."
            ).format(customer=name_in_sentence(reason.customer), day=_opening(reason))
        case HeldByYourself():
            return _("You hold “{customer}” yourself; an administrator has to move it.").format(
                customer=name_in_sentence(reason.customer)
            )
        case AlreadyInPool():
            return _("“{customer}” belongs to the pool “{pool}” already.").format(
                customer=name_in_sentence(reason.customer), pool=name_in_sentence(reason.pool)
            )
        case NotAMember():
            return _(
                "{person} does not belong to the pool “{pool}”; its admin can change that."
            ).format(person=name_in_sentence(reason.person), pool=name_in_sentence(reason.pool))
        case PoolClosed():
            sentence = _("The pool “{pool}” is switched off; an administrator can open it.")
        case NotPoolAdmin():
            sentence = _("Only an admin of the pool “{pool}” or of the office may do this.")
        case DefaultPool():
            sentence = _(
                "“{pool}” is the default pool, which takes what no other does; it stays, and stays"
                " open, until another is made the default."
            )
        case _:
            assert_never(reason)
    return sentence.format(pool=name_in_sentence(reason.pool))


def _opening(reason: PoolNotOpenYet) -> str:
    return f"{_day(reason.opens_at.toordinal())} {reason.opens_at:%H:%M}"


def _about_a_limit(reason: HoldingLimitReached | DailyLimitReached | CoolingOff) -> str:
    match reason:
        case HoldingLimitReached():
            return f"{_holding_limit(reason)} {_whose_limit(reason.level)}"
        case DailyLimitReached():
            return _(
                "Today's claims from the pool “{pool}” are used up ({claimed} of {limit});"
                " possible again on {day}."
            ).format(
                pool=name_in_sentence(reason.pool),
                claimed=reason.claimed,
                limit=reason.limit,
                day=_day(reason.again_day),
            )
        case CoolingOff():
            return _cooling_off(reason)
        case _:
            assert_never(reason)


def _holding_limit(reason: HoldingLimitReached) -> str:
    match reason.kind, reason.pool:
        case LimitKind.GENERAL, None:
            sentence = _(
                "{person} holds {held} of {limit} customers, the most allowed;"
                " possible again once one is returned."
            )
        case LimitKind.GENERAL, _:
            sentence = _(
                "{person} holds {held} of {limit} customers of the pool “{pool}”, the most"
                " allowed; possible again once one is returned."
            )
        case LimitKind.SELF_FOUND, None:
            sentence = _(
                "{person} holds {held} of {limit} customers they found themselves, the most"
                " allowed; possible again once one is returned."
            )
        case LimitKind.SELF_FOUND, _:
            sentence = _(
                "{person} holds {held} of {limit} customers of the pool “{pool}” that they found"
                " themselves, the most allowed; possible again once one is returned."
            )
        case _:
            assert_never(reason.kind)
    return sentence.format(
        person=name_in_sentence(reason.person),
        held=reason.held,
        limit=reason.limit,
        pool=name_in_sentence(reason.pool or ""),
    )


def _whose_limit(level: LimitLevel) -> str:
    match level:
        case LimitLevel.OFFICE:
            return _("The limit is the office's.")
        case LimitLevel.DEPARTMENT:
            return _("The limit is their department's.")
        case LimitLevel.ROLE:
            return _("The limit is that of their role.")
        case LimitLevel.USER:
            return _("The limit was set for them alone.")
        case _:
            assert_never(level)


def _cooling_off(reason: CoolingOff) -> str:
    match reason.how_ended:
        case PeriodEnd.RECLAIMED:
            sentence = _(
                "The rules took “{customer}” from {person} lately; possible again on {day}."
            )
        case PeriodEnd.DELETED:
            sentence = _("{person} deleted “{customer}” lately and can have it again on {day}.")
        case PeriodEnd.INVALID | PeriodEnd.BLACKLISTED:
            sentence = _(
                "“{customer}” was set aside while {person} held it; possible again on {day}."
            )
        case PeriodEnd.UNDONE:
            sentence = _("{person} gave “{customer}” up by an undo and can have it again on {day}.")
        case (
            PeriodEnd.RETURNED
            | PeriodEnd.TRANSFERRED
            | PeriodEnd.HANDED_OVER
            | PeriodEnd.DISPUTED
            | PeriodEnd.MERGED
        ):
            sentence = _("{person} returned “{customer}” lately and can have it again on {day}.")
        case _:
            assert_never(reason.how_ended)
    return sentence.format(
        person=name_in_sentence(reason.person),
        customer=name_in_sentence(reason.customer),
        day=_day(reason.again_day),
    )


def kept_sentence(number: int) -> str:
    """Say how many customers of a held sweep were let stay."""
    if not number:
        return _("No sweep waits for you.")
    return ngettext(
        "{count} customer stays for now, as long as the pool warns ahead.",
        "{count} customers stay for now, as long as the pool warns ahead.",
        number,
    ).format(count=number)


def _day(day: int) -> str:
    return f"{date_of(day).isoformat()} {weekday(day)}"
