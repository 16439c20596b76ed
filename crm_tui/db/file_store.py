"""The bytes of attached files: kept once under their hash, verified whenever they are read."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from crm_tui.domain.attachments import FileTrouble, numbered, safe_name
from crm_tui.errors import AttachmentError
from crm_tui.file_rights import PRIVATE, Rights, office_rights
from crm_tui.values import dataclass

CHUNK_BYTES = 1 << 20
MEGABYTE = 1_000_000
_PART = ".part"
_HASH = re.compile(r"[0-9a-f]{64}")
_NO_SPACE = frozenset({errno.ENOSPC, errno.EDQUOT})


@dataclass(frozen=True, slots=True)
class Kept:
    """Bytes that are in the store."""

    sha256: str
    size_bytes: int


@dataclass(frozen=True, slots=True)
class Stray:
    """A file of the store's folder, as the system knows it."""

    path: Path
    sha256: str
    """Nothing for what was never finished."""
    size_bytes: int
    changed_at: float


@dataclass(frozen=True, slots=True)
class FileStore:
    """Files beside the database, or in an office's part of the folder that the settings name."""

    folder: Path | None
    limit_bytes: int
    earlier: Path | None = None
    """Where files lay when several offices kept theirs in one folder: they are found there still,
    and nothing of it is known to be stray."""

    def keep(self, source: Path) -> Kept:
        """Copy a file into the store and return its hash.

        A link, folder or device, and what is too large, is refused; when the disk is full nothing
        is left. Raises AttachmentError.
        """
        folder = self._folder(source)
        with _opened(source) as (reader, size):
            if size == 0:
                raise AttachmentError(source, FileTrouble.EMPTY)
            if size > self.limit_bytes:
                raise AttachmentError(
                    source, FileTrouble.TOO_LARGE, limit_mb=self.limit_bytes // MEGABYTE
                )
            with _writing(source):
                return self._store(folder, source, reader, size)

    def _store(self, folder: Path, source: Path, reader: BinaryIO, size: int) -> Kept:
        office_rights().make_folder(folder)
        part = folder / f"{os.getpid()}-{os.urandom(6).hex()}{_PART}"
        try:
            digest, written = _copied(reader, part, limit=self.limit_bytes, rights=office_rights())
            if written != size:
                raise AttachmentError(source, FileTrouble.CHANGED)
            self._settle(part, self._place(folder, digest), written)
        finally:
            with suppress(OSError):
                part.unlink(missing_ok=True)
        return Kept(digest, written)

    def _settle(self, part: Path, target: Path, size: int) -> None:
        office_rights().make_folder(target.parent)
        if target.is_file() and target.stat().st_size == size and _hash_of(target) == target.name:
            # Touched, so that whoever clears up just now takes it for new.
            os.utime(target)
            return
        part.replace(target)
        for folder in (target.parent, target.parent.parent):
            _sync_folder(folder)

    def size_of(self, sha256: str) -> int | None:
        """Return how large the bytes are that are here, None when they are not."""
        if self.folder is None:
            return None
        try:
            return self._kept_at(self.folder, sha256).stat().st_size
        except OSError:
            return None

    def is_whole(self, sha256: str) -> bool:
        """Return whether the bytes are here and still what they were."""
        if self.folder is None:
            return False
        try:
            return _hash_of(self._kept_at(self.folder, sha256)) == sha256
        except OSError:
            return False

    def give_out(self, sha256: str, name: str, target: Path) -> Path:
        """Copy verified bytes to a path, or into a folder under their name; return where.

        Nothing is written over, and what is damaged is never given out. Raises AttachmentError.
        """
        kept = self._kept_at(self._folder(target), sha256)
        if not kept.is_file():
            raise AttachmentError(name, FileTrouble.LOST)
        wanted = _free_name(target, safe_name(name)) if target.is_dir() else target
        if os.path.lexists(wanted):
            raise AttachmentError(wanted, FileTrouble.EXISTS)
        part = wanted.with_name(f".{os.getpid()}-{os.urandom(6).hex()}{_PART}")
        with _writing(wanted):
            try:
                with kept.open("rb") as reader:
                    digest, _size = _copied(reader, part, limit=None, rights=PRIVATE)
                if digest != sha256:
                    raise AttachmentError(name, FileTrouble.DAMAGED)
                _link_as(part, wanted)
            finally:
                with suppress(OSError):
                    part.unlink(missing_ok=True)
        return wanted

    def take_over(self, other: FileStore, sha256: str) -> bool:
        """Copy bytes from another store; return False where they are lost or damaged there."""
        if not other.is_whole(sha256):
            return False
        found = other._kept_at(other._folder(Path(sha256)), sha256)
        return self.keep(found).sha256 == sha256

    def strays(self) -> Iterator[Stray]:
        """Yield all that was kept in the folder, what was never finished too; no link is followed.

        What has another name was put there by somebody else.
        """
        if self.folder is None or not self.folder.is_dir():
            return
        for path in sorted(self.folder.glob(f"*{_PART}")):
            yield _stray(path, "")
        for path in sorted(self.folder.glob("[0-9a-f][0-9a-f]/*")):
            if _HASH.fullmatch(path.name) and not path.parent.is_symlink():
                yield _stray(path, path.name)

    def drop(self, stray: Stray) -> None:
        """Delete a file of the folder to which nothing refers."""
        with _writing(stray.path):
            stray.path.unlink(missing_ok=True)

    def _folder(self, path: Path) -> Path:
        if self.folder is None:
            raise AttachmentError(path, FileTrouble.NO_FOLDER)
        return self.folder

    def _kept_at(self, folder: Path, sha256: str) -> Path:
        place = self._place(folder, sha256)
        return (
            place if self.earlier is None or place.exists() else self._place(self.earlier, sha256)
        )

    @staticmethod
    def _place(folder: Path, sha256: str) -> Path:
        return folder / sha256[:2] / sha256


