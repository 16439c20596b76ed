"""Who may read the files that the program makes, whatever the umask of the shell is.

What is one person's own, as settings, drafts and logs, always is only theirs. What is the office's,
the database with its copies and attached files, is only its owner's as well, unless an office on
one host says that its group shares it.
"""

from __future__ import annotations

import os
from enum import Enum
from pathlib import Path

from crm_tui.values import dataclass


class FileMode(Enum):
    """Who may use the office's files on this host."""

    OWNER = "owner"
    GROUP = "group"
    """Every account of the group to which the folder belongs."""


@dataclass(frozen=True, slots=True)
class Rights:
    """The rights of new files and of new folders."""

    file: int
    folder: int

    def make_folder(self, folder: Path) -> None:
        """Make a folder, and those above it that are missing, with these rights."""
        missing = []
        for each in (folder, *folder.parents):
            if each.exists():
                break
            missing.append(each)
        for each in reversed(missing):
            self.make_one(each)

    def make_one(self, folder: Path) -> None:
        """Make a folder with these rights where what it lies in is there; raise OSError else."""
        try:
            folder.mkdir(mode=self.folder)
        except FileExistsError:
            return  # somebody else has just made it
        # What the umask took away is given back; whose group it is passes on to what lies in it.
        folder.chmod(self.folder)

    def open_file(self, file: Path, flags: int) -> int:
        """Open a file that is made for it, with these rights; return its descriptor."""
        number = os.open(file, flags | os.O_CREAT | getattr(os, "O_BINARY", 0), self.file)
        if hasattr(os, "fchmod"):  # not on every system
            os.fchmod(number, self.file)
        return number


PRIVATE = Rights(0o600, 0o700)
"""The rights of what belongs to one person."""
_OF_GROUP = Rights(0o660, 0o2770)
_in_force = {"office": PRIVATE}


def use_file_mode(mode: FileMode) -> None:
    """Let the office's new files be shared as the settings of this machine say."""
    _in_force["office"] = _OF_GROUP if mode is FileMode.GROUP else PRIVATE


def office_rights() -> Rights:
    """Return the rights of what belongs to the office."""
    return _in_force["office"]
