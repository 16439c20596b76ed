"""Sign-ins that this machine remembers: in files that only their owner reads, or in its keyring."""

from __future__ import annotations

import hashlib
import os
import stat
from contextlib import suppress
from enum import Enum
from pathlib import Path

from crm_tui.file_rights import PRIVATE
from crm_tui.values import dataclass

_SERVICE = "crm-tui"
_LONGEST_TOKEN = 200
_FOR_OTHERS = stat.S_IRWXG | stat.S_IRWXO


class Store(Enum):
    """Where sign-ins are remembered."""

    FILE = "file"
    KEYRING = "keyring"
    """The system's own; it asks for itself, and takes longer than a file."""
    NONE = "no"


class NotRememberedError(OSError):
    """A sign-in holds until the program ends: it could not be remembered."""


@dataclass(frozen=True, slots=True)
class RememberedSessions:
    """The sessions of this machine, one for each database."""

    folder: Path
    store: Store = Store.FILE

    def read(self, location: str) -> str | None:
        """Return what stands for whoever signed in to a database here; None for nobody."""
        match self.store:
            case Store.NONE:
                return None
            case Store.KEYRING:
                return _from_keyring(location)
            case Store.FILE:
                return _from_file(self._file(location))

    def keep(self, location: str, token: str) -> None:
        """Remember who signed in; raise NotRememberedError where that is not possible."""
        try:
            match self.store:
                case Store.NONE:
                    return
                case Store.KEYRING:
                    _into_keyring(location, token)
                case Store.FILE:
                    self._write(self._file(location), token)
        except OSError as error:
            raise NotRememberedError(str(error)) from error

    def forget(self, location: str) -> None:
        """Remember nobody any more."""
        if self.store is Store.KEYRING:
            _out_of_keyring(location)
        with suppress(OSError):
            self._file(location).unlink(missing_ok=True)

    def _file(self, location: str) -> Path:
        mark = hashlib.sha256(location.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        return self.folder / f"{mark}.token"

    def _write(self, file: Path, token: str) -> None:
        PRIVATE.make_folder(file.parent)
        part = file.with_suffix(f".{os.getpid()}.part")
        handle = PRIVATE.open_file(part, os.O_WRONLY | os.O_TRUNC)
        with os.fdopen(handle, "w", encoding="ascii") as written:
            written.write(token)
        part.replace(file)


def _from_file(file: Path) -> str | None:
    try:
        # What others can read may have been put there by others, too.
        if os.name == "posix" and file.stat().st_mode & _FOR_OTHERS:
            return None
        return file.read_text(encoding="ascii")[:_LONGEST_TOKEN].strip() or None
    except (OSError, ValueError):
        return None


def _from_keyring(location: str) -> str | None:
    try:
        import keyring  # noqa: PLC0415 - slow, and seldom there
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ImportError:
        return None
    try:
        found = keyring.get_password(_SERVICE, location)
        return found if isinstance(found, str) else None
    except KeyringError:
        return None


def _into_keyring(location: str, token: str) -> None:
    try:
        import keyring  # noqa: PLC0415 - as above
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ImportError as error:
        raise NotRememberedError("keyring") from error
    try:
        keyring.set_password(_SERVICE, location, token)
    except KeyringError as error:
        raise NotRememberedError(str(error)) from error


def _out_of_keyring(location: str) -> None:
    try:
        import keyring  # noqa: PLC0415 - as above
        from keyring.errors import KeyringError  # noqa: PLC0415
    except ImportError:
        return
    with suppress(KeyringError):
        keyring.delete_password(_SERVICE, location)
