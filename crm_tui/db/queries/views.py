"""Saved views, and what each person keeps of their lists: layouts, order, the view seen last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, case, delete, insert, or_, select, update

from crm_tui.db.queries.users import manages
from crm_tui.db.schema.pools import POOL
from crm_tui.db.schema.users import DEPARTMENT, USER
from crm_tui.db.schema.views import LIST_LAYOUT, SAVED_VIEW, VIEW_CHOICE
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.identifiers import PoolId, UserId, ViewId
from crm_tui.domain.users import UserStatus
from crm_tui.domain.views import (
    Audience,
    ListLayout,
    ListTab,
    PoolGone,
    SavedView,
    is_for,
    key_of,
    layout_from,
    layout_values,
)
from crm_tui.errors import NotFoundError
from crm_tui.values import dataclass

_LISTED = 500


@dataclass(frozen=True, slots=True)
class Chosen:
    """The view somebody saw last in a list, and the order in which they have its views."""

    last_key: str = ""
    places: tuple[str, ...] = ()


def _views() -> Select[Any]:
    owner, pool = USER.c, POOL.c
    return (
        select(
            SAVED_VIEW,
            owner.name.label("owner"),
            owner.status,
            DEPARTMENT.c.path,
            pool.name.label("pool"),
            pool.deleted_at.label("pool_deleted_at"),
        )
        .join(USER, owner.id == SAVED_VIEW.c.owner_id)
        .outerjoin(DEPARTMENT, DEPARTMENT.c.id == owner.department_id)
        .outerjoin(POOL, pool.id == SAVED_VIEW.c.pool_id)
    )


def saved_views(view: View, tab: ListTab) -> list[SavedView]:
    """Return the saved views that this person has for a list, in the order they were made."""
    saved = SAVED_VIEW.c
    # One's own come first, for of what others share not all may be read.
    is_others = case((saved.owner_id == view.person.user_id, 0), else_=1)
    rows = view.connection.execute(
        _views()
        .where(
            saved.deleted_at.is_(None),
            saved.tab == tab,
            or_(saved.owner_id == view.person.user_id, saved.audience != Audience.MINE),
        )
        .order_by(is_others, saved.id)
        .limit(_LISTED)
    )
    bosses: dict[int, bool] = {}
    listed = [_saved_view(view, row) for row in rows if _is_listed(view, row, bosses)]
    return sorted(listed, key=lambda each: each.id or 0)


def saved_view(view: View, view_id: ViewId) -> SavedView:
    """Return a saved view that this person has; raise NotFoundError for any other."""
    saved = SAVED_VIEW.c
    row = view.connection.execute(
        _views().where(saved.id == view_id, saved.deleted_at.is_(None))
    ).one_or_none()
    if row is None or not _is_listed(view, row, {}):
        raise NotFoundError("view", str(view_id))
    return _saved_view(view, row)


def _is_listed(view: View, row: Any, bosses: dict[int, bool]) -> bool:
    found, path = _saved_view(view, row), row.path or ""
    listed = is_for(found, view.person, owner_path=path, stands_below=False)
    if listed or found.audience is not Audience.TEAM:
        return listed
    if row.owner_id not in bosses:
        owner_id = UserId(row.owner_id)
        bosses[row.owner_id] = manages(view.connection, owner_id, view.person.user_id)
    return is_for(found, view.person, owner_path=path, stands_below=bosses[row.owner_id])


def _saved_view(view: View, row: Any) -> SavedView:
    is_gone = row.pool_id is not None and row.pool_deleted_at is not None
    return SavedView(
        key=key_of(ViewId(row.id)),
        tab=row.tab,
        base=row.base,
        id=ViewId(row.id),
        name=row.name,
        owner_id=UserId(row.owner_id),
        owner=row.owner,
        audience=row.audience,
        pool_id=None if row.pool_id is None else PoolId(row.pool_id),
        pool=row.pool or "",
        query=row.query,
        layout=layout_from(row.layout),
        version=row.version,
        is_own=row.owner_id == view.person.user_id,
        owner_works_here=row.status is UserStatus.ACTIVE,
        faults=(PoolGone(row.pool),) if is_gone else (),
    )


def own_names(view: View, owner_id: UserId, tab: ListTab) -> dict[ViewId, str]:
    """Return the names of the views that somebody saved for a list."""
    saved = SAVED_VIEW.c
    rows = view.connection.execute(
        select(saved.id, saved.name)
        .where(saved.owner_id == owner_id, saved.tab == tab, saved.deleted_at.is_(None))
        .order_by(saved.id)
        .limit(_LISTED)
    )
    return {ViewId(row.id): row.name for row in rows}


def add_view(unit: Unit, values: Mapping[str, object]) -> ViewId:
    """Insert a saved view of the person's own and return its id."""
    person_id = unit.person.user_id
    result = unit.connection.execute(
        insert(SAVED_VIEW).values(
            owner_id=person_id,
            created_at=unit.now,
            created_by_id=person_id,
            updated_at=unit.now,
            updated_by_id=person_id,
            **values,
        )
    )
    (key,) = result.inserted_primary_key or (0,)
    return ViewId(int(key))


