"""Customers: lists as windows over a query, one record whole, duplicates by exact key."""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Row,
    Select,
    String,
    and_,
    delete,
    func,
    insert,
    or_,
    select,
    tuple_,
    type_coerce,
    update,
)

from crm_tui.db.queries.users import subordinate_ids
from crm_tui.db.tables.customers import CUSTOMER, DUPLICATE_KEY
from crm_tui.db.tables.dictionaries import DICTIONARY_ITEM
from crm_tui.db.tables.pools import OWNERSHIP_PERIOD, POOL
from crm_tui.db.tables.users import DEPARTMENT, USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import UNINDEXED_OWNER, Branch, unscoped, visible_rows, visible_to
from crm_tui.domain.customers import (
    EDITABLE,
    CustomerFields,
    CustomerRecord,
    CustomerRow,
    CustomerView,
    DuplicateMatch,
    ListRequest,
    completeness,
)
from crm_tui.domain.identifiers import CustomerId, PoolId, UserId
from crm_tui.domain.pools import Holding, PeriodStart
from crm_tui.domain.users import Person
from crm_tui.errors import InvalidInputError, NotFoundError

CHUNK = 500
ROWS_AT_ONCE = 4096

_STAGE = DICTIONARY_ITEM.alias("stage")
_INDUSTRY = DICTIONARY_ITEM.alias("industry")
_SOURCE = DICTIONARY_ITEM.alias("source")
_OWNER = USER.alias("owner")
_CREATOR = USER.alias("creator")

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


def in_view(person: Person, request: ListRequest) -> ColumnElement[bool]:
    """Return the condition that puts a customer into the view, whoever may see it."""
    customer = CUSTOMER.c
    alive = customer.deleted_at.is_(None)
    wanted: ColumnElement[bool]
    match request.view:
        case CustomerView.ALL:
            wanted = alive
        case CustomerView.MINE:
            wanted = and_(alive, customer.owner_id == person.user_id)
        case CustomerView.SUBORDINATES:
            wanted = and_(alive, customer.owner_id.in_(subordinate_ids(person.user_id)))
        case CustomerView.POOL if request.pool_id is None:
            wanted = and_(alive, UNINDEXED_OWNER.is_(None))
        case CustomerView.POOL:
            wanted = and_(alive, customer.owner_id.is_(None))
        case CustomerView.INCOMPLETE:
            wanted = and_(alive, customer.is_incomplete, customer.owner_id == person.user_id)
    if request.pool_id is not None:
        wanted = and_(wanted, customer.pool_id == request.pool_id)
    return wanted


def ids_statement(
    person: Person, request: ListRequest, *extra: ColumnElement[bool], limit: int | None = None
) -> Select[Any]:
    """Select the ids of a list in its order, as far as the person may see them."""
    order = order_of(request)
    wanted = in_view(person, request)
    sort_key = SORTS[request.sort].label("sort_key")

    def make(branch: Branch) -> Select[Any]:
        return select(CUSTOMER.c.id, sort_key).where(branch, wanted, *extra)

    return visible_rows(person, make, order=order, limit=limit)


def list_ids(
    view: View, request: ListRequest, *extra: ColumnElement[bool], limit: int | None = None
) -> array[int]:
    """Return the ids of a list in its order; eight bytes a row."""
    ids = array("q")
    statement = ids_statement(view.person, request, *extra, limit=limit)
    result = view.connection.execute(statement)
    # The driver's own tuples: wrapping 200,000 rows to read one number each costs more than SQL.
    while chunk := result.cursor.fetchmany(ROWS_AT_ONCE) if result.cursor else ():
        ids.extend([row[0] for row in chunk])
    result.close()
    return ids


def count(view: View, request: ListRequest, *extra: ColumnElement[bool]) -> int:
    """Return how many customers a list holds for this person."""
    wanted = in_view(view.person, request)

    def make(branch: Branch) -> Select[Any]:
        return select(CUSTOMER.c.id).where(branch, wanted, *extra)

    rows = visible_rows(view.person, make, order=()).order_by(None).subquery()
    return view.connection.execute(select(func.count()).select_from(rows)).scalar_one()


