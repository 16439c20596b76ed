"""Keep an office as an older version of the schema kept it: `python -m tests.files.keep_version N`.

The office of version 1 is brought to revision N by the migrations of then, which never change.
"""

from __future__ import annotations

import gzip
import sqlite3
import sys
import tempfile
from pathlib import Path

from alembic import command
from alembic.config import Config

from crm_tui.db import migrations
from crm_tui.db.engine import APPLICATION_ID, Location, locate

FOLDER = Path(__file__).parent


def keep(version: int) -> Path:
    """Write the compressed file of a version and return it."""
    kept = FOLDER / f"office-v{version}.db.gz"
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "office.db"
        file.write_bytes(gzip.decompress((FOLDER / "office-v1.db.gz").read_bytes()))
        bring_to(locate(file), version)
        connection = sqlite3.connect(file)
        connection.execute("VACUUM")
        connection.close()
        kept.write_bytes(gzip.compress(file.read_bytes(), mtime=0))
    return kept


def bring_to(location: Location, version: int) -> None:
    """Make the tables of a version in an older database of either engine."""
    configuration = Config()
    configuration.set_main_option("script_location", str(Path(migrations.__file__).parent))
    with migrations.schema_turn(location) as connection:
        configuration.attributes["connection"] = connection
        command.upgrade(configuration, f"{version:04}")
        if location.path is not None:
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            connection.exec_driver_sql(f"PRAGMA user_version={version}")


if __name__ == "__main__":
    print(keep(int(sys.argv[1])))
