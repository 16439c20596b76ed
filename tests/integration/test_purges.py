"""Removed for good: nothing of a customer is left but that something happened, and when."""

from __future__ import annotations

import re

import pytest
from sqlmodel import SQLModel

from crm_tui.bootstrap import Crm
from crm_tui.db import tables  # noqa: F401 - declares every table
from crm_tui.db.queries import purges
from crm_tui.db.schema.movements import DISPUTE
from crm_tui.domain.contacts import ContactFields
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.deals import DealFields
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.standings import HasDeals, HasPapers, NotDeleted
from crm_tui.domain.tasks import TaskDraft
from crm_tui.domain.users import Actor
from crm_tui.errors import NotFoundError, NotPermittedError, RefusedError, UndoRefusedError
from tests import make
from tests.integration.paying import contract, order, pay

SECRETS = ("甲公司", "张敏", "13800132231", "预算已批", "发报价", "zhang@hengxin.cn")


@pytest.fixture
def customer(crm: Crm, admin: Actor) -> CustomerId:
    """A deleted customer about whom much was written."""
    customer = make.customer(crm, admin, "甲公司", phone="13800132231", remarks="甲公司的备注")
    person = ContactFields("张敏", email="zhang@hengxin.cn", birthday="06-18")
    crm.customers.add_contact(admin, customer, person)
    make.follow_up(crm, admin, customer, "预算已批")
    crm.tasks.make(admin, TaskDraft("发报价", make.NOW + make.DAY, customer_id=customer))
    crm.customers.edit(admin, customer, {"short_name": "甲公司简称"})
    crm.standings.delete(admin, [customer])
    return customer


def in_bin(crm: Crm, actor: Actor) -> list[str]:
    page = crm.customers.page(actor, ListRequest(CustomerView.SET_ASIDE))
    return [row.name for row in page.rows]


def test_nothing_that_was_said_of_a_purged_customer_is_left(
    crm: Crm, admin: Actor, customer: CustomerId
) -> None:
    outcome = crm.purges.purge(admin, [customer])
    assert [each.error for each in outcome.results] == [None]
    left = "\n".join(make.dump(crm))
    assert [secret for secret in SECRETS if secret in left] == []
    assert in_bin(crm, admin) == []
    with pytest.raises(NotFoundError):
        crm.customers.record(admin, customer)


def test_the_history_keeps_what_was_done_without_of_whom(
    crm: Crm, admin: Actor, customer: CustomerId
) -> None:
    kinds = "SELECT kind FROM event WHERE customer_id = ? ORDER BY id"
    before = make.query(crm, kinds, customer)
    crm.purges.purge(admin, [customer])
    assert make.query(crm, kinds, customer) == [*before, ("customer_purged",)]
    said = make.query(
        crm, "SELECT DISTINCT before, after FROM event WHERE customer_id = ?", customer
    )
    assert said == [("{}", "{}")]


def test_a_preview_counts_what_would_go(crm: Crm, admin: Actor, customer: CustomerId) -> None:
    found = crm.purges.preview(admin, [customer])
    contents = found.contents
    assert (contents.customers, contents.contacts, contents.follow_ups) == (1, 2, 1)
    assert (contents.tasks, contents.key_dates, found.refused) == (1, 1, ())
    assert in_bin(crm, admin) == ["甲公司"]


def test_more_may_be_marked_than_a_statement_takes_parameters(
    crm: Crm, admin: Actor, customer: CustomerId
) -> None:
    marked = [CustomerId(number) for number in range(300_000)]
    with crm.database.reading(admin) as view:
        assert purges.contents(view, marked).contacts == 2


def test_only_what_was_deleted_goes(crm: Crm, admin: Actor) -> None:
    alive = make.customer(crm, admin, "乙公司")
    invalid = make.customer(crm, admin, "丙公司")
    crm.standings.mark_invalid(admin, [invalid], make.invalid_reason(crm))
    outcome = crm.purges.purge(admin, [alive, invalid, CustomerId(99)])
    reasons = [each.error for each in outcome.refused]
    assert reasons[:2] == [RefusedError(NotDeleted("乙公司")), RefusedError(NotDeleted("丙公司"))]
    assert isinstance(reasons[2], NotFoundError)


