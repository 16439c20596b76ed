"""The rows of a file as they will be written, made before the lock and needing no database."""

from __future__ import annotations

from collections.abc import Sequence
from operator import itemgetter

from crm_tui.db.bulk import encoder, plain_dialect
from crm_tui.db.queries.followed_days import followed_days
from crm_tui.db.schema.contacts import CONTACT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.staged_customers import Row, StagedRows
from crm_tui.db.types import dump_json
from crm_tui.domain.contacts import ContactFields
from crm_tui.domain.customers import EDITABLE, CustomerFields
from crm_tui.domain.duplicates import Key
from crm_tui.domain.imports import ParsedRow
from crm_tui.domain.pinyin import person_pinyin
from crm_tui.services.bulk_values import (
    CONTACT_COLUMNS,
    contact_parts,
    customer_parts,
    index_words,
)
from crm_tui.services.customers import DERIVED, derived_values
from crm_tui.services.imports.recipes import Recipe

_DERIVED = tuple(name for name in DERIVED if name != "is_incomplete")
STAGED_COLUMNS = (*EDITABLE, *_DERIVED, "is_incomplete")
STAGED_CONTACT_COLUMNS = (*CONTACT_COLUMNS, "pinyin")
_derived_parts = itemgetter(*_DERIVED)


class StagedMaker:
    """Gathers the rows of some customers in the driver's form."""

    def __init__(self, recipe: Recipe) -> None:
        self._own = recipe.own
        dialect = plain_dialect(recipe.driver)
        self._encode_customer = encoder(CUSTOMER, dialect, STAGED_COLUMNS)
        self._encode_contact = encoder(CONTACT, dialect, STAGED_CONTACT_COLUMNS)
        self._customers: list[Row] = []
        self._contacts: list[Row] = []
        self._phones: list[Row] = []
        self._days: list[Row] = []
        self._keys: list[Row] = []

    @property
    def rows(self) -> StagedRows:
        """Return all that was added."""
        return StagedRows(self._customers, self._contacts, self._phones, self._days, self._keys)

    def add(
        self,
        row: ParsedRow,
        fields: CustomerFields,
        people: Sequence[ContactFields],
        keys: Sequence[Key],
    ) -> None:
        """Add a customer with its contacts and keys."""
        number = len(self._customers)
        derived = derived_values(fields, people, own=self._own)
        columns = self._encode_customer(
            (*customer_parts(fields), *_derived_parts(derived), row.is_incomplete)
        )
        for name in row.new_words:
            columns[EDITABLE.index(name)] = None
        self._customers.append((number, index_words(derived), dump_json(fields.name), *columns))
        self._keys.extend([(number, kind, key) for kind, key in keys])
        first = len(self._contacts)
        for person in people:
            self._add_person(number, person)
        self._add_days(number, first, fields, people)

    def _add_person(self, number: int, person: ContactFields) -> None:
        at = len(self._contacts)
        columns = self._encode_contact((*contact_parts(person), person_pinyin(person.name)))
        self._contacts.append((at, number, *columns))
        for position, phone in enumerate(person.phones):
            self._phones.append((at, position, phone.number, phone.digits, phone.extension))

    def _add_days(
        self, number: int, first: int, fields: CustomerFields, people: Sequence[ContactFields]
    ) -> None:
        births = (
            (contact, person.birthday, person.birthday_is_lunar)
            for contact, person in enumerate(people, first)
        )
        for contact, kind, source, on in followed_days(fields.founded_on, births):
            day = (kind.value, source.value, on.is_lunar, on.year, on.month, on.day)
            self._days.append((number, contact, *day))
