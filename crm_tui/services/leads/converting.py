"""转客户: a lead becomes a customer with its contact, or goes over to one that is there.

What may be sold to it is entered in the same transaction.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from crm_tui.db.queries import contacts, customers, notices, users
from crm_tui.db.queries.leads import records, talks
from crm_tui.db.queries.tasks import of_leads
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.contacts import ContactFields
from crm_tui.domain.days import date_of, day_of
from crm_tui.domain.duplicates.keys import person_keys
from crm_tui.domain.events import ContactAdded, LeadConverted
from crm_tui.domain.identifiers import ContactId, CustomerId, OpportunityId, UserId
from crm_tui.domain.leads.records import LeadRow, as_contact, as_customer
from crm_tui.domain.leads.values import LeadStage
from crm_tui.domain.pinyin import person_pinyin
from crm_tui.domain.text import name_key
from crm_tui.services import access
from crm_tui.services.checks import checked_contact, checked_customer
from crm_tui.services.customers import refresh_search
from crm_tui.services.customers.checking import new_contact, refuse_keys_of_contact
from crm_tui.services.customers.entering import enter
from crm_tui.services.leads.changing import refuse_closed
from crm_tui.services.opportunities.writing import NewOpportunity, enter_opportunity
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Converted:
    """The customer that a lead became, and whether it was there already."""

    customer_id: CustomerId
    is_new: bool
    over_limit: bool = False
    opportunity_id: OpportunityId | None = None


def convert_lead(
    unit: Unit,
    lead: LeadRow,
    *,
    to: CustomerId | None,
    allow_duplicate: bool,
    opportunity: NewOpportunity | None,
) -> Converted:
    """Make a customer and a contact of a lead, and an opportunity if wanted.

    Its history and its tasks are carried along. A new customer is the lead's owner's, by the same
    limits and cool-off as one that they enter; `to` names one that is there, and that the actor
    may change.
    """
    refuse_closed(unit, lead)
    if to is None:
        found = _entered(unit, lead, allow_duplicate=allow_duplicate)
        contact_id = contacts.people_of(unit, found.customer_id)[0].id
    else:
        row = access.editable(unit, to)
        contact_id = _joined(unit, lead, row)
        found = Converted(to, is_new=False)
    follow_up_ids = talks.carry_to(unit, lead.id, found.customer_id, contact_id)
    customer_before = _carry_dates(unit, lead, found.customer_id)
    task_ids = of_leads.ids_of_lead(unit, lead.id)
    goal = {"customer_id": found.customer_id, "contact_id": contact_id}
    of_leads.change_those(unit, task_ids, goal)
    before = records.change_lead(
        unit,
        lead.id,
        {
            # Nobody's is seen by everybody, and what it became is not.
            "owner_id": lead.owner_id or unit.person.user_id,
            "stage": LeadStage.CONVERTED,
            "stage_before": lead.stage.value,
            "customer_id": found.customer_id,
            "converted_at": unit.now,
            "next_contact_at": None,
            "next_contact_note": "",
        },
    )
    unit.record(
        LeadConverted(
            customer_id=found.customer_id,
            record_id=lead.id,
            before={"lead": before, "customer": customer_before},
            after={
                "name": lead.called,
                "source": lead.source,
                "since": date_of(day_of(lead.created_at, unit.zone)).isoformat(),
                "is_new": found.is_new,
                "follow_ups": follow_up_ids,
                "tasks": task_ids,
            },
        )
    )
    if opportunity is None:
        return found
    wanted = _from_its_source(opportunity, lead)
    opportunity_id, _last_day = enter_opportunity(unit, found.customer_id, wanted)
    of_leads.change_those(unit, task_ids, {"opportunity_id": opportunity_id})
    return replace(found, opportunity_id=opportunity_id)


def _from_its_source(opportunity: NewOpportunity, lead: LeadRow) -> NewOpportunity:
    """Return the opportunity with the lead's source, unless it names one."""
    fields = opportunity.fields
    if fields.source_id is None:
        fields = replace(fields, source_id=lead.fields.source_id)
    return replace(opportunity, fields=fields)


def _entered(unit: Unit, lead: LeadRow, *, allow_duplicate: bool) -> Converted:
    fields = checked_customer(as_customer(lead.fields, first_contact_day=unit.today))
    contact = replace(_checked(unit, lead), is_key=True)
    finder_id = _holder(unit, lead)
    entered = enter(
        unit,
        fields,
        contact,
        finder_id=finder_id,
        is_self_found=_is_own(unit, lead, finder_id),
        allow_duplicate=allow_duplicate,
    )
    if not entered.over_limit:
        notices.tell_given(unit, finder_id, [entered.customer_id])
    return Converted(entered.customer_id, is_new=True, over_limit=entered.over_limit)


def _checked(unit: Unit, lead: LeadRow) -> ContactFields:
    """Return the contact that a lead is; its numbers are here already, and stay as they are."""
    policy = unit.office.work.phone_numbers
    return checked_contact(as_contact(lead.fields), policy, lead.fields.phones)


def _holder(unit: Unit, lead: LeadRow) -> UserId:
    """Return whose the customer becomes: the lead's owner's, while they work here."""
    owner_id = lead.owner_id
    if owner_id is not None and users.is_active(unit.connection, owner_id):
        return owner_id
    return unit.person.user_id


def _is_own(unit: Unit, lead: LeadRow, finder_id: UserId) -> bool:
    """Return whether somebody found the lead themselves, rather than the office for them."""
    return records.stored(unit, lead.id).created_by_id == finder_id and not lead.intake_id


def _joined(unit: Unit, lead: LeadRow, row: Any) -> ContactId:
    """Return the contact of a customer that the lead is, added where there is none like it."""
    customer_id = CustomerId(row.id)
    contact = _checked(unit, lead)
    for each in contacts.people_of(unit, customer_id):
        if _is_same(each.fields, contact):
            return each.id
    contact = new_contact(unit, contact, row.kind)
    refuse_keys_of_contact(unit, row, None, contact)
    contact_id = contacts.add_contact(unit, customer_id, contact, person_pinyin(contact.name))
    refresh_search(unit, row)
    unit.record(
        ContactAdded(customer_id=customer_id, record_id=contact_id, after={"name": contact.name})
    )
    return contact_id


def _is_same(one: ContactFields, other: ContactFields) -> bool:
    if set(person_keys(one)) & set(person_keys(other)):
        return True
    return name_key(one.name) == name_key(other.name)


def _carry_dates(unit: Unit, lead: LeadRow, customer_id: CustomerId) -> dict[str, object]:
    """Carry when it was last and is next contacted; return what the customer had, for undo."""
    row = customers.stored(unit, customer_id)
    values: dict[str, Any] = {}
    last = lead.last_follow_up_at
    if last is not None and (row.last_follow_up_at is None or last > row.last_follow_up_at):
        values["last_follow_up_at"] = last
    if lead.next_contact_at is not None and row.next_contact_at is None:
        values["next_contact_at"] = lead.next_contact_at
        values["next_contact_note"] = lead.next_contact_note
    if values:
        customers.update_customer(unit, customer_id, values)
    return {name: getattr(row, name) for name in values}
