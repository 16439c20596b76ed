"""Hand a file to the program that this machine opens it with."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from crm_tui.domain.attachments import FileTrouble

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


def why_not_open(name: str, environment: Mapping[str, str] = os.environ) -> FileTrouble | None:
    """Return why a file of this name cannot be opened on this machine, or None."""
    if Path(name).suffix.lower() in _PROGRAMS:
        return FileTrouble.RUNS
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
