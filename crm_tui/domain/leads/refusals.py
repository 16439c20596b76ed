"""What may be done with a lead, and the reason where it may not."""

from __future__ import annotations

from crm_tui.domain.identifiers import UserId
from crm_tui.domain.leads.records import LeadRow
from crm_tui.domain.leads.routing import is_full
from crm_tui.domain.leads.values import LeadStage
from crm_tui.domain.users import Permission, Person
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class LeadNotYours:
    """Only who holds the lead, those above them and an admin do this; nobody's is claimed first."""

    lead: str
    owner: str


@dataclass(frozen=True, slots=True)
class LeadIsCustomer:
    """The lead became a customer; work goes on there."""

    lead: str
    customer_id: int | None


@dataclass(frozen=True, slots=True)
class LeadIsDiscarded:
    """The lead was discarded; it is restored first."""

    lead: str
    reason: str


@dataclass(frozen=True, slots=True)
class LeadNotDiscarded:
    """There is nothing to restore."""

    lead: str


@dataclass(frozen=True, slots=True)
class LeadIsDeleted:
    """The lead was deleted; it is restored first."""

    lead: str


@dataclass(frozen=True, slots=True)
class LeadTaken:
    """Somebody holds the lead already."""

    lead: str
    owner: str


@dataclass(frozen=True, slots=True)
class LeadsNotClaimed:
    """The office gives its leads out; nobody takes one."""

    lead: str


@dataclass(frozen=True, slots=True)
class LeadLimitReached:
    """Somebody holds as many open leads as anybody may."""

    person: str
    held: int
    limit: int


@dataclass(frozen=True, slots=True)
class LeadReceiverNotStaff:
    """Leads are given to oneself and to one's own staff; an admin gives them to anybody."""

    person: str


@dataclass(frozen=True, slots=True)
class NoLeadRoute:
    """No route fits the lead, so nobody's turn it is."""

    lead: str


@dataclass(frozen=True, slots=True)
class NobodyForLead:
    """Of the people of the route that fits, nobody is present and has room."""

    lead: str
    asked: int


LeadRefusal = (
    LeadNotYours
    | LeadIsCustomer
    | LeadIsDiscarded
    | LeadNotDiscarded
    | LeadIsDeleted
    | LeadTaken
    | LeadsNotClaimed
    | LeadLimitReached
    | LeadReceiverNotStaff
    | NoLeadRoute
    | NobodyForLead
)
Closed = LeadIsCustomer | LeadIsDiscarded | LeadIsDeleted


def why_closed(lead: LeadRow) -> Closed | None:
    """Return why a lead is worked on no more, or None while it is."""
    if lead.is_deleted:
        return LeadIsDeleted(lead.called)
    match lead.stage:
        case LeadStage.CONVERTED:
            return LeadIsCustomer(lead.called, lead.customer_id)
        case LeadStage.DISCARDED:
            return LeadIsDiscarded(lead.called, lead.discard_reason)
        case LeadStage.NEW | LeadStage.MQL | LeadStage.SQL:
            return None


def why_not_work_on(lead: LeadRow, *, by: Person, stands_above: bool) -> LeadNotYours | None:
    """Return why a person may not change a lead they see, or None.

    One's own, that of a colleague one stands in for, one's staff's; nobody's only who gives leads
    out, since everybody else claims it first.
    """
    if by.is_admin or lead.owner_id in {by.user_id, *by.covered_ids}:
        return None
    if lead.owner_id is None:
        return None if by.may(Permission.ASSIGN) else LeadNotYours(lead.called, "")
    return None if stands_above else LeadNotYours(lead.called, lead.owner)


def why_not_open(lead: LeadRow) -> Closed | LeadTaken | None:
    """Return why a lead does not lie open for who takes it, or None."""
    if closed := why_closed(lead):
        return closed
    return None if lead.owner_id is None else LeadTaken(lead.called, lead.owner)


def why_not_claim_lead(
    lead: LeadRow, *, by: Person, reps_claim: bool, held: int, limit: int | None
) -> Closed | LeadTaken | LeadsNotClaimed | LeadLimitReached | None:
    """Return why a person may not take a lead that lies open, or None."""
    if refusal := why_not_open(lead):
        return refusal
    if not reps_claim and not by.may(Permission.ASSIGN):
        return LeadsNotClaimed(lead.called)
    return why_no_room(by.name, held, limit)


def why_not_give_lead(
    lead: LeadRow, *, to_id: UserId, to: str, by: Person, manages_receiver: bool
) -> Closed | LeadReceiverNotStaff | None:
    """Return why a person may not give a lead that is theirs to give to somebody, or None."""
    if closed := why_closed(lead):
        return closed
    if by.is_admin or manages_receiver or to_id == by.user_id:
        return None
    return LeadReceiverNotStaff(to)


def why_no_room(person: str, held: int, limit: int | None) -> LeadLimitReached | None:
    """Return why somebody is given no more leads, or None."""
    if limit is None or not is_full(held, limit):
        return None
    return LeadLimitReached(person, held, limit)
