"""What stands over and under a list: its groups with their counts, sums of money."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import Enum

from crm_tui.values import dataclass


class Grouping(Enum):
    """By what a list of customers is grouped; the value is the key of that column."""

    LEVEL = "level"
    STAGE = "stage"
    OWNER = "owner"
    REGION = "province"
    POOL = "pool"
    TYPE = "type"
    INDUSTRY = "industry"
    SOURCE = "source"


@dataclass(frozen=True, slots=True)
class GroupValue:
    """One group: what its records have in common, as it is stored; None for nothing."""

    column: str
    """The key of the column that the list is grouped by."""
    value: str | int | None


@dataclass(frozen=True, slots=True)
class ListGroup:
    """A group with its name, empty where the records have nothing there, and how many they are.

    The name of a level, type or status is the value that stands for it.
    """

    value: GroupValue
    name: str
    count: int
    money: tuple[tuple[str, int], ...] = ()
    """What its records come to by currency, where that is read with their count."""


@dataclass(frozen=True, slots=True)
class MoneyTotal:
    """What records come to in one currency, and how many they are; what is void left out."""

    currency: str
    amount_minor: int
    records: int


@dataclass(frozen=True, slots=True)
class MoneySums:
    """What was sold to some customers, by currency, and what they have to spend."""

    deals: tuple[tuple[str, int], ...] = ()
    """Currency and minor units, the greatest sum first."""
    budget_minor: int = 0
    """In the office's currency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RowExtras:
    """What a list shows of a customer in columns that somebody chose; read only with them."""

    short_name: str = ""
    district: str = ""
    address: str = ""
    website: str = ""
    introduced_by: str = ""
    tags: tuple[str, ...] = ()
    need_tags: tuple[str, ...] = ()
    budget_minor: int | None = None
    currency: str = ""
    """The office's, in which the budget is."""
    first_contact_day: int | None = None
    owned_since: datetime | None = None
    created_by: str = ""
    updated_at: datetime | None = None
    deals: tuple[tuple[str, int], ...] = ()
    """Currency and minor units of what was sold."""
    opportunities_minor: int = 0
    """商机总额: all but void ones, in the office's currency."""
    open_minor: int = 0
    """The part of it that is open."""
    last_words: str = ""
    """What the last follow-up says."""
    own: Mapping[str, object] = field(default_factory=dict)
    """What the office's own fields hold, by their codes."""
