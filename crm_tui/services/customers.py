"""What people do with customers: look for them, enter them, change them."""

from __future__ import annotations

from array import array
from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from crm_tui.db import search
from crm_tui.db.queries import contacts, customers, dictionaries, pools, reveals, tasks
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.contacts import ContactFields, ContactRow
from crm_tui.domain.customers import (
    EDITABLE,
    RULE_FIELDS,
    CustomerFields,
    CustomerKind,
    CustomerRecord,
    CustomerRow,
    DuplicateMatch,
    ListRequest,
    NewCustomer,
    changed_fields,
    completeness,
    may_retype,
)
from crm_tui.domain.days import NEVER
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.events import (
    Changed,
    ContactAdded,
    ContactEdited,
    CustomerCreated,
    CustomerEdited,
)
from crm_tui.domain.identifiers import ContactId, CustomerId, PoolId
from crm_tui.domain.pinyin import person_pinyin
from crm_tui.domain.pinyin import pinyin as pinyin_of
from crm_tui.domain.pools import (
    NotAMember,
    PeriodStart,
    Policy,
    Relabelling,
    opens_after_entry,
    rule_facts,
)
from crm_tui.domain.search import SearchColumns, SearchFields, search_columns
from crm_tui.domain.tasks import TaskRow
from crm_tui.domain.text import name_key
from crm_tui.domain.timelines import TimelineEntry
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import ConflictError, FieldError, RefusedError
from crm_tui.services import access, limits, protection
from crm_tui.services.checks import checked_contact, checked_customer
from crm_tui.services.claim_days import rows_with_claim_days
from crm_tui.services.duplicates import refuse_cooling_off, refuse_duplicates
from crm_tui.services.references import one_of
from crm_tui.services.timelines import entries

_WORDS = {
    "industry_id": DictionaryKind.INDUSTRY,
    "source_id": DictionaryKind.SOURCE,
    "stage_id": DictionaryKind.STAGE,
}


@dataclass(frozen=True, slots=True)
class Page:
    """The first rows of a list and how many there are."""

    rows: tuple[CustomerRow, ...]
    total: int


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
            if request.search:
                ids = _found(view, request)
                return Page(tuple(rows_with_claim_days(view, ids[:limit])), len(ids))
            ids = list(customers.list_ids(view, request, limit=limit))
            return Page(tuple(rows_with_claim_days(view, ids)), customers.count(view, request))

    def ids(self, actor: Actor, request: ListRequest) -> array[int]:
        """Return every id of a list in its order: the window of a list widget."""
        with self.database.reading(actor) as view:
            return (
                array("q", _found(view, request))
                if request.search
                else customers.list_ids(view, request)
            )

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
            return CustomerDetail(
                record=record,
                contacts=tuple(contacts.shown_contacts(view, customer_id)),
                timeline=tuple(entries(view, customer_id)),
                tasks=tuple(tasks.tasks(view, customer_id=customer_id)),
                today=view.today,
                hides_contacts=is_hidden,
                looks_left=reveals.looks_left(view, record.row.pool_id) if is_hidden else None,
            )

    def find(self, actor: Actor, reference: str) -> CustomerId:
        """Return the customer that an id or a name means; raise when none or several fit."""
        with self.database.reading(actor) as view:
            return CustomerId(
                one_of("customer", reference, customers.find_by_reference(view, reference))
            )

    def duplicates(
        self, actor: Actor, *, name: str = "", phones: Sequence[str] = ()
    ) -> list[DuplicateMatch]:
        """Return who has a customer with exactly this normalised name or one of these phones."""
        keys = [("name", name_key(name)), *(("phone", digits) for digits in phones)]
        with self.database.reading(actor) as view:
            return customers.duplicates(view, keys)

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
            return protection.relabelling(view, row, _edited(view, row, changes, seen))

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
        Raises FieldError for bad fields, DuplicateCustomerError for an exact duplicate, and
        RefusedError when a duplicate is a customer that the actor may not have back yet.
        """
        fields = checked_customer(new.fields)
        contact = _first_contact(fields, new.contact)
        with self.database.writing(actor) as unit:
            keys = duplicate_keys(fields, (contact,))
            if not allow_duplicate:
                refuse_duplicates(unit, keys)
            refuse_cooling_off(unit, keys, to=actor.user_id)
            refuse_unknown(unit, fields, EDITABLE)
            home = pools.policy(unit, _home(unit, fields, pool_id))
            customer_id = _insert(unit, fields, (contact,), home)
            over_limit = False
            if pool_id is None:
                over_limit = _give_to_finder(unit, customer_id, home)
            unit.record(
                CustomerCreated(
                    customer_id=customer_id,
                    record_id=customer_id,
                    after={"name": fields.name, "owned": pool_id is None and not over_limit},
                )
            )
        return Created(customer_id, unit.changed, over_limit)

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
        with self.database.writing(actor) as unit:
            row = access.editable(unit, customer_id)
            old = customers.fields_of(row)
            new = _edited(unit, row, changes, seen)
            found = changed_fields(old, new)
            if not found:
                return unit.changed
            before = {change.name: change.before for change in found}
            after = {change.name: change.after for change in found}
            _refuse_name(unit, row, old, new, allow_duplicate=allow_duplicate)
            store_fields(unit, customer_id, row, new)
            touched_rule = sorted(RULE_FIELDS & after.keys())
            if touched_rule:
                before["protection"] = protection.match_values(unit, row)
                protection.relabelled(unit, customer_id, cause=touched_rule[0])
            unit.record(
                CustomerEdited(
                    customer_id=customer_id, record_id=customer_id, before=before, after=after
                )
            )
        return unit.changed

    @operation(Permission.EDIT_CUSTOMER)
    def add_contact(self, actor: Actor, customer_id: CustomerId, contact: ContactFields) -> Changed:
        """Add a contact to a customer."""
        contact = checked_contact(contact)
        with self.database.writing(actor) as unit:
            row = access.editable(unit, customer_id)
            _refuse_waiting(unit, row, [("phone", phone.digits) for phone in contact.phones])
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
        contact = checked_contact(contact)
        with self.database.writing(actor) as unit:
            old = contacts.contact(unit, contact_id)
            row = access.editable(unit, old.customer_id)
            _refuse_waiting(unit, row, _new_phones(old.fields, contact))
            if seen_version is not None and old.version != seen_version:
                raise ConflictError(
                    "contact", contact_id, {"name": (old.fields.name, contact.name)}
                )
            contacts.update_contact(unit, contact_id, contact, person_pinyin(contact.name))
            refresh_search(unit, row)
            unit.record(
                ContactEdited(
                    customer_id=old.customer_id,
                    record_id=contact_id,
                    before=_contact_values(old.fields),
                    after=_contact_values(contact),
                )
            )
        return unit.changed


def _edited(
    view: View, row: Any, changes: Mapping[str, object], seen: CustomerFields | None
) -> CustomerFields:
    """Return a stored customer's fields after an edit; raise for what it may not make of them."""
    customer_id, old = CustomerId(row.id), customers.fields_of(row)
    new = _merged(customer_id, old, old if seen is None else seen, changes)
    names = {change.name for change in changed_fields(old, new)}
    refuse_unknown(view, new, names, customer_id)
    if "type" in names and not may_retype(old.type, new.type, is_deal=row.is_deal):
        raise FieldError("type", "by_deals")
    return new


