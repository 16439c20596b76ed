"""Two customers become one: who may merge them, which value stands, whose clock runs on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from enum import StrEnum
from typing import Any

from crm_tui.domain.contacts import ContactFields, ContactRow
from crm_tui.domain.customers import (
    CUSTOM_PREFIX,
    EDITABLE,
    CustomerFields,
    CustomerType,
    with_changes,
)
from crm_tui.domain.identifiers import ContactId, CustomerId, UserId
from crm_tui.domain.pools import Holding
from crm_tui.domain.text import name_key
from crm_tui.domain.users import Permission, Person
from crm_tui.values import dataclass


class Side(StrEnum):
    """Whose value of a field stands after a merge."""

    KEPT = "kept"
    GIVEN_UP = "given-up"
    BOTH = "both"
    """Of what may be many: all of both."""


Choices = Mapping[str, Side]
"""Which side was chosen for a field, by its name; own fields by `custom.` and their code."""

UNITED = frozenset({"tags", "need_tags"})
"""Fields that may hold the values of both."""
_ALWAYS_UNITED = "former_names"
_FOLLOWS = {"city": "province", "district": "city", "address": "city", "location": "address"}
"""Where two addresses differ in a part, what follows it is of the same side: none is mixed."""
_NOT_CHOSEN = frozenset({"custom", _ALWAYS_UNITED})
CHOOSABLE = tuple(name for name in EDITABLE if name not in _NOT_CHOSEN)
"""The fields, the office's own ones aside, of which one side is chosen."""
FORMER_LIMIT = 500


# --- refusals ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SameCustomer:
    """A customer cannot be merged into itself."""

    customer: str


@dataclass(frozen=True, slots=True)
class KeepTheHeldOne:
    """The one that somebody holds is to be kept, not the one that lies in a pool."""

    kept: str
    given_up: str
    owner: str


@dataclass(frozen=True, slots=True)
class NotOverBoth:
    """Customers of two people are merged only by somebody who manages both."""

    kept_owner: str
    given_up_owner: str


@dataclass(frozen=True, slots=True)
class NoRightToGive:
    """What lies in a pool is joined to a held customer only by who may assign it."""

    given_up: str
    owner: str


@dataclass(frozen=True, slots=True)
class ChildCannotFollow:
    """A customer that belongs to the given-up one cannot belong to the kept one."""

    child: str
    kept: str


@dataclass(frozen=True, slots=True)
class MergedInto:
    """The customer was merged into another; only the undo of that brings it back."""

    customer: str
    into_id: CustomerId | None
    """None where whoever asks does not see that one."""
    into: str = ""


MergeRefusal = (
    SameCustomer | KeepTheHeldOne | NotOverBoth | NoRightToGive | ChildCannotFollow | MergedInto
)


def why_not_merge(
    kept: Holding,
    given_up: Holding,
    *,
    by: Person,
    managed_ids: frozenset[UserId] = frozenset(),
) -> MergeRefusal | None:
    """Return why these two, each of which this person may change, cannot become one, or None.

    `managed_ids` are the owners among the two whom the person stands above in the line.
    """
    if kept.customer_id == given_up.customer_id:
        return SameCustomer(kept.name)
    if kept.owner_id == given_up.owner_id:
        return None
    if kept.owner_id is None:
        return KeepTheHeldOne(kept.name, given_up.name, given_up.owner)
    if given_up.owner_id is None:
        may_give = _may_give(given_up, kept.owner_id, by, managed_ids)
        return None if may_give else NoRightToGive(given_up.name, kept.owner)
    if by.is_admin or (
        by.may(Permission.ASSIGN)
        and all(_is_over(each, by, managed_ids) for each in (kept.owner_id, given_up.owner_id))
    ):
        return None
    return NotOverBoth(kept.owner, given_up.owner)


def _may_give(
    given_up: Holding, owner_id: UserId, by: Person, managed_ids: frozenset[UserId]
) -> bool:
    if by.is_admin or given_up.pool_id in by.managed_pool_ids:
        return True
    return by.may(Permission.ASSIGN) and _is_over(owner_id, by, managed_ids)