def _row_columns() -> list[Any]:
    customer = CUSTOMER.c
    return [
        customer.id,
        customer.name,
        customer.kind,
        customer.type,
        customer.level,
        _STAGE.c.name.label("stage"),
        _INDUSTRY.c.name.label("industry"),
        _SOURCE.c.name.label("source"),
        customer.province,
        customer.city,
        customer.contact_names,
        customer.search_digits,
        customer.owner_id,
        _OWNER.c.name.label("owner"),
        customer.pool_id,
        POOL.c.name.label("pool"),
        customer.last_follow_up_at,
        customer.next_contact_at,
        customer.next_contact_note,
        customer.last_day,
        customer.deciding,
        customer.holder_count,
        customer.is_incomplete,
        customer.completeness,
        customer.created_at,
        customer.version,
    ]


def _joined() -> Any:
    customer = CUSTOMER.c
    return (
        CUSTOMER.join(POOL, POOL.c.id == customer.pool_id)
        .outerjoin(_OWNER, _OWNER.c.id == customer.owner_id)
        .outerjoin(_STAGE, _STAGE.c.id == customer.stage_id)
        .outerjoin(_INDUSTRY, _INDUSTRY.c.id == customer.industry_id)
        .outerjoin(_SOURCE, _SOURCE.c.id == customer.source_id)
    )


_ROWS: Select[Any] = select(*_row_columns()).select_from(_joined())


def rows(view: View, ids: Sequence[int]) -> list[CustomerRow]:
    """Return these customers as list rows, in the order asked; what may not be seen is left out."""
    found: dict[int, CustomerRow] = {}
    for start in range(0, len(ids), CHUNK):
        chunk = list(ids[start : start + CHUNK])
        statement = _ROWS.where(
            CUSTOMER.c.id.in_(chunk), CUSTOMER.c.deleted_at.is_(None), visible_to(view.person)
        )
        for row in view.connection.execute(statement):
            found[row.id] = _row(row)
    return [found[each] for each in ids if each in found]


def _row(row: Row[Any]) -> CustomerRow:
    phone, _, _ = row.search_digits.partition(" ")
    return CustomerRow(
        id=CustomerId(row.id),
        name=row.name,
        kind=row.kind,
        type=row.type,
        level=row.level,
        stage=row.stage or "",
        industry=row.industry or "",
        source=row.source or "",
        province=row.province,
        city=row.city,
        contact_names=row.contact_names,
        phone=phone,
        owner_id=row.owner_id,
        owner=row.owner or "",
        pool_id=PoolId(row.pool_id),
        pool=row.pool,
        last_follow_up_at=row.last_follow_up_at,
        next_contact_at=row.next_contact_at,
        next_contact_note=row.next_contact_note,
        last_day=row.last_day,
        deciding=row.deciding,
        holder_count=row.holder_count,
        is_incomplete=row.is_incomplete,
        completeness=row.completeness,
        created_at=row.created_at,
        version=row.version,
    )


def record(view: View, customer_id: CustomerId) -> CustomerRecord:
    """Return a customer whole; raise NotFoundError when there is none this person may see."""
    statement = (
        select(
            CUSTOMER,
            *_row_columns()[5:8],
            _OWNER.c.name.label("owner"),
            POOL.c.name.label("pool"),
            _CREATOR.c.name.label("creator"),
        )
        .select_from(_joined().outerjoin(_CREATOR, _CREATOR.c.id == CUSTOMER.c.created_by_id))
        .where(CUSTOMER.c.id == customer_id, visible_to(view.person))
    )
    row = view.connection.execute(statement).one_or_none()
    if row is None or row.deleted_at is not None:
        raise NotFoundError("customer", str(customer_id))
    fields = fields_of(row)
    return CustomerRecord(
        row=_row(row),
        fields=fields,
        owned_since=row.owned_since,
        clock_day=row.clock_day,
        last_effective_day=row.last_effective_day,
        not_before_day=row.not_before_day,
        not_before_cause=row.not_before_cause,
        reserved_for_id=row.reserved_for_id,
        reserved_until_day=row.reserved_until_day,
        missing=completeness(fields)[1],
        created_by=row.creator or "",
        deleted_at=row.deleted_at,
    )


