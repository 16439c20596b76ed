"""A sample office of the usual size: believable, allowed by every rule, stored as by services."""

from __future__ import annotations

import random
import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.db import search
from crm_tui.db.queries import customers, pools
from crm_tui.db.schema.customers import CUSTOMER
from crm_tui.domain.approvals.records import ApprovalRequest, ApprovalStatus
from crm_tui.domain.contracts.records import ContractStatus
from crm_tui.domain.contracts.requests import ContractRequest
from crm_tui.domain.customers import CustomerView
from crm_tui.domain.days import NEVER, day_of
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.orders.records import OrderStatus
from crm_tui.domain.orders.requests import DueRequest, DueSpan, OrderRequest
from crm_tui.domain.payments.bank_receipts import BankReceiptRequest
from crm_tui.domain.payments.records import PlanKind
from crm_tui.domain.payments.requests import InvoiceRequest, PaymentRequest, PlanRequest
from crm_tui.domain.products import ProductRequest
from crm_tui.domain.quotes.records import QuoteStatus
from crm_tui.domain.quotes.requests import QuoteRequest
from crm_tui.domain.text import credit_code_fault
from crm_tui.domain.users import Actor, Road
from crm_tui.errors import NothingToUndoError
from crm_tui.services import protection
from crm_tui.services.customers import derived_values, duplicate_keys
from tests import invariants, make
from tests.templates import made_once

pytestmark = pytest.mark.long

SIZE = 300
DAYS = (
    make.NOW,
    datetime(2026, 10, 8, 1, 0, tzinfo=UTC),
    datetime(2027, 2, 18, 23, 30, tzinfo=UTC),
)
"""An ordinary Sunday, the day after the October holidays, a day after Spring Festival's eve."""
_CONFIRMED = "SELECT confirmed_day FROM sales_order WHERE confirmed_day IS NOT NULL"
_LOST = "SELECT closed_day FROM opportunity WHERE state = 'lost'"
_TOLD = """
SELECT o.confirmed_day, e.at, c.owned_since FROM sales_order o
JOIN event e ON e.kind = 'order_status_set' AND e.record_id = o.id
JOIN customer c ON c.id = o.customer_id
"""


def one(crm: Crm, sql: str, *parameters: object) -> int:
    """The number a query answers."""
    ((number,),) = make.query(crm, sql, *parameters)
    return int(number)


def usual(folder: Path, now: datetime = make.NOW) -> Crm:
    """A sample office of the usual size, made on a day once in a run of the tests."""

    def fill(file: Path) -> None:
        shutil.copyfile(make.empty_template(), file)
        crm = make.opened(file, make.clock(now))
        crm.samples.fill(SIZE)
        crm.close()

    shutil.copyfile(made_once(f"samples-{now:%Y%m%d}.db", fill), folder / "crm.db")
    return make.opened(folder / "crm.db", make.clock(now))


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Crm:
    """A sample office of the usual size; tests only look at it."""
    return usual(tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="module")
def wang(filled: Crm) -> Actor:
    """Its administrator."""
    return make.admin(filled)


def test_the_office_has_departments_people_and_pools(filled: Crm, wang: Actor) -> None:
    people = filled.people.users(wang)
    assert len(people) == 12
    assert sorted({each.role for each in people}) == ["管理员", "部门经理", "销售"]
    assert one(filled, "SELECT count(*) FROM department") == 4
    assert len(filled.pools.pools(wang)) == 5
    assert filled.offices.who(wang)[1].is_sample


def test_everybody_holds_some_and_nobody_too_many(filled: Crm, wang: Actor) -> None:
    for person in filled.people.users(wang):
        held = one(filled, "SELECT count(*) FROM customer WHERE owner_id = ?", person.id)
        assert person.held == held
        assert 0 < held <= 50


def test_everybody_has_a_lead_to_work_on(filled: Crm, wang: Actor) -> None:
    sql = "SELECT count(*) FROM lead WHERE owner_id = ? AND stage IN ('new', 'mql', 'sql')"
    for person in filled.people.users(wang):
        assert one(filled, sql, person.id) > 0, person.name


def test_a_few_are_overdue_and_the_sweep_takes_them(tmp_path: Path) -> None:
    crm = usual(tmp_path)
    wang = make.admin(crm)
    owned = one(crm, "SELECT count(owner_id) FROM customer")
    report = crm.sweeps.sweep(wang)
    assert 0 < report.total <= owned * 0.02
    assert report.held_because is None
    assert crm.sweeps.sweep(wang).total == 0
    crm.close()


