"""上级客户: customers that belong to others, as a tree of few levels without circles."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from enum import Enum

from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.identifiers import CustomerId
from crm_tui.values import dataclass

MOST_LEVELS = 6
"""A group is no deeper, its top included."""
MOST_MEMBERS = 500
"""No more of a group are shown."""


class ParentRefusal(Enum):
    """Why a customer cannot belong to another; the value is the code of the reason."""

    ITSELF = "is_itself"
    STANDS_BELOW = "stands_below"
    TOO_DEEP = "too_deep"


def why_not_parent(
    customer_id: CustomerId | None, line: Sequence[int], levels: int
) -> ParentRefusal | None:
    """Return why a customer cannot belong to another, or None when it can.

    `line` is the wished parent, its parent and so on to the top; `levels` is how many the customer
    and what belongs to it fill, 1 when nothing does. A new customer has no id yet.
    """
    if customer_id is not None and customer_id == line[0]:
        return ParentRefusal.ITSELF
    if customer_id is not None and customer_id in line:
        return ParentRefusal.STANDS_BELOW
    return ParentRefusal.TOO_DEEP if len(line) + levels > MOST_LEVELS else None


@dataclass(frozen=True, slots=True)
class Totals:
    """What some customers come to together."""

    customers: int = 0
    open_tasks: int = 0
    sold: tuple[tuple[str, int], ...] = ()
    """Currency and minor units, the greatest sum first."""
    last_follow_up_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class GroupMember:
    """A customer in its group: how deep it stands, its own sums and those of all below it."""

    row: CustomerRow
    parent_id: CustomerId | None
    own: Totals
    whole: Totals = Totals()
    """Its own and that of all that belongs to it."""
    depth: int = 0

    @property
    def id(self) -> CustomerId:
        """The customer."""
        return self.row.id


@dataclass(frozen=True, slots=True)
class Group:
    """The tree to which a customer belongs, as far as somebody sees it: each before its own."""

    customer_id: CustomerId
    """The customer that was asked for."""
    members: tuple[GroupMember, ...]
    is_whole: bool = True
    """Whether there are no more than are shown."""

    @property
    def totals(self) -> Totals:
        """What all that are shown come to."""
        return total(each.own for each in self.members)


@dataclass(frozen=True, slots=True)
class Belonging:
    """To whom a customer belongs and how many belong to it, as far as somebody sees them."""

    parent_id: CustomerId | None = None
    parent: str = ""
    siblings: int = 0
    """How many belong to the parent, this one included; beyond 500 they are not counted."""
    below: int = 0
    """How many belong to it directly, counted as far."""


def total(parts: Iterator[Totals] | Collection[Totals]) -> Totals:
    """Return what the parts come to."""
    customers = open_tasks = 0
    sold: Counter[str] = Counter()
    last: datetime | None = None
    for each in parts:
        customers += each.customers
        open_tasks += each.open_tasks
        for currency, minor in each.sold:
            sold[currency] += minor
        if each.last_follow_up_at is not None and (last is None or each.last_follow_up_at > last):
            last = each.last_follow_up_at
    return Totals(customers, open_tasks, tuple(sold.most_common()), last)


def as_tree(members: Sequence[GroupMember]) -> tuple[GroupMember, ...]:
    """Return the members of one tree in its order, by name below each parent, with their sums.

    The first is the top; of a circle, which no edit makes, each member comes once.
    """
    below: Mapping[CustomerId | None, list[GroupMember]] = defaultdict(list)
    for each in members[1:]:
        below[each.parent_id].append(each)
    return tuple(_branch(members[0], below, 0, set())) if members else ()


def _branch(
    top: GroupMember,
    below: Mapping[CustomerId | None, list[GroupMember]],
    depth: int,
    seen: set[CustomerId],
) -> list[GroupMember]:
    seen.add(top.id)
    branches: list[GroupMember] = []
    sums = [top.own]
    for each in sorted(below.get(top.id, ()), key=lambda each: (each.row.name, each.id)):
        if each.id not in seen:
            branch = _branch(each, below, depth + 1, seen)
            sums.append(branch[0].whole)
            branches += branch
    return [replace(top, whole=total(sums), depth=depth), *branches]
