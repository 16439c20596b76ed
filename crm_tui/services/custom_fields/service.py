"""What an administrator does with the office's own fields."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from enum import Enum
from typing import Any

from crm_tui.db.queries import custom_fields
from crm_tui.db.unit_of_work import Database, Unit, operation
from crm_tui.domain.custom_fields import (
    CHOSEN,
    MOST_CHOICES,
    MOST_FIELDS,
    NAME_LIMIT,
    CustomField,
    CustomFieldFields,
    FieldChoice,
    FieldHolder,
    field_named,
    new_code,
)
from crm_tui.domain.custom_values import ValueFault, day_reader, parse_value
from crm_tui.domain.events import Changed, CustomFieldSet, EventRow
from crm_tui.domain.identifiers import CustomFieldId
from crm_tui.domain.text import clean, folded
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError
from crm_tui.services.checks import checked_text
from crm_tui.services.custom_fields.recounting import begin_recount, finish_recount
from crm_tui.services.custom_fields.rewording import begin_rewording, finish_rewording
from crm_tui.values import dataclass

_NOT_IN_CHOICES = frozenset(",，、;；|\n")


@dataclass(frozen=True, slots=True)
class CustomFields:
    """The office's own fields."""

    database: Database

    def list(self, actor: Actor, holder: FieldHolder | None = None) -> list[CustomField]:
        """Return the fields of customers, of contacts or of both, in their order."""
        with self.database.reading(actor) as view:
            found = custom_fields.all_fields(view)
            return [each for each in found if holder is None or each.holder is holder]

    @operation(Permission.MANAGE_OFFICE)
    def add(self, actor: Actor, holder: FieldHolder, fields: CustomFieldFields) -> Changed:
        """Define a field; raise FieldError for a name that is taken, or what cannot be."""
        with self.database.writing(actor) as unit:
            others = custom_fields.own_fields(unit, holder)
            if len(others) >= MOST_FIELDS:
                raise FieldError("own_field", "too_many", limit=MOST_FIELDS)
            checked = _checked(unit, fields, others)
            values = {
                "holder": holder,
                "code": new_code(checked.name, custom_fields.taken_codes(unit, holder)),
                "position": custom_fields.last_position(unit, holder) + 1,
                **stored_values(checked),
            }
            field_id = custom_fields.add_field(unit, values)
            unit.record(CustomFieldSet(record_id=field_id, after={"name": checked.name}))
            begin_recount(unit, holder)
        finish_recount(self.database, actor)
        return unit.changed

    @operation(Permission.MANAGE_OFFICE)
    def edit(self, actor: Actor, field_id: CustomFieldId, fields: CustomFieldFields) -> Changed:
        """Change a field; what it holds stays, and a choice that is left out is retired."""
        with self.database.writing(actor) as unit:
            old = custom_fields.field(unit, field_id)
            if fields.type is not old.type:
                raise FieldError("field_type", "other_type")
            others = custom_fields.own_fields(unit, old.holder)
            kept = [each for each in others if each.id != field_id]
            checked = _checked(unit, fields, kept, old)
            before, after = stored_values(old.fields), stored_values(checked)
            changed = [name for name in after if after[name] != before[name]]
            if changed:
                custom_fields.update_field(unit, field_id, {name: after[name] for name in changed})
                unit.record(
                    CustomFieldSet(
                        record_id=field_id,
                        before={name: before[name] for name in changed},
                        after={name: after[name] for name in changed},
                    )
                )
                if "shown_for" in changed:
                    begin_recount(unit, old.holder)
                if "choices" in changed:
                    begin_rewording(unit, old.holder, old.code, old.type)
        finish_recount(self.database, actor)
        finish_rewording(self.database, actor)
        return unit.changed

    @operation(Permission.MANAGE_OFFICE)
    def move(self, actor: Actor, field_id: CustomFieldId, steps: int) -> Changed:
        """Let a field stand so many places further down, or up when it is negative."""
        with self.database.writing(actor) as unit:
            moved = custom_fields.field(unit, field_id)
            order = list(custom_fields.own_fields(unit, moved.holder))
            at = next(place for place, each in enumerate(order) if each.id == field_id)
            order.insert(min(max(at + steps, 0), len(order) - 1), order.pop(at))
            for position, each in enumerate(order, 1):
                if each.position != position:
                    custom_fields.update_field(unit, each.id, {"position": position})
                    unit.record(
                        CustomFieldSet(
                            record_id=each.id,
                            before={"position": each.position},
                            after={"position": position},
                        )
                    )
        return unit.changed

    @operation(Permission.MANAGE_OFFICE)
    def remove(self, actor: Actor, field_id: CustomFieldId) -> Changed:
        """Take a field away; what records hold in it is kept, and undo shows it again."""
        with self.database.writing(actor) as unit:
            old = custom_fields.field(unit, field_id)
            custom_fields.update_field(unit, field_id, {"deleted_at": unit.now})
            unit.record(
                CustomFieldSet(
                    record_id=field_id, before={"name": old.name}, after={"is_removed": True}
                )
            )
            begin_recount(unit, old.holder)
            begin_rewording(unit, old.holder, old.code, old.type)
        finish_recount(self.database, actor)
        finish_rewording(self.database, actor)
        return unit.changed