@pytest.mark.parametrize("now", DAYS)
def test_deadlines_lie_around_today_on_any_day(tmp_path: Path, now: datetime) -> None:
    crm = usual(tmp_path, now)
    today = crm.offices.who(make.admin(crm))[2]
    sql = "SELECT count(*) FROM customer WHERE owner_id IS NOT NULL AND last_day "
    owned = one(crm, sql + ">= 0")
    assert one(crm, sql + "< ?", today) <= owned * 0.03
    assert one(crm, sql + "BETWEEN ? AND ?", today, today + 1) > 0
    assert one(crm, sql + "= ?", NEVER) == 0
    late = "SELECT count(*) FROM {} WHERE {} > (SELECT max(at) FROM batch)"
    for table, column in (
        ("follow_up", "happened_at"),
        ("ownership_period", "started_at"),
        ("ownership_period", "ended_at"),
        ("customer", "created_at"),
        ("task", "created_at"),
    ):
        assert one(crm, late.format(table, column)) == 0
    crm.close()


def test_what_is_stored_is_what_the_services_compute(filled: Crm, wang: Actor) -> None:
    ids = random.Random(7).sample(range(1, SIZE + 1), 60)
    with filled.database.reading(wang) as view:
        for customer_id in map(CustomerId, ids):
            row = customers.stored(view, customer_id)
            people = [each.fields for each in filled.customers.detail(wang, customer_id).contacts]
            fields = customers.fields_of(row)
            for name, value in derived_values(fields, people).items():
                assert getattr(row, name) == value, (customer_id, name)
            keys = make.query(
                filled, "SELECT kind, key FROM duplicate_key WHERE customer_id = ?", customer_id
            )
            assert sorted(keys) == sorted(set(duplicate_keys(fields, people)))
            if row.owner_id is not None:
                found = protection.computed(view, row, pools.policy(view, row.pool_id))
                assert (row.last_day, row.deciding) == (found.last_day, found.deciding.value)
                facts = "SELECT max(day) FROM period_fact WHERE period_id = ? AND kind = 'contact'"
                assert make.query(filled, facts, row.period_id) == [(row.last_effective_day,)]
            wanted = CUSTOMER.c.deleted_at.is_(None)
            assert customer_id in search.ids_of_all(view, row.name, wanted, CustomerView.ALL)[0]


def test_owner_and_open_period_agree(filled: Crm) -> None:
    assert (
        make.query(
            filled,
            "SELECT c.id FROM customer c LEFT JOIN ownership_period p"
            " ON p.customer_id = c.id AND p.ended_at IS NULL"
            " WHERE coalesce(c.owner_id, 0) != coalesce(p.owner_id, 0)"
            " OR coalesce(c.period_id, 0) != coalesce(p.id, 0)"
            " OR coalesce(c.owned_since, 0) != coalesce(p.started_at, 0)",
        )
        == []
    )
    assert (
        make.query(
            filled,
            "SELECT c.id FROM customer c WHERE holder_count != (SELECT count(*)"
            " FROM ownership_period p WHERE p.customer_id = c.id"
            " AND how_started IN ('claimed', 'assigned'))",
        )
        == []
    )
    assert filled.doctor.examine().is_sound


def test_periods_follow_one_another_and_end_when_the_rules_say(filled: Crm) -> None:
    assert (
        make.query(
            filled,
            "SELECT a.id FROM ownership_period a JOIN ownership_period b"
            " ON b.customer_id = a.customer_id AND b.id > a.id"
            " WHERE a.ended_at IS NULL OR a.ended_at > b.started_at",
        )
        == []
    )
    assert one(filled, "SELECT count(*) FROM ownership_period WHERE how_ended = 'returned'") > 10
    assert one(filled, "SELECT count(*) FROM ownership_period WHERE how_ended = 'reclaimed'") > 10
    assert (
        make.query(
            filled,
            "SELECT f.id FROM follow_up f JOIN ownership_period p ON p.id = f.period_id"
            " WHERE f.happened_at < p.started_at OR f.happened_at > p.ended_at"
            " OR f.author_id != p.owner_id OR f.customer_id != p.customer_id",
        )
        == []
    )
    assert (
        make.query(
            filled,
            "SELECT id FROM follow_up WHERE effective != (period_id IS NOT NULL)"
            " OR next_contact_at <= happened_at",
        )
        == []
    )


def test_no_two_customers_share_a_name_or_a_phone(filled: Crm) -> None:
    assert (
        make.query(
            filled,
            "SELECT kind, key FROM duplicate_key WHERE kind IN ('name', 'phone', 'credit')"
            " GROUP BY kind, key HAVING count(*) > 1",
        )
        == []
    )


def test_today_has_work_of_every_kind(filled: Crm, wang: Actor) -> None:
    today = filled.days.today(wang)
    assert today.contacts
    assert today.expiring
    assert any(filled.tasks.list(wang))


