"""A guarded office on a server, and what somebody's own role reads there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from sqlalchemy import make_url

from crm_tui.bootstrap import Crm
from tests import make, servers


def guard(crm: Crm, *logins: str) -> None:
    """Give the server the script for these people, as whoever runs it does."""
    servers.rows(crm.location.url, crm.guarding.script(make.admin(crm), logins))


@contextmanager
def reading_as(crm: Crm, login: str) -> Iterator[psycopg.Connection[Any]]:
    """A connection of somebody's own role."""
    role = make_url(crm.location.url).set(username=f"crm_sql_{login}", drivername="postgresql")
    told = role.render_as_string(hide_password=False)
    with psycopg.connect(told, autocommit=True) as connection:
        yield connection


def ids(connection: psycopg.Connection[Any], table: str = "customer") -> list[int]:
    """The ids that a role reads of a table."""
    return [row[0] for row in connection.execute(f"SELECT id FROM {table} ORDER BY id").fetchall()]
