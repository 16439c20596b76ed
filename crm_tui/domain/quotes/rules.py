"""What may be done with a quote: what was sent is not changed, and one version is settled on."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.domain.quotes.records import Quote, QuoteRow, QuoteStatus, full_number
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class QuoteNotDraft:
    """What was sent is not changed: a new version is made of it."""

    number: str


@dataclass(frozen=True, slots=True)
class QuoteHasNoLines:
    """There is nothing in it to be sent."""

    number: str


@dataclass(frozen=True, slots=True)
class QuoteNotSent:
    """Only what was sent is accepted, refused or made anew."""

    number: str


@dataclass(frozen=True, slots=True)
class QuoteExpired:
    """It was valid until a day that is over."""

    number: str
    valid_until_day: int


@dataclass(frozen=True, slots=True)
class QuoteSettled:
    """Another version, or this one, was accepted."""

    number: str


@dataclass(frozen=True, slots=True)
class QuoteSuperseded:
    """A later version was sent in its place."""

    number: str
    by: str


@dataclass(frozen=True, slots=True)
class QuoteVersionOpen:
    """There is a draft of a new version already."""

    number: str


@dataclass(frozen=True, slots=True)
class QuoteInForce:
    """What the customer has is called void before it is deleted."""

    number: str


@dataclass(frozen=True, slots=True)
class QuoteOwnerNotYours:
    """A quote is one's own, the customer's owner's, or somebody's below."""

    person: str


QuoteRefusal = (
    QuoteNotDraft
    | QuoteHasNoLines
    | QuoteNotSent
    | QuoteExpired
    | QuoteSettled
    | QuoteSuperseded
    | QuoteVersionOpen
    | QuoteInForce
    | QuoteOwnerNotYours
)


def why_not_change(row: QuoteRow) -> QuoteNotDraft | None:
    """Return why the contents of a quote stay as they are, or None."""
    return None if row.status is QuoteStatus.DRAFT else QuoteNotDraft(full_number(row))


def why_not_send(
    quote: Quote, others: Sequence[QuoteRow], *, today: int
) -> QuoteNotDraft | QuoteHasNoLines | QuoteExpired | QuoteSettled | None:
    """Return why a quote cannot be sent, or None; `others` are its other versions."""
    row = quote.row
    if refusal := why_not_change(row):
        return refusal
    if not quote.lines:
        return QuoteHasNoLines(full_number(row))
    if row.valid_until_day < today:
        return QuoteExpired(full_number(row), row.valid_until_day)
    return _settled(others)


def why_not_decide(
    row: QuoteRow, others: Sequence[QuoteRow], *, accepts: bool
) -> QuoteNotSent | QuoteExpired | QuoteSettled | QuoteSuperseded | None:
    """Return why the customer's answer cannot be written to a quote, or None.

    A refusal may be written to one that has expired.
    """
    number = full_number(row)
    if row.status is QuoteStatus.EXPIRED and accepts:
        return QuoteExpired(number, row.valid_until_day)
    if row.status not in {QuoteStatus.SENT, QuoteStatus.EXPIRED}:
        return QuoteNotSent(number)
    for other in others:
        if accepts and other.version_no > row.version_no and other.status is not QuoteStatus.DRAFT:
            return QuoteSuperseded(number, full_number(other))
    return _settled(others)


def why_not_version(
    row: QuoteRow, others: Sequence[QuoteRow]
) -> QuoteNotSent | QuoteSettled | QuoteVersionOpen | None:
    """Return why no new version can be made of a quote, or None; a draft is changed itself."""
    if row.status is QuoteStatus.DRAFT:
        return QuoteNotSent(full_number(row))
    open_draft = next((each for each in others if each.status is QuoteStatus.DRAFT), None)
    if open_draft is not None:
        return QuoteVersionOpen(full_number(open_draft))
    return _settled((row, *others))


def why_not_void(row: QuoteRow) -> QuoteNotSent | None:
    """Return why a quote cannot be called void, or None; a draft is deleted instead."""
    is_out = row.status not in {QuoteStatus.DRAFT, QuoteStatus.VOID}
    return None if is_out else QuoteNotSent(full_number(row))


def why_not_delete(row: QuoteRow) -> QuoteInForce | None:
    """Return why a quote cannot be taken out of all lists, or None."""
    is_in_force = row.status in {QuoteStatus.SENT, QuoteStatus.ACCEPTED}
    return QuoteInForce(full_number(row)) if is_in_force else None


def _settled(versions: Sequence[QuoteRow]) -> QuoteSettled | None:
    accepted = next((each for each in versions if each.status is QuoteStatus.ACCEPTED), None)
    return None if accepted is None else QuoteSettled(full_number(accepted))