@contextmanager
def _opened(source: Path) -> Iterator[tuple[BinaryIO, int]]:
    # Not through a link, and without waiting for the other end of a pipe.
    flags = os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)
    flags |= getattr(os, "O_BINARY", 0)
    try:
        if source.is_symlink():
            raise AttachmentError(source, FileTrouble.NOT_A_FILE)
        number = os.open(source, flags)
    except FileNotFoundError as error:
        raise AttachmentError(source, FileTrouble.NOT_FOUND) from error
    except (OSError, ValueError) as error:
        is_there = not isinstance(error, ValueError) and source.is_file()
        trouble = FileTrouble.NOT_READABLE if is_there else FileTrouble.NOT_A_FILE
        raise AttachmentError(source, trouble) from error
    found = os.fstat(number)
    if not stat.S_ISREG(found.st_mode):
        os.close(number)
        raise AttachmentError(source, FileTrouble.NOT_A_FILE)
    with os.fdopen(number, "rb") as reader:
        yield reader, found.st_size


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        trouble = FileTrouble.NO_SPACE if error.errno in _NO_SPACE else FileTrouble.NOT_WRITABLE
        raise AttachmentError(path, trouble, detail=error.strerror or "") from error


def _copied(reader: BinaryIO, part: Path, *, limit: int | None, rights: Rights) -> tuple[str, int]:
    digest, written = hashlib.sha256(), 0
    number = rights.open_file(part, os.O_EXCL | os.O_WRONLY)
    with os.fdopen(number, "wb") as writer:
        while chunk := reader.read(CHUNK_BYTES):
            written += len(chunk)
            if limit is not None and written > limit:
                break
            digest.update(chunk)
            writer.write(chunk)
        writer.flush()
        os.fsync(writer.fileno())
    return digest.hexdigest(), written


def _hash_of(path: Path) -> str:
    with path.open("rb") as reader:
        return hashlib.file_digest(reader, "sha256").hexdigest()


def _link_as(part: Path, wanted: Path) -> None:
    """Give a finished file its name, which nothing has yet."""
    try:
        os.link(part, wanted)
    except FileExistsError as error:
        raise AttachmentError(wanted, FileTrouble.EXISTS) from error
    except OSError:
        # Some file systems know no links.
        part.replace(wanted)


def _free_name(folder: Path, name: str) -> Path:
    number, found = 1, folder / name
    while os.path.lexists(found):
        number += 1
        found = folder / numbered(name, number)
    return found


def _sync_folder(folder: Path) -> None:
    with suppress(OSError):  # not every system can
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        finally:
            os.close(number)


def _stray(path: Path, sha256: str) -> Stray:
    found = path.lstat()
    return Stray(path, sha256, found.st_size, found.st_mtime)
