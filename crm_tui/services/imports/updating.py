"""Rows about customers that are here: what they say is added, people go to who has the customer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace

from crm_tui.db.queries import contacts, customers, notices
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.contacts import ContactFields, ContactRow
from crm_tui.domain.customers import DuplicateMatch
from crm_tui.domain.events import ContactAdded, ContactEdited
from crm_tui.domain.identifiers import ContactId, CustomerId, UserId
from crm_tui.domain.import_choices import MatchAction
from crm_tui.domain.imports import Column, HeaderMatch, ParsedRow
from crm_tui.domain.imports.joining import phones_of
from crm_tui.domain.imports.outcomes import (
    ChangedLine,
    ExistingCustomer,
    ImportLine,
    NotStored,
    RefusedLine,
    RowNotStored,
    RowRefusal,
    StillCoolingOff,
)
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.imports.policies import Fate
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.pinyin import person_pinyin
from crm_tui.domain.pools import CoolingOff
from crm_tui.errors import CrmError, DuplicateCustomerError, NotFoundError, RefusedError
from crm_tui.services import access, protection
from crm_tui.services.checks import checked_contact
from crm_tui.services.customers import refresh_further, refresh_search
from crm_tui.services.customers.checking import refuse_keys_of_contact
from crm_tui.services.customers.editing import edit_fields
from crm_tui.services.imports.candidates import people_of
from crm_tui.services.imports.comparing import new_fields, new_of_person, same_person
from crm_tui.services.imports.deciding import Verdict, place_of
from crm_tui.services.imports.storing import WordIds, morning_of
from crm_tui.services.imports.talks import Talk, TalkWriter


class Updater:
    """Writes what rows say of customers that are here, each whole or not at all."""

    def __init__(self, unit: Unit, plan: ImportPlan, header: HeaderMatch, words: WordIds) -> None:
        self._unit = unit
        self._plan = plan
        self._header = header
        self._words = words
        self._talks = TalkWriter(unit)

    def line(self, verdict: Verdict, row: ParsedRow) -> ImportLine:
        """Write one row; return what became of it."""
        assert verdict.match is not None  # noqa: S101 - told to mypy: it has this fate by a match
        customer_id = verdict.match.customer_id
        try:
            with self._unit.trying():
                if verdict.fate is Fate.PASS_ON:
                    return self._passed_on(verdict, row, customer_id)
                return self._updated(verdict, row, customer_id)
        except CrmError as error:
            return RefusedLine(row.line, (self._why(row, error),), row.name)

    def _why(self, row: ParsedRow, error: CrmError) -> RowRefusal:
        place = place_of(self._header, Column.NAME)
        match error:
            case DuplicateCustomerError(matches=[DuplicateMatch() as match, *_]):
                column = Column.CONTACT_PHONE if match.kind.is_phone else Column.NAME
                return ExistingCustomer(row.line, *place_of(self._header, column), match.key, match)
            case RefusedError(refusal=CoolingOff() as refusal):
                return StillCoolingOff(row.line, *place, row.name, refusal)
            case _:
                return RowNotStored(row.line, *place, row.name, NotStored.CHANGE_REFUSED)

    def _updated(self, verdict: Verdict, row: ParsedRow, customer_id: CustomerId) -> ChangedLine:
        assert verdict.match is not None  # noqa: S101 - likewise
        action = self._plan.matching.of(verdict.match.level)
        stored = access.editable(self._unit, customer_id)
        words = {name: self._words[name, word] for name, word in row.new_words.items()}
        changes = new_fields(self._plan, row, customers.fields_of(stored), action, words)
        if changes:
            edit_fields(self._unit, customer_id, changes, allow_duplicate=True)
        people = self._add_people(customer_id, row, action)
        talks = [
            Talk(note.text, morning_of(self._unit, note.day), stored.owner_id) for note in row.notes
        ]
        said = self._talks.write(customer_id, talks)
        return ChangedLine(row.line, row.name, customer_id, tuple(sorted(changes)), people, said)

    def _passed_on(self, verdict: Verdict, row: ParsedRow, customer_id: CustomerId) -> ImportLine:
        """Add the people of a row to a colleague's customer, and tell the colleague."""
        assert verdict.match is not None  # noqa: S101 - likewise
        assert verdict.holder_id is not None  # noqa: S101 - whose customer it is
        protection.settle(self._unit, customer_id)
        if customers.stored(self._unit, customer_id).owner_id != verdict.holder_id:
            raise NotFoundError("customer", str(customer_id))
        before = self._people(customer_id)
        new = [person for person in people_of(row) if same_person(before, person) is None]
        for person in new:
            contact_id = self._add(customer_id, person, told=[verdict.holder_id])
            notices.tell(
                self._unit,
                verdict.holder_id,
                NoticeKind.CONTACT_PASSED_ON,
                customer_id=customer_id,
                record_id=contact_id,
                words=str(person["name"]),
            )
        if new:
            refresh_search(self._unit, customers.stored(self._unit, customer_id))
        return ChangedLine(
            row.line, row.name, customer_id, contacts=len(new), holder=verdict.match.owner
        )

    def _add_people(self, customer_id: CustomerId, row: ParsedRow, action: MatchAction) -> int:
        before, changed = self._people(customer_id), 0
        for person in people_of(row):
            same = same_person(before, person)
            if same is None:
                self._add(customer_id, person)
                changed += 1
            elif same.position is None:
                # Fields of who is shared with another customer are changed at home.
                changed += self._change(same, person, action)
        if changed:
            refresh_search(self._unit, customers.stored(self._unit, customer_id))
            for each in before:
                refresh_further(self._unit, each.id)
        return changed

    def _people(self, customer_id: CustomerId) -> list[ContactRow]:
        return contacts.people_of(self._unit, customer_id)

    def _add(
        self, customer_id: CustomerId, person: Mapping[str, object], told: Sequence[UserId] = ()
    ) -> ContactId:
        # Under the office's policy for numbers already, by which the row was read.
        fields = checked_contact(ContactFields(**person), known=phones_of(person))  # type: ignore[arg-type]  # the parsers' types fit
        row = customers.stored(self._unit, customer_id)
        refuse_keys_of_contact(self._unit, row, None, fields)
        contact_id = contacts.add_contact(
            self._unit, customer_id, fields, person_pinyin(fields.name)
        )
        self._unit.record(
            ContactAdded(
                customer_id=customer_id,
                record_id=contact_id,
                after={"name": fields.name, **({"told": list(told)} if told else {})},
            )
        )
        return contact_id

    def _change(self, old: ContactRow, person: Mapping[str, object], action: MatchAction) -> bool:
        """Add to a contact what a row says of them; return whether anything was new."""
        changes = new_of_person(old.fields, person, action)
        if not changes:
            return False
        wished = replace(old.fields, **changes)
        new = checked_contact(wished, known=wished.phones)
        row = customers.stored(self._unit, old.customer_id)
        refuse_keys_of_contact(self._unit, row, old.fields, new)
        contacts.update_contact(self._unit, old.id, new, person_pinyin(new.name))
        self._unit.record(
            ContactEdited(
                customer_id=old.customer_id,
                record_id=old.id,
                before=asdict(old.fields),
                after=asdict(new),
            )
        )
        return True
