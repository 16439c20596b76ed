"""Imports of leads and of opportunities: each row by the rules of what is entered by hand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import cycle

from crm_tui.db.queries import opportunities, pipelines, users
from crm_tui.db.unit_of_work import View
from crm_tui.domain.duplicates.keys import Key
from crm_tui.domain.events import LeadAdded, OpportunityAdded
from crm_tui.domain.identifiers import CustomerId, PipelineId, StageId, UserId
from crm_tui.domain.import_choices import MatchAction
from crm_tui.domain.imports import (
    Column,
    FaultCode,
    HeaderMatch,
    ImportContext,
    LeadRowParser,
    OpportunityRowParser,
    ParsedLead,
    ParsedOpportunity,
    RowFault,
    Table,
)
from crm_tui.domain.imports.outcomes import (
    EnteredLine,
    KnownLine,
    NotStored,
    OwnerNotAllowed,
    RefusedLine,
    RowNotStored,
)
from crm_tui.domain.leads.records import LeadFields, lead_keys
from crm_tui.domain.leads.routing import RouteFacts
from crm_tui.domain.leads.values import OPEN_STAGES
from crm_tui.domain.opportunities import OpportunityState
from crm_tui.domain.text import folded
from crm_tui.domain.users import Permission
from crm_tui.errors import FieldError, NotPermittedError, RefusedError
from crm_tui.services import access
from crm_tui.services.discreet import discretion_of
from crm_tui.services.imports.deciding import Owners, place_of
from crm_tui.services.imports.ledgers import Step
from crm_tui.services.imports.naming import named_in, not_stored
from crm_tui.services.imports.row_imports import RowImport, Writing
from crm_tui.services.imports.spools import CHUNK, Spool
from crm_tui.services.leads import changing, giving
from crm_tui.services.leads.checking import alike_of_row, checked_lead
from crm_tui.services.opportunities.writing import NewOpportunity, checked, enter_opportunity

Line = EnteredLine | KnownLine | RefusedLine


class LeadImport(RowImport[ParsedLead]):
    """An import of leads; those who are known already are left out, unless the plan insists."""

    event = LeadAdded

    def parser(self, header: HeaderMatch, context: ImportContext) -> LeadRowParser:
        """Return what reads the rows."""
        return LeadRowParser(header, context)

    def refuse(self, view: View) -> None:
        """Raise for who may not import, or not enter leads."""
        super().refuse(view)
        _refuse_unless_editor(view)

    def go_through(
        self, view: View, table: Table, rows: Spool[ParsedLead], writing: Writing | None
    ) -> int:
        """Enter every lead that can be; return how many were."""
        entering = _Leads(self, view, table.header, writing)
        for number, row in enumerate(rows):
            if number % CHUNK == 0:
                self.watch.step(number, len(rows))
            self.ledger.add(Step.CHANGED, entering.line(row))
        self.watch.step(len(rows), len(rows))
        return entering.written


class _Leads:
    """Enters the leads of rows, or says what would become of them."""

    def __init__(
        self, of: LeadImport, view: View, header: HeaderMatch, writing: Writing | None
    ) -> None:
        self._plan = of.plan
        self._view = view
        self._header = header
        self._writing = writing
        self._people = Owners(view, of.plan)
        self._ids = {login: user_id for user_id, login, _ in users.logins(view.connection)}
        self._shares = cycle(of.plan.owner_ids)
        self._lines: dict[Key, int] = {}
        self._discretion = discretion_of(view)
        of.newly_told = self._discretion.newly_told
        self.written = 0

    def line(self, row: ParsedLead) -> Line:
        """Return what became of a row, or would."""
        owner_id = None if row.owner is None else self._ids.get(row.owner)
        if not self._people.may_give_to(owner_id):
            place = place_of(self._header, Column.OWNER)
            refusal = OwnerNotAllowed(row.line, *place, row.owner or "")
            return RefusedLine(row.line, (refusal,), row.fields.called)
        if row.stage not in OPEN_STAGES:
            not_entered = self._not_stored(row, NotStored.NOT_OPEN)
            return RefusedLine(row.line, (not_entered,), row.fields.called)
        try:
            lead = checked_lead(row.fields, self._view.office.work.phone_numbers)
        except FieldError:
            not_entered = self._not_stored(row, NotStored.NOT_ENTERED)
            return RefusedLine(row.line, (not_entered,), row.fields.called)
        return self._known(row, lead) or self._entered(row, lead, owner_id)

    def _known(self, row: ParsedLead, lead: LeadFields) -> Line | None:
        """Return who is known already under the keys of a row: earlier in the file, or here."""
        keys = lead_keys(lead)
        earlier = next((self._lines[key] for key in keys if key in self._lines), None)
        self._lines |= dict.fromkeys(keys, row.line)
        if self._plan.policy.block is MatchAction.NEW:
            return None
        if earlier is not None:
            refusal = self._repeated(row, lead, earlier)
            return RefusedLine(row.line, (refusal,), lead.called)
        alike = alike_of_row(self._view, lead, self._discretion)
        if not alike.asks:
            return None
        twin_id = next((each.lead_id for each in alike.leads if each.called), None)
        return KnownLine(row.line, lead.called, twin_id, alike)

    def _repeated(self, row: ParsedLead, lead: LeadFields, earlier: int) -> RowFault:
        column = Column.NAME if lead.company else Column.CONTACT_NAME
        label, letter = place_of(self._header, column)
        return RowFault(
            row.line,
            label,
            letter,
            FaultCode.DUPLICATE_NAME,
            lead.called,
            earlier_line=earlier,
        )

    def _entered(self, row: ParsedLead, lead: LeadFields, owner_id: UserId | None) -> EnteredLine:
        owner_id = owner_id or next(self._shares, None)
        if self._writing is None:
            return EnteredLine(row.line, lead.called, None, owner_id)
        unit = self._writing.unit
        lead = replace(lead, **self._writing.ids_of(row.new_words))
        if owner_id is None and self._plan.in_turn:
            facts = RouteFacts(lead.province, lead.industry_id, lead.source_id)
            owner_id = giving.owner_in_turn(unit, facts)
        lead_id = changing.enter_lead(unit, lead, owner_id=owner_id, stage=row.stage)
        self.written += 1
        return EnteredLine(row.line, lead.called, lead_id, owner_id)

    def _not_stored(self, row: ParsedLead, reason: NotStored) -> RowNotStored:
        column = Column.NAME if row.fields.company else Column.CONTACT_NAME
        place = place_of(self._header, column)
        return RowNotStored(row.line, *place, row.fields.called, reason)


class OpportunityImport(RowImport[ParsedOpportunity]):
    """An import of opportunities, each with the customer that its row names."""

    event = OpportunityAdded

    def parser(self, header: HeaderMatch, context: ImportContext) -> OpportunityRowParser:
        """Return what reads the rows."""
        return OpportunityRowParser(header, context)

    def refuse(self, view: View) -> None:
        """Raise for who may not import, or not enter opportunities."""
        super().refuse(view)
        _refuse_unless_editor(view)

    def go_through(
        self, view: View, table: Table, rows: Spool[ParsedOpportunity], writing: Writing | None
    ) -> int:
        """Enter every opportunity that can be; return how many were."""
        entering = _Opportunities(self, view, table.header, writing)
        self.take_down(rows, entering.lines)
        return entering.written


class _Opportunities:
    """Enters the opportunities of rows, or says what would become of them."""

    def __init__(
        self, of: OpportunityImport, view: View, header: HeaderMatch, writing: Writing | None
    ) -> None:
        self._insists = of.plan.policy.block is MatchAction.NEW
        self._view = view
        self._header = header
        self._writing = writing
        self._places = _places(view)
        self._open: dict[CustomerId, dict[str, int | None]] = {}
        self.written = 0

    def lines(self, rows: Sequence[ParsedOpportunity]) -> Iterator[Line]:
        """Yield what became of some rows, or would."""
        named = named_in(self._view, self._header, rows)
        for row in rows:
            customer_id = named.customer_of(row)
            if isinstance(customer_id, RowNotStored):
                yield RefusedLine(row.line, (customer_id,), row.fields.name)
            else:
                yield self._line(row, customer_id)

    def _line(self, row: ParsedOpportunity, customer_id: CustomerId) -> Line:
        place = self._places.get((folded(row.pipeline), folded(row.stage)))
        if place is None:
            where = place_of(self._header, Column.OPPORTUNITY_STAGE)
            said = row.stage or row.pipeline
            no_stage = RowNotStored(row.line, *where, said, NotStored.NO_STAGE)
            return RefusedLine(row.line, (no_stage,), row.fields.name)
        known = self._names(customer_id)
        if row.state is not OpportunityState.OPEN:
            where = place_of(self._header, Column.OPPORTUNITY)
            ended = RowNotStored(row.line, *where, row.fields.name, NotStored.NOT_OPEN)
            return RefusedLine(row.line, (ended,), row.fields.name)
        name = folded(row.fields.name)
        if name in known and not self._insists:
            return KnownLine(row.line, row.fields.name, known[name])
        line = self._entered(row, customer_id, place)
        if isinstance(line, EnteredLine):
            known[name] = line.record_id
        return line

    def _names(self, customer_id: CustomerId) -> dict[str, int | None]:
        """Return what the open opportunities of a customer are called."""
        if customer_id not in self._open:
            rows = opportunities.of_customer(self._view, customer_id)
            self._open[customer_id] = {folded(each.name): each.id for each in rows if each.is_open}
        return self._open[customer_id]

    def _entered(
        self, row: ParsedOpportunity, customer_id: CustomerId, place: tuple[PipelineId, StageId]
    ) -> EnteredLine | RefusedLine:
        try:
            record_id = self._stored(row, customer_id, place)
        except RefusedError:
            refusal = not_stored(self._header, row, NotStored.NOT_YOURS)
        except FieldError:
            where = place_of(self._header, Column.OPPORTUNITY)
            refusal = RowNotStored(row.line, *where, row.fields.name, NotStored.NOT_ENTERED)
        else:
            return EnteredLine(row.line, row.fields.name, record_id)
        return RefusedLine(row.line, (refusal,), row.fields.name)

    def _stored(
        self, row: ParsedOpportunity, customer_id: CustomerId, place: tuple[PipelineId, StageId]
    ) -> int | None:
        if self._writing is None:
            checked(self._view, row.fields)
            return None
        unit = self._writing.unit
        ids = self._writing.ids_of(row.new_words)
        # Checked before anything is written: what is refused here leaves no trace.
        fields = checked(unit, replace(row.fields, **ids))
        access.editable(unit, customer_id)
        new = NewOpportunity(fields, *place)
        opportunity_id, _last_day = enter_opportunity(unit, customer_id, new)
        self.written += 1
        return opportunity_id


def _places(view: View) -> Mapping[tuple[str, str], tuple[PipelineId, StageId]]:
    """Return where an opportunity begins by the names of pipeline and stage; either may be empty.

    Without a pipeline a stage is that of the first pipeline that has one called so.
    """
    found: dict[tuple[str, str], tuple[PipelineId, StageId]] = {}
    for pipeline in pipelines.pipelines(view):
        for stage in pipeline.stages:
            place = (pipeline.id, stage.id)
            for names in (
                ("", ""),
                ("", folded(stage.name)),
                (folded(pipeline.name), ""),
                (folded(pipeline.name), folded(stage.name)),
            ):
                found.setdefault(names, place)
    return found


def _refuse_unless_editor(view: View) -> None:
    if not view.person.may(Permission.EDIT_CUSTOMER):
        raise NotPermittedError(Permission.EDIT_CUSTOMER.value)
