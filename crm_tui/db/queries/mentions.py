"""Colleagues who may be told of what somebody writes about a customer."""

from __future__ import annotations

from sqlalchemy import select

from crm_tui.db.queries import users
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.db.unit_of_work import View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.mentions import Colleague


def colleagues(view: View) -> list[Colleague]:
    """Return everybody who works here."""
    return [Colleague(*row) for row in users.logins(view.connection)]


def may_see(view: View, user_id: UserId, customer_id: CustomerId) -> bool:
    """Return whether somebody who works here may see a customer today."""
    person = users.person(view.connection, user_id, view.today)
    seen = select(CUSTOMER.c.id).where(CUSTOMER.c.id == customer_id, visible_to(person))
    return view.connection.execute(seen).first() is not None
