"""Where a search found customers, as the person may read it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Select, bindparam, select

from crm_tui.db.queries.contacts import MOST_AMONG
from crm_tui.db.queries.reveals import hidden_ids
from crm_tui.db.schema.contacts import CONTACT, CONTACT_PHONE
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.follow_ups import FOLLOW_UP
from crm_tui.db.search.readers import asked_ids, by_ids
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.contacts import ContactFields, Phone
from crm_tui.domain.masking import mask_text, masked_contact
from crm_tui.domain.search import (
    FoundIn,
    FoundPlace,
    Haystacks,
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

_CONTACTS = (
    select(
        CONTACT.c.id,
        CONTACT.c.customer_id,
        CONTACT.c.name,
        CONTACT.c.email,
        CONTACT.c.wechat,
        CONTACT.c.wechat_nickname,
        CONTACT.c.qq,
    )
    .where(
        CONTACT.c.customer_id.in_(bindparam("ids", expanding=True)), CONTACT.c.deleted_at.is_(None)
    )
    .order_by(CONTACT.c.customer_id, CONTACT.c.is_key.desc(), CONTACT.c.id)
    .limit(MOST_AMONG)
)
_PHONES = (
    select(CONTACT_PHONE.c.contact_id, CONTACT_PHONE.c.number, CONTACT_PHONE.c.digits)
    .where(CONTACT_PHONE.c.contact_id.in_(bindparam("ids", expanding=True)))
    .order_by(CONTACT_PHONE.c.contact_id, CONTACT_PHONE.c.position, CONTACT_PHONE.c.id)
)
_TALK = FOLLOW_UP.alias("talk").c
_NEWEST = (
    select(_TALK.id)
    .where(_TALK.customer_id == CUSTOMER.c.id, _TALK.deleted_at.is_(None))
    .order_by(_TALK.happened_at.desc(), _TALK.id.desc())
    .limit(_TALKS_READ)
    .correlate(CUSTOMER)
)
_TALKS = (
    select(FOLLOW_UP.c.customer_id, FOLLOW_UP.c.content, FOLLOW_UP.c.happened_at)
    .select_from(by_ids(CUSTOMER).join(FOLLOW_UP, FOLLOW_UP.c.id.in_(_NEWEST)))
    .order_by(FOLLOW_UP.c.customer_id, FOLLOW_UP.c.happened_at.desc(), FOLLOW_UP.c.id.desc())
)
"""The newest follow-ups of each of some customers."""


def places_of(
    view: View, plan: SearchPlan, names: Mapping[int, str]
) -> Mapping[int, tuple[FoundIn, ...]]:
    """Return where of customers, given with their names, it was found.

    Nothing for those whose name says it all, of whom no more is read.
    """
    ids = [each for each, name in names.items() if not found_in(plan, Haystacks(name, ()))[1]]
    if not ids:
        return {}
    rows = view.connection.execute(_asked(view.person), {"ids": ids}).all()
    hidden = hidden_ids(view, [row.id for row in rows])
    people = _people(view, [row.id for row in rows])
    found: dict[int, tuple[FoundIn, ...]] = {}
    elsewhere = []
    for row in rows:
        haystacks = _haystacks(row, people.get(row.id, ()), masked=row.id in hidden)
        places, is_whole = found_in(plan, haystacks)
        if places:
            found[row.id] = places
        if not is_whole:
            elsewhere.append(row.id)
    return {**found, **_said(view, plan, elsewhere, hidden)}


@lru_cache(maxsize=16)
def _asked(person: Person) -> Select[Any]:
    customer = CUSTOMER.c
    return select(
        customer.id,
        customer.name,
        customer.short_name,
        customer.former_names,
        *(customer[name] for name in _ADDRESS),
        customer.tags,
        customer.need_tags,
    ).where(customer.id.in_(bindparam("ids", expanding=True)), visible_to(person))


def _people(view: View, ids: Sequence[int]) -> Mapping[int, Sequence[ContactFields]]:
    """Return by what the contacts of customers are found."""
    contacts = view.connection.execute(_CONTACTS, {"ids": ids}).all() if ids else []
    phones: dict[int, list[Phone]] = {}
    asked = {"ids": [row.id for row in contacts]}
    for contact_id, number, digits in view.connection.execute(_PHONES, asked) if contacts else ():
        phones.setdefault(contact_id, []).append(Phone(number, digits))
    people: dict[int, list[ContactFields]] = {}
    for row in contacts:
        fields = ContactFields(
            row.name,
            tuple(phones.get(row.id, ())),
            email=row.email,
            wechat=row.wechat,
            wechat_nickname=row.wechat_nickname,
            qq=row.qq,
        )
        people.setdefault(row.customer_id, []).append(fields)
    return people


def _haystacks(row: Any, people: Sequence[ContactFields], *, masked: bool) -> Haystacks:
    def shown(text: str) -> str:
        return mask_text(text) if masked else text

    address = " ".join(filter(None, (getattr(row, name) for name in _ADDRESS)))
    contacts = [masked_contact(person) for person in people] if masked else people
    texts = [
        *((FoundPlace.OTHER_NAME, name) for name in (row.short_name, shown(row.former_names))),
        *((FoundPlace.CONTACT, person.name) for person in contacts),
        *((FoundPlace.PHONE, each.number) for person in contacts for each in person.phones),
        *((FoundPlace.ACCOUNT, person.email) for person in contacts),
        *((FoundPlace.ACCOUNT, person.wechat) for person in contacts),
        *((FoundPlace.ACCOUNT, person.wechat_nickname) for person in contacts),
        *((FoundPlace.ACCOUNT, person.qq) for person in contacts),
        *((FoundPlace.TAG, tag) for tag in (*(row.tags or ()), *(row.need_tags or ()))),
        (FoundPlace.ADDRESS, shown(address)),
    ]
    return Haystacks(row.name, tuple((place, text) for place, text in texts if text))


def _said(
    view: View, plan: SearchPlan, ids: Sequence[int], hidden: Collection[int]
) -> Mapping[int, tuple[FoundIn, ...]]:
    """Return the newest follow-up of each customer that says it all, on one line."""
    found: dict[int, tuple[FoundIn, ...]] = {}
    if not ids or talk_match(plan) is None:
        return found
    for customer_id, content, at in view.connection.execute(_TALKS, asked_ids(ids)):
        masked = customer_id in hidden
        if customer_id in found or not says(plan, open_part(content) if masked else content):
            continue
        shown = snippet(plan, mask_text(content) if masked else content)
        found[customer_id] = (FoundIn(FoundPlace.FOLLOW_UP, shown, at),)
    return found
