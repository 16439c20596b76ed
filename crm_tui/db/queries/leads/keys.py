"""The exact keys of leads: who else has one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import and_, case, delete, insert, or_, select

from crm_tui.db.queries.leads.records import seen
from crm_tui.db.schema.leads import LEAD, LEAD_KEY
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.duplicates.keys import Key, asked_keys
from crm_tui.domain.duplicates.levels import MatchLevel, levels_from_json, match_kind
from crm_tui.domain.identifiers import LeadId
from crm_tui.domain.leads.records import LeadTwin
from crm_tui.domain.leads.values import LeadStage

_MOST = 20


def replace_keys(unit: Unit, lead_id: LeadId, keys: Iterable[Key]) -> None:
    """Store the exact keys of a lead."""
    unit.connection.execute(delete(LEAD_KEY).where(LEAD_KEY.c.lead_id == lead_id))
    found = [{"kind": kind, "key": key, "lead_id": lead_id} for kind, key in keys]
    if found:
        unit.connection.execute(insert(LEAD_KEY), found)


def twins(view: View, keys: Iterable[Key], called: str, but: LeadId | None) -> list[LeadTwin]:
    """Return the leads that have one of these keys, each once, whoever may see them.

    One that became a customer is found as that, and one that was deleted not at all.
    """
    asked = asked_keys(keys)
    if not asked:
        return []
    levels = levels_from_json(view.office.duplicates)
    found: dict[int, LeadTwin] = {}
    for row in view.connection.execute(_statement(view, asked)):
        kind = match_kind(asked[row.kind, row.key], row.kind, row.key)
        level = levels.of_match(kind, called, row.called)
        if row.id == but or level is MatchLevel.OFF or row.id in found:
            continue
        found[row.id] = LeadTwin(
            kind,
            row.key,
            LeadId(row.id),
            row.called if row.is_seen else "",
            row.stage,
            (row.owner or "") if row.is_seen else "",
            level,
        )
    return sorted(found.values(), key=lambda each: -each.level.weight)[:_MOST]


def _statement(view: View, asked: Iterable[Key]) -> Any:
    by_kind: dict[str, list[str]] = {}
    for kind, key in asked:
        by_kind.setdefault(kind, []).append(key)
    # Kind by kind, so that the primary key is searched.
    is_asked = or_(
        *(
            and_(LEAD_KEY.c.kind == kind, LEAD_KEY.c.key.in_(keys))
            for kind, keys in sorted(by_kind.items())
        )
    )
    return (
        select(
            LEAD_KEY.c.kind,
            LEAD_KEY.c.key,
            LEAD.c.id,
            LEAD.c.called,
            LEAD.c.stage,
            USER.c.name.label("owner"),
            case((seen(view), 1), else_=0).label("is_seen"),
        )
        .join(LEAD, LEAD.c.id == LEAD_KEY.c.lead_id)
        .outerjoin(USER, USER.c.id == LEAD.c.owner_id)
        .where(is_asked, LEAD.c.deleted_at.is_(None), LEAD.c.stage != LeadStage.CONVERTED)
        .order_by(LEAD.c.id.desc())
        .limit(_MOST * 10)
    )