def _refuse_name(
    unit: Unit, row: Any, old: CustomerFields, new: CustomerFields, *, allow_duplicate: bool
) -> None:
    """Raise where the new name is another customer's, or one that is waited for."""
    keys = [("name", name_key(new.name))]
    if keys == [("name", name_key(old.name))]:
        return
    if not allow_duplicate:
        refuse_duplicates(unit, keys, but=row.id)
    _refuse_waiting(unit, row, keys)


def _refuse_waiting(unit: Unit, row: Any, keys: Sequence[tuple[str, str]]) -> None:
    """Raise when a customer gets a name or phone of one that its holder may not have back yet.

    That another customer has the same phone is no fault: people work for several; the form shows
    it while the number is typed.
    """
    for user_id in dict.fromkeys((row.owner_id or unit.person.user_id, unit.person.user_id)):
        refuse_cooling_off(unit, keys, to=user_id, but=row.id)


def _new_phones(old: ContactFields, new: ContactFields) -> list[tuple[str, str]]:
    known = {phone.digits for phone in old.phones}
    return [("phone", phone.digits) for phone in new.phones if phone.digits not in known]


def _home(unit: Unit, fields: CustomerFields, pool_id: PoolId | None) -> PoolId:
    """Return the pool of a new customer: the named one, or where the routes put it.

    Raises RefusedError for a named one that the actor may not fill.
    """
    if pool_id is None:
        return pools.home_pool(unit, rule_facts(fields))
    policy = pools.policy(unit, pool_id)
    if not unit.person.is_admin and pool_id not in unit.person.pool_ids:
        raise RefusedError(NotAMember(policy.name, unit.person.name))
    return pool_id


def refuse_unknown(
    view: View,
    fields: CustomerFields,
    names: Collection[str],
    customer_id: CustomerId | None = None,
) -> None:
    """Raise FieldError when one of the named fields refers to a word or customer there is not."""
    for name, kind in _WORDS.items():
        word_id: int | None = getattr(fields, name)
        if name in names and word_id is not None:
            known = {word.id for word in dictionaries.items(view.connection, kind)}
            if word_id not in known:
                raise FieldError(name, "unknown", str(word_id))
    parent_id = fields.parent_id
    if "parent_id" in names and parent_id is not None:
        seen = customers.rows(view, [parent_id])
        if not seen or parent_id == customer_id:
            raise FieldError("parent_id", "unknown", str(parent_id))


def _found(view: View, request: ListRequest) -> list[int]:
    wanted = customers.in_view(view, request)
    return search.search(view, request.search, wanted, request.view)


def _first_contact(fields: CustomerFields, contact: ContactFields | None) -> ContactFields:
    if contact is None and fields.kind is CustomerKind.INDIVIDUAL:
        contact = ContactFields(name=fields.name[:100])
    if contact is None:
        raise FieldError("contact_name", "required")
    return replace(checked_contact(contact), is_key=True)


