"""Who is given customers by somebody else is told once of all of them, while they have them."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.disputes import DisputeOutcome
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.imports import ImportKind
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.notices import NoticeKind
from crm_tui.domain.users import Actor
from crm_tui.errors import UndoRefusedError
from crm_tui.i18n import use_language
from crm_tui.presentation.columns import Moment
from crm_tui.presentation.day_entries import given_query
from crm_tui.presentation.deliveries import reminder_line
from crm_tui.services.disputes import Filing
from crm_tui.services.outcomes import CHUNK, in_chunks
from tests import make
from tests.integration.import_runs import sheet

Told = tuple[CustomerId | None, int, str, str]


def told(crm: Crm, actor: Actor, kind: NoticeKind = NoticeKind.CUSTOMERS_GIVEN) -> list[Told]:
    """What stands in somebody's day of the customers they were given: which, how many, why."""
    return [
        (each.customer_id, each.how_many, each.author, each.words)
        for each in crm.notices.unseen(actor)
        if each.kind is kind
    ]


def in_pool(crm: Crm, number: int) -> list[CustomerId]:
    return [make.customer(crm, name=f"客户{n}", in_pool=True) for n in range(number)]


def test_one_that_is_assigned_is_told_by_its_name_and_opening_it_is_seeing_it(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    (customer,) = in_pool(crm, 1)
    crm.pools.assign(admin, [customer], lina.user_id)
    assert told(crm, lina) == [(customer, 1, "王伟", "")]
    (notice,) = crm.notices.unseen(lina, customer_id=customer)
    crm.notices.mark_seen(lina, [notice.id])
    assert told(crm, lina) == []


def test_many_at_once_are_one_line_each_receiver_of_their_own(
    crm: Crm, admin: Actor, lina: Actor, zhao: Actor
) -> None:
    crm.pools.assign_in_turn(admin, in_pool(crm, 5), [lina.user_id, zhao.user_id])
    assert told(crm, lina) == [(None, 3, "王伟", "")]
    assert told(crm, zhao) == [(None, 2, "王伟", "")]


def test_what_goes_in_many_transactions_is_one_line(crm: Crm, admin: Actor, lina: Actor) -> None:
    number = CHUNK + 2
    in_chunks(
        lambda ids: crm.pools.assign(admin, ids, lina.user_id),
        in_pool(crm, number),
        lambda _done, _of: True,
    )
    assert told(crm, lina) == [(None, number, "王伟", "")]


def test_a_transfer_says_why_and_a_refused_one_nothing(
    crm: Crm, boss: Actor, lina: Actor, zhao: Actor
) -> None:
    kept, passed = make.customer(crm, zhao), make.customer(crm, lina, name="甲公司")
    outcome = crm.movements.transfer(boss, [passed, kept], zhao.user_id, reason="换区")
    assert len(outcome.refused) == 1
    assert told(crm, zhao) == [(passed, 1, "boss", "换区")]


def test_nobody_is_told_of_what_they_do_themselves(
    crm: Crm, admin: Actor, boss: Actor, lina: Actor
) -> None:
    (customer,) = in_pool(crm, 1)
    crm.pools.assign(admin, [customer], admin.user_id)
    crm.movements.transfer(boss, [make.customer(crm, lina, name="甲公司")], boss.user_id)
    assert (told(crm, admin), told(crm, boss)) == ([], [])


def test_who_wins_a_clash_is_told(crm: Crm, boss: Actor, lina: Actor, zhao: Actor) -> None:
    customer = make.customer(crm, zhao)
    _changed, dispute_id = crm.disputes.file(
        lina, Filing(customer, "先报的", found_by="北京恒信科技有限公司")
    )
    crm.disputes.decide(boss, dispute_id, DisputeOutcome.FILER, "先到先得")
    assert told(crm, lina) == [(customer, 1, "boss", "先到先得")]


def test_a_hand_over_tells_by_its_slip_alone(
    crm: Crm, admin: Actor, lina: Actor, zhao: Actor
) -> None:
    make.customer(crm, lina)
    make.hand_over(crm, admin, lina, zhao)
    assert len(crm.handovers.mine(zhao)) == 1
    assert told(crm, zhao) == []


def test_undo_takes_it_back_and_part_of_an_undo_leaves_what_is_left(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    first, *others = in_pool(crm, 3)
    batch = crm.pools.assign(admin, [first, *others], lina.user_id).changed.batch_id
    make.follow_up(crm, lina, first)
    with pytest.raises(UndoRefusedError):
        crm.history.undo(admin, batch)
    assert told(crm, lina) == [(None, 3, "王伟", "")]
    crm.history.undo(admin, batch, rest=True)
    assert told(crm, lina) == [(None, 1, "王伟", "")]


def test_undo_of_a_transfer_leaves_nothing_to_be_told(
    crm: Crm, boss: Actor, lina: Actor, zhao: Actor
) -> None:
    customer = make.customer(crm, lina)
    crm.movements.transfer(boss, [customer], zhao.user_id)
    crm.history.undo(boss)
    assert (told(crm, lina), told(crm, zhao)) == ([], [])
    assert make.query(crm, "SELECT count(*) FROM notice") == [(0,)]


def test_one_that_went_on_is_not_told_any_more(
    crm: Crm, boss: Actor, lina: Actor, zhao: Actor
) -> None:
    customer = make.customer(crm, lina)
    crm.movements.transfer(boss, [customer], zhao.user_id)
    crm.movements.transfer(boss, [customer], boss.user_id)
    assert told(crm, zhao) == []


def test_an_import_tells_each_owner_and_its_undo_takes_that_back(
    crm: Crm, admin: Actor, lina: Actor, tmp_path: Path
) -> None:
    rows = [(f"公司{n}", "张敏", f"1380000000{n}", "李娜") for n in range(3)]
    file = sheet(
        tmp_path, "客户名称 联系人 手机 负责人", *rows, ("丁公司", "王五", "13900000000", "王伟")
    )
    result = crm.imports.run(admin, ImportPlan(file, kind=ImportKind.CUSTOMERS))
    assert result.changed is not None
    imported = NoticeKind.CUSTOMERS_IMPORTED
    assert told(crm, lina, imported) == [(None, 3, "王伟", "rows.csv")]
    assert told(crm, admin, imported) == []
    crm.history.undo(admin)
    assert told(crm, lina, imported) == []


def test_a_lead_that_somebody_else_makes_a_customer_tells_its_owner(
    crm: Crm, boss: Actor, lina: Actor
) -> None:
    lead = make.lead(crm, lina)
    converted = crm.leads.convert(boss, lead)
    assert told(crm, lina) == [(converted.customer_id, 1, "boss", "")]


def test_reminders_name_one_and_count_more(crm: Crm, admin: Actor, lina: Actor) -> None:
    one, *others = in_pool(crm, 4)
    crm.pools.assign(admin, [one], lina.user_id)
    crm.pools.assign(admin, others, lina.user_id)
    at = Moment(make.NOW, make.SHANGHAI, make.NOW.toordinal())
    found = crm.deliveries.became_due(lina, make.NOW.replace(year=2020), make.NOW)
    assert {reminder_line(each, at) for each in found} == {
        "Message: 客户0 · 王伟 assigned to you",
        "Message: 3 customers · 王伟 assigned to you",
    }


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_line_of_many_leads_to_a_search_that_lists_them(
    crm: Crm, admin: Actor, lina: Actor, language: str
) -> None:
    use_language(language)
    given = in_pool(crm, 3)
    crm.pools.assign(admin, given, lina.user_id)
    (notice,) = crm.notices.unseen(lina)
    request = ListRequest(CustomerView.ALL, query=given_query(notice, make.SHANGHAI))
    assert sorted(row.id for row in crm.customers.page(lina, request).rows) == given
