"""Edits of one record by two people: only a field that both changed is a conflict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from typing import TYPE_CHECKING, Any, TypeVar

from crm_tui.values import dataclass

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

FieldsT = TypeVar("FieldsT", bound="DataclassInstance")


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
