"""What reading views keep from one to the next, and that they only read."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from crm_tui.bootstrap import Crm
from crm_tui.db.queries import pools
from crm_tui.db.unit_of_work import operation
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import DatabaseUnavailableError
from tests import make
from tests.hearing import heard


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Crm]:
    """An office in a file of its own."""
    crm = make.office(tmp_path)
    yield crm
    crm.close()


@pytest.fixture
def other(firm: Crm) -> Iterator[Crm]:
    """Another program on the same office."""
    path = firm.database.location.path
    crm = make.opened(path) if path is not None else firm
    yield crm
    if crm is not firm:
        crm.close()


def daily_limit(crm: Crm, actor: Actor) -> int | None:
    with crm.database.reading(actor) as view:
        return pools.policy(view, make.pool_id(crm)).daily_limit


def statements_of_a_page(crm: Crm, actor: Actor) -> list[str]:
    with heard(crm) as statements:
        crm.customers.page(actor, ListRequest(CustomerView.POOL))
    return statements


def test_what_a_pool_asks_for_is_seen_as_soon_as_it_changed(firm: Crm) -> None:
    admin = make.admin(firm)
    assert daily_limit(firm, admin) is None
    make.set_pool(firm, daily_limit=3)
    assert daily_limit(firm, admin) == 3


def test_what_another_program_changed_of_a_pool_is_seen_at_once(firm: Crm, other: Crm) -> None:
    admin = make.admin(firm)
    assert daily_limit(firm, admin) is None
    make.set_pool(other, daily_limit=3)
    assert daily_limit(firm, admin) == 3


def test_a_pool_that_begins_to_hide_its_contacts_hides_them_on_the_next_page(
    firm: Crm, other: Crm
) -> None:
    lina, admin = make.rep(firm, "lina", "李娜"), make.admin(firm)
    make.customer(firm, admin, phone="13800132231", in_pool=True)

    def phones() -> list[str]:
        rows = firm.customers.page(lina, ListRequest(CustomerView.POOL)).rows
        return [row.phone for row in rows]

    assert phones() == ["13800132231"]
    make.set_pool(other, masks_contacts=True)
    assert phones() != ["13800132231"]


def test_claims_of_another_program_close_the_pool_on_the_next_page(firm: Crm, other: Crm) -> None:
    make.set_pool(firm, daily_limit=1)
    lina, admin = make.rep(firm, "lina", "李娜"), make.admin(firm)
    first, second = (make.customer(firm, admin, each, in_pool=True) for each in ("甲", "乙"))

    def days() -> list[int | None]:
        rows = firm.customers.page(lina, ListRequest(CustomerView.CLAIMABLE)).rows
        return [row.claimable_from_day for row in rows if row.id == second]

    assert days() == [None]
    other.pools.claim(lina, [first])
    assert days() == [make.NOW.toordinal() + 1]


def test_the_second_page_asks_nothing_of_the_pools_that_the_first_one_asked(firm: Crm) -> None:
    make.is_about_a_file()
    lina, admin = make.rep(firm, "lina", "李娜"), make.admin(firm)
    make.customer(firm, admin, in_pool=True)
    first, second = (statements_of_a_page(firm, lina) for _ in range(2))
    assert any("claim_ledger" in each for each in first)
    assert not any("claim_ledger" in each or "masks_contacts" in each for each in second)


def test_a_writer_reads_what_it_has_just_changed(firm: Crm) -> None:
    admin, pool_id = make.admin(firm), make.pool_id(firm)
    assert daily_limit(firm, admin) is None

    @operation(Permission.EDIT_POOL)
    def limit(crm: Crm) -> list[int | None]:
        found = []
        with crm.database.writing(admin) as unit:
            for most in (3, 4):
                pools.update_pool(unit, pool_id, {"daily_limit": most})
                found.append(pools.policy(unit, pool_id).daily_limit)
        return found

    assert limit(firm) == [3, 4]
    assert daily_limit(firm, admin) == 4


def test_a_view_may_only_read_whatever_its_connection_did_before(firm: Crm) -> None:
    make.is_about_a_file()
    admin = make.admin(firm)
    for _ in range(2):
        make.customer(firm, admin)
        with (
            pytest.raises(DatabaseUnavailableError) as refused,
            firm.database.reading(admin) as view,
        ):
            view.connection.execute(text("DELETE FROM event"))
        assert refused.value.reason == "read_only"


def test_a_connection_that_only_reads_keeps_its_statements(firm: Crm) -> None:
    make.is_about_a_file()
    lina = make.rep(firm, "lina", "李娜")
    statements_of_a_page(firm, lina)
    said: list[str] = []
    pooled = firm.database.engine.connect()
    pooled.connection.driver_connection.set_trace_callback(said.append)  # type: ignore[union-attr]  # the driver's own
    pooled.close()
    firm.customers.page(lina, ListRequest(CustomerView.POOL))
    assert "BEGIN DEFERRED" in said
    assert not any("query_only" in each for each in said)
