"""Engines of offices that live as long as a test."""

from __future__ import annotations

import sqlite3

from sqlalchemy import Engine, event
from sqlalchemy.util import LRUCache

from crm_tui.db import engine as engine_module
from crm_tui.db import unit_of_work
from crm_tui.db.engine import Location


def share_compiled_statements() -> None:
    """Let the offices of all tests share what SQLAlchemy compiled: a statement costs 1 ms once.

    An engine keeps compiled statements for itself, under its dialect; every test opens one anew.
    Nor is a disk waited for: what a test writes need not outlive the machine.
    """
    make_engine = engine_module.make_engine
    first: dict[str, Engine] = {}

    def sharing(location: Location) -> Engine:
        engine = make_engine(location)
        if location.path is not None:
            event.listen(engine, "connect", _wait_for_no_disk)
        if engine.dialect.name not in first:
            first[engine.dialect.name] = engine
            engine._compiled_cache = LRUCache(10_000)
        known = first[engine.dialect.name]
        engine.dialect = engine.pool._dialect = known.dialect
        engine._compiled_cache = known._compiled_cache
        return engine

    vars(unit_of_work)["make_engine"] = sharing


def _wait_for_no_disk(connection: sqlite3.Connection, _record: object) -> None:
    connection.execute("PRAGMA synchronous=OFF")
