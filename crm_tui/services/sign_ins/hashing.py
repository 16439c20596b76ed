"""Hashes of passwords and tokens: slow ones for what people choose, quick ones for what we draw."""

from __future__ import annotations

import secrets
from functools import cache
from typing import TYPE_CHECKING

from crm_tui.domain.sign_ins import LONGEST_PASSWORD, normal_password
from crm_tui.values import dataclass

if TYPE_CHECKING:  # only who signs in needs it
    from argon2 import PasswordHasher


@dataclass(frozen=True, slots=True)
class HashCost:
    """What it takes to make an argon2id hash, and to try one."""

    memory_kib: int
    rounds: int
    lanes: int
    nobodys: str
    """A hash that costs as much, compared where nobody has the login: it takes as long."""


USUAL_COST = HashCost(
    65_536,
    3,
    4,
    "$argon2id$v=19$m=65536,t=3,p=4$J4oFGovIz1/0P6IwOwzk6Q"
    "$KpPji7nQ267m81+bwQ89UgzE1DC3hSg4AYc89/whGfI",
)
"""A tenth of a second and 64 MB, as RFC 9106 advises where memory is not plenty."""
_PREFIX = "crm_"
_TOKEN_BYTES = 32


@cache
def _hasher(cost: HashCost) -> PasswordHasher:
    from argon2 import PasswordHasher  # noqa: PLC0415 - as above

    return PasswordHasher(cost.rounds, cost.memory_kib, cost.lanes)


def hash_password(password: str, cost: HashCost) -> str:
    """Return the argon2id hash of a password, its parameters with it."""
    return _hasher(cost).hash(normal_password(password))


def is_password(password: str, stored: str) -> bool:
    """Return whether a hash is a password's, at its own cost; takes as long where it is not."""
    from argon2.exceptions import InvalidHashError, VerificationError  # noqa: PLC0415

    try:
        return _hasher(USUAL_COST).verify(stored, normal_password(password)[:LONGEST_PASSWORD])
    except (InvalidHashError, VerificationError):
        return False


def needs_rehash(stored: str, cost: HashCost) -> bool:
    """Return whether a hash was made at another cost."""
    return _hasher(cost).check_needs_rehash(stored)


def new_token() -> str:
    """Return a secret that nobody guesses; scripts recognise it by how it begins."""
    return _PREFIX + secrets.token_urlsafe(_TOKEN_BYTES)
