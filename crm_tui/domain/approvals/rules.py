"""What has to be asked, who answers, and what may be done with something that was asked."""

from __future__ import annotations

from collections.abc import Collection
from typing import assert_never

from crm_tui.domain.approvals.discounts import Reduction
from crm_tui.domain.approvals.papers import ApprovalSettings
from crm_tui.domain.approvals.records import (
    ApprovalAct,
    ApprovalContent,
    ApprovalRow,
    ApprovalStatus,
)
from crm_tui.domain.identifiers import ApprovalId, UserId
from crm_tui.domain.users import Permission, Person
from crm_tui.values import dataclass

NEEDED: dict[ApprovalAct, Permission] = {
    ApprovalAct.QUOTE: Permission.EDIT_QUOTE,
    ApprovalAct.ORDER: Permission.EDIT_ORDER,
    ApprovalAct.CONTRACT: Permission.SIGN_CONTRACT,
    ApprovalAct.REFUND: Permission.EDIT_PAYMENT,
}
"""Whoever may do something may ask for it."""


@dataclass(frozen=True, slots=True)
class ApprovalNeeded:
    """It is not done before somebody granted it as it now is.

    `asked_id` is what was asked last for this content, and how that stands; `answer` what was
    said to it. `was_granted` tells that a grant stands for what the paper was before.
    """

    act: ApprovalAct
    record_id: int
    number: str
    amount_minor: int
    currency: str
    discount_share: int | None
    asked_id: ApprovalId | None = None
    status: ApprovalStatus | None = None
    answer: str = ""
    was_granted: bool = False

    @property
    def is_asked(self) -> bool:
        """Return whether somebody's answer is awaited."""
        return self.status is ApprovalStatus.OPEN


@dataclass(frozen=True, slots=True)
class ApprovalNotNeeded:
    """The office lets this be done without asking."""

    number: str


@dataclass(frozen=True, slots=True)
class ApprovalAlreadyAsked:
    """This very content was asked for already, or is granted."""

    approval_id: ApprovalId
    status: ApprovalStatus


@dataclass(frozen=True, slots=True)
class ApprovalNotOpen:
    """It was answered, withdrawn or used already."""

    approval_id: ApprovalId
    status: ApprovalStatus


@dataclass(frozen=True, slots=True)
class ApprovalOutdated:
    """The paper is another than what was asked for."""

    approval_id: ApprovalId
    number: str


@dataclass(frozen=True, slots=True)
class ApprovalNotYours:
    """Somebody above who asked answers, or who may grant anything; nobody grants their own."""

    approval_id: ApprovalId
    asked_by: str
    is_own: bool


@dataclass(frozen=True, slots=True)
class ApprovalAskedByOther:
    """Only who asked lets it go."""

    approval_id: ApprovalId
    asked_by: str


ApprovalRefusal = (
    ApprovalNeeded
    | ApprovalNotNeeded
    | ApprovalAlreadyAsked
    | ApprovalNotOpen
    | ApprovalOutdated
    | ApprovalNotYours
    | ApprovalAskedByOther
)


def needs_approval(
    act: ApprovalAct,
    settings: ApprovalSettings,
    *,
    reduction: Reduction | None = None,
    reported_minor: int | None = None,
) -> bool:
    """Return whether the office wants this to be granted.

    `reported_minor` is an amount in the office's currency; one that is not known is above any.
    """
    match act:
        case ApprovalAct.QUOTE | ApprovalAct.ORDER:
            if settings.discount is None or reduction is None:
                return False
            return reduction.is_over(settings.discount)
        case ApprovalAct.CONTRACT:
            return _is_above(reported_minor, settings.contract)
        case ApprovalAct.REFUND:
            return _is_above(reported_minor, settings.refund)
        case _:
            assert_never(act)


def _is_above(minor: int | None, bound: int | None) -> bool:
    if bound is None:
        return False
    return minor is None or bound == 0 or minor > bound


def why_not_ask(
    content: ApprovalContent, known: ApprovalRow | None, *, needed: bool
) -> ApprovalNotNeeded | ApprovalAlreadyAsked | None:
    """Return why this is not asked for, or None; `known` is what was asked last of this content."""
    if not needed:
        return ApprovalNotNeeded(content.number)
    if known is not None and known.status in {ApprovalStatus.OPEN, ApprovalStatus.GRANTED}:
        return ApprovalAlreadyAsked(known.id, known.status)
    return None


def why_not_answer(
    row: ApprovalRow, *, by: Person, deciders: Collection[UserId]
) -> ApprovalNotYours | None:
    """Return why this is not this person's to answer, or None.

    `deciders` are all others than who asked that may; only where there is none, one answers what
    one asked oneself.
    """
    if row.asked_by_id == by.user_id:
        return ApprovalNotYours(row.id, row.asked_by, is_own=True) if deciders else None
    return None if by.user_id in deciders else ApprovalNotYours(row.id, row.asked_by, is_own=False)


def why_not_grant(
    row: ApprovalRow, *, is_current: bool
) -> ApprovalNotOpen | ApprovalOutdated | None:
    """Return why what was asked cannot be granted any more, or None."""
    if row.status is not ApprovalStatus.OPEN:
        return ApprovalNotOpen(row.id, row.status)
    return None if is_current else ApprovalOutdated(row.id, row.content.number)


def why_not_refuse(row: ApprovalRow) -> ApprovalNotOpen | None:
    """Return why it cannot be refused, or None; a grant is taken back until it was used."""
    is_standing = row.status in {ApprovalStatus.OPEN, ApprovalStatus.GRANTED}
    return None if is_standing else ApprovalNotOpen(row.id, row.status)


def why_not_withdraw(
    row: ApprovalRow, *, by: Person
) -> ApprovalNotOpen | ApprovalAskedByOther | None:
    """Return why this person may not let it go, or None; a grant that was not used goes as well."""
    if row.asked_by_id != by.user_id:
        return ApprovalAskedByOther(row.id, row.asked_by)
    return why_not_refuse(row)
