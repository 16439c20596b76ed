"""What became of the leads of each source."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, case, func, select

from crm_tui.db.queries.leads.records import SOURCE, seen
from crm_tui.db.schema.leads import LEAD
from crm_tui.db.unit_of_work import View
from crm_tui.domain.days import start_of_day
from crm_tui.domain.leads.records import SourceConversion
from crm_tui.domain.leads.values import LeadStage


def by_source(view: View, since: int | None, until: int | None) -> list[SourceConversion]:
    """Return, of the leads in sight that came in from a day to a day, what became of them."""
    came = [LEAD.c.deleted_at.is_(None), seen(view)]
    if since is not None:
        came.append(LEAD.c.created_at >= start_of_day(since, view.zone))
    if until is not None:
        came.append(LEAD.c.created_at < start_of_day(until + 1, view.zone))
    number = func.count()
    rows = view.connection.execute(
        select(
            LEAD.c.source_id,
            SOURCE.c.name,
            number.label("leads"),
            _number(LeadStage.CONVERTED).label("converted"),
            _number(LeadStage.DISCARDED).label("discarded"),
        )
        .select_from(LEAD.outerjoin(SOURCE, SOURCE.c.id == LEAD.c.source_id))
        .where(and_(*came))
        .group_by(LEAD.c.source_id, SOURCE.c.name)
        .order_by(number.desc(), LEAD.c.source_id.nulls_first())
        .limit(500)
    )
    return [
        SourceConversion(
            row.source_id,
            row.name or "",
            row.leads,
            row.leads - row.converted - row.discarded,
            row.converted,
            row.discarded,
        )
        for row in rows
    ]


def _number(stage: LeadStage) -> ColumnElement[int]:
    return func.sum(case((LEAD.c.stage == stage, 1), else_=0))
