"""Turn what a person typed for a record into exactly one id."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from crm_tui.errors import AmbiguousReferenceError, NotFoundError

Identity = TypeVar("Identity", bound=int)


def one_of(kind: str, reference: str, candidates: Sequence[tuple[Identity, str]]) -> Identity:
    """Return the only candidate's id; raise NotFoundError or AmbiguousReferenceError."""
    if not candidates:
        raise NotFoundError(kind, reference)
    if len(candidates) > 1:
        raise AmbiguousReferenceError(kind, reference, candidates)
    return candidates[0][0]
