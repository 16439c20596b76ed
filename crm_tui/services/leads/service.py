"""Leads as people use them: entered, followed up, passed on, and made customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import Enum

from crm_tui.db.queries import batches, dictionaries, tasks, users
from crm_tui.db.queries.leads import conversions, records, talks
from crm_tui.db.queries.leads.lists import LISTED
from crm_tui.db.queries.record_lists import count_of, ids_of, in_their_order
from crm_tui.db.unit_of_work import Database, operation
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.entries import Known
from crm_tui.domain.events import Changed, EventRow
from crm_tui.domain.identifiers import CustomerId, LeadId, OpportunityId, UserId, written_id
from crm_tui.domain.leads.intake import FROM_FORM, Intake
from crm_tui.domain.leads.records import (
    LeadDuplicates,
    LeadFields,
    LeadFollowUpDraft,
    LeadFollowUpRow,
    LeadRow,
    SourceConversion,
)
from crm_tui.domain.leads.routing import RouteFacts
from crm_tui.domain.leads.scoring import ScorePart, score_facts, score_parts
from crm_tui.domain.leads.values import LeadStage
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.domain.tasks import TaskRequest, TaskRow
from crm_tui.domain.users import Actor, Permission
from crm_tui.services.checks import checked_text
from crm_tui.services.discreet import note_told, on_record
from crm_tui.services.follow_ups.entering import known_of_office
from crm_tui.services.leads import changing, giving
from crm_tui.services.leads.checking import (
    alike_of_known,
    checked_lead,
    edited,
    found_alike,
    refuse_alike,
    refuse_unknown_words,
)
from crm_tui.services.leads.converting import Converted, convert_lead
from crm_tui.services.leads.intake import checked_intake_id, read_sent
from crm_tui.services.leads.outcomes import LeadBatch, each_lead
from crm_tui.services.leads.talking import checked_draft, follow_up_lead
from crm_tui.services.opportunities.writing import NewOpportunity
from crm_tui.services.queries import understood
from crm_tui.services.record_windows import RecordWindow
from crm_tui.services.references import one_of
from crm_tui.values import dataclass

EVENT_KINDS = (
    *("lead_added", "lead_edited", "lead_qualified", "lead_given", "lead_contact_planned"),
    *("lead_discarded", "lead_restored", "lead_deleted"),
)
"""What is told of a lead in its history; follow-ups and the customer it became stand apart."""
_NOTE_LIMIT = 500


class Holder(Enum):
    """Whose a new lead is: of who enters it, nobody's, or whose turn it is."""

    MINE = "mine"
    NOBODY = "nobody"
    IN_TURN = "in_turn"


@dataclass(frozen=True, slots=True)
class LeadPage:
    """The first rows of a list and how many there are."""

    rows: tuple[LeadRow, ...]
    total: int


@dataclass(frozen=True, slots=True)
class LeadDetail:
    """All that the page of a lead shows."""

    row: LeadRow
    follow_ups: tuple[LeadFollowUpRow, ...]
    parts: tuple[ScorePart, ...]
    """Every rule of the score, and whether it is met: why the score is what it is."""
    events: tuple[EventRow, ...]
    duplicates: LeadDuplicates
    tasks: tuple[TaskRow, ...] = ()
    """What is to do for it, by due time; of what became a customer, too."""


@dataclass(frozen=True, slots=True)
class EnteredLead:
    """A new lead, or the one that was there, and who is known already under its keys."""

    lead_id: LeadId
    changed: Changed
    duplicates: LeadDuplicates
    is_new: bool = True


@dataclass(frozen=True, slots=True)
class ConvertedLead:
    """The customer that a lead became."""

    customer_id: CustomerId
    changed: Changed
    is_new: bool
    over_limit: bool
    opportunity_id: OpportunityId | None


@dataclass(frozen=True, slots=True)
class FollowedUpLead:
    """What a follow-up changed; `customer_id` where it was written to the customer."""

    changed: Changed
    customer_id: CustomerId | None


