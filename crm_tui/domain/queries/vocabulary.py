"""The names an office has, by which its people, pools and words are meant in a query."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import field
from functools import lru_cache
from typing import TYPE_CHECKING

from crm_tui.domain.text import folded
from crm_tui.values import dataclass

if TYPE_CHECKING:
    from crm_tui.domain.custom_fields import CustomField

MOST_KEPT = 20_000
"""How many names are kept folded and by their sounds."""


@lru_cache(maxsize=MOST_KEPT)
def folded_all(names: tuple[str, ...]) -> tuple[str, ...]:
    """Return names folded, without empty ones; they are asked for at every keystroke."""
    return tuple(folded(each) for each in names if each)


@dataclass(frozen=True, slots=True)
class KnownName:
    """Something that has a name here: which ids it means, and by what else it is known.

    A department means the people in it and below; a person may be known by login and reading.
    """

    name: str
    ids: frozenset[int]
    others: tuple[str, ...] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the folded names that mean exactly this."""
        return folded_all((self.name, *self.others))


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The names of each field, and the words that are in use where any word will do."""

    names: Mapping[str, Sequence[KnownName]] = field(default_factory=dict)
    words: Mapping[str, Sequence[str]] = field(default_factory=dict)
    me: frozenset[int] = frozenset()
    team: frozenset[int] = frozenset()
    own: tuple[CustomField, ...] = ()
    """The office's own fields of customers."""
    currency: str = "CNY"

    def ids_of(self, field_key: str, text: str) -> frozenset[int] | None:
        """Return what a name of the field means, exactly or in part; None when nothing does."""
        wanted = folded(text)
        known = self.names.get(field_key, ())
        exact = [each for each in known if wanted in each.keys]
        found = exact or [each for each in known if wanted in each.keys[0]]
        return frozenset().union(*(each.ids for each in found)) if found else None
