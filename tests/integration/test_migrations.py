"""A file of an older version is brought up to date once, with a copy beside it."""

from __future__ import annotations

import gzip
import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm, open_crm
from crm_tui.db.migrations import SCHEMA_VERSION
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.pools.limits import LimitLevel
from crm_tui.domain.users import ADMIN_PERMISSIONS, MANAGER_PERMISSIONS, REP_PERMISSIONS
from tests import invariants, make
from tests.long_runs import only_long
from tests.templates import made_once

FILES = Path(__file__).parents[1] / "files"
OLD_FILES = {
    int(file.name.removeprefix("office-v").removesuffix(".db.gz")): file
    for file in sorted(FILES.glob("office-v*.db.gz"))
}
"""The same thirty customers as each version of the schema kept them."""


@pytest.fixture
def old_file(tmp_path: Path) -> Path:
    """An office of thirty customers as version 1 of the schema kept it."""
    file = tmp_path / "crm.db"
    file.write_bytes(gzip.decompress(OLD_FILES[1].read_bytes()))
    return file


@pytest.fixture
def crm(old_file: Path) -> Crm:
    """The same, brought up to date once in a run of the tests."""

    def update(file: Path) -> None:
        shutil.copyfile(old_file, file)
        open_crm(make.settings(file), make.clock()).close()

    shutil.copyfile(made_once("updated-v1.db", update), old_file)
    return open_crm(make.settings(old_file), make.clock())


def values(file: Path, sql: str) -> list[tuple[object, ...]]:
    with sqlite3.connect(file) as connection:
        found = connection.execute(sql).fetchall()
    connection.close()
    return found


def test_an_old_file_is_brought_up_to_date_with_a_copy_beside_it(old_file: Path) -> None:
    before = values(old_file, "SELECT id, name, owner_id, pool_id, last_day FROM customer")
    crm = open_crm(make.settings(old_file), make.clock())
    crm.close()
    assert values(old_file, "PRAGMA user_version") == [(SCHEMA_VERSION,)]
    after = values(old_file, "SELECT id, name, owner_id, pool_id, last_day FROM customer")
    assert after == before
    assert crm.backup is not None
    assert values(crm.backup, "PRAGMA user_version") == [(1,)]


