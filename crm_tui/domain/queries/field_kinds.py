"""What a field of the query language is, and what a query is about."""

from __future__ import annotations

from collections.abc import Sequence
from enum import Enum, auto

from crm_tui.domain.text import folded
from crm_tui.i18n import N_
from crm_tui.values import dataclass


class FieldKind(Enum):
    """What a field holds, and so what may be asked of it."""

    TEXT = auto()  # a part of it, letters large or small
    PLACE = auto()  # a name with or without 省, 市, 区
    CHOICE = auto()  # one of a few fixed values
    NAME = auto()  # one of the office's own words, people, pools
    TAG = auto()  # any number of words
    NUMBER = auto()
    MONEY = auto()
    DAY = auto()
    FLAG = auto()  # true or not
    CUSTOM = auto()  # one of the office's own fields


ORDERED = frozenset({FieldKind.NUMBER, FieldKind.MONEY, FieldKind.DAY})
"""Kinds whose values can be compared and stand in ranges."""


@dataclass(frozen=True, slots=True)
class QueryField:
    """A field: its names (the first of each language is shown), an example, what it means."""

    key: str
    kind: FieldKind
    zh: tuple[str, ...]
    en: tuple[str, ...]
    examples: tuple[str, str]
    """A value in Chinese and in English."""
    description: str
    sort: str = ""
    """The order of lists that sorts by it; empty when none does."""
    looks_ahead: bool = False
    """Whether a bare stretch of time means the days to come."""
    is_masked: bool = False
    """Whether a pool may hide what it holds."""

    def name(self, language: str) -> str:
        """Return the name in a language."""
        return self.en[0] if language == "en" else self.zh[0]

    def example(self, language: str) -> str:
        """Return the field with an example of a value, in a language."""
        between = "." if self.kind is FieldKind.CUSTOM else ":"
        return f"{self.name(language)}{between}{self.examples[1 if language == 'en' else 0]}"

    @property
    def is_ordered(self) -> bool:
        """Return whether its values can be compared."""
        return self.kind in ORDERED


@dataclass(frozen=True, slots=True)
class FixedValue:
    """A value that every office has: its code, its names, and how else people type it."""

    code: str
    zh: str
    en: str
    others: tuple[str, ...] = ()

    def name(self, language: str) -> str:
        """Return its name in a language."""
        return self.en if language == "en" else self.zh


SORT = QueryField(
    "sort",
    FieldKind.CHOICE,
    ("排序",),
    ("sort", "order"),
    ("-上次跟进,名称", "-last,name"),
    N_("Sort by these fields, - turns one round"),
)
"""Of no record, but typed like a field."""


class Subject:
    """What a query is about: its fields, of which `named_by` is what a word alone is sought in.

    A field's key means one thing in all subjects; a name may mean another field in each.
    """

    def __init__(self, key: str, fields: Sequence[QueryField], *, named_by: str = "name") -> None:
        self.key = key
        self.fields = tuple(fields)
        self.named_by = named_by
        self._by_name = {
            folded(name): each
            for each in (*self.fields, SORT)
            for name in (each.key, *each.zh, *each.en)
        }

    def field_named(self, name: str) -> QueryField | None:
        """Return the field that a name in either language means, or None."""
        return self._by_name.get(folded(name))

    def field_names(self) -> tuple[str, ...]:
        """Return every name of every field."""
        return tuple(self._by_name)
