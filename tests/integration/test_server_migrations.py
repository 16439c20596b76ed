"""An office on a server that an older version of the program left is brought up to date."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import MetaData, create_engine, inspect

from crm_tui.bootstrap import Crm, assemble
from crm_tui.db.engine import locate
from crm_tui.db.migrations import SCHEMA_VERSION, bring_up_to_date, stored_version
from crm_tui.db.moving import places
from crm_tui.db.moving.tables import carried_tables
from crm_tui.db.servers import plain_engine
from crm_tui.db.tables import METADATA
from crm_tui.db.unit_of_work import Database
from tests import invariants, make, servers
from tests.files.keep_version import bring_to
from tests.integration.test_migrations import OLD_FILES, first_roles

pytestmark = pytest.mark.skipif("not config.getoption('--postgres')", reason="needs a server")

_OF_ENGINES = ("customer_search", "follow_up_search", "alembic_version", "sqlite_")
"""What each engine keeps for itself."""


@pytest.fixture
def url() -> Iterator[str]:
    """A database in which there is nothing."""
    server = servers.running()
    assert server is not None
    found = server.empty()
    yield found
    server.drop(found)


def left_by(version: int, url: str, folder: Path) -> None:
    """Put the thirty customers of a version, as a file of it kept them, into tables of then."""
    bring_to(locate(url), version)
    file = folder / "then.db"
    file.write_bytes(gzip.decompress(OLD_FILES[version].read_bytes()))
    old, server = create_engine(f"sqlite:///{file}"), plain_engine(locate(url))
    with old.connect() as source, server.begin() as target:
        tables = MetaData()
        tables.reflect(target, only=lambda name, _: not name.startswith(_OF_ENGINES))
        carried = carried_tables(tables)
        with places.references_checked_after(target):
            for table in carried:
                places.put(target, table, table.chunks(source))
        places.go_on_numbering(target, carried, places.numbers_given(source, carried))
    old.dispose()
    server.dispose()


def customers(url: str) -> list[tuple[object, ...]]:
    asked = "SELECT id, name, owner_id, pool_id, last_day FROM customer ORDER BY id"
    return servers.rows(url, asked)


_VERSIONS = sorted(OLD_FILES)


@pytest.mark.parametrize("version", [*_VERSIONS[:1], *_VERSIONS[11::6], _VERSIONS[-1]])
def test_a_server_of_an_older_version_becomes_one_of_the_newest(
    version: int, url: str, tmp_path: Path
) -> None:
    left_by(version, url, tmp_path)
    assert stored_version(locate(url)) == version
    before = customers(url)
    assert len(before) == 30
    bring_up_to_date(locate(url))
    assert stored_version(locate(url)) == SCHEMA_VERSION
    assert customers(url) == before
    roles = servers.rows(url, "SELECT code, permissions FROM role")
    assert {code: set(json.loads(words)) for code, words in roles} == first_roles()
    crm = assemble(Database(locate(url), make.clock()))
    crm.doctor.rebuild_search()
    assert crm.doctor.examine(thoroughly=True).is_sound
    # The sample data of then wrote no events.
    assert [each for each in invariants.broken(crm) if not each.startswith("5 ")] == []
    _is_worked_in(crm)
    crm.close()


def _is_worked_in(crm: Crm) -> None:
    """Write a row into what the newest versions added, and numbers that are given anew."""
    admin = make.admin(crm)
    ((last,),) = make.query(crm, "SELECT max(id) FROM customer")
    mine = make.customer(crm, admin, "新公司")
    assert mine > last
    make.follow_up(crm, admin, mine)
    assert make.lead(crm, admin)


def test_its_tables_are_those_that_the_program_declares(url: str, tmp_path: Path) -> None:
    left_by(_VERSIONS[-1], url, tmp_path)
    bring_up_to_date(locate(url))
    engine = create_engine(url)
    looked = inspect(engine)
    for name, table in METADATA.tables.items():
        stored = {column["name"]: column["nullable"] for column in looked.get_columns(name)}
        assert stored == {column.name: column.nullable for column in table.columns}, name
        found = {(each["name"], *each["column_names"]) for each in looked.get_indexes(name)}
        assert found >= {(each.name, *each.columns.keys()) for each in table.indexes}, name
    engine.dispose()
