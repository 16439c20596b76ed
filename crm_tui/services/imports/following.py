"""An import of follow-ups: each goes to the customer it names, with its author and its day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field, replace
from datetime import datetime, timedelta
from itertools import islice

from crm_tui.db import bulk
from crm_tui.db.queries import customers, imports, users
from crm_tui.db.unit_of_work import Database, Unit, View
from crm_tui.domain.days import start_of_day
from crm_tui.domain.events import FollowUpAdded
from crm_tui.domain.identifiers import BatchId, ContactId, CustomerId, UserId
from crm_tui.domain.imports import Column, FollowUpRowParser, ParsedFollowUp, RefusedRow, Table
from crm_tui.domain.imports.outcomes import (
    ChangedLine,
    ImportResult,
    NotStored,
    OwnerNotAllowed,
    RefusedLine,
    RowNotStored,
    RowRefusal,
)
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.text import name_key
from crm_tui.domain.users import Actor
from crm_tui.errors import RefusedError
from crm_tui.services import access, backups
from crm_tui.services.imports.deciding import Owners, place_of
from crm_tui.services.imports.ledgers import Ledger, Step
from crm_tui.services.imports.reading import Watch, context_of, key_of, opened, refuse_import
from crm_tui.services.imports.spools import CHUNK, Spool
from crm_tui.services.imports.storing import WordIds, morning_of
from crm_tui.services.imports.talks import Talk, TalkWriter
from crm_tui.services.imports.words import added_words
from crm_tui.values import dataclass

_NAME_KINDS = ("name", "former")


@dataclass(frozen=True, slots=True)
class _Aim:
    """The customer of a row, and the contact it was with."""

    customer_id: CustomerId
    author_id: UserId | None
    contact_id: ContactId | None


@dataclass(slots=True)
class FollowUpImport:
    """One import on its way."""

    database: Database
    actor: Actor
    plan: ImportPlan
    watch: Watch
    ledger: Ledger = field(default_factory=Ledger)
    words: dict[tuple[str, str], None] = field(default_factory=dict)

    def run(self) -> ImportResult:
        """Return what the import did, or would do in a dry run."""
        with self.database.reading(self.actor) as view:
            refuse_import(view, self.plan)
            context = context_of(view, self.plan)
        rows: Spool[ParsedFollowUp] = Spool()
        with opened(self.plan, context, self._saved) as source:
            parser = FollowUpRowParser(source.table.header, context)
            for number, row in enumerate(source.table.rows):
                if number % CHUNK == 0:
                    self.watch.step(number, None)
                self._take(parser.parse(row), rows)
        table, sha256 = source.table, source.sha256
        with self.database.reading(self.actor) as view:
            before = imports.imported_before(view, sha256)
            if self.plan.dry_run:
                self._go_through(view, table, rows, None)
                return self._result(table, sha256, before)
        backups.before_import(self.database, len(rows))
        with self.database.writing(self.actor) as unit, bulk.at_full_speed(unit.connection):
            refuse_import(unit, self.plan)
            unit.facts = {"file": self.plan.name, "sha256": sha256}
            writer = _RowWriter(unit, added_words(unit, self.words))
            self._go_through(unit, table, rows, writer)
            if writer.written:
                self._note(unit, table, sha256)
        return replace(self._result(table, sha256, before), changed=unit.changed)

    def _saved(self, subject: str, header_key: str) -> dict[str, str]:
        with self.database.reading(self.actor) as view:
            return imports.saved_mapping(view, subject, header_key)

    def _take(self, parsed: ParsedFollowUp | RefusedRow, rows: Spool[ParsedFollowUp]) -> None:
        if isinstance(parsed, RefusedRow):
            self.ledger.add(Step.READ, RefusedLine(parsed.line, parsed.faults))
            return
        rows.append(parsed)
        for word in parsed.new_words.items():
            self.words[word] = None

    def _go_through(
        self, view: View, table: Table, rows: Spool[ParsedFollowUp], writer: _RowWriter | None
    ) -> None:
        finder = _Finder(view, self.plan, table)
        done, stream = 0, iter(rows)
        while chunk := list(islice(stream, CHUNK)):
            self.watch.step(done, len(rows))
            for row, aim in zip(chunk, finder.aims(chunk), strict=True):
                if not isinstance(aim, _Aim):
                    self.ledger.add(Step.DECIDED, RefusedLine(row.line, (aim,)))
                    continue
                self.ledger.add(Step.CHANGED, _line(table, row, aim, writer))
            done += len(chunk)
        self.watch.step(done, len(rows))

    def _note(self, unit: Unit, table: Table, sha256: str) -> None:
        subject = self.plan.kind.value
        counts = {outcome.value: number for outcome, number in self.ledger.counts.items()}
        imports.note_file(unit, subject=subject, name=self.plan.name, sha256=sha256, counts=counts)
        if self.plan.mapping:
            imports.save_mapping(unit, subject, key_of(table), table.proposal.mapping)
        unit.touched(FollowUpAdded.kind(), None)

    def _result(self, table: Table, sha256: str, before: BatchId | None) -> ImportResult:
        return ImportResult(
            plan=self.plan,
            sha256=sha256,
            header=table.header,
            lines=self.ledger.lines,
            counts=dict(self.ledger.counts),
            samples=self.ledger.samples,
            new_words=tuple(word for _, word in self.words),
            passed_over=tuple(table.skipped),
            ignored=(*table.header.ignored, *table.header.repeated),
            imported_before=before,
        )


class _Finder:
    """Finds the customer that each row names, among those whom this person may change."""

    def __init__(self, view: View, plan: ImportPlan, table: Table) -> None:
        self._view = view
        self._table = table
        self._people = Owners(view, plan)
        self._ids = {login: user_id for user_id, login, _ in users.logins(view.connection)}

    def aims(self, rows: Sequence[ParsedFollowUp]) -> list[_Aim | RowRefusal]:
        """Return where each row goes, or why it goes nowhere."""
        names = dict.fromkeys(row.name_key for row in rows)
        keys = [(kind, name) for kind in _NAME_KINDS for name in names]
        found: dict[str, list[int]] = {}
        for (_, name), stored in imports.holders(self._view, keys).now.items():
            seen = [row.id for row in stored if row.visible]
            found.setdefault(name, []).extend(seen)
        ids = {each for several in found.values() for each in several}
        editable = self._editable(ids)
        contacts = imports.contacts_named(self._view, editable)
        return [self._aim(row, found.get(row.name_key, []), editable, contacts) for row in rows]

    def _editable(self, ids: set[int]) -> frozenset[int]:
        found = set()
        ordered = sorted(ids)
        for start in range(0, len(ordered), CHUNK):
            for row in customers.stored_rows(self._view, ordered[start : start + CHUNK]):
                try:
                    access.refuse_edit(self._view, row)
                except RefusedError:
                    continue
                found.add(row.id)
        return frozenset(found)

    def _aim(
        self,
        row: ParsedFollowUp,
        ids: list[int],
        editable: frozenset[int],
        contacts: Mapping[int, list[tuple[ContactId, str]]],
    ) -> _Aim | RowRefusal:
        author_id = None if row.author is None else self._ids.get(row.author)
        if not self._people.may_give_to(author_id):
            place = place_of(self._table.header, Column.AUTHOR)
            return OwnerNotAllowed(row.line, *place, row.author or "")
        mine = [each for each in dict.fromkeys(ids) if each in editable]
        if len(mine) != 1:
            return self._not_one(row, bool(ids), bool(mine))
        wanted = name_key(row.contact)
        named = (each for each, name in contacts.get(mine[0], ()) if name_key(name) == wanted)
        contact_id = next(named, None) if wanted else None
        return _Aim(CustomerId(mine[0]), author_id, contact_id)

    def _not_one(self, row: ParsedFollowUp, is_here: bool, is_mine: bool) -> RowNotStored:
        reason = NotStored.NO_CUSTOMER
        if is_here:
            reason = NotStored.SEVERAL_CUSTOMERS if is_mine else NotStored.NOT_YOURS
        place = place_of(self._table.header, Column.NAME)
        return RowNotStored(row.line, *place, row.name, reason)


def _line(
    table: Table, row: ParsedFollowUp, aim: _Aim, writer: _RowWriter | None
) -> ChangedLine | RefusedLine:
    """Return what became of a row; a customer that is lost when it is written refuses it."""
    try:
        number = 1 if writer is None else writer.write(row, aim)
    except RefusedError:
        place = place_of(table.header, Column.NAME)
        why = RowNotStored(row.line, *place, row.name, NotStored.NOT_YOURS)
        return RefusedLine(row.line, (why,))
    return ChangedLine(row.line, row.name, aim.customer_id, follow_ups=number)


class _RowWriter:
    """Writes the follow-ups of rows."""

    def __init__(self, unit: Unit, words: WordIds) -> None:
        self._unit = unit
        self._words = words
        self._talks = TalkWriter(unit)
        self.written = 0

    def write(self, row: ParsedFollowUp, aim: _Aim) -> int:
        """Write one, unless it is known already; return how many were.

        Raises RefusedError when this person's time with the customer has ended.
        """
        access.editable(self._unit, aim.customer_id)
        ids = {name: self._words[name, word] for name, word in row.new_words.items()}
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
