"""What became of every row of an import."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import field
from enum import StrEnum
from typing import NamedTuple

from crm_tui.domain.customers import DuplicateMatch
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import BatchId, CustomerId, UserId
from crm_tui.domain.imports.columns import HeaderColumn
from crm_tui.domain.imports.faults import RowFault
from crm_tui.domain.imports.headers import HeaderMatch
from crm_tui.domain.imports.openings import OpeningLine
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.imports.skips import SkippedLine
from crm_tui.domain.leads.records import LeadDuplicates
from crm_tui.domain.pools import CoolingOff
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class ExistingCustomer:
    """A key of the row is that of a customer here; `match` says who holds it."""

    line: int
    column_label: str
    column_letter: str
    value: str
    match: DuplicateMatch


@dataclass(frozen=True, slots=True)
class OwnerNotAllowed:
    """The row names somebody to whom this person may not give customers."""

    line: int
    column_label: str
    column_letter: str
    value: str


@dataclass(frozen=True, slots=True)
class StillCoolingOff:
    """The row's name or phone was that of a customer its owner may not have back yet."""

    line: int
    column_label: str
    column_letter: str
    value: str
    refusal: CoolingOff


class NotStored(StrEnum):
    """Why a row was not stored although it could be read."""

    NO_CUSTOMER = "no_customer"
    SEVERAL_CUSTOMERS = "several_customers"
    POOL_NOT_YOURS = "pool_not_yours"
    NOT_YOURS = "not_yours"
    CHANGE_REFUSED = "change_refused"
    NO_STAGE = "no_stage"
    NOT_OPEN = "not_open"
    NOT_ENTERED = "not_entered"
    NUMBER_KNOWN = "number_known"
    NUMBER_OF_OTHERS = "number_of_others"
    NO_CONTACT = "no_contact"
    NO_PRODUCT = "no_product"
    NO_ORDER = "no_order"
    NO_OPPORTUNITY = "no_opportunity"
    NO_DOCUMENT = "no_document"
    SEVERAL_DOCUMENTS = "several_documents"
    NO_PLAN = "no_plan"
    KNOWN = "known"
    MAY_NOT_SIGN = "may_not_sign"
    WITH_OTHERS = "with_others"


@dataclass(frozen=True, slots=True)
class RowNotStored:
    """The row is about something that is not here, or that this person may not change so."""

    line: int
    column_label: str
    column_letter: str
    value: str
    reason: NotStored


@dataclass(frozen=True, slots=True)
class FieldTrouble:
    """A field that holds what cannot be stored, as facts."""

    field: str
    reason: str
    value: str = ""
    limit: int | None = None


@dataclass(frozen=True, slots=True)
class RowRefused:
    """What the row says was refused as it would be by hand; `why` is the same reason."""

    line: int
    column_label: str
    column_letter: str
    value: str
    why: object
    """A refusal of the domain, or the field that is wrong."""


RowRefusal = (
    RowFault | ExistingCustomer | OwnerNotAllowed | StillCoolingOff | RowNotStored | RowRefused
)


class Outcome(StrEnum):
    """What became of a row, in one word."""

    CREATED = "created"
    UPDATED = "updated"
    UNCHANGED = "unchanged"
    PASSED_ON = "passed_on"
    JOINED = "joined"
    SKIPPED = "skipped"
    PAID_OUT = "paid_out"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A row that was not imported, with every reason."""

    line: int
    refusals: tuple[RowRefusal, ...]
    name: str = ""
    """The name that it tells, where one could be read."""

    @property
    def outcome(self) -> Outcome:
        """Return what became of the row."""
        return Outcome.REFUSED


class ImportedLine(NamedTuple):
    """A row that became a customer, or would; the id is None in a dry run.

    A tuple, since each goes to a file and back: that takes half of a dataclass's time.
    """

    line: int
    name: str
    customer_id: CustomerId | None
    owner_id: UserId | None
    is_reserved: bool = False
    """Beyond the owner's limit: it lies in the pool, kept for them."""
    is_incomplete: bool = False
    contacts: int = 0
    follow_ups: int = 0

    @property
    def outcome(self) -> Outcome:
        """Return what became of the row."""
        return Outcome.CREATED


