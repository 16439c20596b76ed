"""Contacts that change company or belong to several: rules of who is where, from when to when.

A contact has one home customer. Besides it they may belong to further ones, and to each customer
they left a former affiliation stays; all three are told apart by `Tie`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import field
from enum import Enum

from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.identifiers import ContactId, CustomerId
from crm_tui.values import dataclass


class Tie(Enum):
    """How a contact belongs to a customer."""

    HOME = "home"
    FURTHER = "further"
    FORMER = "former"


@dataclass(frozen=True, slots=True)
class Affiliation:
    """A customer that a contact belongs to besides the home one, or belonged to."""

    contact_id: ContactId
    customer_id: CustomerId
    title: str = ""
    department: str = ""
    since_day: int | None = None
    until_day: int | None = None
    """The last day; None while the contact belongs there."""
    was_home: bool = False
    note: str = ""

    @property
    def is_current(self) -> bool:
        """Return whether the contact belongs there now."""
        return self.until_day is None


@dataclass(frozen=True, slots=True)
class Joining:
    """What is said of a contact at a customer they come to; None leaves what is known."""

    title: str | None = None
    department: str | None = None
    note: str = ""


NOTHING_SAID = Joining()


@dataclass(frozen=True, slots=True)
class Ties:
    """A contact with all customers they belong or belonged to."""

    contact: str
    home_id: CustomerId
    affiliations: tuple[Affiliation, ...] = ()

    @property
    def home_since(self) -> int | None:
        """Return since when the home customer is it, None where nobody knows."""
        left = (each.until_day for each in self.affiliations if each.was_home)
        return max((day for day in left if day is not None), default=None)

    def current(self, customer_id: CustomerId) -> Affiliation | None:
        """Return the affiliation that holds at a customer now, or None."""
        found = (each for each in self.affiliations if each.customer_id == customer_id)
        return next((each for each in found if each.is_current), None)

    def last_left(self, customer_id: CustomerId) -> int | None:
        """Return the last day on which the contact left a customer, or None."""
        left = (each.until_day for each in self.affiliations if each.customer_id == customer_id)
        return max((day for day in left if day is not None), default=None)


@dataclass(frozen=True, slots=True)
class BelongsThere:
    """The contact belongs to this customer already."""

    contact: str
    customer: str


@dataclass(frozen=True, slots=True)
class NotThere:
    """The contact does not belong to this customer."""

    contact: str
    customer: str


@dataclass(frozen=True, slots=True)
class HomeIsNotLeft:
    """The customer is the contact's home; they move to another one instead."""

    contact: str
    customer: str


@dataclass(frozen=True, slots=True)
class NotAtHome:
    """Fields of a contact are changed at their home customer, which this person may not change."""

    contact: str


@dataclass(frozen=True, slots=True)
class BeforeLast:
    """The day lies before the one from which the contact is where they are, or left last."""

    contact: str
    earliest_day: int


@dataclass(frozen=True, slots=True)
class AfterToday:
    """People are entered where they are, not where they will be."""

    contact: str


DayRefusal = BeforeLast | AfterToday
AffiliationRefusal = BelongsThere | NotThere | HomeIsNotLeft | NotAtHome | DayRefusal


def why_not_move(
    ties: Ties, to: CustomerId, customer: str, *, on: int, today: int
) -> BelongsThere | DayRefusal | None:
    """Return why a contact cannot change from the home customer to another on a day, or None."""
    if ties.home_id == to:
        return BelongsThere(ties.contact, customer)
    return _why_not_on(ties.contact, on, (ties.home_since, ties.last_left(to)), today)


def why_not_join(
    ties: Ties, to: CustomerId, customer: str, *, since: int | None, today: int
) -> BelongsThere | DayRefusal | None:
    """Return why a contact cannot belong to a further customer since a day, or None.

    Since when may not be known, unless they were there before.
    """
    if ties.home_id == to or ties.current(to) is not None:
        return BelongsThere(ties.contact, customer)
    left = ties.last_left(to)
    return _why_not_on(ties.contact, left if since is None else since, (left,), today)


def why_not_leave(
    ties: Ties, customer_id: CustomerId, customer: str, *, on: int, today: int
) -> NotThere | HomeIsNotLeft | DayRefusal | None:
    """Return why a contact does not stop belonging to a further customer on a day, or None."""
    if ties.home_id == customer_id:
        return HomeIsNotLeft(ties.contact, customer)
    found = ties.current(customer_id)
    if found is None:
        return NotThere(ties.contact, customer)
    return _why_not_on(ties.contact, on, (found.since_day,), today)


def _why_not_on(
    contact: str, day: int | None, not_before: Iterable[int | None], today: int
) -> DayRefusal | None:
    earliest = max((each for each in not_before if each is not None), default=None)
    if day is None:
        return None
    if day > today:
        return AfterToday(contact)
    if earliest is not None and day < earliest:
        return BeforeLast(contact, earliest)
    return None


# What people read ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Company:
    """A customer that a contact belongs or belonged to, as somebody sees it who sees both."""

    customer_id: CustomerId
    name: str
    tie: Tie
    title: str = ""
    since_day: int | None = None
    until_day: int | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class FormerContact:
    """Somebody who belonged to a customer: only the name and what they were there."""

    contact_id: ContactId
    name: str
    home_id: CustomerId
    at: Affiliation


@dataclass(frozen=True, slots=True)
class CompaniesOf:
    """Where else the contacts of a customer belong, and who belonged to it before."""

    elsewhere: Mapping[ContactId, tuple[Company, ...]] = field(default_factory=dict)
    """The other customers of each contact, former ones as well, as far as they may be seen."""
    former: tuple[FormerContact, ...] = ()


@dataclass(frozen=True, slots=True)
class ContactCompanies:
    """A contact and all their companies: the home one, further ones, those they left."""

    contact: ContactRow
    companies: tuple[Company, ...]
