"""What an import was asked to do, and what became of every row."""

from __future__ import annotations

from pathlib import Path

from crm_tui.domain.customers import DuplicateMatch
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import BatchId, CustomerId, PoolId, UserId
from crm_tui.domain.imports.columns import HeaderColumn
from crm_tui.domain.imports.faults import RowFault
from crm_tui.domain.imports.openings import OpeningLine
from crm_tui.domain.pools import CoolingOff
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """Where the customers of a file go, and how the file is read.

    With a pool they lie in it, with an owner they are theirs (in that pool, or the default one);
    with neither the file's own column says whose each is, and the rest go to the default pool.
    """

    pool_id: PoolId | None = None
    owner_id: UserId | None = None
    dry_run: bool = False
    is_opening: bool = False
    """期初导入: limits are told and not enforced, and nothing is taken back for some weeks."""
    sheet: str | None = None
    encoding: str | None = None


@dataclass(frozen=True, slots=True)
class ExistingCustomer:
    """The row's name or phone is that of a customer here; `match` says who holds it."""

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


RowRefusal = RowFault | ExistingCustomer | OwnerNotAllowed | StillCoolingOff


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A row that was not imported, with every reason."""

    line: int
    refusals: tuple[RowRefusal, ...]


@dataclass(frozen=True, slots=True)
class ImportedLine:
    """A row that was imported, or would be; the id is None in a dry run."""

    line: int
    name: str
    customer_id: CustomerId | None
    owner_id: UserId | None
    is_reserved: bool = False
    """Beyond the owner's limit: it lies in the pool, kept for them."""
    is_incomplete: bool = False


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, or a dry run would do."""

    path: Path
    sha256: str
    plan: ImportPlan
    imported: tuple[ImportedLine, ...] = ()
    refused: tuple[RefusedLine, ...] = ()
    ignored: tuple[HeaderColumn, ...] = ()
    """Columns whose label is not known, and those that repeat another: not read."""
    changed: Changed | None = None
    imported_before: BatchId | None = None
    """The batch that imported a file with exactly these bytes, unless it was taken back."""
    is_cancelled: bool = False
    openings: tuple[OpeningLine, ...] = ()
    """What an opening import gives each person."""

    @property
    def over_limit(self) -> int:
        """Return how many rows lie in the pool because their owner's limit was reached."""
        return sum(line.is_reserved for line in self.imported)

    @property
    def incomplete(self) -> int:
        """Return how many customers still want a contact."""
        return sum(line.is_incomplete for line in self.imported)
