"""Rows brought into the form in which they are decided and written: needs no database."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field, replace
from typing import NamedTuple

from crm_tui.db.staged_customers import StagedRows
from crm_tui.domain.contacts import ContactFields
from crm_tui.domain.custom_fields import CustomField, FieldHolder
from crm_tui.domain.custom_values import is_blank
from crm_tui.domain.customers import CustomerFields, CustomerKind
from crm_tui.domain.duplicates import Key, KeyKind, strong_keys
from crm_tui.domain.imports import (
    CustomerRowParser,
    DatedNote,
    ParsedRow,
    RefusedRow,
    SheetRow,
)
from crm_tui.domain.imports.parsed import NO_OPENING, NO_WORDS, OpeningDays
from crm_tui.domain.pools import RuleFacts, rule_facts
from crm_tui.services.customers import duplicate_keys
from crm_tui.services.imports.asking import Asking
from crm_tui.services.imports.defaults import OwnDefaults
from crm_tui.services.imports.recipes import Recipe
from crm_tui.services.imports.repeats import mark_of
from crm_tui.services.imports.spools import packed
from crm_tui.services.imports.staging import StagedMaker, staged_columns
from crm_tui.values import dataclass

_PHONE = KeyKind.PHONE.value
PERSON = "person"
"""A person's name is many persons'; with a phone it is one's."""
SAME_COMPANY = (KeyKind.NAME.value, KeyKind.CREDIT.value, PERSON)


class Candidate(NamedTuple):
    """A row that may be stored, or several of one company: what decides where it goes.

    A tuple, since each goes through a pipe and a file: that takes half of a dataclass's time.
    """

    line: int
    name: str
    is_company: bool
    keys: tuple[Key, ...]
    """The keys under which it would be stored, the surest first."""
    owner: str | None
    is_incomplete: bool
    rule_facts: RuleFacts
    contacts: int
    pool_id: int | None = None
    parent: str = ""
    notes: tuple[DatedNote, ...] = ()
    new_words: Mapping[str, str] = NO_WORDS
    opening: OpeningDays = NO_OPENING
    missing: tuple[str, ...] = ()
    """The names of the office's own fields that a new customer must have and the row has not."""

    @property
    def own_keys(self) -> list[Key]:
        """Return the keys that are this customer's alone."""
        return strong_keys(self.keys)


@dataclass(frozen=True, slots=True)
class Batchful:
    """Rows read together; candidates and parsed rows are packed, ready for their spools."""

    lines: list[int]
    """The line of each row that was read."""
    marks: list[tuple[int, ...]]
    """Marks of what is the same in rows of one company, or with one phone."""
    owners: set[str]
    new_words: dict[tuple[str, str], None]
    candidates: bytes
    parsed: bytes
    staged: StagedRows | None
    """What will be written of them; None in a dry run."""
    refused: list[RefusedRow] = field(default_factory=list)


class RowMaker:
    """Makes candidates of rows by one recipe; equal rule facts are kept once."""

    def __init__(self, recipe: Recipe) -> None:
        self._recipe = recipe
        self._parser = CustomerRowParser(recipe.header, recipe.context)
        self._asking = Asking(recipe.header.kind, recipe.levels, recipe.policy)
        self._defaults = OwnDefaults(recipe.context)
        self._columns = staged_columns(recipe.header, recipe.context)
        self._facts: dict[RuleFacts, RuleFacts] = {}
        self._required = [each for each in recipe.own if each.fields.is_required]

    def read(self, rows: Iterable[SheetRow]) -> Batchful:
        """Return rows as they come out of a sheet, read or refused."""
        parsed: list[ParsedRow] = []
        refused: list[RefusedRow] = []
        for row in rows:
            found = self._parser.parse(row)
            if isinstance(found, ParsedRow):
                parsed.append(found)
            else:
                refused.append(found)
        return replace(self.made(parsed), refused=refused)

    def made(self, parsed: Sequence[ParsedRow]) -> Batchful:
        """Return rows that were read as candidates, prepared where they are to be stored."""
        candidates: list[Candidate] = []
        recipe = self._recipe
        staging = StagedMaker(recipe, self._columns) if recipe.is_stored else None
        for row in parsed:
            fields, people = self._defaults.customer(row.fields), self._people(row)
            keys = duplicate_keys(fields, people)
            candidates.append(self._candidate(row, fields, people, keys))
            if staging is not None:
                staging.add(row, fields, people, keys)
        return Batchful(
            [row.line for row in candidates],
            [tuple(map(mark_of, self.shared_keys(row))) for row in candidates],
            {row.owner for row in candidates if row.owner is not None},
            dict.fromkeys(word for row in candidates for word in row.new_words.items()),
            packed(candidates),
            packed(parsed),
            None if staging is None else staging.rows,
        )

    def _people(self, row: ParsedRow) -> tuple[ContactFields, ...]:
        return tuple(map(self._defaults.contact, _with_key_contact(row.contacts)))

    def _candidate(
        self,
        row: ParsedRow,
        fields: CustomerFields,
        people: Sequence[ContactFields],
        keys: Sequence[Key],
    ) -> Candidate:
        facts = rule_facts(fields)
        return Candidate(
            row.line,
            row.name,
            fields.kind is CustomerKind.ENTERPRISE,
            tuple(keys),
            row.owner,
            row.is_incomplete,
            self._facts.setdefault(facts, facts),
            len(people_of(row)),
            row.pool_id,
            row.parent,
            row.notes,
            row.new_words,
            row.opening,
            tuple(each.name for each in self._required if _is_missing(each, fields, people)),
        )

    def shared_keys(self, row: Candidate) -> Iterator[Key]:
        """Yield the keys by which rows are put together, or refused for another's phone."""
        for kind, key in row.keys:
            if kind == KeyKind.NAME and not row.is_company:
                phones = [number for each, number in row.keys if each == _PHONE]
                yield from ((PERSON, f"{key}\n{phone}") for phone in phones or ("",))
            elif kind in SAME_COMPANY or (
                kind == _PHONE and self._asking.matters(_PHONE, _PHONE, key)
            ):
                yield kind, key


def _is_missing(
    field: CustomField, fields: CustomerFields, people: Sequence[ContactFields]
) -> bool:
    holders = (fields,) if field.holder is FieldHolder.CUSTOMER else people
    return field.is_shown_for(fields.kind) and any(
        is_blank(each.custom.get(field.code)) for each in holders
    )


def people_of(row: ParsedRow) -> tuple[Mapping[str, object], ...]:
    """Return the contacts of a row that it tells something of beyond the customer's own name."""
    return tuple(
        each for each in row.contacts if set(each) - {"name"} or each.get("name") != row.name
    )


def _with_key_contact(contacts: Sequence[Mapping[str, object]]) -> Iterator[ContactFields]:
    """Yield the contacts of a row, the first of them as the key contact."""
    is_first = True
    for values in contacts:
        keyed = {**values, "is_key": True} if is_first else values
        yield ContactFields(**keyed)  # type: ignore[arg-type]  # the parsers' types fit
        is_first = False
