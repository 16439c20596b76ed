"""Edits of one record by two people: only a field that both changed is a conflict."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from crm_tui.values import dataclass

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

FieldsT = TypeVar("FieldsT", bound="DataclassInstance")
EntryT = TypeVar("EntryT")


@dataclass(frozen=True, slots=True)
class FieldConflict:
    """What a record holds by now, and what this person wants instead."""

    theirs: object
    mine: object


def differing(old: DataclassInstance, new: DataclassInstance) -> dict[str, Any]:
    """Return the new values of the fields that differ, in the order of the fields."""
    return {
        each.name: getattr(new, each.name)
        for each in dataclass_fields(old)
        if getattr(old, each.name) != getattr(new, each.name)
    }


def conflicts(
    stored: FieldsT, seen: FieldsT, changes: Mapping[str, object]
) -> dict[str, FieldConflict]:
    """Return the fields that others changed since this was seen, and that are changed otherwise."""
    theirs = differing(seen, stored)
    mine = {name: value for name, value in changes.items() if value != getattr(seen, name)}
    return {
        name: FieldConflict(theirs[name], mine[name])
        for name in theirs
        if name in mine and theirs[name] != mine[name]
    }


def merged(stored: FieldsT, seen: FieldsT, changes: Mapping[str, object]) -> FieldsT:
    """Return what is stored with what was changed of what was seen."""
    mine = {name: value for name, value in changes.items() if value != getattr(seen, name)}
    return replace(stored, **mine)


def merged_list(
    seen: Sequence[EntryT], mine: Sequence[EntryT], stored: Sequence[EntryT]
) -> Sequence[EntryT] | None:
    """Return a list as stored now with what was changed of the one that was seen.

    None where that would undo what another did: the same entry was changed by both, or one put the
    list into another order while the other changed it.
    """
    if list(stored) == list(seen):
        return mine
    gone = [each for each in seen if each not in mine]
    new = [each for each in mine if each not in seen]
    kept = [each for each in seen if each in mine]
    is_reordered = kept != [each for each in mine if each in seen]
    if is_reordered or any(each not in stored for each in gone):
        return None
    found = list(stored)
    if len(gone) == len(new) == 1:
        found[found.index(gone[0])] = new[0]
        return found
    left = [each for each in found if each not in gone]
    return left + [each for each in new if each not in left]
