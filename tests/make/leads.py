"""Leads, and what a form sends."""

from __future__ import annotations

from typing import Any

from crm_tui.bootstrap import Crm
from crm_tui.domain.contacts import Phone
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import LeadId
from crm_tui.domain.leads.intake import read_intake
from crm_tui.domain.leads.records import LeadFields
from crm_tui.domain.leads.routing import LeadRoute
from crm_tui.domain.users import Actor
from tests.make.people import admin
from tests.make.pools import word


def lead_fields(
    *, phone: str = "", source: str = "", crm: Crm | None = None, **typed: Any
) -> LeadFields:
    """What is typed of a lead: a company unless the test names somebody."""
    if not {"name", "company"} & typed.keys():
        typed["company"] = "云启科技有限公司"
    if phone:
        typed["phones"] = (Phone(phone, ""),)
    if source and crm is not None:
        typed["source_id"] = word(crm, DictionaryKind.SOURCE, source)
    return LeadFields(**typed)


def lead(crm: Crm, actor: Actor | None = None, *, nobody: bool = False, **typed: Any) -> LeadId:
    """A lead of the actor's, or nobody's."""
    from crm_tui.services.leads import Holder  # noqa: PLC0415 - few tests need it

    holder = Holder.NOBODY if nobody else Holder.MINE
    fields = lead_fields(crm=crm, **typed)
    made = crm.leads.add(actor or admin(crm), fields, holder=holder, allow_duplicate=True)
    return made.lead_id


def sent(crm: Crm, actor: Actor | None = None, **values: str) -> LeadId:
    """A lead as a form sends it."""
    return crm.leads.intake(actor or admin(crm), read_intake(values)).lead_id


def lead_route(crm: Crm, *people: Actor, **which: Any) -> None:
    """A route behind the others; which leads, unless all."""
    routes = crm.lead_rules.settings(admin(crm)).routes
    new = LeadRoute(len(routes) + 1, tuple(each.user_id for each in people), **which)
    crm.lead_rules.set_routes(admin(crm), (*routes, new))
