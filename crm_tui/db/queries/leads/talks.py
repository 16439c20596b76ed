"""What was said to leads, and how it goes over to the customer that one becomes."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import insert, select, update

from crm_tui.db.queries import follow_ups
from crm_tui.db.schema.dictionaries import DICTIONARY_ITEM
from crm_tui.db.schema.leads import LEAD_FOLLOW_UP
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.follow_ups import Ineffective
from crm_tui.domain.identifiers import ContactId, CustomerId, LeadFollowUpId, LeadId
from crm_tui.domain.leads.records import LeadFollowUpRow

_METHOD = DICTIONARY_ITEM.alias("method")
_RESULT = DICTIONARY_ITEM.alias("result")
_CARRIED = 1000
_SAID = (
    *("author_id", "method_id", "result_id", "mood", "content", "happened_at"),
    *("next_contact_at", "next_contact_note"),
)


def follow_ups_of(view: View, lead_id: LeadId, limit: int = 200) -> list[LeadFollowUpRow]:
    """Return what was said to a lead (its visibility was checked), the newest first."""
    rows = view.connection.execute(
        select(
            LEAD_FOLLOW_UP,
            USER.c.name.label("author"),
            _METHOD.c.name.label("method"),
            _RESULT.c.name.label("result"),
        )
        .join(USER, USER.c.id == LEAD_FOLLOW_UP.c.author_id)
        .outerjoin(_METHOD, _METHOD.c.id == LEAD_FOLLOW_UP.c.method_id)
        .outerjoin(_RESULT, _RESULT.c.id == LEAD_FOLLOW_UP.c.result_id)
        .where(LEAD_FOLLOW_UP.c.lead_id == lead_id, LEAD_FOLLOW_UP.c.deleted_at.is_(None))
        .order_by(LEAD_FOLLOW_UP.c.happened_at.desc(), LEAD_FOLLOW_UP.c.id.desc())
        .limit(limit)
    )
    return [
        LeadFollowUpRow(
            LeadFollowUpId(row.id),
            row.author,
            row.happened_at,
            row.method or "",
            row.result or "",
            row.mood,
            row.content,
            row.next_contact_at,
            row.next_contact_note,
        )
        for row in rows
    ]


def add_follow_up(unit: Unit, values: Mapping[str, object]) -> LeadFollowUpId:
    """Insert what was said to a lead and return its id."""
    result = unit.connection.execute(
        insert(LEAD_FOLLOW_UP).values(
            **values,
            author_id=unit.person.user_id,
            created_at=unit.now,
            created_by_id=unit.person.user_id,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
        )
    )
    (key,) = result.inserted_primary_key or (0,)
    return LeadFollowUpId(int(key))


def delete_follow_up(unit: Unit, follow_up_id: LeadFollowUpId) -> None:
    """Put what was said by mistake out of sight."""
    unit.connection.execute(
        update(LEAD_FOLLOW_UP)
        .where(LEAD_FOLLOW_UP.c.id == follow_up_id)
        .values(deleted_at=unit.now, updated_at=unit.now, updated_by_id=unit.person.user_id)
    )


def carry_to(
    unit: Unit, lead_id: LeadId, customer_id: CustomerId, contact_id: ContactId
) -> list[int]:
    """Write what was said to a lead into the customer's timeline; return the new ids.

    Authors and times stay. As of anything from before a period it moves no deadline.
    """
    said = (
        select(LEAD_FOLLOW_UP)
        .where(LEAD_FOLLOW_UP.c.lead_id == lead_id, LEAD_FOLLOW_UP.c.deleted_at.is_(None))
        .order_by(LEAD_FOLLOW_UP.c.happened_at, LEAD_FOLLOW_UP.c.id)
        .limit(_CARRIED)
    )
    return [
        follow_ups.add_follow_up(
            unit,
            {
                **{name: getattr(row, name) for name in _SAID},
                "customer_id": customer_id,
                "contact_id": contact_id,
                "effective": False,
                "why_not_effective": Ineffective.BEFORE_PERIOD.value,
            },
        )
        for row in unit.connection.execute(said).all()
    ]
