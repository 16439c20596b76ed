"""Why a team, a deal, a follow-up or hidden contact details are not to be had so, in sentences."""

from __future__ import annotations

from typing import assert_never

from crm_tui.domain.attachments import AttachmentRefusal, FileNotYours, FilesHidden
from crm_tui.domain.customer_types import LostAlready, NotLost, TypeRefusal
from crm_tui.domain.days import date_of
from crm_tui.domain.deals import DealNotYours, DealRefusal, DealVoid, MarkNotYours
from crm_tui.domain.follow_ups import (
    AfterRecorded,
    BeforeAllowed,
    CommentFromAbove,
    FollowUpNotYours,
    FollowUpRefusal,
    FollowUpSettled,
)
from crm_tui.domain.level_reviews import ProposalDecided, ProposalNotYours, ProposalRefusal
from crm_tui.domain.masking import NothingHidden, RevealLimitReached, RevealRefusal, ToldEnough
from crm_tui.domain.standings import HasDeals, HasPapers, NotDeleted, NotSetAside, PurgeRefusal
from crm_tui.domain.targets import TargetNotYours
from crm_tui.domain.teams import (
    AlreadyInTeam,
    NotInTeam,
    NotYourTeam,
    OwnerNeedsNoSeat,
    ReadsOnly,
    TeamRefusal,
)
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.attachments import attachment_refusal
from crm_tui.presentation.dates import weekday
from crm_tui.presentation.words import name_in_sentence

RecordRefusal = (
    TeamRefusal
    | DealRefusal
    | FollowUpRefusal
    | RevealRefusal
    | ToldEnough
    | AttachmentRefusal
    | TypeRefusal
    | ProposalRefusal
    | NotSetAside
    | PurgeRefusal
    | TargetNotYours
)


def record_refusal(reason: RecordRefusal) -> str:
    """Return why it is refused: who may, which number, until or from when."""
    match reason:
        case (
            NotYourTeam()
            | OwnerNeedsNoSeat()
            | AlreadyInTeam()
            | NotInTeam()
            | ReadsOnly()
            | TargetNotYours()
        ):
            return _about_people(reason)
        case DealVoid() | DealNotYours() | MarkNotYours() | NotDeleted() | HasDeals() | HasPapers():
            return _about_deals(reason)
        case (
            FollowUpNotYours()
            | FollowUpSettled()
            | AfterRecorded()
            | BeforeAllowed()
            | CommentFromAbove()
        ):
            return _about_a_follow_up(reason)
        case FileNotYours() | FilesHidden():
            return attachment_refusal(reason)
        case RevealLimitReached() | NothingHidden() | ToldEnough():
            return _about_a_number(reason)
        case LostAlready() | NotLost() | ProposalDecided() | ProposalNotYours() | NotSetAside():
            return _about_a_status(reason)
        case _:
            assert_never(reason)


def _about_deals(reason: DealRefusal | PurgeRefusal) -> str:
    if isinstance(reason, NotDeleted | HasDeals | HasPapers):
        return _about_a_purge(reason)
    return _about_a_deal(reason)


def _about_a_purge(reason: PurgeRefusal) -> str:
    customer = name_in_sentence(reason.customer)
    match reason:
        case NotDeleted():
            return _("“{customer}” was not deleted; delete it first.").format(customer=customer)
        case HasDeals():
            return ngettext(
                "“{customer}” has {count} deal, which stays on record; void it first.",
                "“{customer}” has {count} deals, which stay on record; void them first.",
                reason.deals,
            ).format(customer=customer, count=reason.deals)
        case HasPapers():
            return ngettext(
                "“{customer}” has {count} order, contract, receipt or invoice that counts;"
                " restore it, and void or delete that first.",
                "“{customer}” has {count} orders, contracts, receipts or invoices that count;"
                " restore it, and void or delete those first.",
                reason.papers,
            ).format(customer=customer, count=reason.papers)


def _about_a_status(reason: TypeRefusal | ProposalRefusal | NotSetAside) -> str:
    customer = name_in_sentence(reason.customer)
    match reason:
        case LostAlready():
            return _("“{customer}” is lost already.").format(customer=customer)
        case ProposalDecided():
            return _("On the level of “{customer}” somebody decided already.").format(
                customer=customer
            )
        case ProposalNotYours():
            return _(
                "Only who stands above its owner decides on the level of “{customer}”."
            ).format(customer=customer)
        case NotLost():
            return _("“{customer}” is not lost.").format(customer=customer)
        case NotSetAside():
            return _("“{customer}” is neither deleted nor set aside.").format(customer=customer)
        case _:
            assert_never(reason)


