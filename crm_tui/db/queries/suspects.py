"""疑似重复: keys that several customers share, names to compare, and what was dismissed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    String,
    and_,
    bindparam,
    delete,
    func,
    insert,
    literal,
    not_,
    select,
    true,
    tuple_,
)

from crm_tui.db import search
from crm_tui.db.id_lists import InOrder, by_ids, rows_by_ids
from crm_tui.db.queries import customers
from crm_tui.db.queries.customers import figures
from crm_tui.db.schema.customers import CUSTOMER, DUPLICATE_DISMISSAL, DUPLICATE_KEY
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.customers import CustomerKind, ListRequest
from crm_tui.domain.duplicates import Key, KeyKind, MatchKind
from crm_tui.domain.duplicates.suspects import MOST_NAMED, Dismissal, Pair
from crm_tui.domain.identifiers import CustomerId
from crm_tui.values import dataclass

KEYS_AT_ONCE = 500
"""Shared keys that one statement finds; between two of them others may write."""
NAMES_AT_ONCE = 20_000

_KEYS_OF_KIND: Mapping[MatchKind, tuple[str, ...]] = {
    MatchKind.CREDIT_CODE: (KeyKind.CREDIT,),
    MatchKind.NAME: (KeyKind.NAME,),
    MatchKind.FORMER_NAME: (KeyKind.FORMER, KeyKind.NAME),
    MatchKind.MOBILE: (KeyKind.PHONE,),
    MatchKind.WECHAT: (KeyKind.WECHAT, KeyKind.PHONE),
    MatchKind.EMAIL: (KeyKind.EMAIL,),
    MatchKind.SHORT_NAME: (KeyKind.SHORT, KeyKind.NAME, KeyKind.FORMER, KeyKind.CORE),
    MatchKind.CORE_NAME: (KeyKind.CORE,),
    MatchKind.FIXED_LINE: (KeyKind.PHONE,),
    MatchKind.DOMAIN: (KeyKind.DOMAIN,),
}
"""The keys by which a match of a kind is found; those of the first are walked."""
_WALKED, _OTHER, _HOLDER = (DUPLICATE_KEY.alias(name) for name in ("walked", "other", "holder"))


@dataclass(frozen=True, slots=True)
class Shared:
    """A key that several visible customers have: how many, and the first of them."""

    key: str
    count: int
    ids: tuple[CustomerId, ...]
    asked: frozenset[CustomerId]
    """Those of the first that are asked for."""
    is_asked: bool
    """Whether any is, be it not among the first."""


@dataclass(frozen=True, slots=True)
class Named:
    """A customer with the key by which its name is compared."""

    key: str
    customer_id: CustomerId
    name: str
    province: str
    is_asked: bool


def asked(view: View, request: ListRequest | None) -> ColumnElement[bool]:
    """Return which customers an understood request finds, as a condition; all without one."""
    if request is None:
        return true()
    wanted = customers.in_view(view, request)
    if not request.query:
        return wanted
    return figures.among(search.ids_of_all(view, request.query, wanted, request.view)[0])


def shared_keys(
    view: View, kind: MatchKind, after: str, wanted: ColumnElement[bool]
) -> tuple[list[Shared], str | None]:
    """Return keys behind one that several visible customers share, and where to go on, or None.

    A key counts for nobody who sees but one of its customers.
    """
    rows = view.connection.execute(_shared(kind), {"after": after})
    keys: list[str] = [row.key for row in rows]
    if not keys:
        return [], None
    held = view.connection.execute(_holders(view, kind, wanted), {"keys": keys})
    found = [
        each
        for key, holders in groupby(held, key=itemgetter(0))
        if (each := _together(key, holders)).count > 1
    ]
    return found, keys[-1] if len(keys) == KEYS_AT_ONCE else None


def _together(key: str, rows: Iterator[Any]) -> Shared:
    first: dict[CustomerId, bool] = {}
    count, is_any_asked, last = 0, False, None
    for _key, each, is_asked in rows:
        is_any_asked = is_any_asked or bool(is_asked)
        if each != last:
            count, last = count + 1, each
            if count <= MOST_NAMED:
                first[each] = bool(is_asked)
    asked = frozenset(each for each, is_asked in first.items() if is_asked)
    return Shared(key, count, tuple(first), asked, is_any_asked)


def _shared(kind: MatchKind) -> Select[tuple[str]]:
    """Return the keys of a kind that more than one customer has, whoever sees them."""
    kinds, walked, other = _KEYS_OF_KIND[kind], _WALKED.c, _OTHER.c
    keys = select(walked.key).where(
        walked.kind == kinds[0],
        walked.kept_until_day.is_(None),
        walked.key > bindparam("after", type_=String),
        *_of_numbers(kind, walked.key),
    )
    if len(kinds) == 1:
        keys = keys.group_by(walked.key).having(func.count() > 1)
    else:
        shares = select(other.key).where(
            other.kind.in_(kinds),
            other.key == walked.key,
            other.customer_id != walked.customer_id,
            other.kept_until_day.is_(None),
        )
        keys = keys.where(shares.correlate(_WALKED).exists()).group_by(walked.key)
    return keys.order_by(walked.key).limit(KEYS_AT_ONCE)


def _of_numbers(kind: MatchKind, key: ColumnElement[Any]) -> tuple[ColumnElement[bool], ...]:
    """Return what tells mobiles from other numbers, which are keys of one kind."""
    is_mobile = and_(func.length(key) == 11, key >= "13", key < "2")
    match kind:
        case MatchKind.MOBILE:
            return (is_mobile,)
        case MatchKind.FIXED_LINE:
            return (not_(is_mobile),)
        case _:
            return ()


def _holders(view: View, kind: MatchKind, wanted: ColumnElement[bool]) -> Select[Any]:
    return (
        select(_HOLDER.c.key, CUSTOMER.c.id, wanted.label("asked"))
        .select_from(_with_customers(_HOLDER))
        .where(
            _HOLDER.c.kind.in_(_KEYS_OF_KIND[kind]),
            _HOLDER.c.key.in_(bindparam("keys", expanding=True)),
            _HOLDER.c.kept_until_day.is_(None),
            CUSTOMER.c.deleted_at.is_(None),
            visible_to(view.person),
        )
        .order_by(_HOLDER.c.key, CUSTOMER.c.id)
    )


def _with_customers(keys: FromClause) -> InOrder:
    return InOrder(keys, CUSTOMER, CUSTOMER.c.id == _HOLDER.c.customer_id)


def holders(view: View, kind: MatchKind, key: str, limit: int) -> int:
    """Return how many visible customers have a key by which a match is found, up to a limit."""
    found = (
        select(CUSTOMER.c.id)
        .select_from(_with_customers(_HOLDER))
        .where(
            _HOLDER.c.kind.in_(_KEYS_OF_KIND[kind]),
            _HOLDER.c.key == key,
            _HOLDER.c.kept_until_day.is_(None),
            CUSTOMER.c.deleted_at.is_(None),
            visible_to(view.person),
        )
        .distinct()
        .limit(limit)
    )
    counted = select(func.count()).select_from(found.subquery())
    return int(view.connection.execute(counted).scalar_one())


def keys_of(view: View, ids: Collection[int]) -> Mapping[int, list[Key]]:
    """Return the keys that customers have now, of those who have any."""
    key = DUPLICATE_KEY.c
    statement = (
        select(key.customer_id, key.kind, key.key)
        .select_from(by_ids(DUPLICATE_KEY, key.customer_id))
        .where(key.kept_until_day.is_(None))
    )
    found: dict[int, list[Key]] = {}
    for customer_id, kind, value in rows_by_ids(view.connection, statement, ids):
        found.setdefault(customer_id, []).append((kind, value))
    return found


def names(
    view: View, *, persons: bool, after: tuple[str, int], wanted: ColumnElement[bool]
) -> list[Named]:
    """Return the names behind a place by which visible firms, or people, are compared."""
    place = tuple_(_HOLDER.c.key, _HOLDER.c.customer_id)
    kind = KeyKind.NAME if persons else KeyKind.CORE
    chosen = [CUSTOMER.c.kind == CustomerKind.INDIVIDUAL] if persons else []
    statement = (
        select(
            _HOLDER.c.key,
            CUSTOMER.c.id,
            CUSTOMER.c.name,
            CUSTOMER.c.province,
            wanted.label("asked"),
        )
        .select_from(_with_customers(_HOLDER))
        .where(
            _HOLDER.c.kind == kind,
            _HOLDER.c.kept_until_day.is_(None),
            place > tuple_(literal(after[0]), literal(after[1])),
            CUSTOMER.c.deleted_at.is_(None),
            visible_to(view.person),
            *chosen,
        )
        .order_by(_HOLDER.c.key, _HOLDER.c.customer_id)
        .limit(NAMES_AT_ONCE)
    )
    rows = view.connection.execute(statement).all()
    return [
        Named(key, each, name, province, bool(is_asked))
        for key, each, name, province, is_asked in rows
    ]


def dismissed(view: View, ids: Collection[int]) -> frozenset[Pair]:
    """Return the pairs among customers that somebody called different, the lower id first."""
    dismissal = DUPLICATE_DISMISSAL.c
    statement = select(dismissal.first_id, dismissal.second_id).select_from(
        by_ids(DUPLICATE_DISMISSAL, dismissal.first_id)
    )
    rows = rows_by_ids(view.connection, statement, ids)
    return frozenset((CustomerId(first), CustomerId(second)) for first, second in rows)


def dismissals(view: View, limit: int) -> list[Dismissal]:
    """Return the pairs called different of which this person sees both, the latest first."""
    dismissal = DUPLICATE_DISMISSAL.c
    statement = (
        select(dismissal.first_id, dismissal.second_id, dismissal.at, USER.c.name, USER.c.login)
        .join(USER, USER.c.id == dismissal.user_id)
        .where(_is_seen(view, dismissal.first_id), _is_seen(view, dismissal.second_id))
        .order_by(dismissal.at.desc(), dismissal.first_id, dismissal.second_id)
        .limit(limit)
    )
    found = view.connection.execute(statement).all()
    ids = sorted({each for row in found for each in (row.first_id, row.second_id)})
    rows = {row.id: row for row in customers.rows(view, ids)}
    return [
        Dismissal(rows[row.first_id], rows[row.second_id], row.name, row.login, row.at)
        for row in found
    ]


def _is_seen(view: View, customer_id: ColumnElement[int]) -> ColumnElement[bool]:
    return (
        select(CUSTOMER.c.id)
        .where(
            CUSTOMER.c.id == customer_id,
            CUSTOMER.c.deleted_at.is_(None),
            visible_to(view.person),
        )
        .correlate(DUPLICATE_DISMISSAL)
        .exists()
    )


def dismissal_of(view: View, pair: Pair) -> Any:
    """Return who said when that two customers are different, or None."""
    return view.connection.execute(select(DUPLICATE_DISMISSAL).where(_is(pair))).one_or_none()


def add_dismissal(unit: Unit, pair: Pair, values: Mapping[str, object]) -> None:
    """Store that two customers are different, the lower id first."""
    first, second = pair
    unit.connection.execute(
        insert(DUPLICATE_DISMISSAL).values(first_id=first, second_id=second, **values)
    )


def remove_dismissal(unit: Unit, pair: Pair) -> None:
    """Forget that two customers were called different."""
    unit.connection.execute(delete(DUPLICATE_DISMISSAL).where(_is(pair)))


def _is(pair: Pair) -> ColumnElement[bool]:
    first, second = pair
    dismissal = DUPLICATE_DISMISSAL.c
    return and_(dismissal.first_id == first, dismissal.second_id == second)
