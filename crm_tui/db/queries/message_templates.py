"""Texts of greetings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import insert, select, update

from crm_tui.db.schema.deliveries import MESSAGE_TEMPLATE
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.identifiers import MessageTemplateId
from crm_tui.domain.message_templates import MessageTemplateFields, MessageTemplateRow
from crm_tui.errors import NotFoundError

_MOST = 200


def templates(view: View) -> list[MessageTemplateRow]:
    """Return the templates of the office, by name."""
    row = MESSAGE_TEMPLATE.c
    statement = (
        select(MESSAGE_TEMPLATE)
        .where(row.deleted_at.is_(None))
        .order_by(row.name, row.id)
        .limit(_MOST)
    )
    return [_template(each) for each in view.connection.execute(statement)]


def template(view: View, template_id: MessageTemplateId) -> MessageTemplateRow:
    """Return a template; raise NotFoundError when there is none."""
    row = view.connection.execute(
        select(MESSAGE_TEMPLATE).where(
            MESSAGE_TEMPLATE.c.id == template_id, MESSAGE_TEMPLATE.c.deleted_at.is_(None)
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError("message_template", str(template_id))
    return _template(row)


def _template(row: Any) -> MessageTemplateRow:
    fields = MessageTemplateFields(row.name, row.body, row.subject)
    return MessageTemplateRow(MessageTemplateId(row.id), fields, row.version)


def add_template(unit: Unit, values: Mapping[str, Any]) -> MessageTemplateId:
    """Insert a template and return the id."""
    (key,) = unit.connection.execute(
        insert(MESSAGE_TEMPLATE).values(
            **values,
            created_at=unit.now,
            created_by_id=unit.person.user_id,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
        )
    ).inserted_primary_key or (0,)
    return MessageTemplateId(int(key))


def update_template(unit: Unit, template_id: MessageTemplateId, values: Mapping[str, Any]) -> None:
    """Change columns of a template."""
    unit.connection.execute(
        update(MESSAGE_TEMPLATE)
        .where(MESSAGE_TEMPLATE.c.id == template_id)
        .values(
            **values,
            version=MESSAGE_TEMPLATE.c.version + 1,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
        )
    )
