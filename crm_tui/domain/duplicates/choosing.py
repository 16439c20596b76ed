"""Which of the matches found are told, and which of them stop an entry."""

from __future__ import annotations

from collections.abc import Iterable

from crm_tui.domain.customers import DuplicateMatch
from crm_tui.domain.duplicates.levels import MatchKind, MatchLevel

_ALIKE = {
    MatchKind.NAME: "name",
    MatchKind.FORMER_NAME: "name",
    MatchKind.SHORT_NAME: "name",
    MatchKind.CORE_NAME: "name",
    MatchKind.MOBILE: "phone",
    MatchKind.FIXED_LINE: "phone",
    MatchKind.EMAIL: "mail",
    MatchKind.DOMAIN: "mail",
}
_KINDS = tuple(MatchKind)


def heaviest(matches: Iterable[DuplicateMatch]) -> list[DuplicateMatch]:
    """Return the matches that count, heaviest first: of a customer's alike ones only the surest."""
    chosen: dict[tuple[int, str], DuplicateMatch] = {}
    for match in sorted(matches, key=_order):
        if match.level is not MatchLevel.OFF:
            chosen.setdefault((match.customer_id, alike(match.kind)), match)
    return list(chosen.values())


def alike(kind: MatchKind) -> str:
    """Return what is the same in a match; several kinds may say one thing."""
    return _ALIKE.get(kind, kind.value)


def _order(match: DuplicateMatch) -> tuple[int, int, int]:
    return -match.level.weight, _KINDS.index(match.kind), match.customer_id


def why_not_enter(
    matches: Iterable[DuplicateMatch], *, insists: bool, may_override: bool
) -> list[DuplicateMatch]:
    """Return the matches that stop an entry: blocks, and what is asked of who does not insist.

    Nobody but who may override enters a customer against a block, however they insist.
    """
    stopping = []
    for match in matches:
        is_block = match.level is MatchLevel.BLOCK
        if (is_block and not (insists and may_override)) or (
            match.level is MatchLevel.WARN and not insists
        ):
            stopping.append(match)
    return stopping
