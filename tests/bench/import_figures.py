"""Imports into an office of a million customers: how long, how much memory, who waits.

They write, so they run on a copy of the office, which is removed afterwards.
"""

from __future__ import annotations

import json
import os
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from crm_tui.bootstrap import open_crm
from crm_tui.domain.customers import CustomerView, ListRequest
from tests.bench import import_files
from tests.bench.measuring import Bound, Figure
from tests.bench.memories import peak_megabytes
from tests.bench.million_office import Office, settings

ROWS = 100_000
MANY_ROWS = 1_000_000
_MOST_SECONDS = ROWS / 6_000
_MOST_MEGABYTES = 600
_MOST_WRITING_SECONDS = 3
_MOST_RATIO = 3
_PAUSE_SECONDS = 0.02
_TABLES = ("customer", "contact", "contact_phone", "duplicate_key", "event")


def figures(office: Office, folder: Path) -> Iterator[Figure]:
    """Yield the figures of imports, as the administrator."""
    book = import_files.workbook(folder / "customers.xlsx", ROWS)
    text = import_files.text_file(folder / "customers.csv", ROWS, first=2 * ROWS)
    copy = folder / "crm.db"
    _copy(office.file, copy)
    raw_reading = _read_raw(book)
    before = _last_ids(copy)
    told = _imported(copy, book)
    raw = raw_reading + _write_raw(copy, before)
    yield from _figures_of(f"import {ROWS:,} rows × 20 of .xlsx", told, raw)
    # Into the same office as the other.
    _copy(office.file, copy)
    yield from _figures_of(f"import {ROWS:,} rows × 20 of .csv", _imported(copy, text), None)
    more = import_files.text_file(folder / "more.csv", ROWS // 5, first=4 * ROWS)
    yield from _waits(copy, _pages_meanwhile(copy, more, office))
    copy.unlink()


def many_figures(folder: Path) -> Iterator[Figure]:
    """Yield what a file of a million rows takes, into an office that has no customers yet."""
    few = import_files.text_file(folder / "customers.csv", ROWS)
    megabytes = _imported(folder / "few.db", few)["megabytes"]
    (folder / "few.db").unlink()
    yield from _many(folder, megabytes)


def _figures_of(what: str, told: dict[str, Any], raw: float | None) -> Iterator[Figure]:
    assert told["created"] + told["refused"] == ROWS, told
    seconds, writing = told["seconds"], told["writing"]
    yield Figure(
        what,
        seconds * 1000,
        seconds * 1000,
        peer="" if raw is None else "read by calamine, executemany of the rows it stored",
        peer_median=None if raw is None else raw * 1000,
        limit=Bound(_MOST_SECONDS * 1000),
        most_ratio=None if raw is None else _MOST_RATIO,
    )
    yield Figure(
        f"{what}: the lock is held",
        writing * 1000,
        writing * 1000,
        limit=Bound(_MOST_WRITING_SECONDS * 1000),
    )
    megabytes = told["megabytes"]
    limit = Bound(_MOST_MEGABYTES)
    yield Figure(
        f"{what}: peak memory, all its processes", megabytes, megabytes, unit="MB", limit=limit
    )
    backup = told["backup"]
    yield Figure(f"{what}: the backup before it, not counted above", backup, backup, unit="s")
    # Beside other work only what the processors did can be compared.
    holding = told["writing_processor"]
    yield Figure(f"{what}: the processor works while the lock is held", holding, holding, unit="s")
    spent = told["processor"]
    yield Figure(f"{what}: processors at work, all its processes", spent, spent, unit="s")


def _waits(copy: Path, pages: list[float]) -> Iterator[Figure]:
    connection = sqlite3.connect(copy)
    mode = connection.execute("PRAGMA journal_mode").fetchone()[0].upper()
    connection.close()
    mode = mode if mode == "WAL" else "rollback"
    # Without a write-ahead log readers wait for the commit.
    limit = Bound(500, "worst") if mode == "WAL" else Bound(500, "p95")
    what = f"a page of a list while {ROWS // 5:,} rows are imported, {mode} journal"
    yield Figure.of(what, pages, limit=limit)


def _many(folder: Path, megabytes_before: float) -> Iterator[Figure]:
    text = import_files.text_file(folder / "many.csv", MANY_ROWS)
    told = _imported(folder / "new.db", text)
    seconds = told["seconds"]
    what = f"import {MANY_ROWS:,} rows × 20 of .csv into an empty office"
    yield Figure(what, seconds * 1000, seconds * 1000)
    yield Figure(
        f"{what}: peak memory, all its processes",
        told["megabytes"],
        told["megabytes"],
        unit="MB",
        peer=f"{ROWS:,} rows, MB",
        peer_median=megabytes_before,
        limit=Bound(_MOST_MEGABYTES),
    )


def _copy(office: Path, copy: Path) -> None:
    """Copy an office until it lies on the disk: else the import would wait for that."""
    shutil.copyfile(office, copy)
    with copy.open("r+b") as written:
        os.fsync(written.fileno())


def _start(database: Path, source: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "tests.bench.import_runs", str(database), str(source)],
        stdout=subprocess.PIPE,
        text=True,
    )


