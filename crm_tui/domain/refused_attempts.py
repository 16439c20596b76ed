"""Which refusals are attempts at what somebody may not, and how many of them are put on record."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import timedelta
from enum import StrEnum

from crm_tui.values import dataclass

ATTEMPT = "Attempts.refuse"
SIGN_IN = "SignIns.refuse"
REFUSED = frozenset({ATTEMPT, SIGN_IN})
"""Under these names they are in the history."""
REST = timedelta(minutes=10)
"""The same attempt of the same person is put on record once in this time."""
MOST = 60
"""Attempts of one person that are put on record in this time: nobody fills the file with them."""
_GUARDED = frozenset(
    {
        *("customer", "contact", "phone", "lead", "opportunity", "quote", "order", "contract"),
        *("document", "payment", "payment_plan", "invoice", "bank_receipt", "deal", "expense"),
        *("usage", "project", "follow_up", "file", "task", "key_date", "dispute", "handover"),
        *("extension", "approval", "level_proposal", "batch", "event", "view", "channel", "token"),
    }
)


class Barrier(StrEnum):
    """What stood in the way of an attempt."""

    NOT_PERMITTED = "not_permitted"
    OUT_OF_SIGHT = "out_of_sight"
    OF_OTHERS = "of_others"


@dataclass(frozen=True, slots=True)
class RefusedAttempt:
    """What somebody asked for and may not, on which record as far as one was named."""

    operation: str
    """As the history names it, or the command of the shell that only looks."""
    refused_because: str
    record_id: int | None = None
    record: str = ""
    """The kind of the record; nothing where the operation tells it."""
    permission: str = ""
    """What one has to be permitted."""


def is_guarded(record: str) -> bool:
    """Return whether records of this kind are somebody's, and others do not see them."""
    return record in _GUARDED


def worth_noting(
    attempts: Iterable[RefusedAttempt], lately: Collection[RefusedAttempt]
) -> list[RefusedAttempt]:
    """Return which attempts are put on record after those of the last minutes."""
    news = [each for each in dict.fromkeys(attempts) if each not in lately]
    return news[: max(MOST - len(lately), 0)]