def update_view(unit: Unit, view_id: ViewId, values: Mapping[str, object]) -> None:
    """Change columns of a saved view and note who did."""
    unit.connection.execute(
        update(SAVED_VIEW)
        .where(SAVED_VIEW.c.id == view_id)
        .values(
            version=SAVED_VIEW.c.version + 1,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
            **values,
        )
    )


def set_deleted(unit: Unit, view_id: ViewId, at: datetime | None) -> None:
    """Put a saved view away, or bring it back."""
    update_view(unit, view_id, {"deleted_at": at})


def stored_view(view: View, view_id: ViewId) -> Any:
    """Return the stored row of a saved view, also of one that was deleted."""
    row = view.connection.execute(
        select(SAVED_VIEW).where(SAVED_VIEW.c.id == view_id)
    ).one_or_none()
    if row is None:
        raise NotFoundError("view", str(view_id))
    return row


# --- what each person keeps ----------------------------------------------------------------------


def layout(view: View, view_key: str) -> ListLayout | None:
    """Return how this person laid out a view, or None when they did not."""
    mine = LIST_LAYOUT.c
    stored = view.connection.execute(
        select(mine.layout).where(mine.user_id == view.person.user_id, mine.view_key == view_key)
    ).one_or_none()
    return None if stored is None else layout_from(stored.layout)


def set_layout(unit: Unit, view_key: str, kept: ListLayout | None) -> None:
    """Keep how this person lays out a view; None forgets it."""
    mine, user_id = LIST_LAYOUT.c, unit.person.user_id
    here = (mine.user_id == user_id, mine.view_key == view_key)
    unit.connection.execute(delete(LIST_LAYOUT).where(*here))
    if kept is not None:
        unit.connection.execute(
            insert(LIST_LAYOUT).values(
                user_id=user_id, view_key=view_key, layout=layout_values(kept)
            )
        )


def chosen(view: View, tab: ListTab) -> Chosen:
    """Return which view this person saw last in a list, and their order of its views."""
    mine = VIEW_CHOICE.c
    row = view.connection.execute(
        select(mine.last_key, mine.places).where(
            mine.user_id == view.person.user_id, mine.tab == tab
        )
    ).one_or_none()
    return Chosen() if row is None else Chosen(row.last_key, _texts(row.places))


def _texts(values: object) -> tuple[str, ...]:
    if not isinstance(values, Sequence):
        return ()
    return tuple(each for each in values if isinstance(each, str))


def set_chosen(unit: Unit, tab: ListTab, choice: Chosen) -> None:
    """Keep which view this person saw last in a list, and their order of its views."""
    mine, user_id = VIEW_CHOICE.c, unit.person.user_id
    here = (mine.user_id == user_id, mine.tab == tab)
    unit.connection.execute(delete(VIEW_CHOICE).where(*here))
    unit.connection.execute(
        insert(VIEW_CHOICE).values(
            user_id=user_id, tab=tab, last_key=choice.last_key, places=list(choice.places)
        )
    )


def forget_person(connection: Connection, user_id: UserId) -> None:
    """Drop what somebody kept of their lists."""
    connection.execute(delete(LIST_LAYOUT).where(LIST_LAYOUT.c.user_id == user_id))
    connection.execute(delete(VIEW_CHOICE).where(VIEW_CHOICE.c.user_id == user_id))
