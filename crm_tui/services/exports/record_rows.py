"""The rows of a file of leads or of opportunities: as their lists show them, cell by cell."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from crm_tui.db.queries import contract_lists, opportunities, order_lists, quote_lists
from crm_tui.db.queries.leads import records
from crm_tui.db.queries.leads.lists import LISTED
from crm_tui.db.queries.payments import lists as payment_lists
from crm_tui.db.queries.record_lists import ListedNoun, ids_of, in_their_order
from crm_tui.db.types import to_ms
from crm_tui.db.unit_of_work import View
from crm_tui.domain.exports import ExportColumn, Subject
from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.leads.records import LeadRow
from crm_tui.domain.opportunities import OpportunityRow
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.services.exports.cells import JOINER, CellWriters, amount_cell, phones_text
from crm_tui.services.exports.rows import Row, RowMaker
from crm_tui.services.queries import understood

_OfLead = Callable[[LeadRow], Any]
_OfOpportunity = Callable[[OpportunityRow], Any]
_LEAD: Mapping[str, _OfLead] = {
    "company": lambda row: row.fields.company,
    "contact_name": lambda row: row.fields.name,
    "contact_title": lambda row: row.fields.title,
    "contact_phone": lambda row: phones_text(
        [(each.number, each.extension) for each in row.fields.phones], masked=False
    ),
    "contact_email": lambda row: row.fields.email,
    "contact_wechat": lambda row: row.fields.wechat,
    "province": lambda row: row.fields.province,
    "city": lambda row: row.fields.city,
    "address": lambda row: row.fields.address,
    "industry": lambda row: row.fields.industry_id,
    "source": lambda row: row.fields.source_id,
    "campaign": lambda row: row.fields.campaign,
    "needs": lambda row: row.fields.need,
    "remarks": lambda row: row.fields.note,
    "owner": lambda row: row.owner_id,
    "lead_stage": lambda row: row.stage.value,
    "score": lambda row: row.score,
    "last_follow_up": lambda row: row.last_follow_up_at,
    "next_contact": lambda row: row.next_contact_at,
    "next_contact_note": lambda row: row.next_contact_note,
    "customer": lambda row: row.customer,
    "created_at": lambda row: row.created_at,
    "id": lambda row: row.id,
}
_OPPORTUNITY: Mapping[str, _OfOpportunity] = {
    "name": lambda row: row.customer,
    "opportunity": lambda row: row.name,
    "amount": lambda row: amount_cell(row.fields.amount_minor, row.fields.currency),
    "currency": lambda row: row.fields.currency,
    "expected_on": lambda row: _day(row.fields.expected_day),
    "pipeline": lambda row: row.pipeline,
    "opportunity_stage": lambda row: row.stage,
    "business_type": lambda row: row.fields.kind.value,
    "source": lambda row: row.fields.source_id,
    "competitors": lambda row: JOINER.join(row.fields.competitors),
    "next_step": lambda row: row.fields.next_step,
    "next_step_on": lambda row: _day(row.fields.next_day),
    "remarks": lambda row: row.fields.note,
    "opportunity_state": lambda row: row.state.value,
    "owner": lambda row: row.owner_id,
    "reported_amount": lambda row: row.reported_minor,
    "weighted_amount": lambda row: row.weighted_minor,
    "closed_on": lambda row: _day(row.closed_day),
    "close_reason": lambda row: row.close_reason,
    "review": lambda row: row.review,
    "created_at": lambda row: row.created_at,
    "id": lambda row: row.id,
}

_NOUNS: Mapping[Subject, ListedNoun[Any]] = {
    Subject.LEADS: LISTED,
    Subject.OPPORTUNITIES: opportunities.LISTED,
    Subject.ORDERS: order_lists.LISTED,
    Subject.CONTRACTS: contract_lists.LISTED,
    Subject.QUOTES: quote_lists.LISTED,
    Subject.PAYMENTS: payment_lists.LISTED,
}


class RecordRows(RowMaker):
    """One row for each lead or opportunity."""

    def __init__(
        self, subject: Subject, columns: Sequence[ExportColumn], writers: CellWriters
    ) -> None:
        super().__init__(columns, writers)
        self._is_of_leads = subject is Subject.LEADS
        takers: Mapping[str, Callable[[Any], Any]] = _LEAD if self._is_of_leads else _OPPORTUNITY
        self._plan = [
            (
                takers[each.key],
                writers.next_contact(is_day=False)
                if each.key == "next_contact"
                else writers.of(each.field),
            )
            for each in columns
        ]
        self._instants = {
            at for at, each in enumerate(columns) if each.field in writers.INSTANT_FIELDS
        }

    def rows(self, view: View, ids: Sequence[int]) -> Iterator[Row]:
        """Yield these records; what may not be seen has none."""
        found: Sequence[LeadRow] | Sequence[OpportunityRow]
        if self._is_of_leads:
            found = in_their_order(records.rows(view, ids), ids)
        else:
            listed = in_their_order(opportunities.LISTED.rows(view, ids), ids)
            found = self.shown(view, listed)
        for row in found:
            yield [self._cell(at, row) for at in range(len(self._plan))]

    def _cell(self, at: int, row: LeadRow | OpportunityRow) -> Cell:
        take, write = self._plan[at]
        value = take(row)
        if at in self._instants and value is not None:
            value = to_ms(value)
        found: Cell = value if write is None else write(value)
        return None if found == "" else found


def record_ids(view: View, subject: Subject, request: RecordRequest) -> Sequence[int]:
    """Return the records of a list that this person may see, in its order."""
    return ids_of(view, _NOUNS[subject], understood(view, request))


def _day(number: int | None) -> date | None:
    return None if number is None else date.fromordinal(number)
