"""Encrypted copies in the age format: made for a key, opened with the password of that key.

A copy is made with the public key alone, so that it needs nobody; the secret one lies beside it,
itself encrypted with a password. Both are what the age program reads and writes.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from crm_tui.errors import EncryptionError
from crm_tui.file_rights import office_rights

KEY_NAME = "backup-key.age"
PUBLIC_NAME = "backup-key.pub"
_OPENS_A_FILE = b"age-encryption.org/"


def make_key(folder: Path, password: str) -> None:
    """Write a new pair of keys into a folder; raise EncryptionError where there is one."""
    age = _library(folder)
    if (folder / KEY_NAME).exists():
        # Before the password is made dear to guess, which takes seconds.
        raise EncryptionError(folder, "key_exists")
    identity = age.x25519.Identity.generate()
    secret = age.passphrase.encrypt(str(identity).encode(), password)
    office_rights().make_folder(folder)
    try:
        _write(folder / KEY_NAME, secret)
        _write(folder / PUBLIC_NAME, str(identity.to_public()).encode())
    except FileExistsError as error:
        raise EncryptionError(folder, "key_exists") from error


def has_key(folder: Path) -> bool:
    """Return whether copies in a folder are to be encrypted."""
    return (folder / PUBLIC_NAME).exists()


def encrypt(source: Path, target: Path, folder: Path) -> None:
    """Write a copy of a file that only the keys of a folder open; it is read piece by piece."""
    age = _library(source)
    written = (folder / PUBLIC_NAME).read_text(encoding="utf-8").split("\n")
    names = [line.strip() for line in written if line.strip() and not line.startswith("#")]
    try:
        recipients = [_recipient(age, each) for each in names]
        age.encrypt_file(str(source), str(target), recipients)
    except (age.RecipientError, age.EncryptError) as error:
        raise EncryptionError(folder / PUBLIC_NAME, "bad_key") from error


def decrypt(source: Path, target: Path, *, key: Path, password: str) -> None:
    """Write what an encrypted file holds.

    Raises EncryptionError where there is no key, the password is not that of the key, or the file
    was made for another key or is damaged.
    """
    age = _library(source)
    try:
        secret = key.read_bytes()
    except OSError as error:
        raise EncryptionError(key, "no_key") from error
    if secret.startswith(_OPENS_A_FILE):
        try:
            secret = age.passphrase.decrypt(secret, password)
        except age.DecryptError as error:
            raise EncryptionError(key, "wrong_password") from error
    try:
        identities = [_identity(age, line) for line in secret.decode().splitlines() if _says(line)]
        age.decrypt_file(str(source), str(target), identities)
    except (age.DecryptError, age.IdentityError, UnicodeDecodeError) as error:
        raise EncryptionError(source, "not_opened") from error
    except OSError as error:
        if error.errno is not None:
            raise
        # Half way through: what was damaged says so only where it lies.
        raise EncryptionError(source, "not_opened") from error


def needs_password(key: Path) -> bool:
    """Return whether a key is itself encrypted."""
    try:
        with key.open("rb") as file:
            return file.read(len(_OPENS_A_FILE)) == _OPENS_A_FILE
    except OSError:
        return False


def _says(line: str) -> bool:
    return bool(line.strip()) and not line.startswith("#")


def _recipient(age: Any, name: str) -> Any:
    return (age.ssh if name.startswith("ssh-") else age.x25519).Recipient.from_str(name)


def _identity(age: Any, line: str) -> Any:
    return age.x25519.Identity.from_str(line.strip())


def _write(path: Path, data: bytes) -> None:
    number = office_rights().open_file(path, os.O_EXCL | os.O_WRONLY)
    with os.fdopen(number, "wb") as file:
        file.write(data)


def _library(path: Path) -> Any:
    try:
        import pyrage  # noqa: PLC0415 - only where somebody encrypts
    except ImportError as error:
        raise EncryptionError(path, "no_library") from error
    return pyrage