@dataclass(frozen=True, slots=True)
class ChangedLine:
    """A row about a customer that was here: what it brought.

    `holder` is the colleague to whom its contacts were passed on, empty when it is one's own.
    """

    line: int
    name: str
    customer_id: CustomerId
    fields: tuple[str, ...] = ()
    """The names of the customer's fields that it changed."""
    contacts: int = 0
    """How many contacts were added or changed."""
    follow_ups: int = 0
    holder: str = ""

    @property
    def outcome(self) -> Outcome:
        """Return what became of the row."""
        if self.holder:
            return Outcome.PASSED_ON
        is_same = not (self.fields or self.contacts or self.follow_ups)
        return Outcome.UNCHANGED if is_same else Outcome.UPDATED


@dataclass(frozen=True, slots=True)
class JoinedLine:
    """A row put together with an earlier one of the same company."""

    line: int
    name: str
    with_line: int
    differing: tuple[str, ...] = ()
    """The fields in which it says otherwise; there the earlier row stands."""

    @property
    def outcome(self) -> Outcome:
        """Return what became of the row."""
        return Outcome.JOINED


@dataclass(frozen=True, slots=True)
class PresentLine:
    """A row left out as the plan says: its customer is here already."""

    line: int
    name: str
    match: DuplicateMatch

    @property
    def outcome(self) -> Outcome:
        """Return what became of the row."""
        return Outcome.SKIPPED


@dataclass(frozen=True, slots=True)
class EnteredLine:
    """A row that became a record of its kind, or would; the id is None in a dry run."""

    line: int
    name: str
    record_id: int | None
    owner_id: UserId | None = None

    @property
    def outcome(self) -> Outcome:
        """Return what became of the row."""
        return Outcome.CREATED


@dataclass(frozen=True, slots=True)
class KnownLine:
    """A row left out because such a record is here; `alike` says which, where they are leads.

    What an earlier row of the same file is has no id in a dry run.
    """

    line: int
    name: str
    record_id: int | None = None
    alike: LeadDuplicates | None = None

    @property
    def outcome(self) -> Outcome:
        """Return what became of the row."""
        return Outcome.SKIPPED


@dataclass(frozen=True, slots=True)
class PaidOutLine:
    """A row of a bank's list that is left out: the money went out."""

    line: int

    @property
    def outcome(self) -> Outcome:
        """Return what became of the row."""
        return Outcome.PAID_OUT


ImportLine = (
    ImportedLine
    | ChangedLine
    | JoinedLine
    | PresentLine
    | RefusedLine
    | EnteredLine
    | KnownLine
    | PaidOutLine
)


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, or a dry run would do.

    `lines` are all rows in the order of the file; of a large one they lie on disk.
    """

    plan: ImportPlan
    sha256: str = ""
    header: HeaderMatch = HeaderMatch(0, ())
    """The header by which the rows were read."""
    lines: Sequence[ImportLine] = ()
    counts: Mapping[Outcome, int] = field(default_factory=dict)
    samples: Mapping[Outcome, Sequence[ImportLine]] = field(default_factory=dict)
    """The first rows of each outcome."""
    over_limit: int = 0
    """Rows that lie in the pool because their owner's limit was reached."""
    unowned: int = 0
    """New customers that lie in the pool because nobody is named as their owner."""
    incomplete: int = 0
    """New customers that still want a contact."""
    new_words: tuple[str, ...] = ()
    """Words that were added to the office's lists, or would be."""
    passed_over: tuple[SkippedLine, ...] = ()
    """Rows that are no records: the header again, sums, a program's footer."""
    ignored: tuple[HeaderColumn, ...] = ()
    """Columns whose label is not known, and those that repeat another: not read."""
    changed: Changed | None = None
    imported_before: BatchId | None = None
    """The batch that imported a file with exactly these bytes, unless it was taken back."""
    is_cancelled: bool = False
    openings: tuple[OpeningLine, ...] = ()
    """What an opening import gives each person."""

    def count(self, outcome: Outcome) -> int:
        """Return how many rows had this outcome."""
        return self.counts.get(outcome, 0)

    @property
    def imported(self) -> tuple[ImportedLine, ...]:
        """Return the rows that became customers."""
        return tuple(line for line in self.lines if isinstance(line, ImportedLine))

    @property
    def refused(self) -> tuple[RefusedLine, ...]:
        """Return the rows that were not imported."""
        return tuple(line for line in self.lines if isinstance(line, RefusedLine))


@dataclass(frozen=True, slots=True)
class ResultWords:
    """The words of a result file, made where words are made."""

    line: str
    outcome: str
    reason: str
    told: Callable[[ImportLine], tuple[str, str]]
    """Returns what became of a row, and why where that is worth a word."""
