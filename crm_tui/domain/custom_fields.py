"""Custom fields: what an office adds to the forms of its customers and contacts."""

from __future__ import annotations

import re
from collections.abc import Iterable
from enum import Enum

from crm_tui.domain.customers import CUSTOM_PREFIX, CustomerKind
from crm_tui.domain.identifiers import CustomFieldId
from crm_tui.domain.pinyin import pinyin
from crm_tui.domain.text import folded
from crm_tui.values import dataclass

NAME_LIMIT = 60
CODE_LIMIT = 40
MOST_FIELDS = 60
"""How many fields an office may have for its customers, and as many for contacts."""
MOST_CHOICES = 200

_NOT_IN_CODES = re.compile(r"[^a-z0-9]+")


class FieldHolder(Enum):
    """Whose field it is."""

    CUSTOMER = "customer"
    CONTACT = "contact"


class FieldType(Enum):
    """What a custom field holds, and so how it is entered, shown, sorted and filtered.

    In the row's JSON a text, a link and the code of a choice are texts, several codes a list, a
    yes or no is a truth value, a number is a number, money whole minor units, a date its day
    number.
    """

    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    YES_NO = "yes_no"
    LINK = "link"


NUMERIC = frozenset({FieldType.NUMBER, FieldType.MONEY, FieldType.DATE})
"""What is compared and sorted by its number."""
CHOSEN = frozenset({FieldType.CHOICE, FieldType.CHOICES})


@dataclass(frozen=True, slots=True)
class FieldChoice:
    """One word that a field of choices may hold; a retired one stays where it was chosen."""

    code: str
    name: str
    is_retired: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomFieldFields:
    """What a person types of a custom field; `default` is the text that a new record begins with.

    `shown_for` names the kinds of customers that have it; none means all.
    """

    name: str
    type: FieldType
    choices: tuple[FieldChoice, ...] = ()
    is_required: bool = False
    default: str = ""
    shown_for: tuple[CustomerKind, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomField:
    """A field of an office; `code` is its key in the JSON of a record and never changes."""

    id: CustomFieldId
    holder: FieldHolder
    code: str
    fields: CustomFieldFields
    position: int
    version: int = 1

    @property
    def name(self) -> str:
        """Return what the field is called."""
        return self.fields.name

    @property
    def type(self) -> FieldType:
        """Return what it holds."""
        return self.fields.type

    @property
    def is_numeric(self) -> bool:
        """Return whether its values are compared as numbers."""
        return self.type in NUMERIC

    @property
    def key(self) -> str:
        """Return the name under which forms, columns and errors know it."""
        return key_of(self.code)

    @property
    def named_key(self) -> str:
        """Return the same with its name, as who reads it knows it."""
        return key_of(self.name)

    def is_shown_for(self, kind: CustomerKind) -> bool:
        """Return whether customers of a kind have it."""
        return not self.fields.shown_for or kind in self.fields.shown_for

    def choice(self, code: str) -> FieldChoice | None:
        """Return the choice of a code."""
        return next((each for each in self.fields.choices if each.code == code), None)


def key_of(code: str) -> str:
    """Return the name under which the field of a code is known beside the other fields."""
    return f"{CUSTOM_PREFIX}{code}"


def code_in(key: str) -> str | None:
    """Return the code in such a name, None for the name of any other field."""
    return key.removeprefix(CUSTOM_PREFIX) if key.startswith(CUSTOM_PREFIX) else None


def new_code(name: str, taken: Iterable[str]) -> str:
    """Return a readable code for a new field or choice that none of these is: 年级 nianji."""
    sounds = _NOT_IN_CODES.sub("_", folded(pinyin(name))).strip("_").replace("_", "")
    base = (sounds or "field")[: CODE_LIMIT - 4]
    known = set(taken)
    at = 1
    while (code := base if at == 1 else f"{base}_{at}") in known:
        at += 1
    return code


def by_holder(
    fields: Iterable[CustomField],
) -> tuple[tuple[CustomField, ...], tuple[CustomField, ...]]:
    """Return the fields of customers, and those of contacts."""
    every = tuple(fields)
    if not every:
        return (), ()
    of_customers = tuple(each for each in every if each.holder is FieldHolder.CUSTOMER)
    return of_customers, tuple(each for each in every if each.holder is FieldHolder.CONTACT)


def field_named(fields: Iterable[CustomField], name: str) -> CustomField | None:
    """Return the field that a name or code means."""
    wanted = folded(name.strip())
    return next((each for each in fields if wanted in (folded(each.name), each.code)), None)
