"""What a row says that is new of a customer and of people who are here: writes nothing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crm_tui.domain.contacts import ContactFields, ContactRow
from crm_tui.domain.customers import CUSTOM_PREFIX, CustomerFields
from crm_tui.domain.import_choices import MatchAction
from crm_tui.domain.imports import ImportKind, ParsedRow
from crm_tui.domain.imports.joining import is_same_person, phones_of
from crm_tui.domain.imports.plans import ImportPlan

_HAVE_DEFAULTS = frozenset({"kind", "type", "first_contact_day"})
"""Fields that are never empty, so that nothing fills them."""
_LISTS = frozenset({"tags", "need_tags"})
_EMPTY = ("", None, ())


def new_fields(
    plan: ImportPlan,
    row: ParsedRow,
    stored: CustomerFields,
    action: MatchAction,
    words: Mapping[str, object],
) -> dict[str, object]:
    """Return the fields that a row changes; it says nothing of those it does not name.

    `words` has what fields will hold whose word no list has yet.
    """
    if plan.kind is ImportKind.CONTACTS:
        return {}
    says = {name: row.own_values[name] for name in row.given if name in row.own_values}
    says |= words
    custom = says.pop("custom", {})
    old: dict[str, object] = {name: getattr(stored, name) for name in says}
    if isinstance(custom, Mapping):
        says |= {CUSTOM_PREFIX + code: value for code, value in custom.items()}
        old |= {CUSTOM_PREFIX + code: stored.custom.get(code) for code in custom}
    changes: dict[str, object] = {}
    for name, value in says.items():
        new = _put_together(old[name], value) if name in _LISTS else value
        is_wanted = action is MatchAction.OVERWRITE or name in _LISTS or old[name] in _EMPTY
        if action is MatchAction.FILL and name in _HAVE_DEFAULTS | {"name"}:
            is_wanted = False
        if is_wanted and new != old[name]:
            changes[name] = new
    return changes


def new_of_person(
    had: ContactFields, person: Mapping[str, object], action: MatchAction
) -> dict[str, Any]:
    """Return the fields of a contact that change by what a row says of them."""
    changes: dict[str, Any] = {}
    for name, value in person.items():
        old = getattr(had, name)
        if name == "phones":
            known = {phone.digits or phone.number for phone in old}
            more = tuple(
                each for each in phones_of(person) if (each.digits or each.number) not in known
            )
            changes |= {"phones": (*old, *more)} if more else {}
        elif name == "custom" and isinstance(value, Mapping):
            values = _values_over(old, value, action)
            changes |= {"custom": values} if values != old else {}
        elif name not in {"name", "is_key"} and (
            old in _EMPTY or (action is MatchAction.OVERWRITE and value != old)
        ):
            changes[name] = value
    return changes


def same_person(people: Sequence[ContactRow], person: Mapping[str, object]) -> ContactRow | None:
    """Return the contact that a row means, by the same name or, of a nameless one, a phone."""
    for each in people:
        known = {"name": each.fields.name, "phones": each.fields.phones}
        if is_same_person(known, person):
            return each
    return None


def _put_together(had: object, more: object) -> object:
    if isinstance(had, tuple) and isinstance(more, tuple):
        return tuple(dict.fromkeys((*had, *more)))
    return more


def _values_over(
    had: Mapping[str, object], more: Mapping[str, object], action: MatchAction
) -> dict[str, object]:
    return {**had, **more} if action is MatchAction.OVERWRITE else {**more, **had}
