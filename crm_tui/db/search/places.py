"""Where a search found customers, as the person may read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, select

from crm_tui.db.queries.contacts import contacts_among
from crm_tui.db.queries.reveals import hidden_ids
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.schema.follow_ups import FOLLOW_UP
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.masking import mask_text
from crm_tui.domain.search import (
    FoundIn,
    FoundPlace,
    Haystacks,
    SearchPlan,
    found_in,
    open_part,
    says,
    snippet,
)

_TALKS_READ = 300
_ADDRESS = ("province", "city", "district", "address")


def places_of(
    view: View, plan: SearchPlan, ids: Sequence[int]
) -> Mapping[int, tuple[FoundIn, ...]]:
    """Return where of these customers it was found; nothing for those whose name says it all."""
    hidden = hidden_ids(view, ids)
    people: dict[int, list[ContactRow]] = {}
    for each in contacts_among(view, ids):
        people.setdefault(each.customer_id, []).append(each)
    statement = _columns().where(CUSTOMER.c.id.in_(ids), visible_to(view.person))
    found: dict[int, tuple[FoundIn, ...]] = {}
    for row in view.connection.execute(statement):
        haystacks = _haystacks(row, people.get(row.id, ()), masked=row.id in hidden)
        places, is_whole = found_in(plan, haystacks)
        if not is_whole:
            said = _said(view, plan, CustomerId(row.id), masked=row.id in hidden)
            places = (said,) if said is not None else places
        if places:
            found[row.id] = places
    return found


def _columns() -> Select[Any]:
    customer = CUSTOMER.c
    return select(
        customer.id,
        customer.name,
        customer.short_name,
        customer.former_names,
        *(customer[name] for name in _ADDRESS),
        customer.tags,
        customer.need_tags,
    )


def _haystacks(row: Any, people: Sequence[ContactRow], *, masked: bool) -> Haystacks:
    def shown(text: str) -> str:
        return mask_text(text) if masked else text

    address = " ".join(filter(None, (getattr(row, name) for name in _ADDRESS)))
    contacts = [person.fields for person in people]
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


def _said(view: View, plan: SearchPlan, customer_id: CustomerId, *, masked: bool) -> FoundIn | None:
    """Return the newest follow-up of a customer that says it all, on one line; or None."""
    talk = FOLLOW_UP.c
    rows = view.connection.execute(
        select(talk.content, talk.happened_at)
        .where(talk.customer_id == customer_id, talk.deleted_at.is_(None))
        .order_by(talk.happened_at.desc(), talk.id.desc())
        .limit(_TALKS_READ)
    )
    for content, at in rows:
        if says(plan, open_part(content) if masked else content):
            shown = mask_text(content) if masked else content
            return FoundIn(FoundPlace.FOLLOW_UP, snippet(plan, shown), at)
    return None