@pytest.mark.long
def test_a_large_old_file_is_backed_up_though_its_lock_is_held(
    old_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("crm_tui.db.large_copies.LARGE_BYTES", 0)
    crm = open_crm(make.settings(old_file), make.clock())
    assert crm.backup is not None
    crm.close()


@pytest.mark.long
def test_what_was_set_still_holds_after_the_move(old_file: Path, crm: Crm) -> None:
    admin = make.admin(crm)
    assert crm.customers.page(admin, ListRequest(CustomerView.ALL)).total == 30
    (limit,) = (row.limit for row in crm.pool_settings.limits(admin))
    assert (limit.level, limit.subject_id) == (LimitLevel.OFFICE, None)
    owned = values(old_file, "SELECT id FROM customer WHERE owner_id IS NOT NULL LIMIT 1")
    (customer_id,) = owned[0]
    assert isinstance(customer_id, int)
    explanation = crm.pools.why(admin, CustomerId(customer_id))
    assert explanation.protection.rule is not None
    crm.close()


def test_every_held_customer_runs_under_a_rule_of_its_pool(old_file: Path, crm: Crm) -> None:
    crm.close()
    wrong = (
        "SELECT count(*) FROM customer JOIN pool_rule ON pool_rule.id = customer.rule_id"
        " JOIN pool_rule_version ON pool_rule_version.id = pool_rule.version_id"
        " WHERE pool_rule_version.pool_id != customer.pool_id"
    )
    assert values(old_file, wrong) == [(0,)]
    assert values(
        old_file, "SELECT count(*) FROM customer WHERE owner_id IS NOT NULL AND rule_id IS NULL"
    ) == [(0,)]


def test_an_id_is_never_given_out_again(old_file: Path, tmp_path: Path) -> None:
    with sqlite3.connect(old_file) as connection:
        connection.execute("UPDATE sqlite_sequence SET seq = 9000 WHERE name = 'ownership_period'")
    connection.close()
    crm = open_crm(make.settings(old_file), make.clock())
    crm.close()
    assert values(old_file, "SELECT seq FROM sqlite_sequence WHERE name = 'ownership_period'") == [
        (9000,)
    ]


def first_roles() -> dict[str, set[str]]:
    """What each of the roles of a new office may."""
    return {
        code: {permission.value for permission in permissions}
        for code, permissions in {
            "rep": REP_PERMISSIONS,
            "manager": MANAGER_PERMISSIONS,
            "admin": ADMIN_PERMISSIONS,
        }.items()
    }


def test_the_first_roles_may_what_they_may_in_a_new_office(old_file: Path, crm: Crm) -> None:
    crm.close()
    stored = values(old_file, "SELECT code, permissions FROM role")
    assert {code: set(json.loads(str(words))) for code, words in stored} == first_roles()


def test_what_lies_in_a_pool_is_dated_from_its_last_period(old_file: Path, crm: Crm) -> None:
    crm.close()
    wrong = (
        "SELECT count(*) FROM customer WHERE pool_since IS NOT (CASE"
        " WHEN owner_id IS NULL AND standing = 'normal' THEN coalesce((SELECT max(ended_at)"
        " FROM ownership_period WHERE customer_id = customer.id), created_at) END)"
    )
    assert values(old_file, wrong) == [(0,)]
    dated = values(old_file, "SELECT count(*) FROM customer WHERE pool_since IS NOT NULL")
    assert dated != [(0,)]


def test_an_old_file_is_searched_by_all_that_a_new_one_is(old_file: Path, crm: Crm) -> None:
    admin = make.admin(crm)
    follow_ups = values(
        old_file, "SELECT customer_id, content FROM follow_up WHERE deleted_at IS NULL LIMIT 3"
    )
    places = values(old_file, "SELECT id, city FROM customer WHERE city <> '' LIMIT 3")
    tagged = values(old_file, "SELECT id, tags ->> 0 FROM customer WHERE tags <> '[]' LIMIT 3")
    reached = values(old_file, "SELECT customer_id, email FROM contact WHERE email <> '' LIMIT 3")
    asked = [*follow_ups, *places, *tagged, *reached]
    assert len(asked) > 3
    for customer_id, words in asked:
        request = ListRequest(CustomerView.ALL, query=str(words)[:10])
        assert customer_id in crm.customers.ids(admin, request), words
    assert crm.doctor.examine(thoroughly=True).is_sound


def test_a_file_of_every_version_is_kept() -> None:
    """Whoever raises the version keeps a file of the one before."""
    missing = set(range(1, SCHEMA_VERSION)) - set(OLD_FILES)
    assert not missing, f"python -m tests.files.keep_version {min(missing)}"


@pytest.fixture(scope="module")
def newest_schema() -> list[tuple[object, ...]]:
    """What a new file is made of."""
    return values(make.empty_template(), SCHEMA)


SCHEMA = (
    "SELECT type, name, tbl_name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    " AND name NOT LIKE '%_search%' ORDER BY 1, 2"
)


GONE = frozenset[str]()
"""Tables of which a migration leaves rows out."""


def sizes(file: Path) -> dict[str, int]:
    """How many rows each table of a file has, but for those of the search."""
    names = [str(name) for kind, name, _table in values(file, SCHEMA) if kind == "table"]
    return {name: int(str(values(file, f"SELECT count(*) FROM {name}")[0][0])) for name in names}


_VERSIONS = sorted(OLD_FILES)
_SOME = [_VERSIONS[0], _VERSIONS[-1]]
"""The first goes through every migration there is, the newest through what was added last."""


@pytest.mark.parametrize(
    "version",
    [*_SOME, *only_long(each for each in _VERSIONS if each not in _SOME)],
)
def test_a_file_of_any_version_becomes_one_of_the_newest(
    version: int, tmp_path: Path, newest_schema: list[tuple[object, ...]]
) -> None:
    file = tmp_path / "crm.db"
    file.write_bytes(gzip.decompress(OLD_FILES[version].read_bytes()))
    assert values(file, "PRAGMA user_version") == [(version,)]
    before = values(file, "SELECT id, name, owner_id, pool_id, last_day FROM customer")
    counted = sizes(file)
    crm = open_crm(make.settings(file), make.clock())
    assert crm.backup is not None
    assert values(crm.backup, "PRAGMA user_version") == [(version,)]
    # What a table that is made anew refers to, or what refers to it, goes with none of its rows.
    after = sizes(file)
    assert {name for name, rows in counted.items() if rows > after.get(name, 0)} <= GONE
    assert values(file, "SELECT id, name, owner_id, pool_id, last_day FROM customer") == before
    assert values(file, SCHEMA) == newest_schema
    assert crm.doctor.examine(thoroughly=True).is_sound
    # The sample data of then wrote no events.
    assert [each for each in invariants.broken(crm) if not each.startswith("5 ")] == []
    crm.close()
