"""What the program asks of SQLite; the offices of other tests wait for no disk."""

from __future__ import annotations

from pathlib import Path

from crm_tui.db.engine import locate, make_engine
from tests import make

FULL = 2


def test_a_commit_waits_until_the_disk_has_it(tmp_path: Path) -> None:
    engine = make_engine(locate(make.office_file(tmp_path)))
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == FULL
    engine.dispose()