def _is_over(owner_id: UserId, by: Person, managed_ids: frozenset[UserId]) -> bool:
    """Return whether somebody decides about what a person holds: their own, or their staff's."""
    return owner_id == by.user_id or owner_id in managed_ids


# --- fields --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class FieldPair:
    """One field of both customers, and which side stands."""

    name: str
    kept: object
    given_up: object
    side: Side
    result: object

    @property
    def differs(self) -> bool:
        """Return whether there is anything to choose."""
        return self.kept != self.given_up


def unknown_choices(
    kept: CustomerFields, given_up: CustomerFields, choices: Choices
) -> tuple[str, ...]:
    """Return the names of chosen fields that there are not, or that cannot hold both."""
    known = {*CHOOSABLE, *_own_names(kept, given_up)}
    return tuple(
        name
        for name, side in choices.items()
        if name not in known or (side is Side.BOTH and name not in UNITED)
    )


def field_pairs(
    kept: CustomerFields, given_up: CustomerFields, choices: Choices
) -> tuple[FieldPair, ...]:
    """Return every field of which a side is chosen, in the order of the form, own ones last."""
    sides = chosen_sides(kept, given_up, choices)
    pairs = []
    for name, side in sides.items():
        ours, theirs = _value(kept, name), _value(given_up, name)
        pairs.append(FieldPair(name, ours, theirs, side, _of_side(side, ours, theirs)))
    return tuple(pairs)


def chosen_sides(
    kept: CustomerFields, given_up: CustomerFields, choices: Choices
) -> dict[str, Side]:
    """Return the side that stands of each field: the chosen one, or what the rules say.

    By default what is empty is filled, words of many are united, and parts of an address stay
    together.
    """
    sides: dict[str, Side] = {}
    for name in (*CHOOSABLE, *_own_names(kept, given_up)):
        sides[name] = choices.get(name) or _default_side(name, kept, given_up, sides)
    return sides


def _default_side(
    name: str, kept: CustomerFields, given_up: CustomerFields, sides: Mapping[str, Side]
) -> Side:
    ours, theirs = _value(kept, name), _value(given_up, name)
    if name in UNITED:
        return Side.BOTH
    leader = _FOLLOWS.get(name)
    while leader is not None:
        here, there = _value(kept, leader), _value(given_up, leader)
        if here and there and here != there:
            return sides[leader]
        leader = _FOLLOWS.get(leader)
    return Side.GIVEN_UP if _is_empty(ours) and not _is_empty(theirs) else Side.KEPT


@dataclass(frozen=True, slots=True)
class Merging:
    """Two customers that become one: their numbers, their fields, and what was chosen."""

    kept_id: CustomerId
    given_up_id: CustomerId
    kept: CustomerFields
    given_up: CustomerFields
    choices: Choices
    is_deal: bool = False
    """Whether either has a deal that counts."""


def merged_fields(merging: Merging) -> CustomerFields:
    """Return the fields of the one customer that is left.

    What it is not called by any more, and how the other was called, are its former names; it
    belongs neither to itself nor to the one that is gone; and it is won where either was.
    """
    kept, given_up = merging.kept, merging.given_up
    changes = {pair.name: pair.result for pair in field_pairs(kept, given_up, merging.choices)}
    merged = with_changes(kept, changes)
    is_won = merging.is_deal and merged.type is CustomerType.POTENTIAL
    return replace(
        merged,
        former_names=_former_names(merged, kept, given_up),
        parent_id=_parent_id(merged.parent_id, merging),
        type=CustomerType.DEAL if is_won else merged.type,
    )


def _parent_id(chosen: int | None, merging: Merging) -> int | None:
    both = {merging.kept_id, merging.given_up_id}
    others = (chosen, merging.kept.parent_id, merging.given_up.parent_id)
    return chosen if chosen not in both else next((e for e in others if e not in both), None)


def _former_names(merged: CustomerFields, kept: CustomerFields, given_up: CustomerFields) -> str:
    names: dict[str, str] = {}
    now = {name_key(merged.name), name_key(merged.short_name)}
    for text in (
        kept.former_names,
        *(each for one in (kept, given_up) for each in (one.name, one.short_name)),
        *given_up.former_names.split("；"),
    ):
        key = name_key(text)
        if key and key not in now:
            names.setdefault(key, text)
    united = ""
    for text in names.values():
        longer = f"{united}；{text}" if united else text
        united = longer if len(longer) <= FORMER_LIMIT else united
    return united


