"""The migrations make exactly the tables that the code declares."""

from __future__ import annotations

import re
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Column, Engine, Table, create_engine, inspect

from crm_tui.db import migrations
from crm_tui.db.schema import METADATA as GENERATED
from crm_tui.db.tables import METADATA
from tests import make
from tests.architecture import schema

SEARCH = ("customer_search", "follow_up_search")


@pytest.fixture
def engine() -> Engine:
    return create_engine(f"sqlite:///{make.empty_template()}")


@pytest.mark.long
def test_the_tables_of_the_program_are_written_from_their_classes() -> None:
    wanted, stored = schema.modules(), schema.stored()
    stale = sorted(name for name in wanted.keys() | stored if wanted.get(name) != stored.get(name))
    assert not stale, f"{schema.HOW} Stale: {stale}"


def test_statements_read_and_write_what_the_classes_declare() -> None:
    for noun in schema.stored():
        import_module(f"crm_tui.db.schema.{noun.removesuffix('.py')}")
    assert {name: described(table) for name, table in GENERATED.tables.items()} == {
        name: described(table) for name, table in METADATA.tables.items()
    }


def described(table: Table) -> list[str]:
    """Say what a statement knows of a table: columns, types, keys and values."""
    key = getattr(table.autoincrement_column, "name", None)
    return [f"counts up: {key}", *map(column_described, table.columns)]


def column_described(column: Column[Any]) -> str:
    """Say what a statement knows of a column."""
    default = getattr(column.default, "arg", None)
    given = getattr(default, "__name__", repr(default))
    stored = getattr(column.server_default, "arg", None)
    # SQLModel has a text type of its own, and a check is the database's: the values are the same.
    kind = re.sub("AutoString", "String", repr(column.type)).replace(", create_constraint=True", "")
    members = getattr(column.type, "enums", ())
    nature = f"key={column.primary_key} empty={column.nullable}"
    return f"{column.name}: {kind} {members} {nature} value={given} stored={stored}"


def is_ours(item: object, name: str | None, kind: str, *_: object) -> bool:
    """Leave out the full-text table and its shadows: no table class describes them."""
    return not (kind == "table" and (name or "").startswith(SEARCH))


def test_migrations_equal_models(engine: Engine) -> None:
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": is_ours}
        )
        assert compare_metadata(context, METADATA) == []


def test_indexes_and_checks_are_the_declared_ones_to_the_letter(
    engine: Engine, tmp_path: Path
) -> None:
    declared = create_engine(f"sqlite:///{tmp_path / 'declared.db'}")
    METADATA.create_all(declared)
    sql = (
        "SELECT name, replace(sql, '\"', '') FROM sqlite_master"
        " WHERE type = 'index' AND sql IS NOT NULL ORDER BY name"
    )
    with engine.connect() as migrated, declared.connect() as fresh:
        assert migrated.exec_driver_sql(sql).fetchall() == fresh.exec_driver_sql(sql).fetchall()
    for table in METADATA.sorted_tables:
        assert _checks(engine, table) == _checks(declared, table)


def _checks(engine: Engine, table: Table) -> list[tuple[str, str]]:
    found = inspect(engine).get_check_constraints(table.name)
    return sorted((str(each["name"]), each["sqltext"]) for each in found)


def test_the_version_of_a_file_is_the_number_of_migrations() -> None:
    scripts = ScriptDirectory(str(Path(migrations.__file__).parent))
    assert len(list(scripts.walk_revisions())) == migrations.SCHEMA_VERSION


_OF_FEW = {"ix_customer_parent"}
"""Partial indexes that few customers stand in cost the others nothing."""


def test_a_customer_has_at_most_ten_indexes(engine: Engine) -> None:
    indexes = inspect(engine).get_indexes("customer")
    partial = {each["name"] for each in indexes if "sqlite_where" in each["dialect_options"]}
    assert partial >= _OF_FEW
    assert len(indexes) - len(_OF_FEW) <= 10
