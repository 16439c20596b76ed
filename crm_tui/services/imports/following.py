"""An import of follow-ups: each goes to the customer it names, with its author and its day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import islice

from crm_tui.db.queries import imports, users
from crm_tui.db.unit_of_work import View
from crm_tui.domain.days import start_of_day
from crm_tui.domain.events import FollowUpAdded
from crm_tui.domain.identifiers import ContactId, CustomerId, UserId
from crm_tui.domain.imports import (
    Column,
    FollowUpRowParser,
    HeaderMatch,
    ImportContext,
    ParsedFollowUp,
    Table,
)
from crm_tui.domain.imports.outcomes import (
    ChangedLine,
    NotStored,
    OwnerNotAllowed,
    RefusedLine,
    RowNotStored,
    RowRefusal,
)
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.text import name_key
from crm_tui.errors import RefusedError
from crm_tui.services import access
from crm_tui.services.imports.deciding import Owners, place_of
from crm_tui.services.imports.ledgers import Step
from crm_tui.services.imports.naming import Named, named_in, not_stored
from crm_tui.services.imports.row_imports import RowImport, Writing
from crm_tui.services.imports.spools import CHUNK, Spool
from crm_tui.services.imports.storing import morning_of
from crm_tui.services.imports.talks import Talk, TalkWriter
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class _Aim:
    """The customer of a row, and the contact it was with."""

    customer_id: CustomerId
    author_id: UserId | None
    contact_id: ContactId | None


class FollowUpImport(RowImport[ParsedFollowUp]):
    """One import on its way."""

    event = FollowUpAdded

    def parser(self, header: HeaderMatch, context: ImportContext) -> FollowUpRowParser:
        """Return what reads the rows."""
        return FollowUpRowParser(header, context)

    def go_through(
        self, view: View, table: Table, rows: Spool[ParsedFollowUp], writing: Writing | None
    ) -> int:
        """Find the customer of every row, and write what was said; return how many were."""
        writer = None if writing is None else _RowWriter(writing)
        finder = _Finder(view, self.plan, table)
        done, stream = 0, iter(rows)
        while chunk := list(islice(stream, CHUNK)):
            self.watch.step(done, len(rows))
            for row, aim in zip(chunk, finder.aims(chunk), strict=True):
                if not isinstance(aim, _Aim):
                    self.ledger.add(Step.DECIDED, RefusedLine(row.line, (aim,), row.name))
                    continue
                self.ledger.add(Step.CHANGED, _line(table, row, aim, writer))
            done += len(chunk)
        self.watch.step(done, len(rows))
        return 0 if writer is None else writer.written


class _Finder:
    """Finds the customer that each row names, among those whom this person may change."""

    def __init__(self, view: View, plan: ImportPlan, table: Table) -> None:
        self._view = view
        self._table = table
        self._people = Owners(view, plan)
        self._ids = {login: user_id for user_id, login, _ in users.logins(view.connection)}

    def aims(self, rows: Sequence[ParsedFollowUp]) -> list[_Aim | RowRefusal]:
        """Return where each row goes, or why it goes nowhere."""
        named = named_in(self._view, self._table.header, rows)
        contacts = imports.contacts_named(self._view, named.editable)
        return [self._aim(row, named, contacts) for row in rows]

    def _aim(
        self,
        row: ParsedFollowUp,
        named: Named,
        contacts: Mapping[int, list[tuple[ContactId, str]]],
    ) -> _Aim | RowRefusal:
        author_id = None if row.author is None else self._ids.get(row.author)
        if not self._people.may_give_to(author_id):
            place = place_of(self._table.header, Column.AUTHOR)
            return OwnerNotAllowed(row.line, *place, row.author or "")
        customer_id = named.customer_of(row)
        if isinstance(customer_id, RowNotStored):
            return customer_id
        wanted = name_key(row.contact)
        people = (each for each, name in contacts.get(customer_id, ()) if name_key(name) == wanted)
        contact_id = next(people, None) if wanted else None
        return _Aim(customer_id, author_id, contact_id)


def _line(
    table: Table, row: ParsedFollowUp, aim: _Aim, writer: _RowWriter | None
) -> ChangedLine | RefusedLine:
    """Return what became of a row; a customer that is lost when it is written refuses it."""
    try:
        number = 1 if writer is None else writer.write(row, aim)
    except RefusedError:
        why = not_stored(table.header, row, NotStored.NOT_YOURS)
        return RefusedLine(row.line, (why,), row.name)
    return ChangedLine(row.line, row.name, aim.customer_id, follow_ups=number)


class _RowWriter:
    """Writes the follow-ups of rows."""

    def __init__(self, writing: Writing) -> None:
        self._unit = writing.unit
        self._writing = writing
        self._talks = TalkWriter(writing.unit)
        self.written = 0

    def write(self, row: ParsedFollowUp, aim: _Aim) -> int:
        """Write one, unless it is known already; return how many were.

        Raises RefusedError when this person's time with the customer has ended.
        """
        access.editable(self._unit, aim.customer_id)
        ids = self._writing.ids_of(row.new_words)
        number = self._talks.write(
            aim.customer_id,
            [
                Talk(
                    row.content,
                    self._instant(row),
                    aim.author_id,
                    aim.contact_id,
                    ids.get("method_id", row.method_id),
                    ids.get("result_id", row.result_id),
                    row.needs,
                    row.problems,
                    None if row.next_contact is None else morning_of(self._unit, row.next_contact),
                    row.next_contact_note,
                )
            ],
        )
        self.written += number
        return number

    def _instant(self, row: ParsedFollowUp) -> datetime:
        if row.second is None:
            return min(morning_of(self._unit, row.day), self._unit.now)
        midnight = start_of_day(row.day, self._unit.zone)
        return min(midnight + timedelta(seconds=row.second), self._unit.now)
