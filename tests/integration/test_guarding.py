"""A person's own role on a server reads what they see in the program, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.pools import MemberKind, PoolMember
from crm_tui.domain.users import Actor
from crm_tui.errors import DatabaseUnavailableError, NotFoundError, NotPermittedError
from tests import make

needs_server = pytest.mark.skipif("not config.getoption('--postgres')", reason="needs a server")

UNREADABLE = (
    *("event", "batch", "event_seal", "user_password", "access_token", "sign_in_attempt"),
    *("office", "role", "channel", "delivery", "notice", "task", "attachment", "saved_view"),
    *("customer_search", "follow_up_search", "contact_reveal", "crm_guard.member"),
)
HOLDING_NUMBERS = ("remarks", "search_digits", "search_text", "custom", "address")
WRITES = (
    "UPDATE customer SET name = 'x'",
    "DELETE FROM customer",
    "INSERT INTO deal DEFAULT VALUES",
    "TRUNCATE contact",
    "ALTER TABLE customer DISABLE ROW LEVEL SECURITY",
    "CREATE TABLE mine (x int)",
    "INSERT INTO crm_guard.member VALUES ('crm_sql_zhao', 1)",
    "SET ROLE crm_sql_lina",
    "CREATE OR REPLACE FUNCTION crm_guard.me() RETURNS integer LANGUAGE sql AS 'SELECT 1'",
)


@needs_server
def test_each_reads_their_own_customers_and_what_belongs_to_them(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    from tests.guards import guard, ids, reading_as  # noqa: PLC0415 - its driver is an extra

    hers = make.customer(crm, lina, name="李娜的", phone="13800132231")
    his = make.customer(crm, zhao, name="赵强的", phone="13900000000")
    for actor, customer in ((lina, hers), (zhao, his)):
        make.follow_up(crm, actor, customer)
    guard(crm, "lina", "zhao", "wangwei")
    guard(crm, "lina")  # given again it changes nothing
    with reading_as(crm, "lina") as reads:
        assert ids(reads) == [hers]
        assert len(ids(reads, "contact")) == len(ids(reads, "follow_up")) == 1
        assert reads.execute("SELECT number FROM contact_phone").fetchall() == [("13800132231",)]
        assert ("赵强",) in reads.execute("SELECT name FROM app_user").fetchall()
    with reading_as(crm, "wangwei") as reads:
        assert ids(reads) == [hers, his]


@needs_server
def test_a_role_writes_nothing_and_reads_no_secret(crm: Crm, lina: Actor, zhao: Actor) -> None:
    import psycopg  # noqa: PLC0415 - an extra

    from tests.guards import guard, reading_as  # noqa: PLC0415 - the same

    make.customer(crm, lina)
    guard(crm, "lina", "zhao")
    secrets = [
        *(f"SELECT * FROM {table}" for table in UNREADABLE),
        *(f"SELECT {column} FROM customer" for column in HOLDING_NUMBERS),
    ]
    with reading_as(crm, "zhao") as connection:
        connection.execute("SET default_transaction_read_only = off")
        for statement in (*WRITES, *secrets):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
        assert connection.execute("SELECT count(*) FROM customer").fetchone() == (0,)


@needs_server
def test_what_a_pool_hides_is_not_read_by_sql_either(crm: Crm, lina: Actor, admin: Actor) -> None:
    from tests.guards import guard, ids, reading_as  # noqa: PLC0415 - its driver is an extra

    make.set_pool(crm, masks_contacts=True)
    customer = make.customer(crm, in_pool=True, phone="13800132231")
    guard(crm, "lina", "wangwei")
    with reading_as(crm, "lina") as reads:
        assert ids(reads) == [customer]
        assert ids(reads, "contact") == ids(reads, "contact_phone") == []
    with reading_as(crm, "wangwei") as reads:
        assert len(ids(reads, "contact_phone")) == 1


@needs_server
def test_who_leaves_or_is_kept_out_reads_nothing_more(crm: Crm, lina: Actor, admin: Actor) -> None:
    from tests.guards import guard, ids, reading_as  # noqa: PLC0415 - its driver is an extra

    mine, pooled = make.customer(crm, lina), make.customer(crm, in_pool=True)
    guard(crm, "lina")
    with reading_as(crm, "lina") as reads:
        assert ids(reads) == [mine, pooled]
        out = PoolMember(MemberKind.USER, lina.user_id, is_excluded=True)
        crm.pool_settings.set_member(admin, make.pool_id(crm), out)
        assert ids(reads) == [mine]
        make.set_user(crm, lina.user_id, status="disabled")
        assert ids(reads) == []


@needs_server
def test_the_program_works_on_as_before(crm: Crm, lina: Actor, admin: Actor) -> None:
    from tests.guards import guard  # noqa: PLC0415 - its driver is an extra

    guard(crm, "lina")
    customer = make.customer(crm, lina)
    assert list(crm.customers.ids(admin, ListRequest(CustomerView.ALL))) == [customer]
    assert crm.doctor.examine(thoroughly=True).is_sound


@needs_server
def test_a_script_is_for_people_who_are_there(crm: Crm, admin: Actor) -> None:
    with pytest.raises(NotFoundError):
        crm.guarding.script(admin, ["nobody"])


def test_only_who_runs_the_office_gets_the_script(crm: Crm) -> None:
    with pytest.raises(NotPermittedError):
        crm.guarding.script(make.rep(crm), [])


def test_a_file_has_no_roles(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    make.is_about_a_file()
    with pytest.raises(DatabaseUnavailableError) as refused:
        crm.guarding.script(admin, [])
    assert refused.value.reason == "not_on_server"
