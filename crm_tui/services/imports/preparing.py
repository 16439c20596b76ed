"""Bring a parsed row into the form in which it is written, before any lock is taken."""

from __future__ import annotations

import pickle
import tempfile
from collections.abc import Iterator
from dataclasses import replace

from crm_tui.db.bulk import CHUNK, BulkContact, BulkCustomer, encoded_customer
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.contacts import Phone
from crm_tui.domain.imports import ParsedRow
from crm_tui.domain.imports.parsed import NO_OPENING, OpeningDays
from crm_tui.domain.pinyin import person_pinyin
from crm_tui.domain.pools import RuleFacts, rule_facts
from crm_tui.services.bulk_values import (
    contact_values,
    customer_values,
    index_words,
)
from crm_tui.services.customers import derived_values, duplicate_keys
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class PreparedRow:
    """A row that may be stored: what decides where it goes; the rest of it lies in the spool."""

    place: int
    """Its number among the rows in the spool."""
    line: int
    name: str
    name_key: str
    phones: tuple[Phone, ...]
    owner: str | None
    is_incomplete: bool
    rule_facts: RuleFacts
    opening: OpeningDays = NO_OPENING


class Spool:
    """Keeps what will be written in a nameless temporary file, so that memory stays small."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - closed by `close`
        self._pending: list[BulkCustomer] = []

    def add(self, customer: BulkCustomer) -> None:
        """Put a customer behind the others."""
        self._pending.append(customer)
        if len(self._pending) == CHUNK:
            self._flush()

    def _flush(self) -> None:
        pickle.dump(self._pending, self._file, protocol=pickle.HIGHEST_PROTOCOL)
        self._pending = []

    def customers(self) -> Iterator[BulkCustomer]:
        """Yield all customers in order; nothing is added afterwards."""
        self._flush()
        end = self._file.tell()
        self._file.seek(0)
        while self._file.tell() < end:
            yield from pickle.load(self._file)  # noqa: S301 - nobody else can reach this file

    def close(self) -> None:
        """Let the file go."""
        self._file.close()


class RowPreparer:
    """Prepares the rows of one file; equal rule facts are kept once."""

    def __init__(self, database: Database, spool: Spool) -> None:
        self._dialect = database.engine.dialect
        self._spool = spool
        self._number = 0
        self._facts: dict[RuleFacts, RuleFacts] = {}

    def prepared(self, row: ParsedRow) -> PreparedRow:
        """Return the row; everything derived that needs no database goes into the spool."""
        fields, people = row.fields, row.people
        people = (*(replace(first, is_key=True) for first in people[:1]), *people[1:])
        derived = derived_values(fields, people)
        facts = rule_facts(fields)
        values = {
            **customer_values(fields),
            **derived,
            "is_incomplete": row.is_incomplete,
        }
        self._spool.add(
            BulkCustomer(
                values={},
                keys=duplicate_keys(fields, people),
                tokens=index_words(derived),
                contacts=[
                    BulkContact(
                        {**contact_values(person), "pinyin": person_pinyin(person.name)},
                        person.phones,
                    )
                    for person in people
                ],
                encoded=encoded_customer(self._dialect, values),
            )
        )
        self._number += 1
        return PreparedRow(
            self._number - 1,
            row.line,
            row.name,
            row.name_key,
            row.phones,
            row.owner,
            row.is_incomplete,
            self._facts.setdefault(facts, facts),
            row.opening,
        )
