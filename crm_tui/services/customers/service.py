"""What people do with customers: look for them, enter them, change them."""

from __future__ import annotations

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import asdict

from crm_tui.db import search
from crm_tui.db.queries import contacts, customers, key_dates, reveals, tasks
from crm_tui.db.queries.custom_fields import all_fields
from crm_tui.db.unit_of_work import Database, View, operation
from crm_tui.domain.affiliations import CompaniesOf
from crm_tui.domain.contacts import ContactFields, ContactRow
from crm_tui.domain.custom_fields import CustomField
from crm_tui.domain.customers import (
    CustomerFields,
    CustomerRecord,
    CustomerRow,
    DuplicateMatch,
    ListRequest,
    NewCustomer,
)
from crm_tui.domain.departures import Departure
from crm_tui.domain.events import (
    Changed,
    ContactAdded,
    ContactEdited,
)
from crm_tui.domain.identifiers import ContactId, CustomerId, PoolId, written_id
from crm_tui.domain.key_dates import Occurrence
from crm_tui.domain.pinyin import person_pinyin
from crm_tui.domain.pools import (
    Relabelling,
)
from crm_tui.domain.tasks import TaskRow
from crm_tui.domain.timelines import TimelineEntry, TimelinePlace
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import ConflictError
from crm_tui.services import access, protection
from crm_tui.services.checks import checked_contact, checked_customer
from crm_tui.services.claim_days import rows_with_claim_days
from crm_tui.services.customers.checking import (
    edited,
    last_changes,
    new_contact,
    refuse_custom_of_contact,
    refuse_keys_of_contact,
)
from crm_tui.services.customers.companies import companies_at, refuse_elsewhere
from crm_tui.services.customers.departures import departures
from crm_tui.services.customers.derived import duplicate_keys, refresh_further, refresh_search
from crm_tui.services.customers.editing import edit_fields
from crm_tui.services.customers.entering import enter, first_contact
from crm_tui.services.customers.windows import ListWindow
from crm_tui.services.discreet import on_record, told
from crm_tui.services.duplicates import found_duplicates
from crm_tui.services.queries import understood
from crm_tui.services.references import one_of
from crm_tui.services.timelines import page as timeline_page
from crm_tui.values import dataclass

COMING_DAYS = 60
"""So far ahead key dates stand on a customer's page."""


@dataclass(frozen=True, slots=True)
class Page:
    """The first rows of a list and how many there are."""

    rows: tuple[CustomerRow, ...]
    total: int
    is_exact: bool = True
    """Whether there are no more: of a common word's hits only the best were looked for."""


@dataclass(frozen=True, slots=True)
class CustomerDetail:
    """All that the detail of a customer shows."""

    record: CustomerRecord
    contacts: tuple[ContactRow, ...]
    timeline: tuple[TimelineEntry, ...]
    tasks: tuple[TaskRow, ...]
    today: int
    hides_contacts: bool = False
    """Whether contact details are masked until this person reveals them."""
    looks_left: int | None = None
    """How many more masked ones of the pool they may look at today; None for no limit."""
    following: TimelinePlace | None = None
    """Where the timeline goes on, when it is longer."""
    coming: tuple[Occurrence, ...] = ()
    """Key dates of the next weeks that nobody dealt with."""
    own: tuple[CustomField, ...] = ()
    """The office's own fields, those of contacts as well."""
    companies: CompaniesOf = CompaniesOf()
    """Where else its contacts belong, and who belonged here before."""


@dataclass(frozen=True, slots=True)
class Created:
    """A new customer: whose it is, and whether a limit sent it to the pool instead."""

    customer_id: CustomerId
    changed: Changed
    over_limit: bool