def fields_of(row: Any) -> CustomerFields:
    """Return the typed fields of a customer's row."""
    values = {name: getattr(row, name) for name in EDITABLE}
    values["tags"] = tuple(values["tags"] or ())
    values["need_tags"] = tuple(values["need_tags"] or ())
    return CustomerFields(**values)


def raw(unit: View, customer_id: CustomerId) -> Any:
    """Return the stored row of a customer for a service about to change it, if visible."""
    row = unit.connection.execute(
        select(CUSTOMER).where(
            CUSTOMER.c.id == customer_id, CUSTOMER.c.deleted_at.is_(None), visible_to(unit.person)
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError("customer", str(customer_id))
    return row


def stored(view: View, customer_id: CustomerId) -> Any:
    """Return the stored row of a customer whatever it is, for undo and the sweep."""
    return view.connection.execute(
        select(CUSTOMER).where(
            CUSTOMER.c.id == customer_id, unscoped("undo and sweep repair what nobody owns now")
        )
    ).one_or_none()


def stored_rows(view: View, ids: Sequence[int]) -> Sequence[Any]:
    """Return the stored rows of some customers, for undo of what was entered together."""
    return view.connection.execute(
        select(CUSTOMER).where(
            CUSTOMER.c.id.in_(ids), unscoped("undo takes back what its batch entered")
        )
    ).all()


def holding(view: View, customer_id: CustomerId) -> Holding:
    """Return a customer as claim, return and assign see it; raise NotFoundError if not visible."""
    row = view.connection.execute(
        select(CUSTOMER, _OWNER.c.name.label("owner"))
        .select_from(CUSTOMER.outerjoin(_OWNER, _OWNER.c.id == CUSTOMER.c.owner_id))
        .where(
            CUSTOMER.c.id == customer_id,
            CUSTOMER.c.deleted_at.is_(None),
            or_(visible_to(view.person), _left_my_pools(view)),
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError("customer", str(customer_id))
    return holding_of(row, row.owner or "")


def holding_of(row: Any, owner: str = "") -> Holding:
    """Return a stored customer as claim, return and assign see it."""
    return Holding(
        customer_id=CustomerId(row.id),
        name=row.name,
        pool_id=PoolId(row.pool_id),
        owner_id=row.owner_id,
        owner=owner,
        period_id=row.period_id,
        owned_since=row.owned_since,
        last_day=row.last_day,
        reserved_for_id=row.reserved_for_id,
        reserved_until_day=row.reserved_until_day,
    )


def _left_my_pools(view: View) -> ColumnElement[bool]:
    # A lost claim names the winner to members of that pool: the recorded exception. What never
    # lay in the pool cannot be lost there; what is overdue lies there already.
    from_pool = select(OWNERSHIP_PERIOD.c.id).where(
        OWNERSHIP_PERIOD.c.id == CUSTOMER.c.period_id,
        OWNERSHIP_PERIOD.c.how_started.in_((PeriodStart.CLAIMED, PeriodStart.ASSIGNED)),
    )
    return and_(
        CUSTOMER.c.pool_id.in_(sorted(view.person.pool_ids)),
        or_(CUSTOMER.c.last_day < view.today, from_pool.exists()),
    )


def insert_customer(unit: Unit, values: dict[str, object]) -> CustomerId:
    """Insert a customer and return the id."""
    (key,) = unit.connection.execute(insert(CUSTOMER).values(**values)).inserted_primary_key or (0,)
    return CustomerId(int(key))


def update_customer(
    unit: Unit, customer_id: CustomerId, values: dict[str, object], *, person_edit: bool = False
) -> None:
    """Change columns of a customer; only a person's own edit moves the version."""
    values = {**values, "updated_at": unit.now, "updated_by_id": unit.person.user_id}
    if person_edit:
        values["version"] = CUSTOMER.c.version + 1
    unit.connection.execute(update(CUSTOMER).where(CUSTOMER.c.id == customer_id).values(**values))


def field_values(fields: CustomerFields) -> dict[str, object]:
    """Return the typed fields as column values."""
    values = asdict(fields)
    return {**values, "tags": list(fields.tags), "need_tags": list(fields.need_tags)}


def find_by_reference(view: View, reference: str) -> list[tuple[CustomerId, str]]:
    """Return at most 20 visible customers that an id, an exact name or part of a name means."""
    alive = and_(CUSTOMER.c.deleted_at.is_(None), visible_to(view.person))
    if reference.isdecimal() and len(reference) <= 18:
        found = view.connection.execute(
            select(CUSTOMER.c.id, CUSTOMER.c.name).where(CUSTOMER.c.id == int(reference), alive)
        ).all()
        if found:
            return [(CustomerId(row.id), row.name) for row in found]
    exact = _named(view, CUSTOMER.c.name == reference, alive)
    return exact or _named(view, CUSTOMER.c.name.contains(reference[:200], autoescape=True), alive)


def _named(
    view: View, condition: ColumnElement[bool], alive: ColumnElement[bool]
) -> list[tuple[CustomerId, str]]:
    found = view.connection.execute(
        select(CUSTOMER.c.id, CUSTOMER.c.name)
        .where(condition, alive)
        .order_by(CUSTOMER.c.id)
        .limit(20)
    )
    return [(CustomerId(row.id), row.name) for row in found]


def duplicates(view: View, keys: Iterable[tuple[str, str]]) -> list[DuplicateMatch]:
    """Return the customers that have one of these (kind, key) pairs, whoever may see them.

    The recorded exception to visibility: it answers for exact keys only.
    """
    wanted = [pair for pair in keys if pair[1]]
    if not wanted:
        return []
    customer = CUSTOMER.c
    statement = (
        select(
            DUPLICATE_KEY.c.kind,
            DUPLICATE_KEY.c.key,
            customer.id,
            customer.name,
            customer.owner_id,
            customer.pool_id,
            _OWNER.c.name.label("owner"),
            DEPARTMENT.c.name.label("department"),
            POOL.c.name.label("pool"),
            visible_to(view.person).label("visible"),
        )
        .select_from(
            DUPLICATE_KEY.join(CUSTOMER, customer.id == DUPLICATE_KEY.c.customer_id)
            .join(POOL, POOL.c.id == customer.pool_id)
            .outerjoin(_OWNER, _OWNER.c.id == customer.owner_id)
            .outerjoin(DEPARTMENT, DEPARTMENT.c.id == _OWNER.c.department_id)
        )
        .where(
            tuple_(DUPLICATE_KEY.c.kind, DUPLICATE_KEY.c.key).in_(wanted),
            customer.deleted_at.is_(None),
            unscoped("the duplicate check answers for exact keys"),
        )
        .order_by(customer.id)
        .limit(20)
    )
    return [duplicate_match(view, row) for row in view.connection.execute(statement)]


def duplicate_match(view: View, row: Any) -> DuplicateMatch:
    """Return what the duplicate check tells this person of a customer found by an exact key."""
    return DuplicateMatch(
        kind=row.kind,
        key=row.key,
        customer_id=CustomerId(row.id),
        customer=row.name,
        owner=row.owner or "",
        department=row.department or "",
        pool=row.pool,
        visible=bool(row.visible),
        claimable=row.owner_id is None and row.pool_id in view.person.pool_ids,
    )


def replace_duplicate_keys(
    unit: Unit, customer_id: CustomerId, keys: Iterable[tuple[str, str]]
) -> None:
    """Store the exact keys of a customer in place of the ones it had."""
    unit.connection.execute(delete(DUPLICATE_KEY).where(DUPLICATE_KEY.c.customer_id == customer_id))
    values = [
        {"kind": kind, "key": key, "customer_id": customer_id}
        for kind, key in dict.fromkeys(keys)
        if key
    ]
    if values:
        unit.connection.execute(insert(DUPLICATE_KEY), values)


def total(connection: Connection) -> int:
    """Return how many customers the database holds, deleted ones included."""
    return connection.execute(
        select(func.count()).select_from(CUSTOMER).where(unscoped("is the database empty"))
    ).scalar_one()


def owned_counts(view: View, user_id: UserId, pool_id: PoolId) -> int:
    """Return how many customers of a pool somebody holds now."""
    return view.connection.execute(
        select(func.count())
        .select_from(CUSTOMER)
        .where(
            CUSTOMER.c.owner_id == user_id,
            CUSTOMER.c.pool_id == pool_id,
            CUSTOMER.c.deleted_at.is_(None),
            unscoped("limits count what somebody holds, whoever asks"),
        )
    ).scalar_one()