def _own_names(kept: CustomerFields, given_up: CustomerFields) -> list[str]:
    return [CUSTOM_PREFIX + code for code in dict.fromkeys((*kept.custom, *given_up.custom))]


def _value(fields: CustomerFields, name: str) -> Any:
    if name.startswith(CUSTOM_PREFIX):
        return fields.custom.get(name.removeprefix(CUSTOM_PREFIX))
    return getattr(fields, name)


def _of_side(side: Side, ours: Any, theirs: Any) -> object:
    match side:
        case Side.KEPT:
            return ours
        case Side.GIVEN_UP:
            return theirs
        case Side.BOTH:
            return tuple(dict.fromkeys((*ours, *theirs)))


def _is_empty(value: object) -> bool:
    return value in ("", None, ())


# --- people --------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class JoinedContact:
    """A person who stood at both customers, and what is known of them together."""

    kept_id: ContactId
    given_up_id: ContactId
    fields: ContactFields


def joined_contacts(
    kept: Sequence[ContactRow], given_up: Sequence[ContactRow]
) -> tuple[JoinedContact, ...]:
    """Return who stands at both: the same name with a phone in common, each of them once."""
    found: list[JoinedContact] = []
    free = list(kept)
    for theirs in given_up:
        ours = next((each for each in free if is_same_person(each.fields, theirs.fields)), None)
        if ours is not None:
            free.remove(ours)
            together = filled_contact(ours.fields, theirs.fields)
            found.append(JoinedContact(ours.id, theirs.id, together))
    return tuple(found)


def is_same_person(one: ContactFields, other: ContactFields) -> bool:
    """Return whether two contacts have the same name and a phone in common."""
    if name_key(one.name) != name_key(other.name):
        return False
    return bool({phone.digits for phone in one.phones} & {phone.digits for phone in other.phones})


def filled_contact(kept: ContactFields, given_up: ContactFields) -> ContactFields:
    """Return a contact with what it has not filled in from the other, and the phones of both."""
    known = {phone.digits for phone in kept.phones}
    values: dict[str, Any] = {
        name: getattr(given_up, name)
        for name in ContactFields.__dataclass_fields__
        if _is_empty(getattr(kept, name)) and not _is_empty(getattr(given_up, name))
    }
    if "birthday" in values:
        values["birthday_is_lunar"] = given_up.birthday_is_lunar
    values["phones"] = (
        *kept.phones,
        *(phone for phone in given_up.phones if phone.digits not in known),
    )
    values["custom"] = {**given_up.custom, **kept.custom}
    return replace(kept, **values)


# --- the clock -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class RunningClock:
    """What protects a customer that somebody holds."""

    clock_day: int
    last_effective_day: int | None
    last_day: int
    deciding: str
    not_before_day: int | None
    not_before_cause: str


def joined_clock(kept: RunningClock, given_up: RunningClock) -> RunningClock:
    """Return the clock of two customers of one person: the earlier anchor, the later work.

    The last day that grace is measured by is that of the earlier anchor, so that nobody wins days
    by merging; it is computed anew from what is returned.
    """
    earlier = given_up if given_up.clock_day < kept.clock_day else kept
    days = [day for day in (kept.last_effective_day, given_up.last_effective_day) if day]
    return replace(earlier, last_effective_day=max(days, default=None))


# --- what would be done --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class MergeContents:
    """How much of the given-up customer goes to the kept one."""

    contacts: int = 0
    joined: int = 0
    """Contacts who stand at both already."""
    follow_ups: int = 0
    tasks: int = 0
    key_dates: int = 0
    deals: int = 0
    opportunities: int = 0
    quotes: int = 0
    orders: int = 0
    contracts: int = 0
    payments: int = 0
    """Receipts and refunds."""
    invoices: int = 0
    files: int = 0
    seats: int = 0
    children: int = 0
    disputes: int = 0
