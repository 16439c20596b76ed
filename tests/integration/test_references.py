"""Of a transaction that adds very many rows it is checked at its end what they refer to."""

from __future__ import annotations

import pytest
from sqlalchemy.exc import IntegrityError

from crm_tui.bootstrap import Crm
from crm_tui.db import references
from crm_tui.db.raw import rows, run
from crm_tui.domain.users import Actor
from tests import make

NOBODY = 9_999
PHONE = (
    "INSERT INTO contact_phone (contact_id, position, number, digits, extension)"
    f" VALUES ({NOBODY}, 0, '1', '1', '')"
)
KEY = f"INSERT INTO duplicate_key (kind, key, customer_id) VALUES ('name', 'x', {NOBODY})"


@pytest.mark.parametrize("statement", [PHONE, KEY])
def test_a_row_that_refers_to_nothing_takes_all_back(
    crm: Crm, admin: Actor, statement: str
) -> None:
    make.customer(crm, admin)
    # A server tells of it at once.
    with pytest.raises((AssertionError, IntegrityError)):
        write_unlooked(crm, "UPDATE customer SET remarks = 'changed'", statement)
    assert make.query(crm, "SELECT remarks FROM customer") == [("",)]


def write_unlooked(crm: Crm, *statements: str) -> None:
    """Run statements in one transaction whose references are looked up at its end."""
    with (
        crm.database.staging() as connection,
        references.looked_up_later(connection),
        connection.execution_options(crm_write=True).begin(),
        references.checked(connection),
    ):
        for each in statements:
            run(connection, each)


def test_references_are_looked_up_at_once_again_afterwards(crm: Crm, admin: Actor) -> None:
    make.customer(crm, admin)
    with crm.database.staging() as connection:
        with references.looked_up_later(connection):
            pass
        if connection.dialect.name == "sqlite":
            assert rows(connection, "PRAGMA foreign_keys")[0][0] == 1
