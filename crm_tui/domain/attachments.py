"""Files kept with a customer: what they may be called, how large they may be, who removes them."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime, timedelta
from enum import StrEnum

from crm_tui.domain.identifiers import AttachmentId, CustomerId, FollowUpId, UserId
from crm_tui.domain.text import printable
from crm_tui.domain.users import Permission, Person
from crm_tui.values import dataclass

NAME_BYTES = 255
"""What a file may be called at most on the systems people use."""
KEPT_AFTER_REMOVAL = timedelta(days=30)
"""The bytes of a removed file stay so long, so that it can be taken back."""
_SUFFIX_BYTES = 20
_FORBIDDEN = re.compile(r'[<>:"|?*]')
_PARTS = re.compile(r"[/\\]")
_RESERVED = frozenset(
    {"CON", "PRN", "AUX", "NUL", *(f"{name}{n}" for name in ("COM", "LPT") for n in range(1, 10))}
)
_UNNAMED = "file"


class FileTrouble(StrEnum):
    """Why a file cannot be kept or given back."""

    NO_FOLDER = "no_folder"
    """The database is on a server and the settings name no folder."""
    NOT_FOUND = "not_found"
    NOT_A_FILE = "not_a_file"
    """A folder, a link, a device."""
    NOT_READABLE = "not_readable"
    TOO_LARGE = "too_large"
    EMPTY = "empty"
    NO_SPACE = "no_space"
    NOT_WRITABLE = "not_writable"
    LOST = "lost"
    """The bytes are not where they were kept."""
    DAMAGED = "damaged"
    EXISTS = "exists"
    """Something of this name is there already, and nothing is written over."""
    CHANGED = "changed"
    """It was written to while it was read."""
    RUNS = "runs"
    """Opening it would run it."""
    SHARED = "shared"
    """Other databases may keep their files there, so nothing is known to be stray."""
    NO_SCREEN = "no_screen"
    NO_OPENER = "no_opener"


@dataclass(frozen=True, slots=True)
class AttachmentRow:
    """A file kept with a customer, as listed."""

    id: AttachmentId
    customer_id: CustomerId
    customer: str
    follow_up_id: FollowUpId | None
    name: str
    size_bytes: int
    sha256: str
    author_id: UserId | None
    author: str
    at: datetime


@dataclass(frozen=True, slots=True)
class FileNotYours:
    """Only who attached a file, who stands above them, and an admin remove it."""

    author: str
    name: str


@dataclass(frozen=True, slots=True)
class FilesHidden:
    """The files of a customer in the pool are shown with its numbers, not before."""

    customer: str


AttachmentRefusal = FileNotYours | FilesHidden


def why_not_remove(row: AttachmentRow, *, by: Person, stands_above: bool) -> FileNotYours | None:
    """Return why this person may not remove a file, or None."""
    if by.is_admin or row.author_id == by.user_id:
        return None
    if stands_above and by.may(Permission.ASSIGN):
        return None
    return FileNotYours(row.author, row.name)


def safe_name(name: str) -> str:
    """Return a name that is one file in a folder of any system, and harmless on a screen.

    Of a path only its last part, without controls, bidi marks and what systems forbid; at most
    255 bytes, of which the suffix is kept.
    """
    plain = printable(unicodedata.normalize("NFC", name).replace("\x00", ""))
    last = next((part for part in reversed(_PARTS.split(plain)) if part.strip(" .")), "")
    kept = _FORBIDDEN.sub("_", " ".join(last.split())).strip(" .")
    stem, dot, suffix = kept.rpartition(".")
    if not dot or len(suffix.encode()) > _SUFFIX_BYTES:
        stem, dot, suffix = kept, "", ""
    if not stem or stem.split(".")[0].upper() in _RESERVED:
        stem = f"{_UNNAMED}_{stem}" if stem else _UNNAMED
    room = NAME_BYTES - len((dot + suffix).encode())
    return _cut(stem, room).rstrip(" .") + dot + suffix


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore")


def numbered(name: str, number: int) -> str:
    """Return a name that stands beside others of the same: 报价 (2).xlsx."""
    stem, dot, suffix = name.rpartition(".")
    if not dot:
        stem, suffix = name, ""
    mark = f" ({number})"
    room = NAME_BYTES - len((mark + dot + suffix).encode())
    return _cut(stem, room) + mark + dot + suffix