def _about_people(reason: TeamRefusal | TargetNotYours) -> str:
    if isinstance(reason, TargetNotYours):
        return _("Targets of {person} are set by somebody above them or an administrator.").format(
            person=name_in_sentence(reason.person)
        )
    return _about_a_team(reason)


def _about_a_team(reason: TeamRefusal) -> str:
    customer = name_in_sentence(reason.customer)
    match reason:
        case NotYourTeam(owner=""):
            return _(
                "Only the pool's admin and an administrator put the team of “{customer}” together."
            ).format(customer=customer)
        case NotYourTeam():
            return _(
                "Only {owner}, their manager and an administrator put the team of “{customer}”"
                " together."
            ).format(owner=name_in_sentence(reason.owner), customer=customer)
        case OwnerNeedsNoSeat():
            return _("{owner} holds “{customer}” and needs no place in its team.").format(
                owner=name_in_sentence(reason.owner), customer=customer
            )
        case AlreadyInTeam():
            return _("{person} is in the team of “{customer}” already; change that place.").format(
                person=name_in_sentence(reason.person), customer=customer
            )
        case NotInTeam():
            return _("{person} is not in the team of “{customer}”.").format(
                person=name_in_sentence(reason.person), customer=customer
            )
        case ReadsOnly():
            return _(
                "Your place in the team of “{customer}” lets you read only; whoever holds it can"
                " change that."
            ).format(customer=customer)
        case _:
            assert_never(reason)


def _about_a_deal(reason: DealRefusal) -> str:
    match reason:
        case DealVoid():
            return _("Deal {number} was voided on {day} already.").format(
                number=reason.deal_id, day=_day(reason.day)
            )
        case DealNotYours():
            return _(
                "This deal is to the credit of {person}; their manager or an administrator may."
            ).format(person=name_in_sentence(reason.person))
        case MarkNotYours():
            return _(
                "Whether “{customer}” is won follows from its deals; only a manager of who holds"
                " it and an administrator say so by hand."
            ).format(customer=name_in_sentence(reason.customer))
        case _:
            assert_never(reason)


def _about_a_follow_up(reason: FollowUpRefusal) -> str:
    match reason:
        case FollowUpNotYours():
            return _(
                "{author} wrote this follow-up; their manager or an administrator may."
            ).format(author=name_in_sentence(reason.author))
        case FollowUpSettled():
            return _(
                "{author} could change this follow-up until {day}; now their manager or an"
                " administrator may."
            ).format(author=name_in_sentence(reason.author), day=_day(reason.until_day))
        case CommentFromAbove():
            return _("Only who stands above {author} comments on this follow-up.").format(
                author=name_in_sentence(reason.author)
            )
        case AfterRecorded():
            return _("A follow-up cannot have happened after it was written down; write a new one.")
        case BeforeAllowed():
            return ngettext(
                "So far back it would have been entered more than {count} working day late.",
                "So far back it would have been entered more than {count} working days late.",
                reason.working_days,
            ).format(count=reason.working_days)
        case _:
            assert_never(reason)


def _about_a_number(reason: RevealRefusal | ToldEnough) -> str:
    match reason:
        case ToldEnough():
            return ngettext(
                "You were told of {count} customer of others within an hour; of more from {time}"
                " on.",
                "You were told of {count} customers of others within an hour; of more from {time}"
                " on.",
                reason.limit,
            ).format(count=reason.limit, time=reason.again_at.strftime("%H:%M"))
        case RevealLimitReached():
            return _(
                "Today's looks at hidden numbers of the pool “{pool}” are used up ({revealed} of"
                " {limit}); possible again on {day}."
            ).format(
                pool=name_in_sentence(reason.pool),
                revealed=reason.revealed,
                limit=reason.limit,
                day=_day(reason.again_day),
            )
        case NothingHidden():
            return _("Nothing of “{customer}” is hidden from you.").format(
                customer=name_in_sentence(reason.customer)
            )
        case _:
            assert_never(reason)


def _day(day: int) -> str:
    return f"{date_of(day).isoformat()} {weekday(day)}"
