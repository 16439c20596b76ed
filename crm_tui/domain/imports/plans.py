"""What an import was asked to do: of what, how it is read, and where the rows go."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path

from crm_tui.domain.identifiers import PoolId, UserId
from crm_tui.domain.import_choices import ImportKind, MatchAction
from crm_tui.domain.imports.cells import SheetRow
from crm_tui.domain.imports.mappings import Mapped, Meanings
from crm_tui.domain.imports.policies import MatchPolicy
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class PastedRows:
    """Rows that lie in memory, such as those copied out of a spreadsheet; the header is one."""

    rows: tuple[SheetRow, ...]
    name: str = ""


@dataclass(frozen=True, slots=True)
class ImportPlan:
    """One import: a file or pasted rows, how they are read, what a match means, who gets what.

    With a pool the customers lie in it, with owners they are theirs, shared out evenly; with
    neither the file's own columns say whose each is, and the rest go where the routes put them.
    """

    source: Path | PastedRows
    kind: ImportKind = ImportKind.CUSTOMERS
    sheet: str | None = None
    encoding: str | None = None
    header_line: int | None = None
    """The line of the header, from 1 on; 0 where there is none, None where it is looked for."""
    mapping: Mapped = field(default_factory=dict)
    """Label or letter of a column -> name of the field; over what is proposed."""
    meanings: Meanings = field(default_factory=dict)
    """Name of a field -> what the file writes in it -> the word of ours that this means."""
    policy: MatchPolicy = MatchPolicy()
    pool_id: PoolId | None = None
    owner_ids: tuple[UserId, ...] = ()
    adds_words: bool = False
    """Whether words that no list has are added to it."""
    splits_notes: bool = False
    """Whether dated notes in the remarks become follow-ups."""
    carries_names: bool = False
    """Whether a row without a customer's name is about the customer of the row above."""
    adds_customers: bool = False
    """Whether contacts of a customer that is not here bring it along."""
    is_opening: bool = False
    """期初导入: limits are told and not enforced, and nothing is taken back for some weeks."""
    in_turn: bool = False
    """Whether leads that neither the file nor `owner_ids` give to anybody go by the routes."""
    dry_run: bool = False

    @property
    def name(self) -> str:
        """Return what the source is called."""
        return self.source.name

    @property
    def matching(self) -> MatchPolicy:
        """Return what is done with a match; contacts always go to the customer they name."""
        if self.kind is ImportKind.CUSTOMERS:
            return self.policy
        action = self.policy.block if self.policy.block.changes else MatchAction.FILL
        return MatchPolicy(action, action, MatchAction.NEW)
