"""The office row."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, and_, bindparam, delete, func, insert, select, update

from crm_tui.db.schema.offices import OFFICE
from crm_tui.db.schema.pools import HOLDING_LIMIT
from crm_tui.domain.offices import Office
from crm_tui.domain.pools.limits import LimitKind, LimitLevel
from crm_tui.domain.sign_ins.policies import policy_from_json
from crm_tui.domain.work_settings import from_json
from crm_tui.errors import DatabaseUnavailableError

_LIMIT_SETTING = "holding_limit"
_IS_OFFICE_LIMIT = and_(
    HOLDING_LIMIT.c.level == LimitLevel.OFFICE,
    HOLDING_LIMIT.c.pool_id.is_(None),
    HOLDING_LIMIT.c.kind == LimitKind.GENERAL,
)
# The office is read at every operation, so what reads it is built once.
_OWN_LIMIT = (
    select(HOLDING_LIMIT.c.maximum)
    .where(_IS_OFFICE_LIMIT)
    .order_by(HOLDING_LIMIT.c.id)
    .limit(1)
    .scalar_subquery()
    .label(_LIMIT_SETTING)
)
_OFFICE = select(OFFICE, _OWN_LIMIT)
_NOW = bindparam("now", type_=OFFICE.c.max_seen_at.type)
_REMEMBER = update(OFFICE).where(OFFICE.c.max_seen_at < _NOW).values(max_seen_at=_NOW)


def office(connection: Connection) -> Office:
    """Return the office; raise DatabaseUnavailableError where none was set up."""
    row = connection.execute(_OFFICE).one_or_none()
    if row is None:
        raise DatabaseUnavailableError("no_office", "")
    return Office(
        name=row.name,
        zone=ZoneInfo(row.zone),
        currency=row.currency,
        language=row.language,
        holding_limit=row.holding_limit,
        strict_contact=row.strict_contact,
        late_entry_days=row.late_entry_days,
        reserve_days=row.reserve_days,
        opening_days=row.opening_days,
        owners_may_transfer=row.owners_may_transfer,
        is_sample=row.is_sample,
        calendar_version=row.calendar_version,
        max_seen_at=row.max_seen_at,
        created_at=row.created_at,
        work=from_json(row.work),
        sign_in=policy_from_json(row.sign_in),
        duplicates=row.duplicates,
        leads=row.leads,
    )


def folder_name(connection: Connection) -> str:
    """Return how an office's part of a shared folder is called; it never changes."""
    founded_at = connection.execute(select(OFFICE.c.created_at)).scalar_one()
    return f"office-{round(founded_at.timestamp() * 1000):x}"


def zone(connection: Connection) -> ZoneInfo:
    """Return the office's zone, which never changes; raise where no office was set up."""
    name = connection.execute(select(OFFICE.c.zone)).scalar_one_or_none()
    if name is None:
        raise DatabaseUnavailableError("no_office", "")
    return ZoneInfo(name)


def _set_own_limit(connection: Connection, maximum: object) -> None:
    if maximum is None:
        connection.execute(delete(HOLDING_LIMIT).where(_IS_OFFICE_LIMIT))
        return
    changed = connection.execute(
        update(HOLDING_LIMIT).where(_IS_OFFICE_LIMIT).values(maximum=maximum)
    )
    if changed.rowcount == 0:
        connection.execute(insert(HOLDING_LIMIT).values(level=LimitLevel.OFFICE, maximum=maximum))


def has_office(connection: Connection) -> bool:
    """Return whether an office was set up in this database."""
    return connection.execute(select(func.count()).select_from(OFFICE)).scalar_one() > 0


def remember_instant(connection: Connection, now: datetime) -> None:
    """Raise the latest instant this database has seen; never lower it."""
    connection.execute(_REMEMBER, {"now": now})


def add_office(connection: Connection, values: dict[str, object]) -> None:
    """Insert the one office row, and its limit among the limits."""
    columns = dict(values)
    maximum = columns.pop(_LIMIT_SETTING, None)
    connection.execute(insert(OFFICE).values(id=1, **columns))
    _set_own_limit(connection, maximum)


def change_office(connection: Connection, values: Mapping[str, object]) -> None:
    """Change settings of the office, its holding limit among them."""
    columns = dict(values)
    if _LIMIT_SETTING in columns:
        _set_own_limit(connection, columns.pop(_LIMIT_SETTING))
    if columns:
        connection.execute(update(OFFICE).values(**columns))