def test_credit_codes_are_right(filled: Crm) -> None:
    codes = make.query(filled, "SELECT credit_code FROM customer WHERE credit_code != ''")
    assert len(codes) > 50
    assert [code for (code,) in codes if credit_code_fault(code)] == []


def test_samples_are_not_the_last_thing_to_undo(filled: Crm, wang: Actor) -> None:
    assert {batch.road for batch in filled.history.batches(wang)} == {"setup"}
    with pytest.raises(NothingToUndoError):
        filled.history.undo(wang)
    assert date.fromordinal(filled.offices.who(wang)[2]) == make.NOW.date()


def test_a_sample_office_shows_what_its_people_have_to_think_of(filled: Crm, wang: Actor) -> None:
    assert one(filled, "SELECT count(*) FROM task WHERE recurrence <> ''") > 5
    assert one(filled, "SELECT count(*) FROM key_date WHERE is_lunar AND kind = 'birthday'") > 2
    assert one(filled, "SELECT count(*) FROM key_date WHERE NOT is_lunar AND month > 0") > 2
    assert len(filled.greetings.templates(wang)) == 2
    assert one(filled, "SELECT count(*) FROM customer WHERE type = 'at_risk'") > 1
    assert (
        one(filled, "SELECT count(*) FROM task WHERE origin = 'win_back' AND done_at IS NULL") > 1
    )


def test_a_sample_office_shows_what_people_did_of_late(filled: Crm, wang: Actor) -> None:
    assert len(filled.deals.list(wang)) > 5
    orders = filled.orders.list(wang, OrderRequest())
    assert {each.status for each in orders} >= {OrderStatus.DRAFT, OrderStatus.CONFIRMED}
    assert filled.order_goods.due(wang, DueRequest(span=DueSpan.TODAY))
    contracts = filled.contracts.list(wang, ContractRequest())
    assert {each.status for each in contracts} == {ContractStatus.DRAFT, ContractStatus.IN_FORCE}
    assert any(each.order for each in contracts)
    quotes = filled.quotes.list(wang, QuoteRequest(all_versions=True))
    assert {each.status for each in quotes} >= {
        QuoteStatus.DRAFT, QuoteStatus.SENT, QuoteStatus.REFUSED, QuoteStatus.ACCEPTED
    }  # fmt: skip
    assert len(filled.products.list(wang, ProductRequest())) == 9
    assert filled.movements.extensions(wang)
    assert filled.disputes.list(wang)
    assert filled.leaves.list(wang)
    assert one(filled, "SELECT count(*) FROM customer WHERE locked_until_day IS NOT NULL") > 5
    assert one(filled, "SELECT count(*) FROM customer_team") > 2
    # Earlier stories are told by their periods alone: their events are not made up.
    assert [law for law in invariants.broken(filled) if not law.startswith("5 ")] == []


def test_money_is_planned_received_invoiced_and_waits_to_be_claimed(tmp_path: Path) -> None:
    crm = usual(tmp_path)
    admin = make.admin(crm)
    plans = crm.payment_plans.list(admin, PlanRequest())
    assert {each.fields.kind for each in plans} >= {PlanKind.ADVANCE, PlanKind.RETENTION}
    assert crm.payments.list(admin, PaymentRequest())
    assert crm.invoices.list(admin, InvoiceRequest())
    came = crm.bank_receipts.list(admin, BankReceiptRequest())
    assert len(came) == 3
    assert [each for each in came if each.proposal is not None]


def test_orders_were_confirmed_in_the_weeks_before_each_at_its_hour(
    filled: Crm, wang: Actor
) -> None:
    today = filled.offices.who(wang)[2]
    days = [day for (day,) in make.query(filled, _CONFIRMED)]
    assert len(set(days)) > 5
    assert 0 < days.count(today) < len(days) / 4
    for day, at, since in make.query(filled, _TOLD):
        assert day_of(datetime.fromtimestamp(at / 1000, UTC), make.SHANGHAI) == day
        assert at >= since
    lost = [day for (day,) in make.query(filled, _LOST)]
    assert lost.count(today) < len(lost) / 2
    late = "SELECT count(*) FROM event WHERE at > (SELECT max_seen_at FROM office)"
    assert one(filled, late) == 0


def test_somebody_waits_for_an_answer_and_two_were_given(filled: Crm, wang: Actor) -> None:
    asked = filled.approvals.list(wang, ApprovalRequest())
    assert {each.status for each in asked} == {
        ApprovalStatus.OPEN, ApprovalStatus.GRANTED, ApprovalStatus.REFUSED
    }  # fmt: skip
    (waiting,) = filled.days.waiting(wang).approvals
    assert waiting.status is ApprovalStatus.OPEN
    manager = Actor(filled.people.find(wang, "lina"), Road.SHELL)
    assert filled.days.waiting(manager).approvals == (waiting,)
