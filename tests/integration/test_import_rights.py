"""What an import does not do for anybody: no way around a block, a cool-off or an ended period."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.import_choices import MatchAction
from crm_tui.domain.imports import Cell, ImportKind
from crm_tui.domain.imports.outcomes import (
    ExistingCustomer,
    ImportResult,
    RowRefusal,
    StillCoolingOff,
)
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.imports.policies import MatchPolicy
from crm_tui.domain.users import Actor
from crm_tui.formats.workbooks import write_csv
from tests import make

HENGXIN = "北京恒信科技有限公司"
FILL = MatchPolicy(MatchAction.FILL, MatchAction.FILL)
NEW = MatchPolicy(MatchAction.NEW, MatchAction.NEW)
PHONE = "13911112222"


@pytest.fixture
def given_back(crm: Crm, lina: Actor) -> CustomerId:
    """A customer that lina gave back today, and may not have again for a week."""
    make.set_pool(crm, cool_off_return_days=7)
    mine = make.customer(crm, lina, HENGXIN, phone=PHONE)
    crm.pools.return_to_pool(lina, [mine], make.return_reason(crm))
    return mine


def run(
    crm: Crm, actor: Actor, folder: Path, header: str, *rows: Sequence[Cell], **plan: object
) -> ImportResult:
    """An import of these rows below a header, with the plan named."""
    file = folder / "rows.csv"
    write_csv(file, header.split(), rows, overwrite=True)
    return crm.imports.run(actor, ImportPlan(file, **plan))  # type: ignore[arg-type]  # names of the plan


def refusals(result: ImportResult) -> list[RowRefusal]:
    """Every reason of every refused row."""
    return [each for line in result.refused for each in line.refusals]


@pytest.mark.parametrize("row", [[HENGXIN, "李工", ""], ["别的公司", "李工", PHONE]])
@pytest.mark.usefixtures("given_back")
def test_what_was_given_back_is_not_had_again_by_importing_it_anew(
    crm: Crm, lina: Actor, tmp_path: Path, row: list[str]
) -> None:
    to_me = (lina.user_id,)
    found = run(crm, lina, tmp_path, "客户名称 联系人 电话", row, policy=NEW, owner_ids=to_me)
    (refusal,) = refusals(found)
    assert isinstance(refusal, StillCoolingOff)


@pytest.mark.usefixtures("given_back")
def test_somebody_else_may_have_what_was_given_back_imported(
    crm: Crm, zhao: Actor, tmp_path: Path
) -> None:
    to_me = (zhao.user_id,)
    row = ["别的公司", "李工", PHONE]
    found = run(crm, zhao, tmp_path, "客户名称 联系人 电话", row, policy=NEW, owner_ids=to_me)
    assert not refusals(found)


@pytest.mark.parametrize("kind", [ImportKind.CUSTOMERS, ImportKind.CONTACTS])
@pytest.mark.parametrize("person", ["李工", "张敏"])
@pytest.mark.usefixtures("given_back")
def test_people_of_what_was_given_back_do_not_come_along_to_another_customer(
    crm: Crm, lina: Actor, tmp_path: Path, kind: ImportKind, person: str
) -> None:
    mine = make.customer(crm, lina, "上海远见")
    row = ["上海远见", person, PHONE]
    found = run(crm, lina, tmp_path, "客户名称 联系人 电话", row, policy=FILL, kind=kind)
    (refusal,) = refusals(found)
    assert isinstance(refusal, StillCoolingOff)
    (contact,) = crm.customers.detail(lina, mine).contacts
    assert not contact.fields.phones


def test_a_phone_that_stops_people_stops_rows_about_their_customers(
    crm: Crm, lina: Actor, zhao: Actor, tmp_path: Path
) -> None:
    make.meddle(crm, """UPDATE office SET duplicates = '{"mobile": "block"}'""")
    make.customer(crm, lina, HENGXIN)
    make.customer(crm, zhao, "上海远见", phone=PHONE, contact_name="李工")
    row = [HENGXIN, "李工", PHONE]
    found = run(
        crm, lina, tmp_path, "客户名称 联系人 电话", row, kind=ImportKind.CONTACTS, policy=FILL
    )
    (refusal,) = refusals(found)
    assert isinstance(refusal, ExistingCustomer)
    assert (refusal.value, refusal.match.owner) == (PHONE, "赵强")


def test_imported_follow_ups_end_a_period_that_is_over(
    crm: Crm, lina: Actor, clock: FakeClock, tmp_path: Path
) -> None:
    late = make.customer(crm, lina, HENGXIN)
    clock.advance(timedelta(days=60))
    row = [HENGXIN, "聊了报价", "2026-12-01", "2027-03-01"]
    header = "客户名称 跟进内容 跟进时间 下次联系时间"
    run(crm, lina, tmp_path, header, row, kind=ImportKind.FOLLOW_UPS)
    stored = crm.customers.record(lina, late).row
    assert (stored.owner_id, stored.next_contact_at) == (None, None)


def test_nobody_is_told_of_people_of_what_they_have_no_more(
    crm: Crm, lina: Actor, zhao: Actor, clock: FakeClock, tmp_path: Path
) -> None:
    late = make.customer(crm, zhao, HENGXIN)
    clock.advance(timedelta(days=60))
    run(crm, lina, tmp_path, "客户名称 联系人 电话", [HENGXIN, "李工", PHONE], policy=FILL)
    shown = crm.customers.detail(make.admin(crm), late)
    assert [each.fields.name for each in shown.contacts] == ["张敏"]
