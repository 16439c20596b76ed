"""Seals over the history: what they are made of, so that a change of it afterwards is found.

Each seal covers a stretch of events and the seal before it. Of events whose values were removed for
good, the salt of the old seal is gone, and a later one covers what is left.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from datetime import timedelta

from crm_tui.values import dataclass

EVENTS_AT_ONCE = 5_000
"""Events under one seal; to read and write them takes a twentieth of a second."""
EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Seal:
    """One seal, as it is stored."""

    id: int
    from_id: int
    to_id: int
    at_ms: int
    salt: str | None
    """None where another seal replaces this one."""
    content: str
    sha256: str
    replaces_id: int | None = None


def content_of(rows: Iterable[Sequence[object]], salt: str) -> str:
    """Return what stands for these events: a hash that tells nothing of them without the salt."""
    digest = hashlib.sha256(salt.encode())
    for row in rows:
        digest.update(json.dumps(list(row), ensure_ascii=False).encode())
        digest.update(b"\n")
    return digest.hexdigest()


def link(previous: str, *, from_id: int, to_id: int, at_ms: int, content: str) -> str:
    """Return the hash of a seal, which holds that of the seal before."""
    return hashlib.sha256(f"{previous}|{from_id}|{to_id}|{at_ms}|{content}".encode()).hexdigest()
