"""The names by which a query means people, pools and words of the office."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any

from sqlalchemy import String, func, or_, select, type_coerce

from crm_tui.db.functions import json_items
from crm_tui.db.queries import pipelines, users
from crm_tui.db.queries.custom_fields import own_fields
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.dictionaries import DICTIONARY_ITEM
from crm_tui.db.schema.pools import POOL
from crm_tui.db.schema.users import DEPARTMENT, USER
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.custom_fields import FieldHolder
from crm_tui.domain.dictionaries import SEEDS, DictionaryKind
from crm_tui.domain.masking import mask_text
from crm_tui.domain.queries.vocabulary import KnownName, Vocabulary
from crm_tui.domain.regions import PROVINCES
from crm_tui.domain.users import Permission, UserStatus

_MOST_NAMES = 5000
_READ_FOR_WORDS = 20_000
"""In how many customers, the newest, words in use are looked for."""
_MOST_WORDS = 300


def vocabulary(view: View, fields: Collection[str]) -> Vocabulary:
    """Return the names of these fields, who the person is, and with `team` who theirs are."""
    me = view.person.user_id
    team = users.staff_ids(view.connection, me) if "team" in fields else frozenset()
    return Vocabulary(
        names={key: read(view) for key, read in _NAMES.items() if key in fields},
        me=frozenset({int(me)}),
        team=frozenset({int(me), *map(int, team)}),
        own=own_fields(view, FieldHolder.CUSTOMER) if "custom" in fields else (),
        currency=view.office.currency,
    )


def words_in_use(view: View) -> Mapping[str, tuple[str, ...]]:
    """Return the tags and cities of the newest customers one may see, commonest first.

    It reads thousands of customers: only what proposes words asks for it.
    """
    customer = CUSTOMER.c
    newest = (
        select(customer.tags, customer.need_tags, customer.city, customer.district)
        .where(customer.deleted_at.is_(None), visible_to(view.person))
        .order_by(customer.id.desc())
        .limit(_READ_FOR_WORDS)
        .subquery()
    )
    return {
        "tag": _words(view, newest, "tags"),
        "need": _words(view, newest, "need_tags"),
        "province": PROVINCES,
        "city": _places(view, newest.c.city),
        "district": _places(view, newest.c.district),
    }


def _words(view: View, newest: Any, name: str) -> tuple[str, ...]:
    column = newest.c[name]
    each = json_items(column).table_valued("value", joins_implicitly=True)
    return _counted(
        view,
        each.c.value,
        select(each.c.value).select_from(newest).where(type_coerce(column, String) != "[]"),
    )


def _places(view: View, column: Any) -> tuple[str, ...]:
    return _counted(view, column, select(column).where(column != ""))


def _counted(view: View, word: Any, statement: Any) -> tuple[str, ...]:
    found = statement.group_by(word).order_by(func.count().desc(), word).limit(_MOST_WORDS)
    words = view.connection.execute(found).scalars()
    # A number that somebody made a tag of is to be proposed to nobody.
    return tuple(each for each in words if mask_text(each) == each)


def _people(view: View) -> tuple[KnownName, ...]:
    user = USER.c
    rows = view.connection.execute(
        select(user.id, user.name, user.login, user.pinyin, user.initials)
        .where(or_(user.status == UserStatus.ACTIVE, user.held > 0))
        .order_by(user.pinyin, user.id)
        .limit(_MOST_NAMES)
    )
    return tuple(
        KnownName(
            row.name, frozenset({row.id}), (row.login, row.pinyin.replace(" ", ""), row.initials)
        )
        for row in rows
    )


def _pools(view: View) -> tuple[KnownName, ...]:
    reads_all = view.person.is_admin or view.person.may(Permission.ASSIGN)
    rows = view.connection.execute(
        select(POOL.c.id, POOL.c.name)
        .where(POOL.c.deleted_at.is_(None))
        .order_by(POOL.c.id)
        .limit(_MOST_NAMES)
    )
    return tuple(
        KnownName(row.name, frozenset({row.id}))
        for row in rows
        if reads_all or row.id in view.person.pool_ids
    )


def _departments(view: View) -> tuple[KnownName, ...]:
    """Return the departments, each with the people in it and below."""
    rows = view.connection.execute(
        select(DEPARTMENT.c.name, DEPARTMENT.c.path)
        .where(DEPARTMENT.c.deleted_at.is_(None))
        .order_by(DEPARTMENT.c.path)
        .limit(_MOST_NAMES)
    ).all()
    people = view.connection.execute(
        select(USER.c.id, DEPARTMENT.c.path)
        .join(DEPARTMENT, DEPARTMENT.c.id == USER.c.department_id)
        .limit(_MOST_NAMES)
    ).all()
    return tuple(
        KnownName(row.name, frozenset(each.id for each in people if each.path.startswith(row.path)))
        for row in rows
    )


def _pipelines(view: View) -> tuple[KnownName, ...]:
    return tuple(
        KnownName(each.name, frozenset({int(each.id)})) for each in pipelines.pipelines(view)
    )


def _stages(view: View) -> tuple[KnownName, ...]:
    """Return the stages of all pipelines; those that are called alike are meant together."""
    found: dict[str, set[int]] = {}
    for pipeline in pipelines.pipelines(view):
        for stage in pipeline.stages:
            found.setdefault(stage.name, set()).add(int(stage.id))
    return tuple(KnownName(name, frozenset(ids)) for name, ids in found.items())


def _dictionary(kind: DictionaryKind) -> Callable[[View], tuple[KnownName, ...]]:
    # An office has its words in one language; those of the other are understood as well.
    seeds = {seed.code: (seed.zh, seed.en) for seed in SEEDS[kind]}

    def read(view: View) -> tuple[KnownName, ...]:
        item = DICTIONARY_ITEM.c
        rows = view.connection.execute(
            select(item.id, item.code, item.name)
            .where(item.kind == kind)
            .order_by(item.position, item.id)
            .limit(_MOST_NAMES)
        )
        return tuple(
            KnownName(row.name, frozenset({row.id}), (row.code, *seeds.get(row.code, ())))
            for row in rows
        )

    return read


_NAMES: Mapping[str, Callable[[View], tuple[KnownName, ...]]] = {
    "owner": _people,
    "pool": _pools,
    "department": _departments,
    "stage": _dictionary(DictionaryKind.STAGE),
    "industry": _dictionary(DictionaryKind.INDUSTRY),
    "source": _dictionary(DictionaryKind.SOURCE),
    "pipeline": _pipelines,
    "opportunity_stage": _stages,
}
ALL_NAMES = frozenset({*_NAMES, "team", "custom"})
"""Every field whose names the office gives, and the person's team."""