@dataclass(frozen=True, slots=True)
class Leads:
    """Leads as people use them."""

    database: Database

    # --- looking ---------------------------------------------------------------------------------

    def page(self, actor: Actor, request: RecordRequest, limit: int = 50) -> LeadPage:
        """Return the first rows of a list and its size."""
        with self.database.reading(actor) as view:
            request = understood(view, request)
            ids = ids_of(view, LISTED, request, limit)
            rows = in_their_order(records.rows(view, ids), ids)
            return LeadPage(tuple(rows), count_of(view, LISTED, request))

    def window(
        self, actor: Actor, request: RecordRequest, before: RecordWindow[LeadRow] | None = None
    ) -> RecordWindow[LeadRow]:
        """Return a list to be read a stretch at a time; it goes on from what it was `before`."""
        return RecordWindow(self.database, actor, LISTED, request, before)

    def rows(self, actor: Actor, lead_ids: Sequence[int]) -> list[LeadRow]:
        """Return these leads as list rows, in their order; those out of sight are left out."""
        with self.database.reading(actor) as view:
            return in_their_order(records.rows(view, lead_ids), lead_ids)

    def detail(self, actor: Actor, lead_id: LeadId) -> LeadDetail:
        """Return a lead with its score explained and its history; raise where there is none."""
        with self.database.reading(actor) as view:
            row = records.lead(view, lead_id)
            rules = records.settings_of(view).score_rules
            return LeadDetail(
                row,
                tuple(talks.follow_ups_of(view, lead_id)),
                score_parts(rules, score_facts(row)),
                tuple(batches.events_of_record(view, lead_id, EVENT_KINDS)),
                alike_of_known(view, row) if row.is_open else LeadDuplicates(),
                tuple(tasks.listed(view, TaskRequest(lead_id=lead_id))),
            )

    def find(self, actor: Actor, reference: str) -> LeadId:
        """Return the lead that an id or a name means; raise when none or several fit."""
        with self.database.reading(actor) as view:
            number = written_id(reference)
            if number is not None:
                return records.lead(view, LeadId(number)).id
            return LeadId(one_of("lead", reference, records.find(view, reference)))

    def duplicates(
        self, actor: Actor, lead: LeadFields, but: LeadId | None = None
    ) -> LeadDuplicates:
        """Return which customers and leads are known under a phone, an account or the name."""
        with self.database.reading(actor) as view:
            found = found_alike(view, lead, but)
        note_told(self.database, actor, found.customers)
        return found

    def conversion(
        self, actor: Actor, since: int | None = None, until: int | None = None
    ) -> list[SourceConversion]:
        """Return what became of the leads in sight, by source, the most leads first.

        Of those that came in from a day to a day, where that is said.
        """
        with self.database.reading(actor) as view:
            return conversions.by_source(view, since, until)

    def discard_reasons(self, actor: Actor) -> list[tuple[int, str]]:
        """Return the words that say why a lead is discarded, as (id, word)."""
        with self.database.reading(actor) as view:
            words = dictionaries.items(view.connection, DictionaryKind.DISCARD_REASON)
            return [(each.id, each.name) for each in words]

    def known(self, actor: Actor) -> Known:
        """Return what a line about a lead is read with: the office's words, day and hour."""
        with self.database.reading(actor) as view:
            return known_of_office(view)

    # --- entering --------------------------------------------------------------------------------

    @operation(Permission.EDIT_CUSTOMER)
    def add(
        self,
        actor: Actor,
        lead: LeadFields,
        *,
        holder: Holder = Holder.MINE,
        allow_duplicate: bool = False,
    ) -> EnteredLead:
        """Enter a lead by hand.

        Raises FieldError for bad fields, DuplicateLeadError where a customer or a lead is known
        under its phone or name and nobody insists.
        """
        with on_record(self.database, actor), self.database.writing(actor) as unit:
            lead = checked_lead(lead, unit.office.work.phone_numbers)
            refuse_unknown_words(unit, lead)
            alike = refuse_alike(unit, lead, insists=allow_duplicate)
            owner_id: UserId | None = None
            match holder:
                case Holder.MINE:
                    owner_id = unit.person.user_id
                case Holder.IN_TURN:
                    owner_id = giving.owner_in_turn(unit, _route_facts(lead))
                case Holder.NOBODY:
                    owner_id = None
            lead_id = changing.enter_lead(unit, lead, owner_id=owner_id)
        note_told(self.database, actor, alike.customers)
        return EnteredLead(lead_id, unit.changed, alike)

    @operation(Permission.EDIT_CUSTOMER)
    def intake(self, actor: Actor, sent: Intake) -> EnteredLead:
        """Take in what a web form sent; the same id again answers with the same lead.

        A duplicate is told and stops nothing: what somebody sent is kept. What no field takes
        stands in the note. It is given to whose turn it is where a route fits, else to nobody.
        """
        intake_id = checked_intake_id(sent)
        with self.database.writing(actor) as unit:
            known = None if intake_id is None else records.sent_as(unit, intake_id)
            if known is not None:
                return EnteredLead(known, unit.changed, LeadDuplicates(), is_new=False)
            lead = read_sent(unit, sent)
            alike = found_alike(unit, lead)
            owner_id = giving.owner_in_turn(unit, _route_facts(lead))
            lead_id = changing.enter_lead(
                unit, lead, owner_id=owner_id, intake_id=intake_id, how=FROM_FORM
            )
        note_told(self.database, actor, alike.customers)
        return EnteredLead(lead_id, unit.changed, alike)

    # --- working ---------------------------------------------------------------------------------

    @operation(Permission.EDIT_CUSTOMER)
    def edit(
        self,
        actor: Actor,
        lead_id: LeadId,
        changes: Mapping[str, object],
        *,
        seen: LeadFields | None = None,
        allow_duplicate: bool = False,
    ) -> Changed:
        """Change fields of a lead; only a field that both sides changed is a conflict."""
        with on_record(self.database, actor), self.database.writing(actor) as unit:
            row = records.lead(unit, lead_id)
            changing.refuse_closed(unit, row)
            new = edited(unit, row, changes, seen)
            if _reaches(new) != _reaches(row.fields):
                refuse_alike(unit, new, lead_id, insists=allow_duplicate)
            changing.edit_lead(unit, row, new)
        return unit.changed

    @operation(Permission.EDIT_CUSTOMER)
    def qualify(self, actor: Actor, lead_ids: Sequence[LeadId], stage: LeadStage) -> LeadBatch:
        """Move leads to another open stage: new, MQL or SQL."""
        with self.database.writing(actor) as unit:
            results = each_lead(
                unit, lead_ids, lambda lead: changing.qualify_lead(unit, lead, stage)
            )
        return LeadBatch(unit.changed, results)

    @operation(Permission.FOLLOW_UP)
    def follow_up(self, actor: Actor, lead_id: LeadId, draft: LeadFollowUpDraft) -> FollowedUpLead:
        """Write down what was said to a lead; of one that became a customer, to the customer."""
        draft = checked_draft(draft)
        with self.database.writing(actor) as unit:
            customer_id = follow_up_lead(unit, records.lead(unit, lead_id), draft)
        return FollowedUpLead(unit.changed, customer_id)

    @operation(Permission.FOLLOW_UP)
    def set_next_contact(
        self, actor: Actor, lead_id: LeadId, at: datetime | None, note: str = ""
    ) -> Changed:
        """Set when a lead is contacted next, or clear it."""
        note = checked_text("next_contact_note", note, limit=_NOTE_LIMIT)
        with self.database.writing(actor) as unit:
            changing.plan_contact(unit, records.lead(unit, lead_id), at, note)
        return unit.changed

    # --- whose it is -----------------------------------------------------------------------------

    @operation(Permission.CLAIM)
    def claim(self, actor: Actor, lead_ids: Sequence[LeadId]) -> LeadBatch:
        """Take leads that nobody holds, within the limit; of two who try the first has it."""
        with self.database.writing(actor) as unit:
            results = each_lead(unit, lead_ids, lambda lead: giving.claim_lead(unit, lead))
        return LeadBatch(unit.changed, results)

    @operation(Permission.ASSIGN)
    def assign(self, actor: Actor, lead_ids: Sequence[LeadId], to: UserId) -> LeadBatch:
        """Give leads to somebody by hand, held by others or by nobody."""
        with self.database.writing(actor) as unit:
            results = each_lead(unit, lead_ids, lambda lead: giving.give_lead(unit, lead, to))
        return LeadBatch(unit.changed, results)

    @operation(Permission.ASSIGN)
    def assign_in_turn(self, actor: Actor, lead_ids: Sequence[LeadId]) -> LeadBatch:
        """Give leads that nobody holds to whose turn it is on their routes."""
        with self.database.writing(actor) as unit:
            results = each_lead(unit, lead_ids, lambda lead: giving.give_in_turn(unit, lead))
        return LeadBatch(unit.changed, results)

    @operation(Permission.EDIT_CUSTOMER)
    def release(self, actor: Actor, lead_ids: Sequence[LeadId]) -> LeadBatch:
        """Let nobody hold leads any more; they may be claimed or given again."""
        with self.database.writing(actor) as unit:
            results = each_lead(unit, lead_ids, lambda lead: giving.release_lead(unit, lead))
        return LeadBatch(unit.changed, results)

    def receivers(self, actor: Actor) -> list[tuple[UserId, str, int]]:
        """Return to whom leads may be given, with how many open ones they hold, fewest first."""
        with self.database.reading(actor) as view:
            me = view.person
            people = {key: name for key, _login, name in users.logins(view.connection)}
            if not me.is_admin:
                within = users.staff_ids(view.connection, me.user_id) | {me.user_id}
                people = {key: name for key, name in people.items() if key in within}
            held = records.open_leads_of(view, list(people))
        found = [(key, name, held.get(key, 0)) for key, name in people.items()]
        return sorted(found, key=lambda each: (each[2], each[0]))

    # --- the end ---------------------------------------------------------------------------------

    @operation(Permission.EDIT_CUSTOMER)
    def convert(
        self,
        actor: Actor,
        lead_id: LeadId,
        *,
        to: CustomerId | None = None,
        allow_duplicate: bool = False,
        opportunity: NewOpportunity | None = None,
    ) -> ConvertedLead:
        """Make a customer and a contact of a lead in one transaction, its history carried.

        `to` names a customer that is there; with an `opportunity` that is entered as well.
        Raises what `Customers.add` and its edits raise: duplicates, limits and cool-off hold as
        for a customer that somebody enters.
        """
        with on_record(self.database, actor), self.database.writing(actor) as unit:
            lead = records.lead(unit, lead_id)
            found: Converted = convert_lead(
                unit, lead, to=to, allow_duplicate=allow_duplicate, opportunity=opportunity
            )
        return ConvertedLead(
            found.customer_id, unit.changed, found.is_new, found.over_limit, found.opportunity_id
        )

    @operation(Permission.EDIT_CUSTOMER)
    def discard(
        self, actor: Actor, lead_ids: Sequence[LeadId], reason_id: int, note: str = ""
    ) -> LeadBatch:
        """Discard leads with a word of the list."""
        note = checked_text("note", note, limit=_NOTE_LIMIT)
        with self.database.writing(actor) as unit:
            reason = changing.discard_reason(unit, reason_id)
            results = each_lead(
                unit, lead_ids, lambda lead: changing.discard_lead(unit, lead, reason, note)
            )
        return LeadBatch(unit.changed, results)

    @operation(Permission.EDIT_CUSTOMER)
    def restore(self, actor: Actor, lead_ids: Sequence[LeadId]) -> LeadBatch:
        """Let discarded or deleted leads be worked on again, in the stage they had."""
        with self.database.writing(actor) as unit:
            results = each_lead(unit, lead_ids, lambda lead: changing.restore_lead(unit, lead))
        return LeadBatch(unit.changed, results)

    @operation(Permission.DELETE_CUSTOMER)
    def delete(self, actor: Actor, lead_ids: Sequence[LeadId]) -> LeadBatch:
        """Delete leads; they can be restored. One that became a customer stays."""
        with self.database.writing(actor) as unit:
            results = each_lead(unit, lead_ids, lambda lead: changing.delete_lead(unit, lead))
        return LeadBatch(unit.changed, results)


def _route_facts(lead: LeadFields) -> RouteFacts:
    return RouteFacts(lead.province, lead.industry_id, lead.source_id)


def _reaches(lead: LeadFields) -> LeadFields:
    """Return of a lead only what it is found by as a duplicate."""
    return replace(
        LeadFields(),
        company=lead.company,
        phones=lead.phones,
        email=lead.email,
        wechat=lead.wechat,
    )
