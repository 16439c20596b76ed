"""Follow-ups of a customer, page by page."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    func,
    insert,
    literal,
    or_,
    select,
    true,
    tuple_,
    update,
)

from crm_tui.db import search
from crm_tui.db.functions import json_gathered
from crm_tui.db.queries.attachments import names_on
from crm_tui.db.queries.comments import comments_on
from crm_tui.db.queries.newest import READ, first_found
from crm_tui.db.queries.reveals import hidden_ids
from crm_tui.db.schema.contacts import CONTACT
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.dictionaries import DICTIONARY_ITEM
from crm_tui.db.schema.follow_ups import FOLLOW_UP
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import visible_customers, visible_to
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.follow_ups import (
    COMPARED_FOLLOW_UPS,
    UNANSWERED_IN_A_ROW,
    FollowUpFlag,
    FollowUpRow,
    flags_of,
)
from crm_tui.domain.identifiers import CustomerId, FollowUpId, UserId
from crm_tui.domain.masking import masked_texts
from crm_tui.domain.users import Permission, Person
from crm_tui.errors import NotFoundError

_METHOD = DICTIONARY_ITEM.alias("method")
_RESULT = DICTIONARY_ITEM.alias("result")
_FLAGGED_AT_ONCE = 500
_READ_FOR_FLAGS = 300
_LATELY_DAYS = (4, 64)
"""Days in which the newest follow-ups are looked for first."""


def follow_ups_of(
    view: View,
    customer_id: CustomerId | None = None,
    *,
    author_id: UserId | None = None,
    limit: int = 100,
) -> list[FollowUpRow]:
    """Return visible follow-ups, the newest first."""
    statement = _seen_by(view.person)
    if customer_id is None and author_id is None:
        beginnings = _beginnings(view, limit)
        return _as_shown(view, first_found(view, statement, beginnings, limit))
    if customer_id is not None:
        statement = statement.where(FOLLOW_UP.c.customer_id == customer_id)
    if author_id is not None:
        statement = statement.where(FOLLOW_UP.c.author_id == author_id)
    return _as_shown(view, view.connection.execute(statement.limit(limit)).all())


def _beginnings(view: View, limit: int) -> Iterator[ColumnElement[bool]]:
    """Yield conditions for ever more of the newest follow-ups, at last for all that one sees."""
    everybody = select(USER.c.id)
    for days, times in zip(_LATELY_DAYS, READ, strict=True):
        since = view.now - timedelta(days=days)
        yield FOLLOW_UP.c.id.in_(_newest(everybody, since, times * limit))
    reach = visible_customers(view.person)
    yield true() if reach is None else FOLLOW_UP.c.customer_id.in_(reach)


def follow_ups_before(
    view: View, customer_id: CustomerId, before: tuple[datetime, int] | None, limit: int
) -> list[FollowUpRow]:
    """Return the follow-ups of a customer before an instant and id, the newest first."""
    statement = _seen_by(view.person).where(FOLLOW_UP.c.customer_id == customer_id).limit(limit)
    if before is not None:
        happened_at = literal(before[0], FOLLOW_UP.c.happened_at.type)
        here = tuple_(FOLLOW_UP.c.happened_at, FOLLOW_UP.c.id)
        statement = statement.where(here < tuple_(happened_at, literal(before[1])))
    return _as_shown(view, view.connection.execute(statement).all())


def flagged(
    view: View, authors: Select[tuple[int]], since: datetime, limit: int
) -> list[FollowUpRow]:
    """Return what a manager should look at of these people's last work, the newest first."""
    # The newest by their index alone, before anything is joined.
    newest = _newest(authors, since, _READ_FOR_FLAGS)
    rows = view.connection.execute(_seen_by(view.person).where(FOLLOW_UP.c.id.in_(newest))).all()
    return [row for row in _as_shown(view, rows) if row.flags][:limit]


def _newest(authors: Select[tuple[int]], since: datetime, limit: int) -> Select[tuple[int]]:
    """Select what people wrote last, author by author from their index."""
    row = FOLLOW_UP.c
    return (
        select(row.id)
        .where(row.author_id.in_(authors), row.happened_at >= since)
        .order_by(row.happened_at.desc(), row.id.desc())
        .limit(limit)
    )