def _imported(database: Path, source: Path) -> dict[str, Any]:
    process = _start(database, source)
    megabytes = peak_megabytes(process)
    assert process.stdout is not None
    with process.stdout as answer:
        told: dict[str, Any] = json.loads(answer.read().splitlines()[-1])
    return {**told, "megabytes": megabytes}


def _pages_meanwhile(database: Path, source: Path, office: Office) -> list[float]:
    crm = open_crm(settings(database))
    request = ListRequest(CustomerView.ALL)
    crm.customers.page(office.manager, request)
    process = _start(database, source)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    pages = []
    while process.poll() is None:
        started = time.perf_counter()
        crm.customers.page(office.manager, request)
        pages.append((time.perf_counter() - started) * 1000)
        time.sleep(_PAUSE_SECONDS)
    process.stdout.close()
    crm.close()
    return pages


def _read_raw(book: Path) -> float:
    from python_calamine import CalamineWorkbook  # noqa: PLC0415 - only this figure

    started = time.perf_counter()
    sheet = CalamineWorkbook.from_path(str(book)).get_sheet_by_index(0)
    assert sum(1 for _row in sheet.iter_rows()) == ROWS + 1
    return time.perf_counter() - started


def _last_ids(database: Path) -> dict[str, int]:
    with sqlite3.connect(database) as connection:
        found = dict(connection.execute("SELECT name, seq FROM sqlite_sequence"))
    connection.close()
    return found


def _write_raw(database: Path, before: dict[str, int]) -> float:
    """Return how long the rows take that the import stored, once more under other ids, raw."""
    connection = sqlite3.connect(database, isolation_level=None)
    for pragma in ("synchronous=FULL", "foreign_keys=OFF", f"cache_size=-{128 * 1024}"):
        connection.execute(f"PRAGMA {pragma}")
    statements = [_rows_again(connection, table, before) for table in _TABLES]
    started = time.perf_counter()
    connection.execute("BEGIN IMMEDIATE")
    for statement, rows in statements:
        connection.executemany(statement, rows)
    connection.execute("COMMIT")
    spent = time.perf_counter() - started
    connection.close()
    return spent


def _rows_again(
    connection: sqlite3.Connection, table: str, before: dict[str, int]
) -> tuple[str, list[tuple[Any, ...]]]:
    names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    key = "customer_id" if table == "duplicate_key" else "id"
    first = before["customer"] if table == "duplicate_key" else before[table]
    shifted = {"id", "customer_id", "contact_id", "record_id"}
    columns = ", ".join(f"{each} + {10 * ROWS}" if each in shifted else each for each in names)
    rows = connection.execute(
        f"SELECT {columns} FROM {table} WHERE {key} > ?",
        (first,),
    ).fetchall()
    marks = ", ".join("?" * len(names))
    return f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows
