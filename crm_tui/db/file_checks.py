"""Whether what is written down of attached files and what lies in their folder agree."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import Connection

from crm_tui.db.file_store import FileStore, Stray
from crm_tui.db.queries import attachments

_READ_AT_ONCE = 1_000


def attached(
    connection: Connection, store: FileStore, *, thoroughly: bool
) -> tuple[int, list[str]]:
    """Return how many different files are kept, and which of them are lost or damaged."""
    after, looked_at, faults = "", 0, list[str]()
    while rows := attachments.kept_hashes(connection, after, _READ_AT_ONCE):
        for sha256, size, name, number in rows:
            is_there = store.size_of(sha256) == size
            if not is_there or (thoroughly and not store.is_whole(sha256)):
                faults.append(f"{number} {name} {sha256[:12]}")
        looked_at, after = looked_at + len(rows), rows[-1][0]
    return looked_at, faults


def strays(connection: Connection, store: FileStore, used_since: datetime) -> Iterator[Stray]:
    """Return what lies in the folder and no file refers to, nor one removed since an instant."""
    found = list(store.strays())
    used = attachments.referred_to(connection, {each.sha256 for each in found}, used_since)
    return (each for each in found if each.sha256 not in used)
