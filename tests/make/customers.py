"""Customers, and what people do with them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from crm_tui.bootstrap import Crm
from crm_tui.domain.contacts import ContactFields, Phone
from crm_tui.domain.customers import CustomerFields, NewCustomer
from crm_tui.domain.follow_ups import FollowUpDraft
from crm_tui.domain.greetings import Greeting
from crm_tui.domain.greetings import Written as WrittenGreeting
from crm_tui.domain.handovers import HandoverPlan, HandoverWay
from crm_tui.domain.identifiers import CustomerId, PoolId
from crm_tui.domain.users import Actor
from crm_tui.services.follow_ups import Written
from crm_tui.services.handovers import HandedOver
from tests.make.beginnings import built_once
from tests.make.offices import NOW
from tests.make.people import admin
from tests.make.pools import pool_id


def fields(name: str = "北京恒信科技有限公司", **values: Any) -> CustomerFields:
    """What a person types of a customer."""
    return CustomerFields(**{"first_contact_day": NOW.toordinal(), "name": name, **values})


def contact(name: str = "张敏", phone: str = "", **values: Any) -> ContactFields:
    """What a person types of a contact."""
    return ContactFields(name, phones=(Phone(phone, ""),) if phone else (), **values)


@built_once
def customer(
    crm: Crm,
    /,
    actor: Actor | None = None,
    name: str = "北京恒信科技有限公司",
    *,
    in_pool: bool = False,
    pool: PoolId | None = None,
    phone: str = "",
    contact_name: str = "张敏",
    **values: Any,
) -> CustomerId:
    """A customer of the actor's, or one that lies in a pool."""
    new = NewCustomer(fields(name, **values), contact(contact_name, phone))
    home = pool or (pool_id(crm) if in_pool else None)
    created = crm.customers.add(actor or admin(crm), new, pool_id=home, allow_duplicate=True)
    return created.customer_id


def new_customer(name: str = "北京恒信科技有限公司", **values: Any) -> NewCustomer:
    """What a person enters of a customer, with a contact."""
    return NewCustomer(fields(name, **values), contact())


def draft(
    crm: Crm, content: str = "聊了报价", at: datetime | None = None, **values: Any
) -> FollowUpDraft:
    """A follow-up that happened now."""
    return FollowUpDraft(content, at or crm.database.clock.now(), **values)


@built_once
def follow_up(
    crm: Crm,
    /,
    actor: Actor,
    customer_id: CustomerId,
    content: str = "聊了报价",
    *,
    at: datetime | None = None,
    **values: Any,
) -> Written:
    """A follow-up that was written."""
    return crm.follow_ups.add(actor, customer_id, draft(crm, content, at, **values))


def greeting(customer_id: CustomerId, body: str = "节日快乐") -> WrittenGreeting:
    """A greeting with its words, to somebody at a customer."""
    to = Greeting(
        customer_id=customer_id, customer="", company="", contact_id=None, name="", title="",
        gender="", phone="", email="", occurs_day=1, key_date_id=None, is_greeted=False,
    )  # fmt: skip
    return WrittenGreeting(to, "", body)


def hand_over(crm: Crm, actor: Actor, giver: Actor, receiver: Actor) -> HandedOver:
    """Pass all that one person holds to another."""
    plan = HandoverPlan(HandoverWay.PERSON, (receiver.user_id,))
    return crm.handovers.hand_over(actor, giver.user_id, plan, "离职")
