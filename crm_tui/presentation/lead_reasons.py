"""Why something cannot be done with a lead, and who is known already, in sentences."""

from __future__ import annotations

from typing import assert_never

from crm_tui.domain.leads.records import LeadDuplicates, LeadTwin
from crm_tui.domain.leads.refusals import (
    LeadIsCustomer,
    LeadIsDeleted,
    LeadIsDiscarded,
    LeadLimitReached,
    LeadNotDiscarded,
    LeadNotYours,
    LeadReceiverNotStaff,
    LeadRefusal,
    LeadsNotClaimed,
    LeadTaken,
    NobodyForLead,
    NoLeadRoute,
)
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.duplicates import duplicate, match_kind_word
from crm_tui.presentation.words import name_in_sentence, word

_AboutState = LeadIsCustomer | LeadIsDiscarded | LeadNotDiscarded | LeadIsDeleted
_AboutTurn = NoLeadRoute | NobodyForLead


def lead_refusal(reason: LeadRefusal) -> str:
    """Return why it is refused, and what is possible instead."""
    match reason:
        case LeadIsCustomer() | LeadIsDiscarded() | LeadNotDiscarded() | LeadIsDeleted():
            return _about_its_state(reason)
        case NoLeadRoute() | NobodyForLead():
            return _about_turns(reason)
        case LeadLimitReached():
            return _("{person} holds {held} open leads; more than {limit} nobody is given.").format(
                person=name_in_sentence(reason.person), held=reason.held, limit=reason.limit
            )
        case LeadReceiverNotStaff():
            return _(
                "{person} is not one of your staff; their manager or an administrator may give"
                " them leads."
            ).format(person=name_in_sentence(reason.person))
        case _:
            return _about_the_holder(reason)


def _about_its_state(reason: _AboutState) -> str:
    lead = name_in_sentence(reason.lead)
    match reason:
        case LeadIsCustomer():
            return _("The lead “{lead}” became a customer; go on there.").format(lead=lead)
        case LeadIsDiscarded():
            return _("The lead “{lead}” was discarded ({reason}); restore it first.").format(
                lead=lead, reason=name_in_sentence(reason.reason)
            )
        case LeadNotDiscarded():
            return _("The lead “{lead}” is neither discarded nor deleted.").format(lead=lead)
        case LeadIsDeleted():
            return _("The lead “{lead}” was deleted; restore it first.").format(lead=lead)
        case _:
            assert_never(reason)


def _about_turns(reason: _AboutTurn) -> str:
    lead = name_in_sentence(reason.lead)
    match reason:
        case NoLeadRoute():
            return _(
                "No route fits the lead “{lead}”; give it by hand, or crm lead route adds one."
            ).format(lead=lead)
        case NobodyForLead():
            return ngettext(
                "Of {count} person on its route nobody is present and has room for the lead"
                " “{lead}”.",
                "Of {count} people on its route nobody is present and has room for the lead"
                " “{lead}”.",
                reason.asked,
            ).format(count=reason.asked, lead=lead)
        case _:
            assert_never(reason)


def _about_the_holder(reason: LeadNotYours | LeadTaken | LeadsNotClaimed) -> str:
    lead = name_in_sentence(reason.lead)
    match reason:
        case LeadNotYours(owner=""):
            return _("Nobody holds the lead “{lead}”; claim it first.").format(lead=lead)
        case LeadNotYours():
            return _(
                "{owner} holds the lead “{lead}”; only they and those above them change it."
            ).format(owner=name_in_sentence(reason.owner), lead=lead)
        case LeadTaken():
            return _("{owner} holds the lead “{lead}” already.").format(
                owner=name_in_sentence(reason.owner), lead=lead
            )
        case LeadsNotClaimed():
            return _(
                "The office gives its leads out; ask your manager for the lead “{lead}”."
            ).format(lead=lead)
        case _:
            assert_never(reason)


def alike_sentences(found: LeadDuplicates) -> list[str]:
    """Return who is known already under a key of a lead, the customers first."""
    return [*map(duplicate, found.customers), *map(_twin, found.leads)]


def _twin(twin: LeadTwin) -> str:
    same = match_kind_word(twin.kind)
    if not twin.called:
        return _("A lead of somebody else is the same in {what} ({key}).").format(
            what=same, key=name_in_sentence(twin.key)
        )
    if not twin.owner:
        return _("The lead “{lead}” ({stage}) is the same in {what}; nobody holds it.").format(
            lead=name_in_sentence(twin.called), stage=word(twin.stage), what=same
        )
    return _("The lead “{lead}” ({stage}) is the same in {what}; {owner} holds it.").format(
        lead=name_in_sentence(twin.called),
        stage=word(twin.stage),
        what=same,
        owner=name_in_sentence(twin.owner),
    )
