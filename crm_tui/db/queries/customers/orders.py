"""By what lists of customers are ordered, and which index holds them in that order."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    String,
    and_,
    case,
    func,
    literal,
    or_,
    select,
    type_coerce,
)

from crm_tui.db.functions import json_member, json_number
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.users import USER
from crm_tui.domain.customers import CUSTOM_PREFIX, ListRequest
from crm_tui.errors import InvalidInputError
from crm_tui.values import dataclass

_OWNER_PINYIN = (
    select(USER.c.pinyin)
    .where(USER.c.id == CUSTOMER.c.owner_id)
    .correlate(CUSTOMER)
    .scalar_subquery()
)
_C = CUSTOMER.c


def moment(column: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return an instant as the number that is stored."""
    return type_coerce(column, BigInteger)


SORTS: Mapping[str, ColumnElement[Any]] = {
    "id": _C.id,
    "name": _C.pinyin,
    # As text: the enum knows no value that stands after C.
    "level": func.coalesce(type_coerce(_C.level, String), "~"),
    "type": type_coerce(_C.type, String),
    "stage": func.coalesce(_C.stage_id, 0),
    "industry": func.coalesce(_C.industry_id, 0),
    "source": func.coalesce(_C.source_id, 0),
    "city": _C.city,
    "owner": func.coalesce(_OWNER_PINYIN, ""),
    "pool": _C.pool_id,
    "last_follow_up_at": moment(_C.last_follow_up_at),
    "next_contact_at": moment(_C.next_contact_at),
    "last_day": _C.last_day,
    "holder_count": _C.holder_count,
    "opens_at": func.coalesce(moment(_C.opens_at), 0),
    "pool_since": func.coalesce(moment(_C.pool_since), 0),
    "completeness": _C.completeness,
    "created_at": moment(_C.created_at),
}
"""No key is ever NULL: a walk that begins after one would not find what stands after it."""

_INDEXES: Mapping[str, str] = {
    "name": "ix_customer_pinyin",
    "city": "ix_customer_city",
    "last_follow_up_at": "ix_customer_last",
    "next_contact_at": "ix_customer_next",
    "last_day": "ix_customer_last_day",
    "created_at": "ix_customer_created",
}
_LEAST: Mapping[str, Any] = {
    "level": "A",
    "type": "at_risk",
    "stage": 0,
    "industry": 0,
    "source": 0,
    "owner": "",
    "holder_count": 0,
    "opens_at": 0,
    "pool_since": 0,
    "completeness": 0,
}
"""No key stands before these."""
_MOST: Mapping[str, Any] = {"level": "~", "type": "potential", "completeness": 100}
"""No key stands after these."""
HELD_BY_FEW: Mapping[str, tuple[Column[Any], str]] = {
    "opens_at": (_C.opens_at, "ix_customer_opens"),
}
"""Orders by what most customers have none of: the column, and the index of those that have one."""


_FEWEST_SIGNS = 7
"""A phone number, an address or an account has so many signs at least."""
_MOBILES = (13 * 10**9, 2 * 10**10 - 1)
"""Numbers between these are masked as a mobile's."""
_NO_NUMBER = -(10**15)
"""Stands before every number of an own field, for records that have none."""


@dataclass(frozen=True, slots=True)
class Order:
    """What a list is ordered by: keys that are never NULL, each with its way, and last the id."""

    keys: tuple[tuple[ColumnElement[Any], bool], ...]
    descending: bool
    """The way of the first key, and of the ids."""
    index: str = ""
    """The index that holds customers in this order, or nothing."""
    first_possible: Any = None
    """The first key that there could be, if that is known."""

    def up_to(self, key: Any) -> ColumnElement[bool]:
        """Return a condition that whatever stands before a first key meets, and those with it."""
        is_falling = self.descending
        column, value = self.key, literal(key, self.key.type)
        if column is not SORTS["owner"]:
            return column >= value if is_falling else column <= value
        # By the ids of the owners, which an index holds, rather than by each customer's owner.
        owners = select(USER.c.id).where(
            USER.c.pinyin >= value if is_falling else USER.c.pinyin <= value
        )
        theirs = _C.owner_id.in_(owners)
        # Nobody's stand before all owners.
        return theirs if is_falling and key else or_(theirs, _C.owner_id.is_(None))

    @property
    def key(self) -> ColumnElement[Any]:
        """Return the first key."""
        return self.keys[0][0]

    @property
    def columns(self) -> tuple[ColumnElement[Any], ...]:
        """Return what a statement must select so that it can be ordered: the id, then the keys."""
        return (
            CUSTOMER.c.id,
            *(key.label(f"sort_key_{at}") for at, (key, _) in enumerate(self.keys)),
        )

    def by(self, among: Any = None, *, backwards: bool = False) -> list[Any]:
        """Return the ordering of a statement over the columns, or of one `among` whose they are."""
        names = self.columns if among is None else [among[each.key] for each in self.columns]
        ways = [self.descending, *(descending for _, descending in self.keys)]
        ordered = [
            column.desc() if way is not backwards else column.asc()
            for column, way in zip(names, ways, strict=True)
        ]
        return [*ordered[1:], ordered[0]]


def orders_own(request: ListRequest) -> bool:
    """Return whether a request is ordered by a field of the office's own."""
    names = (request.sort, *(each.field for each in request.further_sorts))
    return any(each.startswith(CUSTOM_PREFIX) for each in names)


def order_of(request: ListRequest, masked: ColumnElement[bool] | None = None) -> Order:
    """Return what a request is ordered by; raise InvalidInputError for an unknown column.

    Of customers whose contact details are `masked` nothing that may be one decides: where they
    stand among one's own would tell it digit by digit.
    """
    sorts = [(request.sort, request.descending)]
    sorts += [(each.field, each.descending) for each in request.further_sorts]
    keys = tuple((key, descending) for name, descending in sorts for key in _keys(name, masked))
    return Order(
        keys,
        request.descending,
        index="" if request.further_sorts else _INDEXES.get(request.sort, ""),
        first_possible=(_MOST if request.descending else _LEAST).get(request.sort),
    )


def _keys(name: str, masked: ColumnElement[bool] | None) -> tuple[ColumnElement[Any], ...]:
    """Return the keys of an order: two for an own field, by its number and then by its text."""
    if name.startswith(CUSTOM_PREFIX):
        code = name.removeprefix(CUSTOM_PREFIX)
        number = func.coalesce(json_number(_C.custom, code), _NO_NUMBER)
        text = func.coalesce(json_member(_C.custom, code), "")
        if masked is None:
            return number, text
        is_day = text.like("____-__-__")
        may_tell = and_(func.length(text) >= _FEWEST_SIGNS, ~is_day)
        return (
            case((and_(masked, number.between(*_MOBILES)), literal(_NO_NUMBER)), else_=number),
            case((and_(masked, may_tell), literal("")), else_=text),
        )
    key = SORTS.get(name)
    if key is None:
        raise InvalidInputError(f"sort {name}")
    return (key,)
