"""Where a search found customers, as the person may read it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import BigInteger, Select, String, select, type_coerce

from crm_tui.db.id_lists import asked_ids, by_ids, rows_by_ids
from crm_tui.db.queries.contacts import MOST_AMONG
from crm_tui.db.queries.customers.records import may_be_shown
from crm_tui.db.queries.reveals import hidden_ids
from crm_tui.db.schema.contacts import CONTACT, CONTACT_AFFILIATION, CONTACT_PHONE
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.follow_ups import FOLLOW_UP
from crm_tui.db.search.talks import lately_said
from crm_tui.db.types import from_ms
from crm_tui.db.unit_of_work import View
from crm_tui.domain.contacts import ContactFields, Phone
from crm_tui.domain.masking import mask_text, masked_contact
from crm_tui.domain.search import (
    FoundIn,
    FoundPlace,
    SearchPlan,
    found_in,
    open_part,
    says,
    snippet,
    talk_match,
)
from crm_tui.domain.users import Person

_TALKS_READ = 300
_ADDRESS = ("province", "city", "district", "address")

_PEOPLE = (
    select(
        CONTACT.c.customer_id,
        CONTACT.c.id,
        CONTACT.c.name,
        CONTACT.c.email,
        CONTACT.c.wechat,
        CONTACT.c.wechat_nickname,
        CONTACT.c.qq,
        CONTACT_PHONE.c.number,
        CONTACT_PHONE.c.digits,
    )
    .select_from(
        by_ids(CONTACT, CONTACT.c.customer_id).outerjoin(
            CONTACT_PHONE, CONTACT_PHONE.c.contact_id == CONTACT.c.id
        )
    )
    .where(CONTACT.c.deleted_at.is_(None))
    .order_by(
        CONTACT.c.customer_id,
        CONTACT.c.is_key.desc(),
        CONTACT.c.id,
        CONTACT_PHONE.c.position,
        CONTACT_PHONE.c.id,
    )
    .limit(MOST_AMONG)
)
"""Contacts of some customers, a row for each of their phones."""
_SHARED = (
    select(CONTACT_AFFILIATION.c.customer_id, *_PEOPLE.selected_columns[1:])
    .select_from(
        by_ids(CONTACT_AFFILIATION, CONTACT_AFFILIATION.c.customer_id)
        .join(CONTACT, CONTACT.c.id == CONTACT_AFFILIATION.c.contact_id)
        .outerjoin(CONTACT_PHONE, CONTACT_PHONE.c.contact_id == CONTACT.c.id)
    )
    .where(
        CONTACT_AFFILIATION.c.until_day.is_(None),
        CONTACT_AFFILIATION.c.deleted_at.is_(None),
        CONTACT.c.deleted_at.is_(None),
    )
    .order_by(
        CONTACT_AFFILIATION.c.customer_id,
        CONTACT_AFFILIATION.c.id,
        CONTACT_PHONE.c.position,
        CONTACT_PHONE.c.id,
    )
    .limit(MOST_AMONG)
)
"""Likewise those whose home is another customer."""
_TALK = FOLLOW_UP.alias("talk").c
_NEWEST = (
    select(_TALK.id)
    .where(_TALK.customer_id == CUSTOMER.c.id, _TALK.deleted_at.is_(None))
    .order_by(_TALK.happened_at.desc(), _TALK.id.desc())
    .limit(_TALKS_READ)
    .correlate(CUSTOMER)
)
_TALKS = (
    select(
        FOLLOW_UP.c.customer_id,
        FOLLOW_UP.c.content,
        type_coerce(FOLLOW_UP.c.happened_at, BigInteger),
    )
    .select_from(by_ids(CUSTOMER).join(FOLLOW_UP, FOLLOW_UP.c.id.in_(_NEWEST)))
    .order_by(FOLLOW_UP.c.customer_id, FOLLOW_UP.c.happened_at.desc(), FOLLOW_UP.c.id.desc())
)
"""The newest follow-ups of each of some customers."""


def places_of(
    view: View, plan: SearchPlan, ids: Sequence[int]
) -> Mapping[int, tuple[FoundIn, ...]]:
    """Return where of these customers it was found; nothing for those whose name says it all."""
    if not ids:
        return {}
    rows = view.connection.execute(_asked(view.person), asked_ids(ids)).all()
    hidden = hidden_ids(view, [row.id for row in rows])
    people = _people(view, [row.id for row in rows])
    found: dict[int, tuple[FoundIn, ...]] = {}
    elsewhere = []
    for row in rows:
        texts = _texts(row, people.get(row.id, ()), masked=row.id in hidden)
        places, is_whole = found_in(plan, row.name, texts)
        if places:
            found[row.id] = places
        if not is_whole:
            elsewhere.append(row.id)
    return {**found, **_said(view, plan, elsewhere, hidden)}


@lru_cache(maxsize=16)
def _asked(person: Person) -> Select[Any]:
    customer = CUSTOMER.c
    return (
        select(
            customer.id,
            customer.name,
            customer.short_name,
            customer.former_names,
            *(customer[name] for name in _ADDRESS),
            # As stored: most are found before anybody looks at them.
            type_coerce(customer.tags, String).label("tags"),
            type_coerce(customer.need_tags, String).label("need_tags"),
        )
        .select_from(by_ids(CUSTOMER))
        .where(may_be_shown(person))
    )


def _people(view: View, ids: Sequence[int]) -> Mapping[int, Sequence[ContactFields]]:
    """Return by what the contacts of customers are found."""
    people: dict[int, list[ContactFields]] = {}
    found = [
        *rows_by_ids(view.connection, _PEOPLE, ids),
        *rows_by_ids(view.connection, _SHARED, ids),
    ]
    for _contact, rows in groupby(found, key=itemgetter(0, 1)):
        phones = [*rows]
        customer_id, _, name, email, wechat, nickname, qq, *_ = phones[0]
        fields = ContactFields(
            name,
            tuple(Phone(number, digits) for *_, number, digits in phones if number),
            email=email,
            wechat=wechat,
            wechat_nickname=nickname,
            qq=qq,
        )
        people.setdefault(customer_id, []).append(fields)
    return people


def _texts(
    row: Any, people: Sequence[ContactFields], *, masked: bool
) -> Iterator[tuple[FoundPlace, str]]:
    """Yield what a customer is found by besides its name, in the order in which one looks."""

    def shown(text: str) -> str:
        return mask_text(text) if masked else text

    contacts = [masked_contact(person) for person in people] if masked else people
    for name in (row.short_name, shown(row.former_names)):
        yield FoundPlace.OTHER_NAME, name
    for person in contacts:
        yield FoundPlace.CONTACT, person.name
    for person in contacts:
        yield from [(FoundPlace.PHONE, each.number) for each in person.phones]
    for account in ("email", "wechat", "wechat_nickname", "qq"):
        yield from [(FoundPlace.ACCOUNT, getattr(person, account)) for person in contacts]
    for tags in (row.tags, row.need_tags):
        yield from [(FoundPlace.TAG, tag) for tag in json.loads(tags or "[]")]
    address = " ".join(filter(None, (getattr(row, name) for name in _ADDRESS)))
    yield FoundPlace.ADDRESS, shown(address)


def _said(
    view: View, plan: SearchPlan, ids: Sequence[int], hidden: Collection[int]
) -> Mapping[int, tuple[FoundIn, ...]]:
    """Return of each customer a late follow-up that says it all, on one line."""
    said = lately_said(view, plan, ids, hidden)
    earlier = [each for each in ids if each not in said] if talk_match(plan) else []
    for customer_id, content, at in rows_by_ids(view.connection, _TALKS, earlier):
        shown = open_part(content) if customer_id in hidden else content
        if customer_id not in said and says(plan, shown):
            said[customer_id] = (content, at)
    return {each: (_quoted(plan, *said[each], masked=each in hidden),) for each in said}


def _quoted(plan: SearchPlan, content: str, at: int, *, masked: bool) -> FoundIn:
    shown = snippet(plan, mask_text(content) if masked else content)
    return FoundIn(FoundPlace.FOLLOW_UP, shown, from_ms(at))
