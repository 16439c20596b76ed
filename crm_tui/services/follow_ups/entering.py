"""What reading a follow-up needs to know, and which customers pasted lines are about."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from crm_tui.db import search
from crm_tui.db.queries import contacts, customers, dictionaries, mentions
from crm_tui.db.unit_of_work import View
from crm_tui.domain.customers import CustomerRow, CustomerView, ListRequest
from crm_tui.domain.entries import (
    MOST_LINES,
    Entry,
    Known,
    Occasion,
    PastedEntry,
    begins_with,
    read_entry,
    split_paste,
)
from crm_tui.domain.entries.pastes import first_word
from crm_tui.domain.follow_ups import FollowUpDraft
from crm_tui.domain.identifiers import CustomerId
from crm_tui.errors import AmbiguousReferenceError, CrmError, FieldError, NotFoundError
from crm_tui.services import protection
from crm_tui.services.follow_ups.writing import what_counts
from crm_tui.values import dataclass

_LOOKED_AT = 20
"""So many customers that a line's first word finds are looked at for its name."""


@dataclass(frozen=True, slots=True)
class PastedLine:
    """One follow-up of a paste as it was understood, or the error that says why it was not."""

    number: int
    text: str
    occasion: Occasion | None = None
    """The customer it is about, None where none was found."""
    entry: Entry | None = None
    draft: FollowUpDraft | None = None
    error: CrmError | None = None

    @property
    def customer_id(self) -> CustomerId | None:
        """Return whom it is about."""
        return None if self.occasion is None else self.occasion.record.row.id

    @property
    def customer(self) -> str:
        """Return the name of whom it is about, nothing where that was not found."""
        return "" if self.occasion is None else self.occasion.record.row.name


@dataclass(frozen=True, slots=True)
class Paste:
    """Lines that were pasted, each as it was understood."""

    lines: tuple[PastedLine, ...]

    @property
    def understood(self) -> tuple[PastedLine, ...]:
        """Return the lines that would each become a follow-up."""
        return tuple(each for each in self.lines if each.error is None)

    @property
    def left(self) -> tuple[PastedLine, ...]:
        """Return the lines that would not, each with its reason."""
        return tuple(each for each in self.lines if each.error is not None)

    @property
    def items(self) -> tuple[tuple[CustomerId, FollowUpDraft], ...]:
        """Return what is to be saved: each follow-up with its customer."""
        return tuple(
            (each.customer_id, each.draft)
            for each in self.understood
            if each.customer_id is not None and each.draft is not None
        )


def occasion(view: View, customer_id: CustomerId, office: Known | None = None) -> Occasion:
    """Return all that reading a follow-up of a customer needs; raise for one out of sight.

    `office` is what is known already of all customers alike.
    """
    record = customers.record(view, customer_id)
    row = customers.raw(view, customer_id)
    settled = protection.as_settled(view, row)
    facts = what_counts(view, settled or row)
    if settled is None:
        facts = replace(facts, owner_id=None, period_started_at=None)
    known = office or known_of_office(view)
    people = tuple(contacts.shown_contacts(view, customer_id))
    return Occasion(
        record,
        replace(known, contacts=people),
        facts,
        view.office.late_entry_days,
        view.office.work.rhythm_days,
    )


def known_of_office(view: View) -> Known:
    """Return what is known of all customers alike: words, colleagues, the calendar, the hour."""
    return Known(
        now=view.now,
        zone=view.zone,
        words=tuple(dictionaries.items(view.connection)),
        colleagues=tuple(mentions.colleagues(view)),
        calendar=view.calendar,
    )


def read_lines(view: View, text: str) -> Paste:
    """Return a paste as it was understood line by line; beyond 200 lines none is read."""
    entries = split_paste(text)
    office = known_of_office(view)
    lines = [_line(view, each, office) for each in entries[:MOST_LINES]]
    beyond = FieldError("content", "too_many", limit=MOST_LINES)
    lines += [PastedLine(each.number, each.text, error=beyond) for each in entries[MOST_LINES:]]
    return Paste(tuple(lines))


def _line(view: View, pasted: PastedEntry, office: Known) -> PastedLine:
    line = PastedLine(pasted.number, pasted.text)
    try:
        row, rest = _customer(view, pasted.text)
        found = occasion(view, row.id, office)
    except (NotFoundError, AmbiguousReferenceError) as error:
        return replace(line, error=error)
    entry = read_entry(rest, found.known)
    draft = entry.draft(found.known)
    fault = _fault(entry, draft)
    return replace(line, occasion=found, entry=entry, draft=draft, error=fault)


def _fault(entry: Entry, draft: FollowUpDraft) -> CrmError | None:
    """Return why a line cannot be saved as it stands, or None."""
    if entry.candidates:
        named = [(each.id, each.fields.name) for each in entry.candidates]
        return AmbiguousReferenceError("contact", entry.candidates[0].fields.name[:1], named)
    return None if draft.content else FieldError("content", "required")


def _customer(view: View, text: str) -> tuple[CustomerRow, str]:
    """Return the customer that a line begins with, and what it says; raise for none or several.

    Of several one's own is meant, if there is only one.
    """
    word = first_word(text)
    rows = {row.id: row for row in _found(view, word)}
    fitting, rest = begins_with(text, {each: row.name for each, row in rows.items()})
    if len(fitting) > 1:
        mine = [each for each in fitting if rows[each].owner_id == view.person.user_id]
        fitting = mine if len(mine) == 1 else fitting
    if not fitting:
        raise NotFoundError("customer", word)
    if len(fitting) > 1:
        named = [(each, rows[each].name) for each in fitting]
        raise AmbiguousReferenceError("customer", word, named)
    return rows[fitting[0]], rest


def _found(view: View, word: str) -> Sequence[CustomerRow]:
    wanted = customers.in_view(view, ListRequest(CustomerView.ALL))
    ids = list(search.top(view, word, wanted, CustomerView.ALL, _LOOKED_AT).ids)[:_LOOKED_AT]
    return customers.rows(view, ids)


def chunks(
    items: Sequence[tuple[CustomerId, FollowUpDraft]], size: int
) -> Iterator[Sequence[tuple[CustomerId, FollowUpDraft]]]:
    """Yield so many follow-ups at a time, so that no transaction holds the write lock for long."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