def duplicate_keys(
    fields: CustomerFields, people: Sequence[ContactFields]
) -> list[tuple[str, str]]:
    """Return the exact keys by which the duplicate check finds a customer."""
    phones = [phone.digits for person in people for phone in person.phones]
    return [("name", name_key(fields.name)), *(("phone", digits) for digits in phones if digits)]


def found_by(fields: CustomerFields, people: Sequence[ContactFields]) -> SearchColumns:
    """Return the search texts of a customer with these contacts."""
    return search_columns(
        SearchFields(
            name=fields.name,
            short_name=fields.short_name,
            aliases=tuple(filter(None, (fields.former_names,))),
            contact_names=tuple(person.name for person in people),
            phones=tuple(phone.number for person in people for phone in person.phones),
        )
    )


def derived_values(fields: CustomerFields, people: Sequence[ContactFields]) -> dict[str, object]:
    """Return the derived columns that follow from the typed fields and the contacts."""
    columns = found_by(fields, people)
    return {
        "name_key": name_key(fields.name),
        "pinyin": pinyin_of(fields.name).replace(" ", "")[:3000],
        "contact_names": " ".join(person.name for person in people)[:2000],
        "search_text": columns.text,
        "search_pinyin": columns.pinyin,
        "search_initials": columns.initials,
        "search_digits": columns.digits,
        "completeness": completeness(fields)[0],
        "is_incomplete": not people,
    }


def _insert(
    unit: Unit, fields: CustomerFields, people: Sequence[ContactFields], home: Policy
) -> CustomerId:
    customer_id = customers.insert_customer(
        unit,
        {
            **customers.field_values(fields),
            **derived_values(fields, people),
            "pool_id": home.pool_id,
            "opens_at": opens_after_entry(unit.now, home.new_closed_hours),
            "pool_since": unit.now,
            "last_day": NEVER,
            "created_at": unit.now,
            "created_by_id": unit.person.user_id,
            "updated_at": unit.now,
            "updated_by_id": unit.person.user_id,
        },
    )
    for person in people:
        contacts.add_contact(unit, customer_id, person, person_pinyin(person.name))
    customers.replace_duplicate_keys(unit, customer_id, duplicate_keys(fields, people))
    search.index(unit, customer_id, found_by(fields, people))
    return customer_id


def _give_to_finder(unit: Unit, customer_id: CustomerId, home: Policy) -> bool:
    """Give a new customer to the actor; True when their limit kept it in the pool, reserved."""
    row = customers.stored(unit, customer_id)
    finder = limits.receiver(unit, unit.person.user_id)
    own = limits.held_customer(row, unit, is_self_found=True)
    if finder.why_not(own, home.name) is not None:
        customers.update_customer(
            unit,
            customer_id,
            {
                "reserved_for_id": unit.person.user_id,
                "reserved_until_day": unit.today + unit.office.reserve_days,
            },
        )
        return True
    holding = customers.holding_of(row)
    protection.give(unit, holding, to=finder, how=PeriodStart.CREATED, policy=home)
    return False


def store_fields(unit: Unit, customer_id: CustomerId, row: object, new: CustomerFields) -> None:
    """Write the typed fields of a customer and all that follows from them."""
    people = [contact.fields for contact in contacts.contacts_of(unit, customer_id)]
    customers.update_customer(
        unit,
        customer_id,
        {**customers.field_values(new), **derived_values(new, people)},
        person_edit=True,
    )
    customers.replace_duplicate_keys(unit, customer_id, duplicate_keys(new, people))
    search.reindex(unit, customer_id, search.stored_columns(row), found_by(new, people))


def refresh_search(unit: Unit, row: object) -> None:
    """Bring what is derived from a customer's contacts up to date after one changed."""
    customer_id = CustomerId(row.id)  # type: ignore[attr-defined]  # a stored row
    fields = customers.fields_of(row)
    people = [contact.fields for contact in contacts.contacts_of(unit, customer_id)]
    customers.update_customer(unit, customer_id, derived_values(fields, people))
    customers.replace_duplicate_keys(unit, customer_id, duplicate_keys(fields, people))
    search.reindex(unit, customer_id, search.stored_columns(row), found_by(fields, people))


def _merged(
    customer_id: CustomerId,
    stored: CustomerFields,
    seen: CustomerFields,
    changes: Mapping[str, object],
) -> CustomerFields:
    """Return what is stored with what was changed since it was seen; raise for a conflict."""
    mine = checked_customer(replace(seen, **changes))  # type: ignore[arg-type]  # names are checked by replace
    theirs = {change.name: change.after for change in changed_fields(seen, stored)}
    ours: dict[str, Any] = {change.name: change.after for change in changed_fields(seen, mine)}
    both = {
        name: (theirs[name], ours[name])
        for name in theirs.keys() & ours.keys()
        if theirs[name] != ours[name]
    }
    if both:
        raise ConflictError("customer", customer_id, both)
    return replace(stored, **ours)


def _contact_values(fields: ContactFields) -> dict[str, object]:
    return asdict(fields)
