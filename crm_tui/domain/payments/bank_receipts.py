"""待认领回款: what came into the bank and is nobody's yet; who claims it, and for whom."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from enum import Enum

from crm_tui.domain.identifiers import BankReceiptId, CustomerId, PaymentId, UserId
from crm_tui.domain.payments.records import Split, Target
from crm_tui.domain.text import folded, name_key
from crm_tui.values import dataclass

_SHOWN_DIGITS = 4


class BankReceiptStatus(Enum):
    """How far something that came into the bank has come."""

    OPEN = "open"
    """Nobody claims it."""
    CLAIMED = "claimed"
    """Somebody does, and it waits for who confirms."""
    CONFIRMED = "confirmed"
    """It is a receipt of one customer or of several."""
    ASIDE = "aside"
    """It is no customer's payment."""


class AsideKind(Enum):
    """Why something that came is no customer's payment."""

    RETURNED = "returned"
    OTHER_INCOME = "other_income"


class ProposalReason(Enum):
    """Why a customer may be the one that a payer paid for, the surest first."""

    NAME = "name"
    PAID_BEFORE = "paid_before"
    """It was confirmed once that this payer paid for the customer."""
    FORMER_NAME = "former_name"
    CORE_NAME = "core_name"


@dataclass(frozen=True, slots=True, kw_only=True)
class BankReceiptFields:
    """What the bank says of money that came."""

    day: int
    amount_minor: int
    currency: str
    payer: str = ""
    account: str = ""
    summary: str = ""
    serial: str = ""

    @property
    def payer_key(self) -> str:
        """Return by what the same payer is known again."""
        return name_key(self.payer)

    @property
    def identity(self) -> str:
        """Return what the same row of two lists of the bank shares.

        That is the bank's number, where it gives one; else day, payer, amount and summary.
        """
        said: tuple[object, ...] = (self.day, self.payer_key, folded(self.summary).strip())
        if self.serial:
            said = (folded(self.serial).strip(),)
        text = "\n".join(map(str, (*said, self.currency, self.amount_minor)))
        return hashlib.sha256(text.encode(errors="replace")).hexdigest()[:40]


@dataclass(frozen=True, slots=True)
class ClaimPart:
    """A part of what came: whose it is, and what of theirs it settles, if anything yet."""

    customer_id: CustomerId
    amount_minor: int
    target: Target = Target()


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimPartRow:
    """A part as listed; a customer out of sight has no name."""

    part: ClaimPart
    customer: str
    number: str
    """The number of the order or contract that it settles."""
    owner_id: UserId
    """To whose credit it is."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A customer that a payer may have paid for."""

    customer_id: CustomerId
    customer: str
    owner: str
    why: ProposalReason


@dataclass(frozen=True, slots=True, kw_only=True)
class BankReceiptRow:
    """Something that came into the bank, as listed."""

    id: BankReceiptId
    fields: BankReceiptFields
    status: BankReceiptStatus
    claimant_id: UserId | None
    claimant: str
    claimed_at: datetime | None
    decided_by: str
    aside_kind: AsideKind | None
    reason: str
    """Why it is aside, or why the last claim was refused."""
    customers: str
    """The names of those for whom it is claimed, as far as they are seen."""
    proposal: Proposal | None
    """Who is the first that may have been paid for; only while nobody claims it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankReceipt:
    """Something that came into the bank, whole."""

    row: BankReceiptRow
    parts: tuple[ClaimPartRow, ...]
    proposals: tuple[Proposal, ...]
    payments: tuple[tuple[PaymentId, str], ...]
    """The receipts that it became, with their numbers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BankReceiptRequest:
    """Which of what came is asked for; without a status what is still to be settled."""

    status: BankReceiptStatus | None = None
    everything: bool = False
    """Whatever its status."""
    mine: bool = False
    """Only what the one who asks claims."""
    words: str = ""


@dataclass(frozen=True, slots=True)
class NotToBeClaimed:
    """It is settled or no customer's payment: nobody claims it."""

    payer: str
    status: BankReceiptStatus


@dataclass(frozen=True, slots=True)
class NotClaimed:
    """Nobody claims it now: there is nothing to confirm, refuse or withdraw."""

    payer: str
    status: BankReceiptStatus


@dataclass(frozen=True, slots=True)
class ClaimOfAnother:
    """Somebody else claims it."""

    payer: str
    person: str


