"""Hand a file to the program that this machine opens it with."""

from __future__ import annotations

import os
import shutil
import stat
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

from crm_tui.domain.attachments import FileTrouble
from crm_tui.file_places import file_place

OPENERS: Mapping[str, str] = {"darwin": "open", "linux": "xdg-open"}
_PROGRAMS = frozenset(
    {
        *(".app", ".appimage", ".application", ".appref-ms", ".bat", ".chm", ".cmd", ".com"),
        *(".command", ".cpl", ".desktop", ".exe", ".fileloc", ".hta", ".inetloc", ".jar", ".jnlp"),
        *(".js", ".jse", ".lnk", ".msc", ".msi", ".msp", ".pif", ".pkg", ".ps1", ".py", ".pyw"),
        *(".pyz", ".pyzw", ".reg", ".scf", ".scr", ".settingcontent-ms", ".sh", ".terminal"),
        *(".tool", ".url", ".vbe", ".vbs", ".webloc", ".workflow", ".ws", ".wsc", ".wsf", ".wsh"),
    }
)
"""What would be run instead of shown."""
COPIES_STAY = timedelta(days=1)
"""Nobody says when a program is done with what it was given to open."""
_PREFIX = "crm-opened-"


def why_not_open(name: str, environment: Mapping[str, str] = os.environ) -> FileTrouble | None:
    """Return why a file of this name cannot be opened on this machine, or None."""
    if Path(name).suffix.lower() in _PROGRAMS:
        return FileTrouble.RUNS
    if file_place() is not None:
        # The program that shows it would show all that the account may read.
        return FileTrouble.NO_SCREEN
    if sys.platform == "win32":
        return None
    has_screen = environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY")
    if sys.platform == "linux" and not has_screen:
        return FileTrouble.NO_SCREEN
    has_opener = shutil.which(OPENERS.get(sys.platform, "xdg-open")) is not None
    return None if has_opener else FileTrouble.NO_OPENER


def open_file(path: Path) -> None:
    """Open a file and go on; what becomes of the other program is its own affair."""
    if sys.platform == "win32":
        os.startfile(path)  # noqa: S606 - that is what opening is there
        return
    subprocess.Popen(  # noqa: S603 - a fixed program, and one whole path
        [OPENERS.get(sys.platform, "xdg-open"), str(path)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )


def folder_for_copy() -> Path:
    """Return a new folder that only this person reads, for a copy that is opened."""
    return Path(tempfile.mkdtemp(prefix=_PREFIX))


def protect(copy: Path) -> None:
    """Let a copy be read and not written to: what is changed in it would be kept nowhere."""
    with suppress(OSError):
        copy.chmod(stat.S_IRUSR)


def clear_copies(now: datetime) -> int:
    """Delete the copies that were opened a day ago or longer; return how many."""
    count = 0
    for folder in _own_folders():
        with suppress(OSError):
            if folder.stat().st_mtime > (now - COPIES_STAY).timestamp():
                continue
            for copy in folder.iterdir():
                # Where a file that is only read cannot be deleted.
                copy.chmod(stat.S_IRUSR | stat.S_IWUSR)
                copy.unlink()
            folder.rmdir()
            count += 1
    return count


def _own_folders() -> Iterator[Path]:
    me = os.getuid() if hasattr(os, "getuid") else None
    for folder in sorted(Path(tempfile.gettempdir()).glob(f"{_PREFIX}*")):
        with suppress(OSError):
            found = folder.lstat()
            if stat.S_ISDIR(found.st_mode) and me in {None, found.st_uid}:
                yield folder
