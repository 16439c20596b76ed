"""Contacts that change company or belong to several, and what each customer is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import Any

from crm_tui.db.queries import affiliations, contacts, customers
from crm_tui.db.unit_of_work import Database, Unit, operation
from crm_tui.domain.affiliations import (
    NOTHING_SAID,
    Affiliation,
    AffiliationRefusal,
    ContactCompanies,
    Joining,
    Ties,
    why_not_join,
    why_not_leave,
    why_not_move,
)
from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.events import Changed, ContactJoined, ContactLeft, ContactMoved
from crm_tui.domain.identifiers import ContactId, CustomerId
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import NotFoundError, RefusedError
from crm_tui.services import access
from crm_tui.services.checks import CONTACT_LIMITS, checked_text
from crm_tui.services.customers import refresh_search
from crm_tui.services.customers.companies import companies_of_contact, refuse_elsewhere
from crm_tui.values import dataclass

NOTE_LIMIT = 500
HOME_FIELDS = ("title", "department", "is_key", "decision_role")
"""What is said of a contact at the home customer, and not of the person."""


@dataclass(frozen=True, slots=True)
class Affiliations:
    """The companies of contacts as people use them.

    To change them takes the right to change both customers: the one that gives its contact's
    details, and the one that gets them.
    """

    database: Database

    def of(self, actor: Actor, contact_id: ContactId) -> ContactCompanies:
        """Return a contact with the companies that the actor may see.

        Raises NotFoundError where the actor sees neither the home nor a further customer.
        """
        with self.database.reading(actor) as view:
            return companies_of_contact(view, contact_id)

    @operation(Permission.EDIT_CUSTOMER)
    def move(
        self,
        actor: Actor,
        contact_id: ContactId,
        to: CustomerId,
        *,
        on: int | None = None,
        joining: Joining = NOTHING_SAID,
    ) -> Changed:
        """Let a contact change from the home customer to another, today or on a day before.

        The former one stays as such, with its follow-ups; the person's phones and accounts find
        the new one. Raises RefusedError for a day before the last change, and NotFoundError for a
        contact or customer out of sight.
        """
        joining = _checked(joining)
        with self.database.writing(actor) as unit:
            contact, rows = _both(unit, contact_id, to)
            ties, day = affiliations.ties_of(unit, contact), unit.today if on is None else on
            _refuse(why_not_move(ties, to, rows[to].name, on=day, today=unit.today))
            _move(unit, contact, ties, to, day, joining)
            for row in rows.values():
                refresh_search(unit, row)
        return unit.changed

    @operation(Permission.EDIT_CUSTOMER)
    def join(
        self,
        actor: Actor,
        contact_id: ContactId,
        to: CustomerId,
        *,
        since: int | None = None,
        joining: Joining = NOTHING_SAID,
    ) -> Changed:
        """Let a contact belong to a further customer while the home one stays."""
        joining = _checked(joining)
        with self.database.writing(actor) as unit:
            contact, rows = _both(unit, contact_id, to)
            ties = affiliations.ties_of(unit, contact)
            _refuse(why_not_join(ties, to, rows[to].name, since=since, today=unit.today))
            new = Affiliation(
                contact_id,
                to,
                joining.title or "",
                joining.department or "",
                since_day=ties.last_left(to) if since is None else since,
                note=joining.note,
            )
            affiliations.add(unit, new)
            contacts.touch(unit, contact_id)
            refresh_search(unit, rows[to])
            told = {"title": new.title, "day": since, "note": new.note}
            _tell(unit, ContactJoined, contact, to, told, kept=affiliations.kept(new))
        return unit.changed

    @operation(Permission.EDIT_CUSTOMER)
    def leave(
        self,
        actor: Actor,
        contact_id: ContactId,
        customer_id: CustomerId,
        *,
        on: int | None = None,
    ) -> Changed:
        """Let a contact belong no more to a further customer, which alone must be the actor's."""
        with self.database.writing(actor) as unit:
            row = access.editable(unit, customer_id)
            contact = _belonging(unit, contact_id, customer_id)
            ties, day = affiliations.ties_of(unit, contact), unit.today if on is None else on
            _refuse(why_not_leave(ties, customer_id, row.name, on=day, today=unit.today))
            found = ties.current(customer_id)
            if found is None:
                raise NotFoundError("contact", str(contact_id))
            affiliations.end(unit, found, day)
            contacts.touch(unit, contact_id)
            refresh_search(unit, row)
            told = {"title": found.title, "day": day}
            _tell(unit, ContactLeft, contact, customer_id, told, kept=affiliations.kept(found))
        return unit.changed


