"""The migrations make exactly the tables that the code declares."""

from __future__ import annotations

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, Table, create_engine, inspect

from crm_tui.db import migrations
from crm_tui.db.tables import METADATA
from tests import make

SEARCH = "customer_search"


@pytest.fixture
def engine() -> Engine:
    return create_engine(f"sqlite:///{make.empty_template()}")


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


def test_a_customer_has_at_most_ten_indexes(engine: Engine) -> None:
    assert len(inspect(engine).get_indexes("customer")) <= 10
