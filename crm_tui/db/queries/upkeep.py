"""When the rules that look at the whole office ran last."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, Select, select

from crm_tui.db.schema.batches import JOB_RUN
from crm_tui.db.schema.offices import OFFICE
from crm_tui.domain.events import JobStatus
from crm_tui.values import dataclass

CUSTOMER_TYPES = "customer_types"
"""The daily job that looks for won customers without a deal."""
LEVEL_REVIEW = "level_review"
"""The monthly job that works out the level of every customer somebody holds."""


@dataclass(frozen=True, slots=True)
class Glance:
    """What can be told without knowing who asks."""

    zone: ZoneInfo
    latest: datetime
    typed_day: int | None
    """The day on which the types of customers were last looked at."""
    reviewed_month: int | None
    """The month, as 202611, for which levels were last worked out."""


def glance(connection: Connection) -> Glance:
    """Return when each rule ran last, and the latest instant the database has seen."""
    row = connection.execute(_glance()).one()
    return Glance(
        ZoneInfo(row.zone),
        row.max_seen_at,
        None if row.typed is None else int(row.typed["day"]),
        None if row.reviewed is None else int(row.reviewed["month"]),
    )


@cache
def _glance() -> Select[Any]:
    return select(
        OFFICE.c.zone,
        OFFICE.c.max_seen_at,
        _last(CUSTOMER_TYPES).label("typed"),
        _last(LEVEL_REVIEW).label("reviewed"),
    )


def _last(kind: str) -> Any:
    return (
        select(JOB_RUN.c.facts)
        .where(JOB_RUN.c.kind == kind, JOB_RUN.c.status == JobStatus.DONE)
        .order_by(JOB_RUN.c.id.desc())
        .limit(1)
        .scalar_subquery()
    )
