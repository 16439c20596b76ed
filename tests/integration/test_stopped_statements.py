"""Statements that are stopped before their end, by who asked or by a server of its own accord."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from sqlalchemy import text

from crm_tui.bootstrap import Crm
from crm_tui.cancels import Cancel
from crm_tui.cli.app import run
from crm_tui.db.interrupts import aside
from crm_tui.domain.users import Actor
from crm_tui.errors import DatabaseUnavailableError, SupersededError
from tests import servers


def is_about_a_server() -> None:
    """Leave this test out where offices are files."""
    if servers.running() is None:
        pytest.skip("is about a server")


@contextmanager
def locked(crm: Crm, statement: str) -> Iterator[None]:
    """Another program that holds what others have to wait for."""
    with crm.database.engine.connect() as connection:
        connection.execution_options(crm_scratch=True).execute(text(statement))
        yield
        connection.rollback()


def test_who_takes_a_question_back_does_not_wait_until_the_server_was_told() -> None:
    gate, told, cancel = threading.Event(), threading.Event(), Cancel()

    def tell() -> None:
        assert gate.wait(20)
        told.set()

    with aside(tell, OSError) as interrupt, cancel.interruptible(interrupt):
        cancel.cancel()
        assert not told.is_set()
        gate.set()
    assert told.is_set(), "before that the connection is nobody else's"


def test_a_server_that_cannot_be_told_lets_the_statement_go_on() -> None:
    def tell() -> None:
        raise OSError

    with aside(tell, OSError) as interrupt:
        interrupt()


def test_a_server_is_told_again_until_nothing_runs_any_more() -> None:
    times, often = count(1), threading.Event()

    def tell() -> None:
        if next(times) == 3:
            often.set()

    with aside(tell, OSError) as interrupt:
        interrupt()
        assert often.wait(20)


def test_a_server_stops_what_begins_after_it_was_told(crm: Crm, admin: Actor) -> None:
    is_about_a_server()
    cancel, began = Cancel(), time.monotonic()

    def read() -> None:
        with crm.database.reading(admin) as view:
            cancel.cancel()
            view.connection.exec_driver_sql("SELECT pg_sleep(20)")

    with pytest.raises(SupersededError), cancel.covering():
        read()
    assert time.monotonic() - began < 15


def test_a_server_stops_at_once_what_is_taken_back(crm: Crm, admin: Actor) -> None:
    is_about_a_server()
    cancel, began = Cancel(), time.monotonic()
    timer = threading.Timer(0.1, cancel.cancel)
    timer.start()
    with pytest.raises(SupersededError), cancel.covering(), crm.database.reading(admin) as view:
        view.connection.exec_driver_sql("SELECT pg_sleep(20)")
    timer.join()
    assert time.monotonic() - began < 5
    assert crm.offices.people()


def test_what_a_server_stops_by_itself_is_said_as_such(crm: Crm, admin: Actor) -> None:
    is_about_a_server()

    def read() -> None:
        with crm.database.reading(admin) as view:
            view.connection.exec_driver_sql("SET LOCAL statement_timeout = 20")
            view.connection.exec_driver_sql("SELECT pg_sleep(20)")

    with pytest.raises(DatabaseUnavailableError) as caught:
        read()
    assert caught.value.reason == "stopped"
    assert crm.offices.people()


_ADD = ("customer", "add", "甲", "--contact", "张三", "--phone", "13800138000")


@pytest.mark.parametrize(
    ("command", "table"),
    [
        (("today",), "alembic_version"),
        (("today",), "office"),
        (("customer", "list"), "customer"),
        (_ADD, "customer"),
    ],
)
def test_a_command_that_the_server_stops_ends_in_one_sentence(
    crm: Crm,
    command: tuple[str, ...],
    table: str,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    is_about_a_server()
    monkeypatch.setenv("PGOPTIONS", "-c statement_timeout=100")
    with locked(crm, f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"):
        code = run(["--db", crm.location.url, "--user", "wangwei", *command], lambda _: 0)
    told = capfd.readouterr().err.splitlines()
    assert code == 6
    assert "stopped what was asked" in told[0]
    assert told[1:] == [
        "Try again; whoever looks after the server knows how long a statement may take."
    ]