@dataclass(frozen=True, slots=True)
class Customers:
    """Customers as people use them."""

    database: Database

    # --- looking ---------------------------------------------------------------------------------

    def page(self, actor: Actor, request: ListRequest, limit: int = 50) -> Page:
        """Return the first rows of a list and its size."""
        with self.database.reading(actor) as view:
            request = understood(view, request)
            if request.query:
                return _found_page(view, request, limit)
            ids = list(customers.list_ids(view, request, limit=limit))
            return Page(tuple(rows_with_claim_days(view, ids)), customers.count(view, request))

    def ids(self, actor: Actor, request: ListRequest) -> array[int]:
        """Return every id of a list in its order: the window of a list widget."""
        with self.database.reading(actor) as view:
            request = understood(view, request)
            return _found(view, request) if request.query else customers.list_ids(view, request)

    def prepare_search(self, actor: Actor) -> None:
        """Get ready to search again and again: in each a tenth of a second is saved, once lost."""
        with self.database.reading(actor) as view:
            view.horizons.prepare(view.connection, view.person)

    def window(
        self, actor: Actor, request: ListRequest, before: ListWindow | None = None
    ) -> ListWindow:
        """Return a list to be read a stretch at a time; it goes on from what it was `before`."""
        return ListWindow(self.database, actor, request, before)

    def why_left(
        self, actor: Actor, request: ListRequest, ids: Sequence[int]
    ) -> Mapping[int, Departure]:
        """Return, of customers that a list showed, why those left that it holds no more."""
        with self.database.reading(actor) as view:
            return departures(view, request, ids)

    def rows(self, actor: Actor, ids: Sequence[int]) -> list[CustomerRow]:
        """Return these customers as list rows; those out of sight are left out."""
        with self.database.reading(actor) as view:
            return rows_with_claim_days(view, ids)

    def record(self, actor: Actor, customer_id: CustomerId) -> CustomerRecord:
        """Return a customer whole; raise NotFoundError when there is none to be seen."""
        with self.database.reading(actor) as view:
            return customers.record(view, customer_id)

    def detail(self, actor: Actor, customer_id: CustomerId) -> CustomerDetail:
        """Return a customer with contacts, timeline and open tasks."""
        with self.database.reading(actor) as view:
            record = customers.record(view, customer_id)
            is_hidden = reveals.is_hidden(view, customer_id)
            told = timeline_page(view, customer_id)
            people = tuple(contacts.shown_contacts(view, customer_id))
            return CustomerDetail(
                record=record,
                contacts=people,
                companies=companies_at(view, customer_id, people),
                timeline=told.entries,
                following=told.following,
                tasks=tuple(tasks.tasks(view, customer_id=customer_id)),
                coming=tuple(key_dates.coming_of(view, customer_id, COMING_DAYS)),
                own=all_fields(view),
                today=view.today,
                hides_contacts=is_hidden,
                looks_left=reveals.looks_left(view, record.row.pool_id) if is_hidden else None,
            )

    def find(self, actor: Actor, reference: str) -> CustomerId:
        """Return the customer that an id or a name means; raise when none or several fit."""
        with self.database.reading(actor) as view:
            found = customers.find_by_reference(view, reference)
            number = written_id(reference)
            if not found and number is not None:
                raise customers.missing(view, CustomerId(number))
            return CustomerId(one_of("customer", reference, found))

    def duplicates(
        self,
        actor: Actor,
        *,
        name: str = "",
        phones: Sequence[str] = (),
        draft: NewCustomer | None = None,
        but: CustomerId | None = None,
    ) -> list[DuplicateMatch]:
        """Return who has a customer like a draft, or of this name or one of these phones.

        `but` is the customer that is edited, which is no duplicate of itself. Raises RefusedError
        when this person was told of as many customers of others as the office lets them in an hour.
        """
        if draft is None:
            draft = NewCustomer(CustomerFields(name=name, first_contact_day=1))
        people = () if draft.contact is None else (draft.contact,)
        keys = [*duplicate_keys(draft.fields, people), *(("phone", digits) for digits in phones)]
        called = draft.fields.name
        return told(
            self.database, actor, lambda view: found_duplicates(view, keys, called, but=but)
        )

    def relabelling(
        self,
        actor: Actor,
        customer_id: CustomerId,
        changes: Mapping[str, object],
        *,
        seen: CustomerFields | None = None,
    ) -> Relabelling | None:
        """Return what `edit` with these fields would do to the last day; None when nothing.

        Raises what `edit` raises for fields that it would not store.
        """
        with self.database.reading(actor) as view:
            row = customers.raw(view, customer_id)
            access.refuse_edit(view, row)
            return protection.relabelling(view, row, edited(view, row, changes, seen))

    # --- changing --------------------------------------------------------------------------------

    @operation(Permission.EDIT_CUSTOMER)
    def add(
        self,
        actor: Actor,
        new: NewCustomer,
        *,
        pool_id: PoolId | None = None,
        allow_duplicate: bool = False,
    ) -> Created:
        """Enter a customer with its first contact; it is the actor's unless a pool is named.

        Beyond the actor's holding limit it is saved to the pool, kept for its finder some days.
        Raises FieldError for bad fields, DuplicateCustomerError for a match that stops it, and
        RefusedError when a duplicate is a customer that the actor may not have back yet.
        """
        fields = checked_customer(new.fields)
        with on_record(self.database, actor), self.database.writing(actor) as unit:
            contact = first_contact(fields, new.contact, unit.office.work.phone_numbers)
            entered = enter(unit, fields, contact, pool_id=pool_id, allow_duplicate=allow_duplicate)
        return Created(entered.customer_id, unit.changed, entered.over_limit)

    @operation(Permission.EDIT_CUSTOMER)
    def edit(
        self,
        actor: Actor,
        customer_id: CustomerId,
        changes: Mapping[str, object],
        *,
        seen: CustomerFields | None = None,
        allow_duplicate: bool = False,
    ) -> Changed:
        """Change fields of a customer; only a field that both sides changed is a conflict.

        `seen` is what the form showed; without it the change is made on what is stored now. Raises
        DuplicateCustomerError when another customer has the new name, and RefusedError when it is
        the name of one that who holds this may not have back yet.
        """
        with on_record(self.database, actor), self.database.writing(actor) as unit:
            edit_fields(unit, customer_id, changes, seen=seen, allow_duplicate=allow_duplicate)
        return unit.changed

    @operation(Permission.EDIT_CUSTOMER)
    def add_contact(self, actor: Actor, customer_id: CustomerId, contact: ContactFields) -> Changed:
        """Add a contact to a customer."""
        with on_record(self.database, actor), self.database.writing(actor) as unit:
            contact = checked_contact(contact, unit.office.work.phone_numbers)
            row = access.editable(unit, customer_id)
            contact = new_contact(unit, contact, row.kind)
            refuse_keys_of_contact(unit, row, None, contact)
            contact_id = contacts.add_contact(
                unit, customer_id, contact, person_pinyin(contact.name)
            )
            refresh_search(unit, row)
            unit.record(
                ContactAdded(
                    customer_id=customer_id, record_id=contact_id, after={"name": contact.name}
                )
            )
        return unit.changed

    @operation(Permission.EDIT_CUSTOMER)
    def edit_contact(
        self,
        actor: Actor,
        contact_id: ContactId,
        contact: ContactFields,
        *,
        seen_version: int | None = None,
    ) -> Changed:
        """Replace the fields of a contact; raise ConflictError when it has changed meanwhile."""
        with on_record(self.database, actor), self.database.writing(actor) as unit:
            old = contacts.contact(unit, contact_id)
            refuse_elsewhere(unit, old)
            policy = unit.office.work.phone_numbers
            contact = checked_contact(contact, policy, old.fields.phones)
            row = access.editable(unit, old.customer_id)
            refuse_keys_of_contact(unit, row, old.fields, contact)
            refuse_custom_of_contact(unit, old.fields, contact, row.kind)
            if seen_version is not None and old.version != seen_version:
                names: dict[str, tuple[object, object]] = {"name": (old.fields.name, contact.name)}
                known = last_changes(unit, old.customer_id, ContactEdited.kind(), contact_id)
                raise ConflictError("contact", contact_id, names, known)
            contacts.update_contact(unit, contact_id, contact, person_pinyin(contact.name))
            refresh_search(unit, row)
            refresh_further(unit, contact_id)
            unit.record(
                ContactEdited(
                    customer_id=old.customer_id,
                    record_id=contact_id,
                    before=_contact_values(old.fields),
                    after=_contact_values(contact),
                )
            )
        return unit.changed


def _found_page(view: View, request: ListRequest, limit: int) -> Page:
    wanted = customers.in_view(view, request)
    found = search.top(view, request.query, wanted, request.view, limit)
    ids, is_exact = found.ids, found.is_complete
    if not is_exact and len(ids) < limit:
        whole, is_exact = search.ids_of_all(view, request.query, wanted, request.view)
        ids = whole.tolist()
    return Page(tuple(rows_with_claim_days(view, ids[:limit])), len(ids), is_exact)


def _found(view: View, request: ListRequest) -> array[int]:
    wanted = customers.in_view(view, request)
    return search.ids_of_all(view, request.query, wanted, request.view)[0]


def _contact_values(fields: ContactFields) -> dict[str, object]:
    return asdict(fields)
