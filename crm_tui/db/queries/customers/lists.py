"""Customers in lists: what belongs to a view, in which order, and how many."""

from __future__ import annotations

from array import array
from collections.abc import Collection
from typing import Any

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Select,
    String,
    and_,
    func,
    or_,
    select,
    true,
    type_coerce,
    union_all,
)

from crm_tui.db.queries.users import subordinate_ids
from crm_tui.db.tables.customers import CUSTOMER
from crm_tui.db.tables.pools import POOL
from crm_tui.db.tables.users import USER
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import (
    UNINDEXED_OWNER,
    UNINDEXED_POOL,
    Branch,
    team_of,
    unscoped,
    visible_rows,
)
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.users import Person
from crm_tui.errors import InvalidInputError

ROWS_AT_ONCE = 4096

_OWNER_PINYIN = (
    select(USER.c.pinyin)
    .where(USER.c.id == CUSTOMER.c.owner_id)
    .correlate(CUSTOMER)
    .scalar_subquery()
)
SORTS: dict[str, ColumnElement[Any]] = {
    "id": CUSTOMER.c.id,
    "name": CUSTOMER.c.pinyin,
    # As text: the enum knows no value that stands after C.
    "level": func.coalesce(type_coerce(CUSTOMER.c.level, String), "~"),
    "type": CUSTOMER.c.type,
    "stage": func.coalesce(CUSTOMER.c.stage_id, 0),
    "industry": func.coalesce(CUSTOMER.c.industry_id, 0),
    "source": func.coalesce(CUSTOMER.c.source_id, 0),
    "city": CUSTOMER.c.city,
    "owner": func.coalesce(_OWNER_PINYIN, ""),
    "pool": CUSTOMER.c.pool_id,
    "last_follow_up_at": CUSTOMER.c.last_follow_up_at,
    "next_contact_at": CUSTOMER.c.next_contact_at,
    "last_day": CUSTOMER.c.last_day,
    "holder_count": CUSTOMER.c.holder_count,
    "opens_at": func.coalesce(type_coerce(CUSTOMER.c.opens_at, Integer), 0),
    "pool_since": func.coalesce(type_coerce(CUSTOMER.c.pool_since, Integer), 0),
    "completeness": CUSTOMER.c.completeness,
    "created_at": CUSTOMER.c.created_at,
}


def order_of(request: ListRequest) -> list[ColumnElement[Any]]:
    """Return the ordering a request asks for, ending in the id; raise for an unknown column."""
    column = SORTS.get(request.sort)
    if column is None:
        raise InvalidInputError(f"sort {request.sort}")
    key = column.label("sort_key")
    identity = CUSTOMER.c.id
    if request.sort == "id":
        return [identity.desc() if request.descending else identity.asc()]
    if request.descending:
        return [key.desc(), identity.desc()]
    return [key.asc(), identity.asc()]


def in_view(view: View, request: ListRequest) -> ColumnElement[bool]:
    """Return the condition that puts a customer into the view, whoever may see it."""
    wanted = and_(_standing(request.view), _belongs(view, request))
    if request.pool_id is not None:
        wanted = and_(wanted, CUSTOMER.c.pool_id == request.pool_id)
    if request.owner_id is not None:
        wanted = and_(wanted, CUSTOMER.c.owner_id == request.owner_id)
    return wanted


def _standing(shown: CustomerView) -> ColumnElement[bool]:
    deleted_at = CUSTOMER.c.deleted_at
    return deleted_at.is_not(None) if shown is CustomerView.SET_ASIDE else deleted_at.is_(None)


def _belongs(view: View, request: ListRequest) -> ColumnElement[bool]:
    customer, person = CUSTOMER.c, view.person
    belongs: ColumnElement[bool]
    match request.view:
        case CustomerView.ALL | CustomerView.SET_ASIDE:
            belongs = true()
        case CustomerView.MINE:
            belongs = customer.owner_id == person.user_id
        case CustomerView.INCOMPLETE:
            belongs = and_(customer.is_incomplete, customer.owner_id == person.user_id)
        case CustomerView.PARTICIPATED:
            belongs = customer.id.in_(team_of(person))
        case CustomerView.SUBORDINATES:
            belongs = customer.owner_id.in_(subordinate_ids(person.user_id))
        case CustomerView.POOL:
            belongs = _unowned(request)
        case CustomerView.CLAIMABLE | CustomerView.SUITABLE | CustomerView.OPENING:
            belongs = _in_my_pools(view, request)
    return belongs