def stored_values(fields: CustomFieldFields) -> dict[str, Any]:
    """Return what a person typed of a field as columns and events keep it."""
    return {
        "name": fields.name,
        "type": fields.type.value,
        "choices": [[each.code, each.name, each.is_retired] for each in fields.choices],
        "is_required": fields.is_required,
        "default": fields.default or None,
        "shown_for": [each.value for each in fields.shown_for],
    }


def _checked(
    unit: Unit,
    fields: CustomFieldFields,
    others: Sequence[CustomField],
    old: CustomField | None = None,
) -> CustomFieldFields:
    """Return the fields as they may be stored; raise FieldError for what may not."""
    from crm_tui.domain.imports.aliases import is_taken  # noqa: PLC0415 - its import is slow

    name = checked_text("name", fields.name, limit=NAME_LIMIT)
    if not name:
        raise FieldError("name", "required")
    # Its column in a file would stand for the field, and no customer have a name any more.
    is_new_name = old is None or name != old.name
    if (is_new_name and is_taken(name)) or field_named(others, name) is not None:
        raise FieldError("name", "taken", name)
    choices = () if fields.type not in CHOSEN else _choices(fields, old)
    checked = replace(fields, name=name, choices=choices, default=clean(fields.default))
    _refuse_default(unit, checked)
    return checked


def _choices(fields: CustomFieldFields, old: CustomField | None) -> tuple[FieldChoice, ...]:
    """Return the choices with a code each; one that was left out stays, retired."""
    found: list[FieldChoice] = []
    known = () if old is None else old.fields.choices
    for each in fields.choices:
        name = checked_text("choices", each.name, limit=NAME_LIMIT)
        if set(name) & _NOT_IN_CHOICES:
            raise FieldError("choices", "choice_signs", name)
        if any(folded(name) == folded(one.name) for one in found):
            raise FieldError("choices", "same_choice", name)
        same = [one.code for one in known if one.code == each.code or one.name == name]
        taken = [*(one.code for one in known), *(one.code for one in found)]
        code = same[0] if same else new_code(name, taken)
        found.append(FieldChoice(code, name, each.is_retired))
    if not any(not each.is_retired for each in found):
        raise FieldError("choices", "no_choices")
    kept = {each.code for each in found}
    found += [replace(each, is_retired=True) for each in known if each.code not in kept]
    if len(found) > MOST_CHOICES:
        raise FieldError("choices", "too_many", limit=MOST_CHOICES)
    return tuple(found)


def _refuse_default(unit: Unit, fields: CustomFieldFields) -> None:
    if not fields.default:
        return
    field = CustomField(
        id=CustomFieldId(0), holder=FieldHolder.CUSTOMER, code="x", fields=fields, position=0
    )
    read = day_reader(unit.today)
    found = parse_value(field, fields.default, read, unit.office.currency)
    if isinstance(found, ValueFault):
        raise FieldError("default", found.trouble.value, found.part)


def take_back(unit: Unit, field_id: CustomFieldId, event: EventRow) -> bool:
    """Put a field back as it was; False when it was changed since, or its name is another's."""
    row = custom_fields.stored(unit, field_id)
    if row is None:
        return False
    if event.after.get("is_removed"):
        names = custom_fields.own_fields(unit, row.holder)
        if row.deleted_at is None or field_named(names, row.name) is not None:
            return False
        custom_fields.update_field(unit, field_id, {"deleted_at": None})
    elif not event.before:
        if row.deleted_at is not None:
            return False
        custom_fields.update_field(unit, field_id, {"deleted_at": unit.now})
    else:
        now = {name: getattr(row, name) for name in event.after}
        if any(_plain(now[name]) != value for name, value in event.after.items()):
            return False
        custom_fields.update_field(unit, field_id, dict(event.before))
    begin_recount(unit, row.holder)
    begin_rewording(unit, row.holder, row.code, row.type)
    return True


def _plain(value: Any) -> Any:
    return value.value if isinstance(value, Enum) else value