def _both(
    unit: Unit, contact_id: ContactId, to: CustomerId
) -> tuple[ContactRow, Mapping[CustomerId, Any]]:
    """Return a contact and the stored rows of home and another customer, both to be changed.

    They are taken in the order of their ids, as every writer does.
    """
    contact = contacts.contact(unit, contact_id)
    refuse_elsewhere(unit, contact)
    ids = sorted({contact.customer_id, to})
    return contact, {each: access.editable(unit, each) for each in ids}


def _belonging(unit: Unit, contact_id: ContactId, customer_id: CustomerId) -> ContactRow:
    """Return a contact of a visible customer; raise NotFoundError for anybody else."""
    contact = contacts.contact(unit, contact_id)
    if contact.customer_id == customer_id or customers.rows(unit, [contact.customer_id]):
        return contact
    if not affiliations.is_current(unit, contact_id, customer_id):
        raise NotFoundError("contact", str(contact_id))
    return contact


def _move(
    unit: Unit, old: ContactRow, ties: Ties, to: CustomerId, day: int, joining: Joining
) -> None:
    """Change the home of a contact; what they were at the former one stays there."""
    fields, further = old.fields, ties.current(to)
    former = Affiliation(
        old.id,
        old.customer_id,
        fields.title,
        fields.department,
        since_day=ties.home_since,
        until_day=day,
        was_home=True,
        note=joining.note,
    )
    known = Joining("", "") if further is None else Joining(further.title, further.department)
    # A title is mostly kept in another company, a department is not.
    title = joining.title if joining.title is not None else known.title or fields.title
    department = joining.department if joining.department is not None else known.department or ""
    if further is not None:
        affiliations.remove(unit, further)
    affiliations.add(unit, former)
    here = {"title": title, "department": department, "is_key": False, "decision_role": None}
    contacts.move_home(unit, old.id, to, here)
    before = {name: _plain(getattr(fields, name)) for name in HOME_FIELDS}
    _tell(
        unit,
        ContactMoved,
        old,
        to,
        {"title": title, "day": day, "note": joining.note},
        home=before,
        kept=affiliations.kept(former),
        absorbed=None if further is None else affiliations.kept(further),
    )


def _tell(
    unit: Unit,
    event: type[ContactMoved | ContactJoined | ContactLeft],
    contact: ContactRow,
    at: CustomerId,
    told: Mapping[str, object],
    **before: object,
) -> None:
    """Tell both customers what happened; the event of the other one is what undo goes by.

    Each knows the other by its number only: its name is for who may see it.
    """
    after = {"name": contact.fields.name, **told, "version": contact.version + 1}
    unit.record(
        event(
            customer_id=contact.customer_id,
            record_id=contact.id,
            after={**after, "other_id": at, "is_home": True},
        )
    )
    unit.record(
        event(
            customer_id=at,
            record_id=contact.id,
            before=before,
            after={**after, "other_id": contact.customer_id, "is_home": False},
        )
    )


def _checked(joining: Joining) -> Joining:
    said = {
        name: None if value is None else checked_text(name, value, limit=CONTACT_LIMITS[name])
        for name, value in (("title", joining.title), ("department", joining.department))
    }
    note = checked_text("note", joining.note, limit=NOTE_LIMIT)
    return Joining(said["title"], said["department"], note)


def _refuse(refusal: AffiliationRefusal | None) -> None:
    if refusal is not None:
        raise RefusedError(refusal)


def _plain(value: object) -> object:
    return value.value if isinstance(value, Enum) else value