def _in_my_pools(view: View, request: ListRequest) -> ColumnElement[bool]:
    if request.view is CustomerView.OPENING:
        return _opening(view, request)
    claimable = _claimable(view, request)
    if request.view is CustomerView.CLAIMABLE:
        return claimable
    return and_(claimable, _suits(view.person))


def _unowned(request: ListRequest) -> ColumnElement[bool]:
    # One pool is found by its index; of all of them the wanted order is walked.
    owner = CUSTOMER.c.owner_id if request.pool_id is not None else UNINDEXED_OWNER
    return owner.is_(None)


def _claimable(view: View, request: ListRequest) -> ColumnElement[bool]:
    """Return what lies open in a pool of the person now, and is kept for nobody else."""
    customer = CUSTOMER.c
    kept_for_me = and_(
        customer.reserved_for_id == view.person.user_id,
        customer.reserved_until_day >= view.today,
    )
    return and_(
        _unowned(request),
        or_(_in_open_pools(view.person.pool_ids), and_(kept_for_me, _in_open_pools(None))),
        customer.id.not_in(_closed_ids(view)),
    )


def _opening(view: View, request: ListRequest) -> ColumnElement[bool]:
    """Return what lies in a pool of the person and may not be claimed by them yet."""
    return and_(
        _unowned(request),
        _in_open_pools(view.person.pool_ids),
        CUSTOMER.c.id.in_(_closed_ids(view)),
    )


def _closed_ids(view: View) -> CompoundSelect[Any]:
    # They are few and found by their own indexes, so that a count of the others reads no rows.
    other = CUSTOMER.alias("other").c
    system = unscoped("the list that asks is itself scoped")
    is_kept = func.coalesce(other.reserved_until_day >= view.today, False)
    opens_later = select(other.id).where(
        other.opens_at > view.now,
        ~and_(is_kept, other.reserved_for_id == view.person.user_id),
        system,
    )
    kept_for_another = select(other.id).where(
        other.reserved_for_id.is_not(None),
        other.reserved_for_id != view.person.user_id,
        is_kept,
        system,
    )
    return union_all(opens_later, kept_for_another)


def _in_open_pools(pool_ids: Collection[PoolId] | None) -> ColumnElement[bool]:
    """Return what lies in an enabled pool: one of these, or any."""
    enabled = select(POOL.c.id).where(POOL.c.enabled, POOL.c.deleted_at.is_(None))
    if pool_ids is not None:
        enabled = enabled.where(POOL.c.id.in_(sorted(pool_ids)))
    return UNINDEXED_POOL.in_(enabled)


def _suits(person: Person) -> ColumnElement[bool]:
    # Somebody who named no region, or no industry, is good at all of them.
    suits: ColumnElement[bool] = true()
    if person.regions:
        regions = person.regions
        suits = or_(CUSTOMER.c.province.in_(regions), CUSTOMER.c.city.in_(regions))
    if person.industry_ids:
        suits = and_(suits, CUSTOMER.c.industry_id.in_(person.industry_ids))
    return suits


def ids_statement(
    view: View, request: ListRequest, *extra: ColumnElement[bool], limit: int | None = None
) -> Select[Any]:
    """Select the ids of a list in its order, as far as the person may see them."""
    order = order_of(request)
    wanted = in_view(view, request)
    sort_key = SORTS[request.sort].label("sort_key")

    def make(branch: Branch) -> Select[Any]:
        return select(CUSTOMER.c.id, sort_key).where(branch, wanted, *extra)

    return visible_rows(view.person, make, order=order, limit=limit, shown=request.view)


def list_ids(
    view: View, request: ListRequest, *extra: ColumnElement[bool], limit: int | None = None
) -> array[int]:
    """Return the ids of a list in its order; eight bytes a row."""
    ids = array("q")
    statement = ids_statement(view, request, *extra, limit=limit)
    result = view.connection.execute(statement)
    # The driver's own tuples: wrapping 200,000 rows to read one number each costs more than SQL.
    while chunk := result.cursor.fetchmany(ROWS_AT_ONCE) if result.cursor else ():
        ids.extend([row[0] for row in chunk])
    result.close()
    return ids


def count(view: View, request: ListRequest, *extra: ColumnElement[bool]) -> int:
    """Return how many customers a list holds for this person."""
    wanted = in_view(view, request)

    def make(branch: Branch) -> Select[Any]:
        return select(CUSTOMER.c.id).where(branch, wanted, *extra)

    shown = visible_rows(view.person, make, order=(), shown=request.view)
    rows = shown.order_by(None).subquery()
    return view.connection.execute(select(func.count()).select_from(rows)).scalar_one()
