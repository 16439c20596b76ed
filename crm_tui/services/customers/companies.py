"""The companies of contacts, as far as who asks may see them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace

from crm_tui.db.queries import affiliations, contacts, customers, reveals
from crm_tui.db.queries.hidden_texts import shown
from crm_tui.db.unit_of_work import View
from crm_tui.domain.affiliations import (
    CompaniesOf,
    Company,
    ContactCompanies,
    FormerContact,
    NotAtHome,
    Tie,
    Ties,
)
from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.identifiers import ContactId, CustomerId
from crm_tui.domain.masking import masked_contact, masked_texts
from crm_tui.errors import NotFoundError, RefusedError


def refuse_elsewhere(view: View, contact: ContactRow) -> None:
    """Raise where a contact's home is out of sight: their fields are changed there alone.

    Whoever sees them at a further customer is told so; to anybody else there is no such contact.
    """
    if customers.rows(view, [contact.customer_id]):
        return
    if customers.rows(view, affiliations.current_customers(view, contact.id)):
        raise RefusedError(NotAtHome(contact.fields.name))
    raise NotFoundError("contact", str(contact.id))


def companies_of_contact(view: View, contact_id: ContactId) -> ContactCompanies:
    """Return a contact with the companies that this person may see; raise where that is none."""
    contact = contacts.contact(view, contact_id)
    ties = affiliations.ties_of(view, contact)
    current = [each.customer_id for each in ties.affiliations if each.is_current]
    seen = _seen(view, [contact.customer_id, *(each.customer_id for each in ties.affiliations)])
    here = [each for each in (contact.customer_id, *current) if each in seen]
    if not here:
        raise NotFoundError("contact", str(contact_id))
    if len(reveals.hidden_ids(view, here)) == len(here):
        contact = replace(contact, fields=masked_contact(contact.fields))
    return ContactCompanies(contact, _companies(view, ties, contact.fields.title, seen))


def companies_at(view: View, customer_id: CustomerId, people: Sequence[ContactRow]) -> CompaniesOf:
    """Return where else the people of a customer belong, and who belonged to it before."""
    mine = {each.id for each in people}
    former: dict[ContactId, FormerContact] = {}
    for each in affiliations.former_of(view, customer_id):
        if each.contact_id not in mine:
            former.setdefault(each.contact_id, each)
    found = affiliations.affiliations_of(view, [*mine, *former])
    homes = {each.id: each.customer_id for each in people}
    homes |= {each.contact_id: each.home_id for each in former.values()}
    elsewhere = {each.customer_id for several in found.values() for each in several}
    seen = _seen(view, sorted((elsewhere | set(homes.values())) - {customer_id}))
    titles = {each.id: each.fields.title for each in people}
    companies = {
        contact_id: _companies(
            view,
            Ties("", home_id, tuple(found.get(contact_id, ()))),
            titles.get(contact_id, ""),
            seen,
        )
        for contact_id, home_id in homes.items()
    }
    return CompaniesOf({each: said for each, said in companies.items() if said},
                       _shown_former(view, customer_id, former.values()))  # fmt: skip


def _shown_former(
    view: View, customer_id: CustomerId, former: Collection[FormerContact]
) -> tuple[FormerContact, ...]:
    if not former or not reveals.is_hidden(view, customer_id):
        return tuple(former)
    return tuple(map(masked_texts, former))


def _seen(view: View, ids: Iterable[CustomerId]) -> Mapping[CustomerId, CustomerRow]:
    asked = list(dict.fromkeys(ids))
    return {row.id: row for row in customers.rows(view, asked)} if asked else {}


def _companies(
    view: View, ties: Ties, title: str, seen: Mapping[CustomerId, CustomerRow]
) -> tuple[Company, ...]:
    """Return the companies of a contact that are seen: home, further ones, the last left first."""
    found = []
    if ties.home_id in seen:
        name, since = seen[ties.home_id].name, ties.home_since
        found.append(Company(ties.home_id, name, Tie.HOME, title, since))
    known = shown(view, (each for each in ties.affiliations if each.customer_id in seen))
    left = [each for each in known if not each.is_current]
    left.sort(key=lambda each: each.until_day or 0, reverse=True)
    for each in (*(one for one in known if one.is_current), *left):
        found.append(
            Company(
                each.customer_id,
                seen[each.customer_id].name,
                Tie.FURTHER if each.is_current else Tie.FORMER,
                each.title,
                each.since_day,
                each.until_day,
                each.note,
            )
        )
    return tuple(found)
