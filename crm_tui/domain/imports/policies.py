"""What an import does with a row whose customer is in the office already."""

from __future__ import annotations

from enum import StrEnum

from crm_tui.domain.duplicates import MatchLevel
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.import_choices import MatchAction
from crm_tui.values import dataclass

NUMBERED_ACTIONS = (MatchAction.SKIP, MatchAction.OVERWRITE, MatchAction.REPORT)
"""What may be done with a paper whose number is here; only a draft is overwritten."""


@dataclass(frozen=True, slots=True)
class MatchPolicy:
    """What is done for each weight of a match."""

    block: MatchAction = MatchAction.REPORT
    warn: MatchAction = MatchAction.REPORT
    hint: MatchAction = MatchAction.NEW

    def of(self, level: MatchLevel) -> MatchAction:
        """Return what is done for a level."""
        match level:
            case MatchLevel.BLOCK:
                return self.block
            case MatchLevel.WARN:
                return self.warn
            case MatchLevel.HINT:
                return self.hint
            case MatchLevel.OFF:
                return MatchAction.NEW


@dataclass(frozen=True, slots=True)
class Met:
    """The customer that a row matches, as whoever imports stands to it."""

    level: MatchLevel
    is_set_aside: bool
    """Whether it stands outside all lists: deleted, invalid, blacklisted."""
    may_edit: bool
    may_insist: bool
    """Whether they may enter a customer against a match that blocks."""
    holder_id: UserId | None


class Fate(StrEnum):
    """What becomes of a row that can be read."""

    CREATE = "create"
    UPDATE = "update"
    PASS_ON = "pass_on"  # noqa: S105 - its contacts go to who holds the customer
    SKIP = "skip"
    REFUSE = "refuse"


def fate_of(met: Met | None, policy: MatchPolicy, *, brings_contacts: bool) -> Fate:
    """Return what becomes of a row, None being no match.

    Another person's customer is never changed without the right to; what the row says of people
    there goes to its holder.
    """
    if met is None:
        return Fate.CREATE
    match policy.of(met.level):
        case MatchAction.NEW:
            is_stopped = met.level is MatchLevel.BLOCK and not met.may_insist
            return Fate.REFUSE if is_stopped else Fate.CREATE
        case MatchAction.SKIP:
            return Fate.SKIP
        case MatchAction.REPORT:
            return Fate.REFUSE
        case MatchAction.FILL | MatchAction.OVERWRITE:
            return _changed(met, brings_contacts=brings_contacts)


def _changed(met: Met, *, brings_contacts: bool) -> Fate:
    if met.is_set_aside:
        return Fate.REFUSE
    if met.may_edit:
        return Fate.UPDATE
    return Fate.PASS_ON if met.holder_id is not None and brings_contacts else Fate.REFUSE
