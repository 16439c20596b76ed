"""The rows of a file as they will be written, made before the lock and needing no database."""

from __future__ import annotations

from collections.abc import Sequence
from operator import attrgetter, itemgetter
from typing import NamedTuple

from crm_tui.db.bulk import encoder, has_default, plain_dialect
from crm_tui.db.queries.followed_days import followed_days
from crm_tui.db.schema.contacts import CONTACT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.staged_customers import StagedRows
from crm_tui.db.staged_insertions import Row
from crm_tui.db.types import dump_json
from crm_tui.domain.contacts import ContactFields
from crm_tui.domain.customers import EDITABLE, CustomerFields
from crm_tui.domain.duplicates import Key
from crm_tui.domain.imports import HeaderMatch, ImportContext, ParsedRow, fields_filled
from crm_tui.domain.pinyin import person_pinyin
from crm_tui.services.bulk_values import CONTACT_COLUMNS, index_words
from crm_tui.services.customers import DERIVED, derived_values
from crm_tui.services.imports.recipes import Recipe

_DERIVED = tuple(name for name in DERIVED if name != "is_incomplete")
_derived_parts = itemgetter(*_DERIVED)


class StagedColumns(NamedTuple):
    """The typed fields that are staged of customers and of contacts: the others stay as they are.

    A file fills some twenty of fifty; what it never names has the default of its column.
    """

    customer: tuple[str, ...]
    contact: tuple[str, ...]

    @property
    def of_customers(self) -> tuple[str, ...]:
        """Return the columns of a staged customer."""
        return (*self.customer, *_DERIVED, "is_incomplete")

    @property
    def of_contacts(self) -> tuple[str, ...]:
        """Return the columns of a staged contact."""
        return (*self.contact, "pinyin")


def staged_columns(header: HeaderMatch, context: ImportContext) -> StagedColumns:
    """Return what is staged of rows below a header."""
    filled, filled_of_people = fields_filled(header, context)
    return StagedColumns(
        tuple(each for each in EDITABLE if each in filled or not has_default(CUSTOMER, each)),
        tuple(
            each
            for each in CONTACT_COLUMNS
            if each in filled_of_people or not has_default(CONTACT, each)
        ),
    )


class StagedMaker:
    """Gathers the rows of some customers in the driver's form."""

    def __init__(self, recipe: Recipe, columns: StagedColumns) -> None:
        self._own = recipe.own
        self._customer_columns = columns.customer
        self._may_have_days = "founded_on" in columns.customer or "birthday" in columns.contact
        self._customer_parts = attrgetter(*columns.customer)
        self._contact_parts = attrgetter(*columns.contact)
        dialect = plain_dialect(recipe.driver)
        self._encode_customer = encoder(CUSTOMER, dialect, columns.of_customers)
        self._encode_contact = encoder(CONTACT, dialect, columns.of_contacts)
        self._customers: list[Row] = []
        self._words: list[Row] = []
        self._names: list[Row] = []
        self._contacts: list[Row] = []
        self._phones: list[Row] = []
        self._days: list[Row] = []
        self._keys: list[Row] = []

    @property
    def rows(self) -> StagedRows:
        """Return all that was added."""
        return StagedRows(
            *(self._customers, self._words, self._names),
            *(self._contacts, self._phones, self._days, self._keys),
        )

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
            (*self._customer_parts(fields), *_derived_parts(derived), row.is_incomplete)
        )
        for name in row.new_words:
            columns[self._customer_columns.index(name)] = None
        self._customers.append((number, *columns))
        self._words.append((number, index_words(derived)))
        self._names.append((number, dump_json(fields.name)))
        self._keys.extend([(number, kind, key) for kind, key in keys])
        first = len(self._contacts)
        for person in people:
            self._add_person(number, person)
        if self._may_have_days:
            self._add_days(number, first, fields, people)

    def _add_person(self, number: int, person: ContactFields) -> None:
        at = len(self._contacts)
        columns = self._encode_contact((*self._contact_parts(person), person_pinyin(person.name)))
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
