"""Enter opportunities, and look at what became of them."""

from __future__ import annotations

from typing import Any

from crm_tui.bootstrap import Crm
from crm_tui.domain.identifiers import CustomerId, OpportunityId, StageId
from crm_tui.domain.opportunities import OpportunityFields, OpportunityRow
from crm_tui.domain.queries.fields import OPPORTUNITIES
from crm_tui.domain.record_lists import RecordRequest, Whose
from crm_tui.domain.users import Actor
from crm_tui.services.opportunities.ending import Ending
from tests import make

TODAY = make.NOW.toordinal()
LOST = Ending("价格太高", "早点见决策人")


def entered(
    name: str = "二期扩容", amount_minor: int = 320_000_00, **values: Any
) -> OpportunityFields:
    return OpportunityFields(name=name, amount_minor=amount_minor, **values)


def add(crm: Crm, actor: Actor, customer: CustomerId, **values: Any) -> OpportunityId:
    return crm.opportunities.add(actor, customer, entered(**values)).opportunity_id


def row(crm: Crm, actor: Actor, opportunity_id: OpportunityId) -> OpportunityRow:
    return crm.opportunities.detail(actor, opportunity_id).row


def stages(crm: Crm, actor: Actor) -> list[StageId]:
    return [each.id for each in crm.pipelines.list(actor)[0].stages]


def facts(crm: Crm) -> list[tuple[object, ...]]:
    return make.query(
        crm,
        "SELECT day, until_day, voided_day FROM period_fact WHERE kind = 'opportunity' ORDER BY id",
    )


def names(crm: Crm, actor: Actor, query: str = "", whose: Whose = Whose.ALL) -> list[str]:
    request = RecordRequest(OPPORTUNITIES, whose, query)
    return [each.name for each in crm.opportunities.list(actor, request, limit=50)]