@dataclass(frozen=True, slots=True)
class PartsDiffer:
    """The parts do not come to what came."""

    payer: str
    parts_minor: int
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class NotDecided:
    """It is neither confirmed nor set aside: nothing is to be opened again."""

    payer: str


@dataclass(frozen=True, slots=True)
class ConfirmedRefunded:
    """Something of what it became was given back: that refund is deleted first."""

    payer: str
    number: str


BankReceiptRefusal = (
    NotToBeClaimed | NotClaimed | ClaimOfAnother | PartsDiffer | NotDecided | ConfirmedRefunded
)


def masked_account(account: str) -> str:
    """Return an account by which it can be told from others: its last digits."""
    shown = account[-_SHOWN_DIGITS:] if len(account) > _SHOWN_DIGITS else ""
    return f"****{shown}" if account else ""


def why_not_free(row: BankReceiptRow, *, by: UserId) -> NotToBeClaimed | None:
    """Return why what came is not free for somebody to claim, or None; one's own claim is."""
    is_own = row.status is BankReceiptStatus.CLAIMED and row.claimant_id == by
    is_free = is_own or row.status is BankReceiptStatus.OPEN
    return None if is_free else NotToBeClaimed(row.fields.payer, row.status)


def why_not_claim(
    row: BankReceiptRow, parts: Sequence[ClaimPart]
) -> NotToBeClaimed | PartsDiffer | None:
    """Return why what came cannot be claimed so, or None; that nobody was first is asked before."""
    if row.status in {BankReceiptStatus.CONFIRMED, BankReceiptStatus.ASIDE}:
        return NotToBeClaimed(row.fields.payer, row.status)
    return why_parts_differ(row.fields, parts)


def why_parts_differ(fields: BankReceiptFields, parts: Sequence[ClaimPart]) -> PartsDiffer | None:
    """Return that parts do not come to what came exactly, or None."""
    whole = sum(each.amount_minor for each in parts)
    if whole == fields.amount_minor and all(each.amount_minor > 0 for each in parts):
        return None
    return PartsDiffer(fields.payer, whole, fields.amount_minor, fields.currency)


def why_not_withdraw(
    row: BankReceiptRow, *, by: UserId, may_confirm: bool
) -> NotClaimed | ClaimOfAnother | None:
    """Return why a claim cannot be taken back, or None: it is one's own, or one decides on it."""
    if row.status is not BankReceiptStatus.CLAIMED:
        return NotClaimed(row.fields.payer, row.status)
    if row.claimant_id != by and not may_confirm:
        return ClaimOfAnother(row.fields.payer, row.claimant)
    return None


def why_not_decide(row: BankReceiptRow) -> NotClaimed | None:
    """Return why there is no claim to confirm or refuse, or None."""
    is_claimed = row.status is BankReceiptStatus.CLAIMED
    return None if is_claimed else NotClaimed(row.fields.payer, row.status)


def why_not_set_aside(row: BankReceiptRow) -> NotToBeClaimed | ClaimOfAnother | None:
    """Return why it cannot be called no customer's payment, or None: a claim is refused first."""
    if row.status is BankReceiptStatus.CLAIMED:
        return ClaimOfAnother(row.fields.payer, row.claimant)
    if row.status is BankReceiptStatus.OPEN:
        return None
    return NotToBeClaimed(row.fields.payer, row.status)


def why_not_reopen(row: BankReceiptRow) -> NotDecided | None:
    """Return why there is nothing to open again, or None."""
    is_decided = row.status in {BankReceiptStatus.CONFIRMED, BankReceiptStatus.ASIDE}
    return None if is_decided else NotDecided(row.fields.payer)


def splits_of(parts: Iterable[ClaimPart]) -> list[Split]:
    """Return what the parts of one customer settle; the rest is on account."""
    return [Split(each.target, each.amount_minor) for each in parts if each.target != Target()]


def first_proposals(found: Iterable[Proposal], most: int) -> tuple[Proposal, ...]:
    """Return whom a payer may have paid for, each once, the surest first."""
    order = list(ProposalReason)
    chosen: dict[CustomerId, Proposal] = {}
    for each in sorted(found, key=lambda proposal: order.index(proposal.why)):
        chosen.setdefault(each.customer_id, each)
    return tuple(chosen.values())[:most]