@lru_cache(maxsize=64)
def _seen_by(person: Person) -> Select[Any]:
    row = FOLLOW_UP.c
    return (
        select(
            FOLLOW_UP,
            CUSTOMER.c.name.label("customer"),
            USER.c.name.label("author"),
            CONTACT.c.name.label("contact"),
            _METHOD.c.name.label("method"),
            _RESULT.c.name.label("result"),
            _RESULT.c.code.label("result_code"),
        )
        .join(CUSTOMER, CUSTOMER.c.id == row.customer_id)
        .join(USER, USER.c.id == row.author_id)
        .outerjoin(CONTACT, CONTACT.c.id == row.contact_id)
        .outerjoin(_METHOD, _METHOD.c.id == row.method_id)
        .outerjoin(_RESULT, _RESULT.c.id == row.result_id)
        .where(row.deleted_at.is_(None), CUSTOMER.c.deleted_at.is_(None), visible_to(person))
        .order_by(row.happened_at.desc(), row.id.desc())
    )


def _as_shown(view: View, rows: Sequence[Any]) -> list[FollowUpRow]:
    flags = _flags(view, rows)
    hidden = hidden_ids(view, list({row.customer_id for row in rows}))
    said = comments_on(view, [row.id for row in rows])
    files = names_on(view, [row.id for row in rows])
    found = [
        replace(
            _follow_up(row),
            flags=flags.get(row.id, ()),
            comments=said.get(row.id, ()),
            files=files.get(row.id, ()),
        )
        for row in rows
    ]
    return [masked_texts(row) if row.customer_id in hidden else row for row in found]


def _flags(view: View, rows: Sequence[Any]) -> dict[int, tuple[FollowUpFlag, ...]]:
    """Return what a manager should look at; nobody is shown their own."""
    if not view.person.may(Permission.ASSIGN):
        return {}
    wanted = {row.id: row for row in rows if row.author_id != view.person.user_id}
    found: dict[int, tuple[FollowUpFlag, ...]] = {}
    for start in range(0, len(wanted), _FLAGGED_AT_ONCE):
        chunk = list(wanted)[start : start + _FLAGGED_AT_ONCE]
        for line in view.connection.execute(_before(chunk)):
            texts, codes = json.loads(line.texts), json.loads(line.codes)
            row = wanted[line.id]
            found[line.id] = flags_of(row.content, row.result_code or "", texts, codes)
    return found


def _before(ids: Sequence[int]) -> Select[Any]:
    """Select what the author wrote last before each, and how the customer's last ones ended."""
    own, code = FOLLOW_UP.alias("own"), DICTIONARY_ITEM.c.code
    texts = (
        select(own.c.content)
        .where(own.c.author_id == FOLLOW_UP.c.author_id, *_earlier(own))
        .order_by(own.c.happened_at.desc(), own.c.id.desc())
        .limit(COMPARED_FOLLOW_UPS)
        .correlate(FOLLOW_UP)
        .subquery("texts")
    )
    codes = (
        select(func.coalesce(code, "").label("code"))
        .select_from(own.outerjoin(DICTIONARY_ITEM, DICTIONARY_ITEM.c.id == own.c.result_id))
        .where(own.c.customer_id == FOLLOW_UP.c.customer_id, *_earlier(own))
        .order_by(own.c.happened_at.desc(), own.c.id.desc())
        .limit(UNANSWERED_IN_A_ROW - 1)
        .correlate(FOLLOW_UP)
        .subquery("codes")
    )
    return select(
        FOLLOW_UP.c.id,
        select(json_gathered(texts.c.content)).scalar_subquery().label("texts"),
        select(json_gathered(codes.c.code)).scalar_subquery().label("codes"),
    ).where(FOLLOW_UP.c.id.in_(ids))


def _earlier(own: Any) -> tuple[ColumnElement[bool], ...]:
    return (
        own.c.deleted_at.is_(None),
        own.c.happened_at <= FOLLOW_UP.c.happened_at,
        own.c.id < FOLLOW_UP.c.id,
    )


def _follow_up(row: Any) -> FollowUpRow:
    return FollowUpRow(
        id=FollowUpId(row.id),
        customer_id=CustomerId(row.customer_id),
        customer=row.customer,
        author_id=UserId(row.author_id),
        author=row.author,
        contact=row.contact or "",
        method=row.method or "",
        result=row.result or "",
        mood=row.mood,
        content=row.content,
        happened_at=row.happened_at,
        effective=row.effective,
        why_not_effective=row.why_not_effective,
        next_contact_at=row.next_contact_at,
        next_contact_note=row.next_contact_note,
        needs=row.needs,
        problems=row.problems,
    )