def test_what_was_sold_stays_until_it_is_voided(
    crm: Crm, admin: Actor, customer: CustomerId
) -> None:
    sold = make.customer(crm, admin, "乙公司")
    deal = crm.deals.record(admin, sold, DealFields(100_00, make.NOW.toordinal(), ""))
    crm.standings.delete(admin, [sold])
    refused, done = crm.purges.purge(admin, [sold, customer]).results
    assert refused.error == RefusedError(HasDeals("乙公司", 1))
    assert done.error is None
    assert deal.changed.batch_id is not None


def test_papers_that_count_are_never_removed(crm: Crm, admin: Actor, customer: CustomerId) -> None:
    ordered, signed, paid = (make.customer(crm, admin, f"{name}公司") for name in "丙丁戊")
    order(crm, admin, ordered)
    contract(crm, admin, signed)
    pay(crm, admin, paid, 100_00)
    for each in crm.deals.list(admin, ordered):
        crm.deals.void(admin, each.id, "")
    crm.standings.delete(admin, [ordered, signed, paid])
    outcome = crm.purges.purge(admin, [ordered, signed, paid, customer])
    assert [each.error for each in outcome.results] == [
        RefusedError(HasPapers("丙公司", 1)),
        RefusedError(HasPapers("丁公司", 1)),
        RefusedError(HasPapers("戊公司", 1)),
        None,
    ]


def test_only_who_runs_the_office_purges(crm: Crm, lina: Actor, customer: CustomerId) -> None:
    with pytest.raises(NotPermittedError):
        crm.purges.purge(lina, [customer])
    with pytest.raises(NotPermittedError):
        crm.purges.preview(lina, [customer])


def test_undo_leaves_a_purged_customer_gone(crm: Crm, admin: Actor, customer: CustomerId) -> None:
    batches = [each for each in crm.history.batches(admin) if each.operation == "Customers.edit"]
    crm.purges.purge(admin, [customer])
    for batch in batches:
        with pytest.raises(UndoRefusedError):
            crm.history.undo(admin, batch.id)


def test_others_no_longer_point_at_it(crm: Crm, admin: Actor, customer: CustomerId) -> None:
    other = make.customer(crm, admin, "乙公司")
    make.meddle(crm, f"UPDATE customer SET parent_id = {customer} WHERE id = {other}")
    crm.purges.purge(admin, [customer])
    assert make.query(crm, "SELECT parent_id FROM customer WHERE id = ?", other) == [(None,)]


def test_every_table_that_belongs_to_customers_is_known() -> None:
    known = {table.name for table in purges._OF_CUSTOMERS}
    known |= {table.name for table, _column, _owner in purges._DETAILS}
    known |= {DISPUTE.name, "duplicate_dismissal", "customer"}
    gone = {"customer", *known}
    belonging = {
        table.name
        for table in SQLModel.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name in gone and re.search("_id$", key.parent.name)
    }
    assert belonging - known == set()


def test_an_undo_passes_over_what_was_removed_for_good(crm: Crm) -> None:
    boss = make.admin(crm)
    gone, kept = make.customer(crm, boss, "甲公司"), make.customer(crm, boss, "乙公司")
    crm.customers.edit(boss, kept, {"city": "上海"})
    crm.standings.delete(boss, [gone])
    crm.purges.purge(boss, [gone])
    assert crm.history.undo(boss).customer == "乙公司"


@pytest.mark.parametrize("table", ["follow_up", "task"])
def test_a_contact_that_goes_is_looked_for_by_an_index(crm: Crm, table: str) -> None:
    make.is_about_a_file()  # a server plans by how full its tables are
    asked = f"EXPLAIN QUERY PLAN SELECT 1 FROM {table} WHERE contact_id = 1"
    ((*_, plan),) = make.query(crm, asked)
    assert f"ix_{table}_contact" in plan
