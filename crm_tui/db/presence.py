"""Who has the database open: small files beside a file, the sessions of a server.

A program that was killed writes no farewell. Its file is passed over, and removed, once nobody has
touched it for two minutes, or at once where its process is known to be gone.
"""

from __future__ import annotations

import json
import os
import platform
import re
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, text

from crm_tui.domain.presence import Connected
from crm_tui.file_rights import office_rights

STALE_SECONDS: Final = 120
_ENDING: Final = ".open"
_LARGEST_BYTES: Final = 4_096
_SESSIONS: Final = text(
    "SELECT application_name, min(backend_start) FROM pg_stat_activity"
    " WHERE datname = current_database() AND application_name LIKE 'crm %'"
    " GROUP BY application_name ORDER BY 2, 1"
)


def folder_of(path: Path) -> Path:
    """Return where programs that have a file open say so."""
    return path.with_name(f"{path.name}.people")


def announce(path: Path, who: str, since: datetime) -> None:
    """Say that this program has a file open; said again, it stays so. Nowhere to say it is fine."""
    folder = folder_of(path)
    said = {"who": who, "machine": platform.node(), "pid": os.getpid(), "since": since.isoformat()}
    target = _own_file(folder)
    part = target.with_suffix(".part")
    with suppress(OSError):
        # Only beside the file: a drive that went away must find its place free when it comes back.
        office_rights().make_one(folder)
        handle = office_rights().open_file(part, os.O_WRONLY | os.O_TRUNC)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            json.dump(said, file, ensure_ascii=False)
        part.replace(target)


def leave(path: Path) -> None:
    """Say that this program has let go of a file."""
    with suppress(OSError):
        _own_file(folder_of(path)).unlink(missing_ok=True)


def at_file(path: Path) -> list[Connected]:
    """Return who has a file open, the longest first; what the dead left is removed."""
    found = []
    for file in sorted(folder_of(path).glob(f"*{_ENDING}")):
        with suppress(OSError, ValueError, KeyError, TypeError):
            if _is_left_over(file):
                file.unlink(missing_ok=True)
            else:
                said = _said(file)
                since = datetime.fromisoformat(str(said["since"]))
                found.append(Connected(str(said["who"]), str(said["machine"]), since))
    return sorted(found, key=lambda each: (each.since, each.who, each.machine))


def on_server(connection: Connection) -> list[Connected]:
    """Return whose programs are connected to the database on a server, the longest first."""
    found = []
    for name, since in connection.execute(_SESSIONS):
        who, _at, machine = str(name).removeprefix("crm ").rpartition("@")
        found.append(Connected(who, machine, since.astimezone(UTC)))
    return found


def _own_file(folder: Path) -> Path:
    machine = re.sub(r"[^A-Za-z0-9.-]", "_", platform.node())[:60]
    return folder / f"{machine}-{os.getpid()}{_ENDING}"


def _said(file: Path) -> dict[str, object]:
    with file.open("rb") as opened:
        said = json.loads(opened.read(_LARGEST_BYTES))
    if not isinstance(said, dict):
        raise TypeError(type(said).__name__)
    return said


def _is_left_over(file: Path) -> bool:
    said = _said(file)
    if said["machine"] == platform.node() and os.name == "posix":
        return not _is_running(int(str(said["pid"])))
    # Both instants may be of different clocks; an hour of difference is not worth a lock.
    return time.time() - file.stat().st_mtime > STALE_SECONDS


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True  # somebody else's
    return True