def add_follow_up(unit: Unit, values: dict[str, Any]) -> FollowUpId:
    """Insert a follow-up and return the id."""
    stamped = {
        **values,
        "created_at": unit.now,
        "created_by_id": unit.person.user_id,
        "updated_at": unit.now,
        "updated_by_id": unit.person.user_id,
    }
    (key,) = unit.connection.execute(insert(FOLLOW_UP), stamped).inserted_primary_key or (0,)
    search.index_talk(unit, int(key), values["content"])
    return FollowUpId(int(key))


def stored_follow_up(view: View, follow_up_id: FollowUpId) -> Any:
    """Return a follow-up of a visible customer as stored, with its author's name.

    Raises NotFoundError when there is none.
    """
    row = view.connection.execute(
        select(FOLLOW_UP, USER.c.name.label("author"))
        .join(CUSTOMER, CUSTOMER.c.id == FOLLOW_UP.c.customer_id)
        .join(USER, USER.c.id == FOLLOW_UP.c.author_id)
        .where(
            FOLLOW_UP.c.id == follow_up_id,
            FOLLOW_UP.c.deleted_at.is_(None),
            CUSTOMER.c.deleted_at.is_(None),
            visible_to(view.person),
        )
    ).one_or_none()
    if row is None:
        raise NotFoundError("follow_up", str(follow_up_id))
    return row


def update_follow_up(unit: Unit, follow_up_id: FollowUpId, values: dict[str, Any]) -> None:
    """Change columns of a follow-up."""
    with _indexed_anew(unit, follow_up_id):
        unit.connection.execute(
            update(FOLLOW_UP)
            .where(FOLLOW_UP.c.id == follow_up_id)
            .values(
                **values,
                version=FOLLOW_UP.c.version + 1,
                updated_at=unit.now,
                updated_by_id=unit.person.user_id,
            )
        )


@contextmanager
def _indexed_anew(unit: Unit, follow_up_id: FollowUpId) -> Iterator[None]:
    """Let the index follow what a follow-up says, and whether it is there at all."""
    before = _said(unit, follow_up_id)
    yield
    after = _said(unit, follow_up_id)
    if before == after:
        return
    if before is not None:
        search.unindex_talk(unit, follow_up_id, before)
    if after is not None:
        search.index_talk(unit, follow_up_id, after)


def _said(unit: Unit, follow_up_id: FollowUpId) -> str | None:
    return unit.connection.execute(
        select(FOLLOW_UP.c.content).where(
            FOLLOW_UP.c.id == follow_up_id, FOLLOW_UP.c.deleted_at.is_(None)
        )
    ).scalar_one_or_none()


_NO_CONTACT = select(DICTIONARY_ITEM.c.id).where(
    DICTIONARY_ITEM.c.kind == DictionaryKind.FOLLOW_UP_METHOD, DICTIONARY_ITEM.c.counts.is_(False)
)


def last_happened_at(view: View, customer_id: CustomerId) -> datetime | None:
    """Return when somebody was last in contact with a customer, or None.

    What was deleted is none, nor is a greeting or a remark, whose method does not count.
    """
    method = FOLLOW_UP.c.method_id
    return view.connection.execute(
        select(FOLLOW_UP.c.happened_at)
        .where(
            FOLLOW_UP.c.customer_id == customer_id,
            FOLLOW_UP.c.deleted_at.is_(None),
            or_(method.is_(None), method.not_in(_NO_CONTACT)),
        )
        .order_by(FOLLOW_UP.c.happened_at.desc(), FOLLOW_UP.c.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def delete_follow_up(unit: Unit, follow_up_id: FollowUpId) -> None:
    """Put a follow-up into the recycle bin."""
    with _indexed_anew(unit, follow_up_id):
        unit.connection.execute(
            update(FOLLOW_UP).where(FOLLOW_UP.c.id == follow_up_id).values(deleted_at=unit.now)
        )


def written_since(view: View, author_id: UserId, since: datetime) -> int:
    """Return how many follow-ups somebody has made since an instant."""
    return view.connection.execute(
        select(func.count())
        .select_from(FOLLOW_UP)
        .where(
            FOLLOW_UP.c.author_id == author_id,
            FOLLOW_UP.c.happened_at >= since,
            FOLLOW_UP.c.deleted_at.is_(None),
        )
    ).scalar_one()
