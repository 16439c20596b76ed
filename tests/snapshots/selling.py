"""What the office that is photographed sells: from leads to what was received."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.opportunities import OpportunityFields
from crm_tui.domain.orders.requests import OrderRequest
from crm_tui.domain.payments.records import PlanFields, PlanKind, Split, Target
from crm_tui.domain.targets import TargetEntry, TargetKind
from crm_tui.domain.users import Actor
from crm_tui.services.sample_days import days_gone_by
from crm_tui.services.sample_leads import SampleLeads
from crm_tui.services.sample_papers import SamplePapers
from crm_tui.services.sample_quotes import SampleQuotes
from tests import make
from tests.snapshots.offices import NAMES, NOW, office_in

_TODAY = NOW.toordinal()
_FOLDER = TemporaryDirectory(prefix="crm-selling-")
_AMOUNTS = (32_000_000, 9_600_000, 1_250_050)
_ADVANCE, _FINAL = 1_000_000, 5_000_000
_TARGETS = ((TargetKind.SIGNED, 50_000_000), (TargetKind.FOLLOW_UPS, 40))


def selling_office_in(folder: Path, language: str) -> Path:
    """Return the file of the office once it has sold something."""
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copyfile(_template(language), folder / "crm.db"))


@cache
def _template(language: str) -> Path:
    file = office_in(Path(_FOLDER.name) / language, language)
    crm = make.opened(file, FakeClock(NOW))
    admin = make.admin(crm)
    listed = crm.customers.page(admin, ListRequest(CustomerView.MINE, sort="id")).rows
    held = [row.id for row in listed]
    SampleLeads(crm.database, language).add(admin, {admin.user_id: held})
    with days_gone_by(crm.database, admin, held) as days:
        quotes = SampleQuotes(days, language)
        quotes.add_products(admin)
        quotes.quote(admin, held, 0)
        SamplePapers(days, language).sell(admin, held)
    _pursue(crm, admin, held, NAMES[language].plan)
    _receive(crm, admin, held[0])
    crm.targets.set(
        admin, _TODAY, [TargetEntry(admin.user_id, kind, value) for kind, value in _TARGETS]
    )
    crm.close()
    return file


def _pursue(crm: Crm, admin: Actor, held: Sequence[CustomerId], plan: str) -> None:
    stages = crm.pipelines.list(admin)[0].stages
    for at, (customer_id, amount) in enumerate(zip(held, _AMOUNTS, strict=False)):
        name = crm.customers.record(admin, customer_id).row.name
        fields = OpportunityFields(
            name=f"{name} {at + 1}",
            amount_minor=amount,
            expected_day=_TODAY + 20 * at - 2,
            next_step=plan,
            next_day=_TODAY + at,
        )
        crm.opportunities.add(admin, customer_id, fields, stage_id=stages[at].id)


def _receive(crm: Crm, admin: Actor, customer_id: CustomerId) -> None:
    """Let an advance be paid of an order that is planned in two lines."""
    (order, *_others) = crm.orders.list(admin, OrderRequest(customer_id=customer_id))
    target = Target(order_id=order.id)

    lines = [
        PlanFields(due_day=_TODAY - 3, amount_minor=_ADVANCE, kind=PlanKind.ADVANCE),
        PlanFields(due_day=_TODAY + 60, amount_minor=_FINAL, kind=PlanKind.FINAL),
    ]
    crm.payment_plans.add(admin, target, lines)
    blank = crm.payments.blank(admin, customer_id)
    received = replace(blank, day=_TODAY - 1, amount_minor=_ADVANCE)
    crm.payments.add(admin, customer_id, received, [Split(target, _ADVANCE)])
