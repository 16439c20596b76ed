"""What a row would bring to a customer that is here, for a dry run: nothing is written."""

from __future__ import annotations

from crm_tui.db.queries import contacts, customers
from crm_tui.db.unit_of_work import View
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.import_choices import MatchAction
from crm_tui.domain.imports import ParsedRow
from crm_tui.domain.imports.outcomes import ChangedLine
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.imports.policies import Fate
from crm_tui.services.imports.candidates import people_of
from crm_tui.services.imports.comparing import new_fields, new_of_person, same_person
from crm_tui.services.imports.deciding import Verdict
from crm_tui.services.imports.storing import morning_of
from crm_tui.services.imports.talks import Talk, not_said_yet


class Foreseer:
    """Compares rows with the customers that they are about, as they stand now."""

    def __init__(self, view: View, plan: ImportPlan) -> None:
        self._view = view
        self._plan = plan

    def line(self, verdict: Verdict, row: ParsedRow) -> ChangedLine:
        """Return what a row would bring to its customer."""
        assert verdict.match is not None  # noqa: S101 - it has this fate by a match
        customer_id = verdict.match.customer_id
        if verdict.fate is Fate.PASS_ON:
            here = contacts.people_of(self._view, customer_id)
            new = [person for person in people_of(row) if same_person(here, person) is None]
            return ChangedLine(
                row.line, row.name, customer_id, contacts=len(new), holder=verdict.match.owner
            )
        action = self._plan.matching.of(verdict.match.level)
        stored = customers.fields_of(customers.stored(self._view, customer_id))
        changes = new_fields(self._plan, row, stored, action, dict(row.new_words))
        return ChangedLine(
            row.line,
            row.name,
            customer_id,
            tuple(sorted(changes)),
            self._people(customer_id, row, action),
            self._talks(customer_id, row),
        )

    def _people(self, customer_id: CustomerId, row: ParsedRow, action: MatchAction) -> int:
        here = contacts.people_of(self._view, customer_id)
        found = [(same_person(here, person), person) for person in people_of(row)]
        return sum(
            same is None
            or (same.position is None and bool(new_of_person(same.fields, person, action)))
            for same, person in found
        )

    def _talks(self, customer_id: CustomerId, row: ParsedRow) -> int:
        talks = [Talk(note.text, morning_of(self._view, note.day), None) for note in row.notes]
        return len(not_said_yet(self._view, customer_id, talks))
