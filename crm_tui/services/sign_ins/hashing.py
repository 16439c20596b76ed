"""Hashes of passwords and tokens: slow ones for what people choose, quick ones for what we draw."""

from __future__ import annotations

import secrets
from functools import cache
from typing import TYPE_CHECKING

from crm_tui.domain.sign_ins import LONGEST_PASSWORD, normal_password

if TYPE_CHECKING:  # only who signs in needs it
    from argon2 import PasswordHasher

NOBODYS_HASH = (
    "$argon2id$v=19$m=65536,t=3,p=4$J4oFGovIz1/0P6IwOwzk6Q"
    "$KpPji7nQ267m81+bwQ89UgzE1DC3hSg4AYc89/whGfI"
)
"""Compared where nobody has the login, so that it takes as long as where somebody has."""
_PREFIX = "crm_"
_TOKEN_BYTES = 32


@cache
def _hasher() -> PasswordHasher:
    from argon2 import PasswordHasher  # noqa: PLC0415 - as above

    return PasswordHasher()


def hash_password(password: str) -> str:
    """Return the argon2id hash of a password, its parameters with it; takes a tenth of a second."""
    return _hasher().hash(normal_password(password))


def is_password(password: str, stored: str) -> bool:
    """Return whether a hash is a password's; takes as long for one that is not."""
    from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415

    try:
        return _hasher().verify(stored, normal_password(password)[:LONGEST_PASSWORD])
    except (InvalidHashError, VerificationError):
        return False


def needs_rehash(stored: str) -> bool:
    """Return whether a hash was made with weaker parameters than are usual now."""
    return _hasher().check_needs_rehash(stored)


def new_token() -> str:
    """Return a secret that nobody guesses; scripts recognise it by how it begins."""
    return _PREFIX + secrets.token_urlsafe(_TOKEN_BYTES)
